// A reservation that was paid by card, and the payment that paid it.
import { type CardPayment, opened } from '../../../functions/payments/domain-card.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { heldReservation, NOW } from './samples.ts';

export const PAYMENT_ID = 'paycccccccccccc';

/** Begun 10 s after the hold, asked for at 20 s, and known to be taken at 22 s. */
export function cardPayment(changes: Partial<CardPayment> = {}): CardPayment {
  const { reservationId, userId, personId, amount, expiresAt } = heldReservation();
  const order = { reservationId, userId, personId, amount, expiresAt, purpose: 'RESERVATION' as const };
  const intent = { ...order, paymentId: PAYMENT_ID, orderName: '공연 15번', channelKey: 'channel-1' };
  return {
    ...opened({ ...intent, cause: 'journey begun-by=' }, NOW + 10_000),
    status: 'APPLIED',
    payingUntil: NOW + 80_000,
    paidAt: NOW + 21_000,
    updatedAt: NOW + 22_000,
    version: 3,
    log: [{ v: 3, type: 'PaymentCompleted', at: NOW + 22_000, cause: 'journey completed-by=' }],
    ...changes,
  };
}

export function paidByCard(changes: Partial<Reservation> = {}): Reservation {
  return heldReservation({
    status: 'PAID',
    version: 4,
    intentId: PAYMENT_ID,
    payingUntil: NOW + 80_000,
    paymentId: PAYMENT_ID,
    paymentVersion: 3,
    paidAt: NOW + 22_000,
    updatedAt: NOW + 22_000,
    ...changes,
  });
}
