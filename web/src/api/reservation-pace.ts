// How often a reservation is asked about, and its payments.
import type { PaymentView } from '../../../functions/payments/contract.ts';
import type { ReservationView } from '../../../functions/reservations/contract.ts';

const SOON_MS = 1_000;
/** Another tab may pay a hold, or give it up. */
const HELD_MS = 10_000;

/**
 * How long until one is asked about again, in ms; false: it does not change by itself.
 * @param now epoch ms by the server's clock
 */
export function paceMs(seen: Pick<ReservationView, 'status' | 'reservedUntil'>, now: number): number | false {
  switch (seen.status) {
    case 'PAYING':
    case 'PAID':
      return SOON_MS;
    case 'PENDING':
      return Math.min(HELD_MS, Math.max(SOON_MS, Date.parse(seen.reservedUntil) - now));
    case 'CONFIRMED':
    case 'CANCELLED':
    case 'EXPIRED':
    case 'FAILED':
    case 'REFUNDED':
      return false;
    default:
      return seen.status satisfies never;
  }
}

const MOVING_MS = 3_000;
/** It may be done somewhere, or never. */
const OPEN_MS = 10_000;

/** How long until payments are asked about again, in ms, by the one that moves first; false: none does by itself. */
export function paymentsPaceMs(payments: readonly Pick<PaymentView, 'status'>[]): number | false {
  const has = (...statuses: PaymentView['status'][]) => payments.some(({ status }) => statuses.includes(status));
  if (has('PROCESSING', 'CANCELLING')) return MOVING_MS;
  return has('REQUESTED') && OPEN_MS;
}
