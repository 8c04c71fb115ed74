// A held reservation, as tests of its rules and its store begin with, and what an item of it weighs.
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

/**
 * As DynamoDB counts: texts in UTF-8, numbers a byte per two digits and one more, null and truth one, lists and maps three
 * and one a member.
 */
export function bytesOf(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(value).length / 2);
  if (Array.isArray(value)) return value.reduce((sum, member) => sum + 1 + bytesOf(member), 3);
  const members = Object.entries(value as object);
  return members.reduce((sum, [name, member]) => sum + Buffer.byteLength(name) + 1 + bytesOf(member), 3);
}
