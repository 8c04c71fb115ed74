// The rules of the sweeper: what stands still, and what brings it on.
import { describe, expect, it } from 'vitest';
import { decideSweep, rankOf } from '../../../functions/reservations/domain-sweep.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const MINUTE = 60_000;
const HOLD_SECONDS = 300;

describe('a seat', () => {
  it('that is sold is worth a look', () => {
    expect(rankOf({ status: 'SOLD', holder: 'rsv_a' }, HOLD_SECONDS, NOW)).toBe('sold');
  });

  it.each([
    ['has begun', UNTIL - 300_000, undefined],
    ['is a minute old', UNTIL - 240_000, undefined],
    ['is older than a minute', UNTIL - 240_000 + 1, 'old'],
    ['is over for a minute', UNTIL + MINUTE, 'old'],
    ['is over for more than a minute', UNTIL + MINUTE + 1, 'lapsed'],
  ])('whose hold %s has its rank', (_, now, rank) => {
    expect(rankOf({ status: 'HOLD', holder: 'rsv_a', untilMs: UNTIL }, HOLD_SECONDS, now)).toBe(rank);
  });
});

describe('a journey that has seats', () => {
  it.each([
    ['is left alone while it can be paid', UNTIL - 1, 'nothing'],
    ['is left to its timer for a minute', UNTIL + MINUTE, 'nothing'],
    ['is settled after that', UNTIL + MINUTE + 1, 'settle'],
  ])('and is PENDING %s', (_, now, decision) => {
    expect(decideSweep(heldReservation(), false, now)).toMatchObject({ decision });
  });

  const paid = heldReservation({ status: 'PAID', paidAt: NOW });
  it.each([
    ['is left to its consumer for a minute', NOW + MINUTE, { decision: 'nothing', final: false }],
    ['is asked for again after that', NOW + MINUTE + 1, { decision: 'confirm', stuck: false }],
    ['is stuck when five minutes of asking did not help', NOW + 5 * MINUTE + 1, { decision: 'confirm', stuck: true }],
  ])('and is PAID %s', (_, now, decided) => {
    expect(decideSweep(paid, false, now)).toEqual(decided);
  });

  it.each(['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'] as const)('and is %s gives them back', (status) => {
    expect(decideSweep(heldReservation({ status }), false, NOW)).toEqual({ decision: 'release' });
  });

  it('and is a tombstone gives them back', () => {
    const tombstone = { reservationId: 'rsv_a', tombstone: true, status: 'FAILED' } as const;
    expect(decideSweep(tombstone, true, NOW)).toEqual({ decision: 'release' });
  });

  it('and is CONFIRMED is at its end, but for a cancellation', () => {
    expect(decideSweep(heldReservation({ status: 'CONFIRMED' }), false, NOW)).toEqual({
      decision: 'nothing',
      final: true,
    });
  });

  it('and is being paid is left to its payment', () => {
    const paying = heldReservation({ status: 'PAYING' });
    expect(decideSweep(paying, true, UNTIL + 9 * MINUTE)).toEqual({ decision: 'nothing', final: false });
  });

  it('and was never written is entombed once its claim is over, and not while a request may still write it', () => {
    expect(decideSweep(undefined, true, NOW)).toEqual({ decision: 'settle' });
    expect(decideSweep(undefined, false, NOW)).toEqual({ decision: 'nothing', final: false });
  });
});
