// What this person has of a concert already.
import type { ReservationView } from '../../../functions/reservations/contract.ts';

/** Where a seat of a number is among all of its hall; -1 where there is none. */
interface Seats {
  indexOf(seatNo: number): number;
}

type Reservation = Pick<ReservationView, 'reservationId' | 'concertId' | 'scheduleId' | 'status' | 'seats'>;

/** Those count against the limit of a person. */
const LIVING = ['PENDING', 'PAYING', 'PAID', 'CONFIRMED'];

const livingOf = <R extends Reservation>(all: readonly R[], concertId: string): R[] =>
  all.filter((one) => one.concertId === concertId && LIVING.includes(one.status));

/** How many seats and standing places of a concert one has. */
export function ownedOf(all: readonly Reservation[], concertId: string): number {
  return livingOf(all, concertId).reduce((sum, { seats }) => sum + seats.length, 0);
}

/** The hold of a concert that waits to be paid for, the newest one. */
export function heldOf<R extends Reservation>(all: readonly R[], concertId: string): R | undefined {
  return livingOf(all, concertId).find(({ status }) => status === 'PENDING');
}

/** One's seats of a date, by index of the hall. */
export function mineOf(
  hall: Seats,
  all: readonly Reservation[],
  date: { readonly concertId: string; readonly scheduleId: string },
): ReadonlySet<number> {
  const own = livingOf(all, date.concertId).filter(({ scheduleId }) => scheduleId === date.scheduleId);
  const seats = own.flatMap((one) => one.seats.map(({ seatNo }) => (seatNo === undefined ? -1 : hall.indexOf(seatNo))));
  return new Set(seats.filter((seat) => seat !== -1));
}
