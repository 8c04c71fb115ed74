// What the page of a reservation shows: the server's status, and what became of the money, decide alone.
import type { PaymentView } from '../../../../functions/payments/contract.ts';
import type { ReservationView } from '../../../../functions/reservations/contract.ts';

/**
 * - `lapsing`: its time is over by the clock, and the server has not said so yet
 * - `confirming`: paid, and not a ticket before the server says so
 * - `given-up`: a hold that its buyer let go; `cancelled`: a ticket that they gave back
 */
export type Shown =
  | 'held'
  | 'lapsing'
  | 'paying'
  | 'confirming'
  | 'ticket'
  | 'given-up'
  | 'cancelled'
  | 'lapsed'
  | 'failed'
  | 'refunded';

type Told = Pick<ReservationView, 'status' | 'reservedUntil' | 'paymentId'>;

/** @param now epoch ms by the server's clock */
export function shownOf({ status, reservedUntil, paymentId }: Told, now: number): Shown {
  switch (status) {
    case 'PENDING':
      return Date.parse(reservedUntil) > now ? 'held' : 'lapsing';
    case 'PAYING':
      return 'paying';
    case 'PAID':
      return 'confirming';
    case 'CONFIRMED':
      return 'ticket';
    case 'CANCELLED':
      return paymentId === undefined ? 'given-up' : 'cancelled';
    case 'EXPIRED':
      return 'lapsed';
    case 'FAILED':
      return 'failed';
    case 'REFUNDED':
      return 'refunded';
    default:
      return status satisfies never;
  }
}

/** Whether it has come to an end without a ticket: then what became of the money is asked for. */
export function hasEnded(shown: Shown): boolean {
  return ['cancelled', 'lapsed', 'failed', 'refunded'].includes(shown);
}

/**
 * What became of the money of one that has ended.
 * - `none`: nothing was taken
 * - `open`: nothing so far, and the checkout of a card may still be done somewhere
 * - `asked`: a card was charged, and nobody knows yet whether it was
 * - `moved`: it pays the same seats, which were held anew under another reservation
 */
export type Money =
  | { readonly went: 'none' | 'open' | 'asked' }
  | { readonly went: 'moved'; readonly reservationId: string }
  | {
      readonly went: 'on-its-way' | 'back';
      readonly amount: number;
      readonly paid: number;
      readonly to: 'WALLET' | 'CARD';
    };

type Payment = Pick<
  PaymentView,
  'status' | 'method' | 'amount' | 'refundedAmount' | 'reservationId' | 'insteadOf' | 'message'
>;

/** @param payments of this reservation, newest first */
export function moneyOf(reservationId: string, payments: readonly Payment[]): Money {
  const anew = payments.find((one) => one.insteadOf === reservationId && one.reservationId !== reservationId);
  if (anew?.reservationId !== undefined) return { went: 'moved', reservationId: anew.reservationId };
  for (const { status, method: to, amount: paid, refundedAmount: amount = paid } of payments) {
    if (status === 'PROCESSING') return { went: 'asked' };
    if (status === 'CANCELLING') return { went: 'on-its-way', amount, paid, to };
    if (status === 'CANCELLED' || status === 'REFUNDED') return { went: 'back', amount, paid, to };
  }
  return { went: payments.some(({ status }) => status === 'REQUESTED') ? 'open' : 'none' };
}
