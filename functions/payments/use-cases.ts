// Paying a held reservation from the wallet.
import { refusals as queue } from '../queue/contract.ts';
import { refusals as reservationRefusals } from '../reservations/contract.ts';
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { journeyOf, payReservation, type ReservationWrites } from '../reservations/writes.ts';
import { type Db, jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import type { Cause } from '../shared/event.ts';
import { bare } from '../shared/ids.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { transact } from '../shared/transaction.ts';
import type { WalletReads } from '../wallet/reads.ts';
import { debit, moveMoney, type Wallet } from '../wallet/writes.ts';
import { refusals } from './contract.ts';
import { decidePay, SHORT, type Unpayable } from './domain.ts';

/** How often paying is tried while others move the same wallet or reservation. */
const TRIES = 8;

export interface PayTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly RESERVATIONS_TABLE: string;
  readonly WALLET_TABLE: string;
  readonly reservations: ReservationReads & ReservationWrites;
  readonly wallets: WalletReads;
}

export interface PayRequest {
  readonly userId: string;
  /** The concert of the buyer's place in line. */
  readonly concertId: string;
  readonly reservationId: string;
  readonly amount: number | undefined;
  readonly cause: Cause;
}

export interface Paid {
  readonly paymentId: string;
  readonly amount: number;
  readonly remainingBalance: number;
  readonly status: 'COMPLETED';
}

/** A reservation's payment from the wallet: the same characters under another kind, so there is only one. */
export function paymentIdOf(reservationId: string): string {
  return `pay_${bare(reservationId)}`;
}

/**
 * Pays a held reservation from the wallet: money and reservation move in one transaction, or neither does
 * (docs/design/data-model.md, "Pay from the wallet"). Asked again, it gives the first answer.
 * @throws Refusal RESERVATION_NOT_FOUND, RESERVATION_EXPIRED, AMOUNT_CHANGED, INSUFFICIENT_BALANCE, NOT_ADMITTED,
 * ALREADY_PAID by card, PAYMENT_IN_PROGRESS while a card is charged for it
 */
export async function pay(tools: PayTools, asked: PayRequest): Promise<Paid> {
  const { reservations, wallets, clock } = tools;
  for (let tries = 1; tries <= TRIES; tries++) {
    const [reservation, wallet] = await Promise.all([
      reservations.reservation(asked.reservationId),
      wallets.wallet(asked.userId),
    ]);
    const now = clock();
    const decided = decidePay(reservation, wallet.balance, { ...asked, now });
    switch (decided.decision) {
      case 'answer-again':
        return answerAgain(wallets, asked.userId, decided.walletVersion);
      case 'INSUFFICIENT_BALANCE': {
        const { seen } = decided;
        if (!(await reservations.recordFailure(seen, { reason: SHORT, now, cause: asked.cause }))) break;
        throw tooShort(seen, wallet);
      }
      case 'released':
        throw tooShort(decided.seen, wallet);
      case 'pay': {
        const paid = await commit(tools, asked, { seen: decided.seen, wallet, now });
        if (paid) return paid;
        break;
      }
      default:
        throw refusalOf(decided);
    }
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** When a payment that is being made will have come to something. */
export const COME_BACK_SECONDS = 2;

/** Why a reservation cannot be paid, as its buyer reads it. */
export function refusalOf(unpayable: Unpayable): Refusal {
  switch (unpayable.decision) {
    case 'RESERVATION_NOT_FOUND':
    case 'RESERVATION_EXPIRED':
      return new Refusal(reservationRefusals[unpayable.decision]);
    case 'OTHER_CONCERT':
      return new Refusal(queue.NOT_ADMITTED, { reason: 'OTHER_CONCERT' });
    case 'AMOUNT_CHANGED':
      return new Refusal(refusals.AMOUNT_CHANGED, { amount: unpayable.amount });
    case 'ALREADY_PAID':
      return new Refusal(refusals.ALREADY_PAID, { method: unpayable.method, paymentId: unpayable.paymentId });
    case 'PAYMENT_IN_PROGRESS':
      return new Refusal(refusals.PAYMENT_IN_PROGRESS, {}, COME_BACK_SECONDS);
    default:
      return unpayable satisfies never;
  }
}

function tooShort({ amount, releaseIfShort }: Reservation, { balance }: Wallet): Refusal {
  return new Refusal(refusals.INSUFFICIENT_BALANCE, { balance, amount, ...(releaseIfShort ? { released: true } : {}) });
}

/** @returns undefined when wallet or reservation moved meanwhile: read both again */
async function commit(
  { db, RESERVATIONS_TABLE, WALLET_TABLE }: PayTools,
  { userId, reservationId, cause }: PayRequest,
  { seen, wallet, now }: { seen: Reservation; wallet: Wallet; now: number },
): Promise<Paid | undefined> {
  const { amount, concertId, scheduleId } = seen;
  const paymentId = paymentIdOf(reservationId);
  const line = debit(wallet, { id: paymentId, reservationId, concertId, scheduleId, amount, at: now });
  if (!line) return undefined;
  const { walletVersion } = line;
  const { outcome } = await transact<string>(db, [
    ...moveMoney(WALLET_TABLE, { userId, seen: wallet, line, cause: journeyOf(seen, cause.causationId) }),
    ...payReservation(RESERVATIONS_TABLE, { seen, paymentId, walletVersion, now }),
  ]);
  if (outcome !== 'committed') return undefined;
  return { paymentId, amount, remainingBalance: line.balanceAfter, status: 'COMPLETED' };
}

async function answerAgain(wallets: WalletReads, userId: string, walletVersion: number): Promise<Paid> {
  const line = await wallets.line(userId, walletVersion);
  if (!line) throw new Error(`wallet line ${walletVersion} of a paid reservation is missing`);
  return { paymentId: line.id, amount: line.amount, remainingBalance: line.balanceAfter, status: 'COMPLETED' };
}
