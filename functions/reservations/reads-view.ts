// A reservation as people see it: its owner, and operators who help them.
import { toIso } from '../shared/clock.ts';
import type { ReservationView } from './contract.ts';
import { isOver, type Reservation } from './domain.ts';

/** A reservation as its owner sees it: one whose time is over reads EXPIRED, whether or not anything settled it. */
export function viewOf(reservation: Reservation, now: number): ReservationView {
  const { confirmedAt, canceledAt, paymentId, lastFailure, refundedAmount } = reservation;
  return {
    reservationId: reservation.reservationId,
    concertId: reservation.concertId,
    scheduleId: reservation.scheduleId,
    status: isOver(reservation, now) ? 'EXPIRED' : reservation.status,
    seats: reservation.seats.map(({ at: _at, ...seat }) => seat),
    amount: reservation.amount,
    reservedUntil: toIso(reservation.expiresAt),
    reservedAt: toIso(reservation.reservedAt),
    createdAt: toIso(reservation.reservedAt),
    updatedAt: toIso(reservation.updatedAt),
    ...(confirmedAt === undefined ? {} : { confirmedAt: toIso(confirmedAt) }),
    ...(canceledAt === undefined ? {} : { canceledAt: toIso(canceledAt) }),
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(lastFailure === undefined ? {} : { lastFailure }),
    ...(refundedAmount === undefined ? {} : { refundedAmount }),
  };
}
