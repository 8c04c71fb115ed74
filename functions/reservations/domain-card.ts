// The steps of a reservation that is paid by card (docs/design/data-model.md, Card).
import { isOver, type Move, type Reservation } from './domain.ts';
import { endedLog, logged, refusedLog, saying } from './domain-log.ts';

/** A card payment was begun; the hold goes on. */
export function paymentRequested(seen: Reservation, at: number, paymentId: string, causationId: string): Move {
  const log = saying(logged(seen, 'PaymentRequested', at, causationId), { ref: paymentId });
  return { from: 'PENDING', to: 'PENDING', at, log, set: { intentId: paymentId } };
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

/** Why a payment by card was refused. */
interface Refused {
  readonly reason: string;
  readonly paymentId: string;
  readonly causationId: string;
}

/** The card was declined: the hold goes on while its own time lasts. */
export function cardDeclined(seen: Reservation, at: number, { reason, paymentId, causationId }: Refused): Move {
  const isLive = !isOver({ ...seen, status: 'PENDING' }, at);
  const log = (isLive ? refusedLog : endedLog)(seen, at, { reason, ref: paymentId }, causationId);
  return { from: 'PAYING', to: isLive ? 'PENDING' : 'EXPIRED', at, log, set: { lastFailure: reason } };
}

/** Nobody knows in time whether the card was charged: it ends. What becomes of the money is the payment's matter. */
export function neverApproved(seen: Reservation, at: number, { reason, paymentId, causationId }: Refused): Move {
  const log = endedLog(seen, at, { reason, ref: paymentId }, causationId);
  return { from: 'PAYING', to: 'FAILED', at, log, set: { lastFailure: reason } };
}
