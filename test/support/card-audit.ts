// What has to be true of every card payment, whatever happened: the books of the gateway against ours.
import type { CardPayment } from '../../functions/payments/domain-card.ts';
import type { Reservation } from '../../functions/reservations/reads.ts';
import type { Book } from '../../localstack/portone/books.ts';
import type { CardSale } from './card-sale.ts';

/** What became of a payment; what is wrong, where it became nothing that may be. */
export function endOf(payment: CardPayment, book: Book | undefined, reservations: readonly Reservation[]): string {
  const { status, amount, purpose, reservationId, reason, refundAmount, refundedAmount } = payment;
  const { captured = 0, returned = 0, returning = 0, confirms = 0 } = book ?? {};
  const facts = JSON.stringify({ status, reason, amount, refundAmount, refundedAmount, captured, returned, returning });
  if (confirms > 1) return `wrong: the money was asked for ${confirms} times`;
  if (captured === 0) return status === 'FAILED' || status === 'VOID' ? 'not captured' : `wrong: ${facts}`;
  const order = reservations.find((one) => one.reservationId === reservationId);
  if (status === 'APPLIED') {
    const isPaidBy = purpose === 'CHARGE' || (order?.status === 'CONFIRMED' && order.paymentId === payment.paymentId);
    const isWhole = captured === amount && returned === 0 && returning === 0;
    return isPaidBy && isWhole ? 'captured, and paid for' : `wrong: ${facts} ${order?.status}`;
  }
  const isBack = status === 'CANCELLED' && returning === 0 && returned === refundedAmount;
  if (!isBack) return `wrong: ${facts} ${order?.status}`;
  if (returned === captured) return 'captured, and returned';
  const isByPolicy = reason?.code === 'CANCELLED' && order?.status === 'CANCELLED' && order.refundedAmount === returned;
  return isByPolicy ? 'captured, and returned but for the fee' : `wrong: ${facts} ${order?.status}`;
}

/** Everything that is wrong with a sale that is at rest; empty when nothing is. */
export function faultsOf(sale: CardSale): string[] {
  const reservations = sale.reservations();
  const books = new Map(sale.portone.books().map((book) => [book.paymentId, book]));
  const payments = sale.payments();
  const ends = payments.map((payment) => endOf(payment, books.get(payment.paymentId), reservations));
  const unknown = [...books.values()].filter(
    ({ paymentId, captured, returned }) =>
      captured > returned && !payments.some((payment) => payment.paymentId === paymentId),
  );
  const paidBy = (order: Reservation) =>
    order.paymentVersion === undefined
      ? order.walletVersion !== undefined
      : payments.some(({ paymentId, status }) => paymentId === order.paymentId && status === 'APPLIED');
  const credited = sale.chargedBy();
  const charges = payments.filter(({ purpose, status }) => purpose === 'CHARGE' && status === 'APPLIED');
  const isCredited = ({ paymentId, amount }: CardPayment) =>
    credited.filter((line) => line.paymentId === paymentId && line.amount === amount).length === 1;
  const sold = reservations.filter(({ status }) => status === 'CONFIRMED');
  const seats = sold.flatMap(({ seats: own }) => own.map(({ at }) => at));
  return [
    ...ends.filter((end) => end.startsWith('wrong')),
    ...unknown.map(({ paymentId }) => `nobody here knows ${paymentId}`),
    ...reservations
      .filter(({ status }) => ['PENDING', 'PAYING', 'PAID'].includes(status))
      .map(({ status }) => `still ${status}`),
    ...sold.filter((order) => !paidBy(order)).map(({ reservationId }) => `${reservationId} is not paid`),
    ...charges.filter((charge) => !isCredited(charge)).map(({ paymentId }) => `${paymentId} is not credited once`),
    ...(credited.length === charges.length ? [] : ['a charge was credited that was not paid']),
    ...(new Set(seats).size === seats.length ? [] : ['a seat was sold twice']),
  ];
}
