// What follows a payment: its seats are sold and it is confirmed, or the money goes back. And who sees to it.
import { events as payments } from '../payments/contract.ts';
import type { CardReads } from '../payments/reads-card.ts';
import { returnCard } from '../payments/writes-card.ts';
import { byBlock, type SeatWrites } from '../seats/writes.ts';
import { jitter } from '../shared/aws.ts';
import { type Cause, published } from '../shared/event.ts';
import { log } from '../shared/log.ts';
import { causeOf } from '../shared/outbox.ts';
import type { Message, SendMessages } from '../shared/sqs.ts';
import type { Labelled, TransactOutcome } from '../shared/transaction.ts';
import type { WalletReads } from '../wallet/reads.ts';
import { credit, moveMoney } from '../wallet/writes.ts';
import { confirmed, isTombstone, type Reservation } from './domain.ts';
import { isPaidByCard } from './domain-card.ts';
import { journeyOf } from './domain-log.ts';
import { decideWatch } from './domain-watch.ts';
import type { ReservationStore } from './store.ts';
import { settle } from './use-cases.ts';
import { refundReservation } from './writes.ts';

export interface ConfirmTools {
  readonly store: ReservationStore;
  readonly seats: SeatWrites;
  readonly wallet: WalletReads;
  readonly cards: Pick<CardReads, 'card'>;
  readonly commit: (writes: readonly Labelled[]) => Promise<TransactOutcome<string>>;
  readonly tables: Readonly<Record<'RESERVATIONS_TABLE' | 'WALLET_TABLE' | 'PAYMENTS_TABLE', string>>;
}

/** What asks for a step: when, and in whose name. */
interface Asked {
  readonly reservationId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cause: Cause;
}

/** How often a confirmation is tried while others move the same items; then SQS gives the message again. */
const TRIES = 6;

/**
 * Sells the seats of a paid reservation and confirms it; a seat that is not its own any more (only an operator can have
 * done that) means the money goes back. Repeated or late, it has no further effect.
 * @throws when it could not be brought to an end: the message comes again
 */
export async function confirm(tools: ConfirmTools, asked: Asked): Promise<void> {
  const { reservationId, now, cause } = asked;
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await tools.store.reservation(reservationId);
    if (seen?.status !== 'PAID') {
      const isUnpaid = !seen || seen.status === 'PENDING' || seen.status === 'PAYING';
      if (isUnpaid) throw new Error(`${reservationId} was paid, but is ${seen?.status}`);
      return;
    }
    const sold = await sellAll(tools.seats, seen);
    const done = sold
      ? await tools.store.move(seen, confirmed(seen, now, cause.causationId))
      : await refund(tools, seen, asked);
    if (done) return;
    await jitter(tries);
  }
  throw new Error(`${reservationId} could not be confirmed while others moved it`);
}

/** @returns false when a seat is neither held for nor sold to this reservation */
async function sellAll(seats: SeatWrites, paid: Reservation): Promise<boolean> {
  const { reservationId, scheduleId, expiresAt: untilMs } = paid;
  for (const { ref, slots } of byBlock(paid.seats.map(({ at }) => at))) {
    const sale = await seats.sell(scheduleId, ref, { reservationId, untilMs, slots });
    if (!sale.ok) return false;
  }
  return true;
}

/** Gives the money back; ReservationFailed then frees what is left of the seats. @returns false: read again */
async function refund(tools: ConfirmTools, seen: Reservation, asked: Asked): Promise<boolean> {
  const { reservationId } = seen;
  const writes = await (isPaidByCard(seen) ? toCard : toWallet)(tools, seen, asked);
  const { outcome } = writes ? await tools.commit(writes) : { outcome: 'refused' };
  if (outcome !== 'committed') return false;
  // Not before: a ticket that was confirmed and cancelled meanwhile has lost no seat.
  log.error('a paid seat was lost', { reservationId });
  return true;
}

