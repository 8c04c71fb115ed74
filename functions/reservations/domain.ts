// The rules of a reservation: its states, how it ends, and how many seats one person may have (requirements R3).
import type { Cause } from '../shared/event.ts';
import type { Krw } from '../shared/money.ts';
import { append, type LogEntry } from '../shared/outbox.ts';
import type { Grade, ReservationStatus } from './contract.ts';
import { endedLog, logged, refusedLog } from './domain-log.ts';

export interface HeldSeat {
  /** Absent in standing room, where `row` is empty. */
  readonly seatNo?: number;
  readonly section: string;
  readonly row: string;
  readonly grade: Grade;
  readonly price: Krw;
  /** Where the seats service keeps it. */
  readonly at: string;
}

/** Every time is epoch milliseconds; `expiresAt` is on a whole second, exactly the one in the seats' blocks. */
export interface Reservation {
  readonly reservationId: string;
  readonly userId: string;
  readonly personId: string;
  readonly concertId: string;
  readonly scheduleId: string;
  /** The buyer's place in line. */
  readonly seq: number;
  readonly seats: readonly HeldSeat[];
  readonly amount: Krw;
  readonly status: ReservationStatus;
  readonly expiresAt: number;
  readonly reservedAt: number;
  readonly updatedAt: number;
  readonly paidAt?: number;
  readonly confirmedAt?: number;
  readonly canceledAt?: number;
  readonly paymentId?: string;
  /** The wallet line that paid it, or the version of the card payment that did. */
  readonly walletVersion?: number;
  readonly paymentVersion?: number;
  /** The newest card payment that was begun for it, and until when nobody else gets its seats while that is being made. */
  readonly intentId?: string;
  readonly payingUntil?: number;
  /** A short balance ends it; absent means that it leaves time to top up. */
  readonly releaseIfShort?: true;
  /** Why the last payment failed. */
  readonly lastFailure?: string;
  /** What a cancelled or refunded one gave back, and the wallet line that did, if any money moved. */
  readonly refundedAmount?: Krw;
  readonly refundVersion?: number;
  /** Of the request that made it. */
  readonly requestHash: string;
  readonly version: number;
  readonly log: readonly LogEntry[];
}

/**
 * Stands where a reservation can no longer be made: its claim was given back (FAILED, with the refusal that it got), or
 * lapsed before its reservation was written and may have been taken by others (EXPIRED, by whoever found it).
 */
export interface Tombstone {
  readonly reservationId: string;
  readonly tombstone: true;
  readonly status: 'EXPIRED' | 'FAILED';
  readonly requestHash?: string;
  readonly refusal?: { readonly code: string; readonly fields: Readonly<Record<string, unknown>> };
}

export type Kept = Reservation | Tombstone;

export const isTombstone = (kept: Kept): kept is Tombstone => 'tombstone' in kept;

/** Terminal means terminal: these never come back. */
const ENDED: readonly ReservationStatus[] = ['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'];

export const hasEnded = ({ status }: Kept): boolean => ENDED.includes(status);

/** The end of a hold that begins now: a whole second, as block strings hold seconds. */
export function holdUntil(now: number, holdSeconds: number): number {
  return Math.ceil(now / 1000 + holdSeconds) * 1000;
}

/** What is known of a reservation before its seats are held. */
export type Beginning = Pick<
  Reservation,
  | 'reservationId'
  | 'userId'
  | 'personId'
  | 'concertId'
  | 'scheduleId'
  | 'seq'
  | 'seats'
  | 'requestHash'
  | 'releaseIfShort'
>;

/** A reservation as it begins. */
export function pending(
  asked: Beginning,
  hold: { readonly expiresAt: number; readonly now: number; readonly cause: Cause },
): Reservation {
  const { reservationId, userId, personId, concertId, scheduleId, seq, seats, requestHash, releaseIfShort } = asked;
  return {
    reservationId,
    userId,
    personId,
    concertId,
    scheduleId,
    seq,
    seats,
    requestHash,
    ...(releaseIfShort ? { releaseIfShort } : {}),
    amount: asked.seats.reduce((sum, { price }) => sum + price, 0),
    status: 'PENDING',
    expiresAt: hold.expiresAt,
    reservedAt: hold.now,
    updatedAt: hold.now,
    version: 1,
    log: append([], 1, 'SeatReserved', hold.now, hold.cause),
  };
}

/** A step of a reservation: what it sets, beside the next version and `updatedAt`. */
export interface Move {
  readonly from: ReservationStatus;
  readonly to: ReservationStatus;
  readonly at: number;
  /** The whole log, when the step is an event. */
  readonly log?: readonly LogEntry[];
  /** What is left of it: a card payment that was begun for more cannot be completed any more. */
  readonly keep?: Pick<Reservation, 'seats' | 'amount'>;
  readonly set?: Partial<
    Pick<
      Reservation,
      | 'paidAt'
      | 'confirmedAt'
      | 'canceledAt'
      | 'paymentId'
      | 'walletVersion'
      | 'paymentVersion'
      | 'intentId'
      | 'payingUntil'
      | 'lastFailure'
      | 'refundedAmount'
      | 'refundVersion'
    >
  >;
}

