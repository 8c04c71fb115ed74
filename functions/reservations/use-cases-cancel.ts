// Cancelling: a hold is given up, a ticket goes back for what its concert's policy says (docs/design/data-model.md).
import type { CatalogReads } from '../catalog/reads.ts';
import type { CardReads } from '../payments/reads-card.ts';
import { returnCard } from '../payments/writes-card.ts';
import { byBlock, type SeatWrites } from '../seats/writes.ts';
import { jitter } from '../shared/aws.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import type { Cause } from '../shared/event.ts';
import { log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { Labelled, TransactOutcome } from '../shared/transaction.ts';
import type { WalletReads } from '../wallet/reads.ts';
import { credit, moveMoney } from '../wallet/writes.ts';
import { type CancellationView, refusals } from './contract.ts';
import type { Reservation } from './domain.ts';
import { cancellationOf, cancelled, decideCancel, feeOf, type Terms } from './domain-cancel.ts';
import { isPaidByCard } from './domain-card.ts';
import { journeyOf } from './domain-log.ts';
import type { ReservationReads } from './reads.ts';
import type { ReservationStore } from './store.ts';
import { settle } from './use-cases.ts';
import { cancelReservation } from './writes.ts';

export interface CancelTools {
  readonly store: ReservationStore;
  readonly seats: SeatWrites;
  readonly wallet: WalletReads;
  readonly cards: Pick<CardReads, 'card'>;
  readonly catalog: Pick<CatalogReads, 'concert'>;
  readonly clock: Clock;
  readonly commit: (writes: readonly Labelled[]) => Promise<TransactOutcome<string>>;
  readonly tables: Readonly<Record<'RESERVATIONS_TABLE' | 'WALLET_TABLE' | 'PAYMENTS_TABLE', string>>;
}

export interface CancelAsked {
  readonly reservationId: string;
  readonly userId: string;
  /** What the buyer was shown that it gives back, in won. */
  readonly refund?: number | undefined;
  readonly cause: Cause;
}

export interface Cancelled {
  readonly reservationId: string;
  readonly status: 'CANCELLED';
  readonly refundedAmount: number;
  readonly fee: number;
}

/** How often cancelling is tried while others move the same reservation or wallet. */
const TRIES = 8;

/** Seconds after which a payment that is being worked on is through. */
const PAID_SOON_SECONDS = 1;

/**
 * Gives up a hold, or cancels a ticket: reservation and money move in one transaction, or neither does; a card's money is
 * on its way then, and comes back as the gateway sends it. Asked again, it gives the first answer.
 * @throws Refusal RESERVATION_NOT_FOUND, NOT_CANCELLABLE (with `reason` and `reservationStatus`), REFUND_CHANGED (with
 *   `refundAmount` and `fee`), TRY_AGAIN
 */
export async function cancel(tools: CancelTools, asked: CancelAsked): Promise<Cancelled> {
  const { reservationId, refund, cause } = asked;
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await ownOf(tools.store, asked);
    const terms = await termsOf(tools.catalog, seen);
    const now = tools.clock();
    const decided = decideCancel(seen, terms, refund, now);
    switch (decided.decision) {
      case 'cancelled':
        return finish(tools, seen);
      case 'settle':
        await settle(tools.store, reservationId, { now, causationId: cause.causationId });
        break;
      case 'NOT_CANCELLABLE': {
        const { reason, status } = decided;
        const retryAfter = reason === 'BEING_PAID' ? PAID_SOON_SECONDS : undefined;
        throw new Refusal(refusals.NOT_CANCELLABLE, { reason, reservationStatus: status }, retryAfter);
      }
      case 'REFUND_CHANGED': {
        const { refundAmount, fee } = decided;
        throw new Refusal(refusals.REFUND_CHANGED, { refundAmount, fee });
      }
      case 'cancel': {
        const { refundAmount } = decided;
        const done = await commit(tools, seen, { at: now, causationId: cause.causationId, refundAmount });
        if (done) return finish(tools, { ...seen, refundedAmount: refundAmount });
        break;
      }
      default:
        decided satisfies never;
    }
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** What cancelling now would come to. @throws Refusal RESERVATION_NOT_FOUND, also for another person's */
export async function getCancellation(
  { reads, catalog }: { readonly reads: ReservationReads; readonly catalog: Pick<CatalogReads, 'concert'> },
  asked: { readonly reservationId: string; readonly userId: string; readonly now: number },
): Promise<CancellationView> {
  const seen = await ownOf(reads, asked);
  const found = cancellationOf(seen, await termsOf(catalog, seen), asked.now);
  if (!found.cancellable) return { ...found, fee: 0, feePercent: 0, refundAmount: 0 };
  return { ...found, until: toIso(found.until) };
}

async function ownOf(
  reads: Pick<ReservationReads, 'reservation'>,
  asked: { readonly reservationId: string; readonly userId: string },
): Promise<Reservation> {
  const seen = await reads.reservation(asked.reservationId);
  if (!seen || seen.userId !== asked.userId) throw new Refusal(refusals.RESERVATION_NOT_FOUND);
  return seen;
}

/** Of a ticket; nothing else is cancelled by terms, so that it works when the catalogue cannot be read. */
async function termsOf(catalog: Pick<CatalogReads, 'concert'>, seen: Reservation): Promise<Terms | undefined> {
  const { status, concertId, scheduleId } = seen;
  if (status !== 'CONFIRMED') return undefined;
  const concert = await catalog.concert(concertId);
  const schedule = concert?.schedules.find((one) => one.scheduleId === scheduleId);
  if (!concert || !schedule) throw new Error(`${scheduleId} of ${concertId} is missing`);
  return { refundPolicy: concert.settings.refundPolicy, startAt: schedule.startAt };
}

interface By {
  readonly at: number;
  readonly causationId: string;
  readonly refundAmount: number;
}

/** @returns false when reservation, wallet or payment moved meanwhile: read again */
async function commit(tools: CancelTools, seen: Reservation, by: By): Promise<boolean> {
  if (by.refundAmount === 0) return tools.store.move(seen, cancelled(seen, by));
  const writes = await (isPaidByCard(seen) ? toCard : toWallet)(tools, seen, by);
  if (!writes) return false;
  const { outcome } = await tools.commit(writes);
  return outcome === 'committed';
}

async function toWallet({ wallet: wallets, tables }: CancelTools, seen: Reservation, by: By): Promise<Labelled[]> {
  const { reservationId, userId, concertId, scheduleId, paymentId = '' } = seen;
  const wallet = await wallets.wallet(userId);
  const ids = { id: paymentId, reservationId, concertId, scheduleId };
  const line = credit(wallet, 'REFUND', { ...ids, amount: by.refundAmount, at: by.at, reason: 'CANCELLED' });
  return [
    ...cancelReservation(tables.RESERVATIONS_TABLE, seen, { ...by, refundVersion: line.walletVersion }),
    ...moveMoney(tables.WALLET_TABLE, { userId, seen: wallet, line, cause: journeyOf(seen, by.causationId) }),
  ];
}

async function toCard({ cards, tables }: CancelTools, seen: Reservation, by: By): Promise<Labelled[] | undefined> {
  const payment = await cards.card(seen.paymentId ?? '');
  if (payment?.status !== 'APPLIED') return undefined;
  return [
    ...cancelReservation(tables.RESERVATIONS_TABLE, seen, by),
    ...returnCard(tables.PAYMENTS_TABLE, payment, { ...by, reason: { code: 'CANCELLED' } }),
  ];
}

/**
 * Frees the seats and the standing before the answer, so that what was cancelled can be bought at once. What fails here,
 * or never comes to it, the consumers of ReservationFailed do.
 */
async function finish({ store, seats }: CancelTools, ended: Reservation): Promise<Cancelled> {
  const { reservationId, scheduleId, refundedAmount = 0 } = ended;
  const blocks = byBlock(ended.seats.map(({ at }) => at));
  const steps = await Promise.allSettled([
    store.endEntry(ended, reservationId),
    ...blocks.map(({ ref }) => seats.releaseOwn(scheduleId, ref, { reservationId })),
  ]);
  for (const step of steps) {
    if (step.status === 'rejected') log.warn('left to the consumers', { reservationId, error: step.reason });
  }
  return { reservationId, status: 'CANCELLED', refundedAmount, fee: feeOf(ended) };
}