async function toWallet(tools: ConfirmTools, seen: Reservation, { now, cause }: Asked): Promise<Labelled[]> {
  const { reservationId, userId, amount, paymentId = '', concertId, scheduleId } = seen;
  const { RESERVATIONS_TABLE, WALLET_TABLE } = tools.tables;
  const wallet = await tools.wallet.wallet(userId);
  const ids = { id: paymentId, reservationId, concertId, scheduleId };
  const line = credit(wallet, 'REFUND', { ...ids, amount, at: now, reason: 'SEAT_LOST' });
  return [
    ...refundReservation(RESERVATIONS_TABLE, { seen, refundVersion: line.walletVersion, now, cause }),
    ...moveMoney(WALLET_TABLE, { userId, seen: wallet, line, cause: journeyOf(seen, cause.causationId) }),
  ];
}

/** @returns undefined when the payment moved since the reservation was read */
async function toCard(tools: ConfirmTools, seen: Reservation, { now, cause }: Asked): Promise<Labelled[] | undefined> {
  const { amount: refundAmount, paymentId = '' } = seen;
  const { RESERVATIONS_TABLE, PAYMENTS_TABLE } = tools.tables;
  const payment = await tools.cards.card(paymentId);
  if (payment?.status !== 'APPLIED') return undefined;
  const why = { reason: { code: 'SEAT_LOST' }, refundAmount, at: now, causationId: cause.causationId };
  return [
    ...refundReservation(RESERVATIONS_TABLE, { seen, refundVersion: undefined, now, cause }),
    ...returnCard(PAYMENTS_TABLE, payment, why),
  ];
}

export interface WatchTools {
  readonly store: ReservationStore;
  readonly watchAgain: SendMessages;
  readonly confirmAgain: SendMessages;
  /** To who asks the gateway what became of a card payment. */
  readonly inquire: SendMessages;
}

/**
 * The timer of a hold, and the watchdog after it: ends it when its time is over, asks for the outcome of its card payment
 * and again for the confirmation of a paid one, and comes back until it is confirmed or has ended.
 * @param message what brought it here, to be sent again
 */
export async function watch(tools: WatchTools, asked: Asked, message: object): Promise<void> {
  const { reservationId, now, cause } = asked;
  const kept = await tools.store.kept(reservationId);
  const { act, againInSeconds } = decideWatch(kept, now);
  switch (act) {
    case 'nothing':
      break;
    case 'settle':
      if (!(await settle(tools.store, reservationId, { now, causationId: cause.causationId }))) return;
      break;
    case 'confirm':
      if (kept && !isTombstone(kept)) await tools.confirmAgain([{ body: completedAgain(kept), delaySeconds: 0 }]);
      break;
    case 'inquire':
      if (kept && !isTombstone(kept)) await tools.inquire([inquiryInto(kept)]);
      break;
    default:
      act satisfies never;
  }
  if (againInSeconds !== undefined) await tools.watchAgain([{ body: message, delaySeconds: againInSeconds }]);
}

/** Asks what became of a card payment that nobody told the outcome of. */
export function inquiryInto({ reservationId, intentId }: Reservation): Message {
  if (intentId === undefined) throw new Error(`${reservationId} is being paid, but by no payment`);
  return { body: { paymentId: intentId, why: 'watchdog' }, delaySeconds: 0 };
}

/** PaymentCompleted as the bus gave it the first time, with the same id. */
export function completedAgain(paid: Reservation) {
  const { reservationId, userId, amount, paymentId = '', walletVersion, paymentVersion, updatedAt: at } = paid;
  const [first] = paid.log;
  const cause = first ? causeOf(first) : { correlationId: reservationId, causationId: reservationId };
  const told = { paymentId, reservationId, userId, amount };
  const { id, ...how } = isPaidByCard(paid)
    ? { id: `payment/${paymentId}/${paymentVersion}/PaymentCompleted`, method: 'CARD' as const }
    : { id: `wallet/${userId}/${walletVersion}`, method: 'WALLET' as const, walletId: userId };
  return { detail: published(payments.PaymentCompleted, { id, at, cause }, { ...told, ...how }).envelope };
}
