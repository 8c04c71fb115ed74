// The rules of the sweeper: what stands still, and what brings it on.
import { describe, expect, it } from 'vitest';
import { decideSweep, inTurn, isAskedFor, rankOf, type Seen } from '../../../functions/reservations/domain-sweep.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const MINUTE = 60_000;
const HOLD_SECONDS = 300;
const FRESH: Seen = { lapsed: false, inLine: false };
const LAPSED: Seen = { ...FRESH, lapsed: true };
const IN_LINE: Seen = { ...FRESH, inLine: true };

describe('a seat', () => {
  it('that is sold is worth a look', () => {
    expect(rankOf({ status: 'SOLD', holder: 'rsv_a' }, HOLD_SECONDS, NOW)).toBe('sold');
    expect(rankOf({ status: 'BLOCKED', holder: 'blk_a' }, HOLD_SECONDS, NOW)).toBeUndefined();
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
    expect(decideSweep(heldReservation(), FRESH, now)).toMatchObject({ decision });
  });

  const paid = heldReservation({ status: 'PAID', paidAt: NOW });
  it.each([
    ['is left to its consumer for a minute', NOW + MINUTE, { decision: 'nothing', final: false }],
    ['is asked for again after that', NOW + MINUTE + 1, { decision: 'confirm', stuck: false }],
    ['is asked for each minute at first', NOW + 5 * MINUTE, { decision: 'confirm', stuck: false }],
    ['is stuck when five minutes of asking did not help', NOW + 5 * MINUTE + 1, { decision: 'wait' }],
    ['is asked for again in the 8th minute', NOW + 8 * MINUTE, { decision: 'confirm', stuck: true }],
  ])('and is PAID %s', (_, now, decided) => {
    expect(decideSweep(paid, FRESH, now)).toEqual(decided);
  });

  it('and stays PAID for a day is counted in each minute, and asked for in eight of them', () => {
    const minutes = Array.from({ length: 24 * 60 - 5 }, (_, i) => NOW + (i + 6) * MINUTE);
    const decided = minutes.map((now) => decideSweep(paid, FRESH, now));
    expect(decided.filter(({ decision }) => decision === 'wait')).toHaveLength(minutes.length - 8);
    expect(decided.filter((one) => one.decision === 'confirm' && one.stuck)).toHaveLength(8);
  });

  it.each(['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'] as const)(
    'and is %s gives them back after a minute',
    (status) => {
      const ended = heldReservation({ status, updatedAt: NOW });
      expect(decideSweep(ended, FRESH, NOW + MINUTE)).toEqual({ decision: 'nothing', final: false });
      expect(decideSweep(ended, FRESH, NOW + MINUTE + 1)).toEqual({ decision: 'release', tell: true });
    },
  );

  it('and is a tombstone gives them back at once, and tells nobody', () => {
    const tombstone = { reservationId: 'rsv_a', tombstone: true, status: 'FAILED' } as const;
    expect(decideSweep(tombstone, LAPSED, NOW)).toEqual({ decision: 'release', tell: false });
  });

  const ticket = heldReservation({ status: 'CONFIRMED', confirmedAt: NOW });
  it('and is CONFIRMED is at its end after a minute, but for a cancellation', () => {
    expect(decideSweep(ticket, FRESH, NOW + MINUTE)).toEqual({ decision: 'nothing', final: false });
    expect(decideSweep(ticket, FRESH, NOW + MINUTE + 1)).toEqual({ decision: 'nothing', final: true });
  });

  it.each([
    ['is left to its consumers for a minute', MINUTE, { decision: 'nothing', final: false }],
    ['is told again after that', MINUTE + 1, { decision: 'tell' }],
    ['is told again in the 4th minute', 4 * MINUTE, { decision: 'tell' }],
    ['is left alone in the 5th', 5 * MINUTE, { decision: 'nothing', final: false }],
  ])('and is CONFIRMED while its place in line goes on %s', (_, age, decided) => {
    expect(decideSweep(ticket, IN_LINE, NOW + age)).toEqual(decided);
  });

  const BY = NOW + MINUTE;
  it.each([
    ['is left to its payment for a minute after its time', MINUTE, { decision: 'nothing', final: false }],
    ['is asked for after that', MINUTE + 1, { decision: 'inquire', stuck: false }],
    ['is stuck when five minutes of asking did not help', 5 * MINUTE + 1, { decision: 'wait' }],
    ['is asked for again in the 8th minute', 8 * MINUTE, { decision: 'inquire', stuck: true }],
  ])('and is being paid %s', (_, age, decided) => {
    const paying = heldReservation({ status: 'PAYING', payingUntil: BY });
    for (const seen of [FRESH, LAPSED]) expect(decideSweep(paying, seen, BY + age)).toEqual(decided);
  });

  it('and was never written is entombed once its claim is over, and not while a request may still write it', () => {
    expect(decideSweep(undefined, LAPSED, NOW)).toEqual({ decision: 'settle' });
    expect(decideSweep(undefined, FRESH, NOW)).toEqual({ decision: 'nothing', final: false });
  });
});

describe('the dates of a round', () => {
  it('are all of them, each minute from another one on', () => {
    const dates = ['a', 'b', 'c'];
    const rounds = [0, 1, 2].map((minute) => inTurn(dates, NOW + minute * MINUTE));
    for (const round of rounds) expect(round.toSorted()).toEqual(dates);
    expect(rounds.map(([first]) => first).toSorted()).toEqual(dates);
    expect(inTurn(dates, NOW + 3 * MINUTE)).toEqual(rounds[0]);
    expect(inTurn([], NOW)).toEqual([]);
  });
});

describe('what stands still', () => {
  it('is asked for in the 1st, 2nd, 4th, 8th minute, and so on, whenever in it somebody looks', () => {
    const minutes = Array.from({ length: 70 }, (_, minute) => minute);
    for (const late of [0, 59_999]) {
      const asked = minutes.filter((minute) => isAskedFor(NOW, NOW + minute * MINUTE + late));
      expect(asked).toEqual([1, 2, 4, 8, 16, 32, 64]);
    }
    expect(isAskedFor(NOW, NOW - 2 * MINUTE)).toBe(false);
  });
});
