// The steps of a reservation that is paid by card (docs/design/data-model.md, Card).
import { isOver, logged, type Move, type Reservation, refusedLog } from './domain.ts';

/** A card payment was begun; the hold goes on. */
export function paymentRequested(seen: Reservation, at: number, paymentId: string, causationId: string): Move {
  const log = logged(seen, 'PaymentRequested', at, causationId);
  const named = log.map((entry) => (entry === log.at(-1) ? { ...entry, ref: paymentId } : entry));
  return { from: 'PENDING', to: 'PENDING', at, log: named, set: { intentId: paymentId } };
}

/** The gateway is about to be asked for the money; its seats are nobody else's meanwhile. */
export function paying(at: number, payingUntil: number): Move {
  return { from: 'PENDING', to: 'PAYING', at, set: { payingUntil } };
}

/** Whether a card payment has the money, which then goes back to that card. */
export const isPaidByCard = ({ paymentVersion }: Pick<Reservation, 'paymentVersion'>): boolean =>
  paymentVersion !== undefined;

/** Paid by card. Not an event of its own: the payment's log has PaymentCompleted. */
export function paidByCard(
  seen: Reservation,
  at: number,
  payment: { readonly paymentId: string; readonly paymentVersion: number },
): Move {
  return { from: seen.status, to: 'PAID', at, set: { ...payment, paidAt: at } };
}

/** The card was declined: the hold goes on while its own time lasts. */
export function cardDeclined(
  seen: Reservation,
  at: number,
  by: { readonly reason: string; readonly paymentId: string; readonly causationId: string },
): Move {
  const { reason, paymentId, causationId } = by;
  const log = refusedLog(seen, at, { reason, ref: paymentId }, causationId);
  const set = { lastFailure: reason };
  if (!isOver({ ...seen, status: 'PENDING' }, at)) return { from: 'PAYING', to: 'PENDING', at, log, set };
  const ended = logged({ ...seen, log }, 'ReservationFailed', at, causationId);
  return { from: 'PAYING', to: 'EXPIRED', at, log: ended, set };
}

/** Nobody knows in time whether the card was charged: it ends. What becomes of the money is the payment's matter. */
export function neverApproved(
  seen: Reservation,
  at: number,
  by: { readonly reason: string; readonly paymentId: string; readonly causationId: string },
): Move {
  const { reason, paymentId, causationId } = by;
  const refused = { ...seen, log: refusedLog(seen, at, { reason, ref: paymentId }, causationId) };
  const log = logged(refused, 'ReservationFailed', at, causationId);
  return { from: 'PAYING', to: 'FAILED', at, log, set: { lastFailure: reason } };
}
