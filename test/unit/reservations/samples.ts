// A held reservation, as tests of its rules and its store begin with.
import type { Reservation } from '../../../functions/reservations/domain.ts';

export const NOW = 1_752_400_500_000;
export const UNTIL = 1_752_400_800_000;

export function heldReservation(changes: Partial<Reservation> = {}): Reservation {
  return {
    reservationId: 'rsv_aaaaaaaaaaaa',
    userId: 'user-1',
    personId: 'person-1',
    concertId: 'con_1',
    scheduleId: 'sch_1',
    seq: 7,
    seats: [{ seatNo: 15, section: 'Floor', row: 'A', grade: 'VIP', price: 100_000, at: '0.0.E' }],
    amount: 100_000,
    status: 'PENDING',
    expiresAt: UNTIL,
    reservedAt: NOW,
    updatedAt: NOW,
    requestHash: 'hash-1',
    version: 1,
    log: [{ v: 1, type: 'SeatReserved', at: NOW, cause: 'journey request' }],
    ...changes,
  };
}
