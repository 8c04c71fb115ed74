// A hold of several seats, of which some are given up.
import type { HeldSeat, Reservation } from '../../../functions/reservations/domain.ts';
import { heldReservation } from './samples.ts';

/** Seats 15, 16 and 17, which are slots E, F and G of one block, and seat 70 of another. */
export const SEATS: readonly HeldSeat[] = [15, 16, 17, 70].map((seatNo, i) => ({
  ...{ seatNo, section: 'Floor', row: 'A', grade: 'VIP' as const, price: 100_000 },
  at: seatNo === 70 ? '0.1.M' : `0.0.${'EFG'[i]}`,
}));

/** Two places of one area of standing room, and one of another. */
export const PLACES: readonly HeldSeat[] = ['2.0.7', '2.0.9', '3.0.1'].map((at) => ({
  ...{ section: at.startsWith('2') ? 'Pit' : 'Back', row: '', grade: 'STANDING' as const, price: 70_000, at },
}));

export const amountOf = (seats: readonly HeldSeat[]): number => seats.reduce((sum, { price }) => sum + price, 0);

export function held(seats: readonly HeldSeat[] = SEATS, more: Partial<Reservation> = {}): Reservation {
  return heldReservation({ seats, amount: amountOf(seats), ...more });
}
