// A card payment: its states, and the steps from one to another (docs/design/data-model.md, Card).
import type { Cause } from '../shared/event.ts';
import type { Krw } from '../shared/money.ts';
import { append, causeOf, type LogEntry } from '../shared/outbox.ts';

/**
 * OPEN: the checkout may be done, and no money moves. CONFIRMING: the gateway was, or is about to be, asked for the money,
 * once. APPLIED: taken, and it paid what it is for. FAILED: declined. VOID: never asked for. CANCELLING: it is to go back.
 * CANCELLED: it went back. Only APPLIED and CANCELLED are final whatever the gateway says later.
 */
export type CardStatus = 'OPEN' | 'CONFIRMING' | 'APPLIED' | 'FAILED' | 'VOID' | 'CANCELLING' | 'CANCELLED';

/** Why a payment failed or goes back. `message` is the gateway's, for the buyer. */
export interface Reason {
  readonly code: string;
  readonly message?: string;
}

/** `at` is epoch milliseconds. */
export interface Closing {
  readonly by: string;
  readonly note: string;
  readonly at: number;
}

/** Every time is epoch milliseconds. */
export interface CardPayment {
  readonly paymentId: string;
  readonly purpose: 'RESERVATION' | 'CHARGE';
  readonly userId: string;
  readonly personId: string;
  /** What it pays; once applied, what it paid. */
  readonly reservationId?: string;
  /** The reservation that it was meant for, where another one was held in its place. */
  readonly insteadOf?: string;
  readonly amount: Krw;
  readonly orderName: string;
  readonly channelKey: string;
  readonly status: CardStatus;
  /** Until then it can be completed. */
  readonly expiresAt: number;
  /** Of a charge that came with an Idempotency-Key. */
  readonly requestHash?: string;
  /** From when the gateway is asked on: until then nobody else gets the seats, and the outcome is awaited. */
  readonly payingUntil?: number;
  /** Of a charge that the gateway was asked for: the day in Seoul whose limit it counts against, yyyy-MM-dd. */
  readonly chargedOn?: string;
  /** The attempt that was confirmed, by the browser's word. */
  readonly txId?: string;
  /** Random, of the call that moved it to CONFIRMING: that call alone asks for the money. */
  readonly gate?: string;
  /** When the gateway took the money. */
  readonly paidAt?: number;
  readonly reason?: Reason;
  /** What is to be back in all, since when, and what went back at last. */
  readonly refundAmount?: Krw;
  readonly refundSince?: number;
  readonly refundedAmount?: Krw;
  readonly refundedAt?: number;
  /** Until then one worker alone may ask the gateway for the refund. */
  readonly leaseUntil?: number;
  /** Why an operator has to bring the refund on. */
  readonly task?: Reason & { readonly since: number };
  /** Which operator saw to it that the money went back without the gateway, and how. */
  readonly closed?: Closing;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  /** What began it; its journey. */
  readonly cause: string;
  readonly log: readonly LogEntry[];
}

/** Whether the gateway was ever asked for its money; money that comes unasked is of a channel that approves by itself. */
export const wasAskedFor = ({ payingUntil }: Pick<CardPayment, 'payingUntil'>): boolean => payingUntil !== undefined;

/** Those that somebody still has to look at. */
const UNSETTLED: readonly CardStatus[] = ['OPEN', 'CONFIRMING', 'CANCELLING'];

export const isUnsettled = ({ status }: Pick<CardPayment, 'status'>): boolean => UNSETTLED.includes(status);

/** The longest time that a charge's checkout may take. */
const CHARGE_CHECKOUT_MS = 30 * 60_000;

export const chargeExpiry = (now: number): number => now + CHARGE_CHECKOUT_MS;

/** A payment as it begins. */
export function opened(
  intent: Pick<
    CardPayment,
    | 'paymentId'
    | 'purpose'
    | 'userId'
    | 'personId'
    | 'reservationId'
    | 'amount'
    | 'orderName'
    | 'channelKey'
    | 'expiresAt'
    | 'requestHash'
    | 'cause'
  >,
  now: number,
): CardPayment {
  return { ...intent, status: 'OPEN', createdAt: now, updatedAt: now, version: 1, log: [] };
}

type Settable =
  | 'reservationId'
  | 'insteadOf'
  | 'payingUntil'
  | 'txId'
  | 'gate'
  | 'chargedOn'
  | 'paidAt'
  | 'reason'
  | 'refundAmount'
  | 'refundSince'
  | 'refundedAmount'
  | 'refundedAt'
  | 'leaseUntil'
  | 'task'
  | 'closed';

/** A step of a payment: what it sets and removes, beside the next version and `updatedAt`. */
export interface CardMove {
  readonly from: CardStatus;
  readonly to: CardStatus;
  readonly at: number;
  /** The whole log, when the step is an event. */
  readonly log?: readonly LogEntry[];
  readonly set?: Partial<Pick<CardPayment, Settable>>;
  readonly remove?: readonly Settable[];
}

