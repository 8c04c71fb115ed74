// What a person may see of their own payments.
import { type Owner, ownPage, type Page, type Reservation, type ReservationReads } from '../reservations/reads.ts';
import { toIso } from '../shared/clock.ts';
import { bare } from '../shared/ids.ts';
import { Refusal } from '../shared/refusal.ts';
import { type PaymentView, refusals } from './contract.ts';
import { paymentOf } from './domain.ts';
import { paymentIdOf } from './use-cases.ts';

/** Own payments, newest first; reservations that nobody tried to pay are passed over, so a page may be short. */
export async function listPayments(reads: ReservationReads, buyer: Owner, page: Page) {
  const { own, ...rest } = await ownPage(reads, buyer, page);
  return { payments: own.flatMap((reservation) => viewOf(reservation) ?? []), ...rest };
}

/** @throws Refusal PAYMENT_NOT_FOUND, also for another person's */
export async function getPayment(
  reads: ReservationReads,
  asked: { readonly paymentId: string; readonly userId: string },
): Promise<PaymentView> {
  const reservation = await reads.reservation(`rsv_${bare(asked.paymentId)}`);
  const own = reservation?.userId === asked.userId && paymentIdOf(reservation.reservationId) === asked.paymentId;
  const view = own ? viewOf(reservation) : undefined;
  if (!view) throw new Refusal(refusals.PAYMENT_NOT_FOUND);
  return view;
}

function viewOf(reservation: Reservation): PaymentView | undefined {
  const payment = paymentOf(reservation);
  if (!payment) return undefined;
  const { reservationId, amount, paidAt, canceledAt, refundedAmount } = reservation;
  const isCancelled = payment.status === 'CANCELLED' && canceledAt !== undefined;
  return {
    ...payment,
    paymentId: paymentIdOf(reservationId),
    reservationId,
    amount,
    method: 'WALLET',
    ...(paidAt === undefined ? {} : { paidAt: toIso(paidAt) }),
    ...(isCancelled ? { canceledAt: toIso(canceledAt) } : {}),
    ...(paidAt === undefined || refundedAmount === undefined ? {} : { refundedAmount }),
    createdAt: toIso(reservation.reservedAt),
    updatedAt: toIso(reservation.updatedAt),
  };
}
