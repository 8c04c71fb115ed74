// The rules of cancelling: what may be cancelled, and what it comes to (docs/design/data-model.md, Cancel).
import type { Krw } from '../shared/money.ts';
import type { ReservationStatus, WhyNotCancellable } from './contract.ts';
import { isOver, type Move, type Reservation } from './domain.ts';
import { logged } from './domain-log.ts';
import { quoteRefund, type RefundStep } from './domain-refund.ts';

/** What the concert and the date say of a cancellation. */
export interface Terms {
  readonly refundPolicy: readonly RefundStep[];
  /** When the date starts: epoch milliseconds. */
  readonly startAt: number;
}

/** What cancelling comes to at some moment. */
export type Cancellation =
  | {
      readonly cancellable: true;
      /** What was paid; `fee` and `refundAmount` add up to it. */
      readonly amount: Krw;
      readonly fee: Krw;
      readonly feePercent: number;
      readonly refundAmount: Krw;
      /** The last moment at which it costs no more: epoch milliseconds. */
      readonly until: number;
    }
  | { readonly cancellable: false; readonly reason: WhyNotCancellable; readonly amount: Krw };

/** @param terms a ticket's; whatever is not CONFIRMED has none. @throws for a ticket without them */
export function cancellationOf(seen: Reservation, terms: Terms | undefined, now: number): Cancellation {
  const { status, amount, paidAt = seen.reservedAt, expiresAt } = seen;
  switch (status) {
    case 'PENDING':
      if (isOver(seen, now)) return { cancellable: false, reason: 'ENDED', amount: 0 };
      return { cancellable: true, amount: 0, fee: 0, feePercent: 0, refundAmount: 0, until: expiresAt };
    case 'PAYING':
      return { cancellable: false, reason: 'BEING_PAID', amount: 0 };
    case 'PAID':
      return { cancellable: false, reason: 'BEING_PAID', amount };
    case 'CONFIRMED': {
      if (!terms) throw new Error(`${seen.reservationId} cannot be cancelled without its terms`);
      const quote = quoteRefund(terms.refundPolicy, { amount, paidAt, startAt: terms.startAt }, now);
      if (!quote) return { cancellable: false, reason: 'TOO_LATE', amount };
      const { refund, ...rest } = quote;
      return { cancellable: true, amount, refundAmount: refund, ...rest };
    }
    case 'CANCELLED':
    case 'EXPIRED':
    case 'FAILED':
    case 'REFUNDED':
      return { cancellable: false, reason: 'ENDED', amount: seen.paymentId === undefined ? 0 : amount };
    default:
      return status satisfies never;
  }
}

/** `settle`: its time is over, which has to be written first; `cancelled`: an earlier request did it. */
export type CancelDecision =
  | { readonly decision: 'cancel'; readonly refundAmount: Krw }
  | { readonly decision: 'settle' | 'cancelled' }
  | { readonly decision: 'NOT_CANCELLABLE'; readonly reason: WhyNotCancellable; readonly status: ReservationStatus }
  | { readonly decision: 'REFUND_CHANGED'; readonly refundAmount: Krw; readonly fee: Krw };

/** @param terms as above @param shown what the buyer was told that it gives back, if they say so */
export function decideCancel(
  seen: Reservation,
  terms: Terms | undefined,
  shown: Krw | undefined,
  now: number,
): CancelDecision {
  if (seen.status === 'CANCELLED') return { decision: 'cancelled' };
  if (isOver(seen, now)) return { decision: 'settle' };
  const found = cancellationOf(seen, terms, now);
  if (!found.cancellable) return { decision: 'NOT_CANCELLABLE', reason: found.reason, status: seen.status };
  const { refundAmount, fee } = found;
  if (shown !== undefined && shown !== refundAmount) return { decision: 'REFUND_CHANGED', refundAmount, fee };
  return { decision: 'cancel', refundAmount };
}

/** Given up, or cancelled and refunded. @param refundVersion the wallet line that gives back, if any money moves */
export function cancelled(
  seen: Reservation,
  by: {
    readonly at: number;
    readonly causationId: string;
    readonly refundAmount: Krw;
    readonly refundVersion?: number;
  },
): Move {
  const { at, refundAmount, refundVersion } = by;
  const refund = { refundedAmount: refundAmount, ...(refundVersion === undefined ? {} : { refundVersion }) };
  const log = logged(seen, 'ReservationFailed', at, by.causationId);
  return { from: seen.status, to: 'CANCELLED', at, log, set: { canceledAt: at, ...refund } };
}

/** What a cancelled one cost. */
export function feeOf({ amount, paymentId, refundedAmount = 0 }: Reservation): Krw {
  return paymentId === undefined ? 0 : amount - refundedAmount;
}