/** How a payment passes the last gate; `approvalSeconds`: how long the outcome is awaited. */
export interface Passing {
  readonly gate: string;
  readonly txId: string | undefined;
  readonly chargedOn?: string;
  readonly approvalSeconds: number;
}

/** The gateway is about to be asked for the money. */
export function confirming(
  seen: CardPayment,
  at: number,
  by: Passing,
): CardMove & { readonly set: { readonly payingUntil: number } } {
  const payingUntil = at + by.approvalSeconds * 1000;
  const txId = by.txId === undefined ? {} : { txId: by.txId };
  const chargedOn = by.chargedOn === undefined ? {} : { chargedOn: by.chargedOn };
  return { from: seen.status, to: 'CONFIRMING', at, set: { gate: by.gate, payingUntil, ...txId, ...chargedOn } };
}

/** It paid. @param reservationId what it paid, if that is another one than it was meant for */
export function applied(
  seen: CardPayment,
  at: number,
  by: { readonly paidAt: number; readonly reservationId?: string; readonly causationId: string },
): CardMove {
  const { purpose, reservationId: meantFor } = seen;
  const other = by.reservationId === undefined || by.reservationId === meantFor ? undefined : by.reservationId;
  const moved = other === undefined || meantFor === undefined ? {} : { reservationId: other, insteadOf: meantFor };
  const log = purpose === 'RESERVATION' ? { log: logged(seen, 'PaymentCompleted', at, by.causationId) } : {};
  const set = { paidAt: by.paidAt, ...moved };
  // Why it had been declined before is no reason of what is paid.
  const remove = seen.reason === undefined ? {} : { remove: ['reason'] as const };
  return { from: seen.status, to: 'APPLIED', at, ...log, set, ...remove };
}

/** Declined: no money moved. A reservation tells of it itself. */
export function declined(seen: CardPayment, at: number, reason: Reason, causationId: string): CardMove {
  const log = seen.purpose === 'CHARGE' ? { log: refusedLog(seen, at, reason, causationId) } : {};
  return { from: seen.status, to: 'FAILED', at, ...log, set: { reason } };
}

/** Nobody will ask for its money any more. */
export function voided(seen: CardPayment, at: number): CardMove {
  return { from: seen.status, to: 'VOID', at };
}

/** Its money is to go back. @param refundAmount what is to be back in all */
export function returning(
  seen: CardPayment,
  at: number,
  by: { readonly reason: Reason; readonly refundAmount: Krw; readonly paidAt?: number; readonly causationId: string },
): CardMove {
  const { reason, refundAmount, paidAt } = by;
  const log = logged(seen, 'RefundRequested', at, by.causationId);
  const paid = paidAt === undefined ? {} : { paidAt };
  return { from: seen.status, to: 'CANCELLING', at, log, set: { reason, refundAmount, refundSince: at, ...paid } };
}

/** Its money went back. */
export function returned(
  seen: CardPayment,
  at: number,
  by: { readonly refundedAmount: Krw; readonly reason?: Reason; readonly causationId: string },
): CardMove {
  const log =
    seen.purpose === 'RESERVATION'
      ? logged(seen, 'PaymentRefunded', at, by.causationId)
      : refusedLog(seen, at, by.reason ?? seen.reason ?? { code: 'RETURNED' }, by.causationId);
  const { refundedAmount, reason } = by;
  const why = reason === undefined ? {} : { reason };
  const set = { refundedAmount, refundedAt: at, ...why };
  return { from: seen.status, to: 'CANCELLED', at, log, set, remove: ['task', 'leaseUntil'] };
}

/** Its money went back without the gateway, by an operator's word. */
export function closed(
  seen: CardPayment,
  at: number,
  by: { readonly refundedAmount: Krw; readonly userId: string; readonly note: string; readonly causationId: string },
): CardMove {
  const { refundedAmount, userId, note, causationId } = by;
  const move = returned(seen, at, { refundedAmount, causationId });
  return { ...move, set: { ...move.set, closed: { by: userId, note, at } } };
}

function logged(seen: CardPayment, type: string, at: number, causationId: string): LogEntry[] {
  return append(seen.log, seen.version + 1, type, at, journeyOf(seen, causationId));
}

function refusedLog(seen: CardPayment, at: number, reason: Reason, causationId: string): LogEntry[] {
  const log = logged(seen, 'ChargeFailed', at, causationId);
  return log.map((entry) => (entry === log.at(-1) ? { ...entry, reason: reason.code } : entry));
}

/** What a write for a payment carries: the journey stays the one that it began in. */
export function journeyOf({ cause }: Pick<CardPayment, 'cause'>, causationId: string): Cause {
  const { correlationId } = causeOf({ v: 0, type: '', at: 0, cause });
  return { correlationId, causationId };
}