/** Its time is over. @param causationId the request or event that found it so; the journey stays the buyer's own */
export function expired(seen: Reservation, at: number, causationId: string): Move {
  return { from: 'PENDING', to: 'EXPIRED', at, log: logged(seen, 'ReservationFailed', at, causationId) };
}

/** Paid from the wallet. Not an event of its own: the wallet's line is PaymentCompleted. */
export function paid(at: number, payment: { readonly paymentId: string; readonly walletVersion: number }): Move {
  return { from: 'PENDING', to: 'PAID', at, set: { ...payment, paidAt: at } };
}

/** A payment was refused; the hold goes on. */
export function paymentFailed(seen: Reservation, at: number, reason: string, causationId: string): Move {
  const log = refusedLog(seen, at, { reason }, causationId);
  return { from: 'PENDING', to: 'PENDING', at, log, set: { lastFailure: reason } };
}

/** A payment was refused, and the concert does not let the hold go on: both events in one step. */
export function failed(seen: Reservation, at: number, reason: string, causationId: string): Move {
  const log = endedLog(seen, at, { reason }, causationId);
  return { from: 'PENDING', to: 'FAILED', at, log, set: { lastFailure: reason } };
}

/** Its seats are sold. */
export function confirmed(seen: Reservation, at: number, causationId: string): Move {
  const log = logged(seen, 'ReservationCompleted', at, causationId);
  return { from: 'PAID', to: 'CONFIRMED', at, log, set: { confirmedAt: at } };
}

/** Paid, but a seat was gone: the money goes back. @param refundVersion the wallet line that gives it back, if one does */
export function refunded(seen: Reservation, at: number, refundVersion: number | undefined, causationId: string): Move {
  const log = logged(seen, 'ReservationFailed', at, causationId);
  const line = refundVersion === undefined ? {} : { refundVersion };
  return { from: 'PAID', to: 'REFUNDED', at, log, set: { refundedAmount: seen.amount, ...line } };
}

/** What a request is told when its reservation is there already. */
export type RepeatDecision =
  | { readonly decision: 'answer'; readonly reservation: Reservation }
  | { readonly decision: 'settle' | 'IDEMPOTENCY_KEY_REUSED' | 'RESERVATION_EXPIRED' }
  | { readonly decision: 'refuse-again'; readonly refusal: NonNullable<Tombstone['refusal']> };

/** The same key from another account or with another request is refused; a living one is the answer. */
export function decideRepeat(
  kept: Kept,
  asked: { readonly userId: string; readonly requestHash: string },
  now: number,
): RepeatDecision {
  if (kept.requestHash !== undefined && kept.requestHash !== asked.requestHash) {
    return { decision: 'IDEMPOTENCY_KEY_REUSED' };
  }
  if (isTombstone(kept)) {
    return kept.refusal ? { decision: 'refuse-again', refusal: kept.refusal } : { decision: 'RESERVATION_EXPIRED' };
  }
  if (kept.userId !== asked.userId) return { decision: 'IDEMPOTENCY_KEY_REUSED' };
  if (hasEnded(kept)) return { decision: 'RESERVATION_EXPIRED' };
  return isOver(kept, now) ? { decision: 'settle' } : { decision: 'answer', reservation: kept };
}

/** Whether it is still unpaid and its time is over. */
export function isOver({ status, expiresAt }: Reservation, now: number): boolean {
  return status === 'PENDING' && expiresAt <= now;
}

/** What becomes of a hold whose time seems to be over. */
export type SettleDecision =
  | { readonly decision: 'ended' | 'entomb' }
  | { readonly decision: 'lives'; readonly reservation: Reservation }
  | { readonly decision: 'expire'; readonly seen: Reservation; readonly move: Move };

/** An absent one is entombed, so that a slow owner cannot write it after its seats were taken. */
export function decideSettle(kept: Kept | undefined, now: number, causationId: string): SettleDecision {
  if (!kept) return { decision: 'entomb' };
  if (isTombstone(kept) || hasEnded(kept)) return { decision: 'ended' };
  if (isOver(kept, now)) return { decision: 'expire', seen: kept, move: expired(kept, now, causationId) };
  return { decision: 'lives', reservation: kept };
}

/** What a person has of one concert, by reservation. */
export interface Standing {
  readonly version: number;
  readonly entries: Readonly<Record<string, StandingEntry>>;
}

export interface StandingEntry {
  /** How many. */
  readonly seats: number;
  /** When it was held, and when the hold ends or ended: epoch milliseconds. */
  readonly reservedAt: number;
  readonly until: number;
  readonly requestHash: string;
  readonly ended?: true;
}
