// How payments read: the one from the wallet that a reservation tells of, and those by card that have items of their own.
import type { Krw } from '../shared/money.ts';
import { type PaymentState, paymentOf, SHORT } from './domain.ts';
import type { CardPayment } from './domain-card.ts';

/** What a payment's view needs to know of its reservation. */
export interface Told {
  readonly status: string;
  readonly paymentId?: string;
  readonly paymentVersion?: number;
  readonly intentId?: string;
  readonly lastFailure?: string;
  readonly canceledAt?: number;
  readonly refundedAmount?: Krw;
  readonly log: readonly { readonly ref?: string }[];
}

/** A payment from the wallet has no item of its own, the reservation tells; undefined when none was tried. */
export function walletPaymentOf(reservation: Told): PaymentState | undefined {
  if (reservation.paymentVersion !== undefined) return undefined;
  const isFailed = reservation.paymentId === undefined;
  return isFailed && reservation.lastFailure !== SHORT ? undefined : paymentOf(reservation);
}

/** The card payments that a reservation names: what paid it, the newest, and those that its log tells of. */
export function cardsNamedBy({ paymentId, paymentVersion, intentId, log }: Told): string[] {
  const named = [paymentVersion === undefined ? undefined : paymentId, intentId, ...log.map(({ ref }) => ref)];
  return [...new Set(named.filter((id) => id !== undefined))];
}

/** Whether a reservation's list shows that payment: one that moved with its money to another reservation is shown there. */
export function isShown(
  card: Pick<CardPayment, 'reservationId' | 'status'>,
  { reservationId, walletVersion }: { readonly reservationId: string; readonly walletVersion?: number },
): boolean {
  if (card.reservationId !== reservationId) return false;
  const isUnused = card.status === 'OPEN' || card.status === 'VOID';
  return !isUnused || walletVersion === undefined;
}

/** What became of a card payment, for the buyer. Times are epoch milliseconds. */
export interface CardState {
  readonly status:
    | 'REQUESTED'
    | 'PROCESSING'
    | 'COMPLETED'
    | 'FAILED'
    | 'VOID'
    | 'CANCELLING'
    | 'CANCELLED'
    | 'REFUNDED';
  readonly canceledAt?: number;
  readonly refundedAmount?: Krw;
}

/** @param paidFor the reservation that it paid, if it paid one: a ticket given back for nothing moves no money */
export function cardStateOf(card: CardPayment, paidFor: Told | undefined): CardState {
  switch (card.status) {
    case 'OPEN':
      return { status: 'REQUESTED' };
    case 'CONFIRMING':
      return { status: 'PROCESSING' };
    case 'APPLIED': {
      if (paidFor?.status !== 'CANCELLED' || paidFor.paymentId !== card.paymentId) return { status: 'COMPLETED' };
      const { canceledAt, refundedAmount } = paidFor;
      const at = canceledAt === undefined ? {} : { canceledAt };
      return { status: 'CANCELLED', ...at, ...(refundedAmount === undefined ? {} : { refundedAmount }) };
    }
    case 'FAILED':
    case 'VOID':
      return { status: card.status };
    case 'CANCELLING':
    case 'CANCELLED': {
      const { reason, refundSince, refundAmount, refundedAmount = refundAmount } = card;
      const byBuyer = reason?.code === 'CANCELLED';
      const ended = byBuyer ? 'CANCELLED' : 'REFUNDED';
      return {
        status: card.status === 'CANCELLING' ? 'CANCELLING' : ended,
        ...(byBuyer && refundSince !== undefined ? { canceledAt: refundSince } : {}),
        ...(refundedAmount === undefined ? {} : { refundedAmount }),
      };
    }
    default:
      return card.status satisfies never;
  }
}
