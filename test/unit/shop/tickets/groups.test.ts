// Where reservations are in "my tickets", and what their badges say.
import { describe, expect, it } from 'vitest';
import { badgeOf, groupOf, isByCard, rowsOf } from '../../../../web/src/pages/tickets/groups.ts';

const reservedUntil = '2026-12-01T20:00:00.000+09:00';
const HELD_MS = Date.parse(reservedUntil);
const endAt = '2026-12-24T22:00:00.000+09:00';

describe('a reservation in the list', () => {
  it('is to be paid while its time lasts, and over from then on', () => {
    const held = { status: 'PENDING', reservedUntil } as const;
    expect(groupOf(held, endAt, HELD_MS - 1)).toBe('open');
    expect(groupOf(held, endAt, HELD_MS)).toBe('past');
  });

  it('is on its way while it is being paid or confirmed, also after its time', () => {
    expect(groupOf({ status: 'PAYING', reservedUntil }, endAt, HELD_MS + 1)).toBe('open');
    expect(groupOf({ status: 'PAID', reservedUntil }, endAt, HELD_MS + 1)).toBe('open');
  });

  it('is a ticket until its date ends', () => {
    const ticket = { status: 'CONFIRMED', reservedUntil } as const;
    expect(groupOf(ticket, endAt, Date.parse(endAt) - 1)).toBe('tickets');
    expect(groupOf(ticket, endAt, Date.parse(endAt))).toBe('past');
    expect(groupOf(ticket, undefined, Date.parse(endAt))).toBe('tickets');
  });

  it.each(['CANCELLED', 'EXPIRED', 'FAILED', 'REFUNDED'] as const)('is over when it is %s', (status) => {
    expect(groupOf({ status, reservedUntil }, endAt, 0)).toBe('past');
  });
});

describe('a badge', () => {
  it('does not call a hold that was let go a cancelled ticket', () => {
    expect(badgeOf({ status: 'CANCELLED' }, 'past')).toEqual({ word: 'LET_GO' });
    expect(badgeOf({ status: 'CANCELLED', paymentId: 'pay_1' }, 'past')).toEqual({ word: 'CANCELLED' });
  });

  it('goes by the part of the list that it is in', () => {
    expect(badgeOf({ status: 'PENDING' }, 'open').word).toBe('PENDING');
    expect(badgeOf({ status: 'PENDING' }, 'past').word).toBe('EXPIRED');
    expect(badgeOf({ status: 'CONFIRMED' }, 'tickets')).toEqual({ word: 'CONFIRMED', tone: 'good' });
    expect(badgeOf({ status: 'CONFIRMED' }, 'past')).toEqual({ word: 'OVER' });
  });
});

describe('what is known of a reservation by itself', () => {
  it('is that a card paid it, by the form of the id', () => {
    expect(isByCard({ paymentId: 'payCsCjNzNwXdVY' })).toBe(true);
    expect(isByCard({ paymentId: 'pay_hniGY2vDKa6X' })).toBe(false);
    expect(isByCard({})).toBe(false);
  });

  it('is in which rows its seats are, each once and in order', () => {
    const seats = [
      { section: 'B', row: '2' },
      { section: 'A', row: '1' },
      { section: 'B', row: '2' },
      { section: 'F', row: '' },
    ];
    expect(rowsOf(seats)).toEqual([
      { section: 'B', row: '2' },
      { section: 'A', row: '1' },
      { section: 'F', row: '' },
    ]);
  });
});
