// What a refused claim means, and how many seats one person may have.
import { describe, expect, it } from 'vitest';
import type { Standing } from '../../../functions/reservations/domain.ts';
import {
  decideClaim,
  decideStanding,
  lapsedEntries,
  type TakenSeat,
} from '../../../functions/reservations/domain-hold.ts';

const NOW = 1_000_000;
const mine = { reservationId: 'rsv_mine', slots: ['a', 'b'], untilMs: NOW + 300, over: {}, hasClaimed: false };
const hold = (holder: string, untilMs: number): TakenSeat => ({
  status: 'HOLD',
  holder,
  untilMs,
  exact: `H${holder}${untilMs}`,
});
const sold = (holder: string): TakenSeat => ({ status: 'SOLD', holder, exact: `~${holder}` });

describe('a refused claim', () => {
  it('is lost to a seat that an operator took off sale', () => {
    const blocked: TakenSeat = { status: 'BLOCKED', holder: 'blk_bbbbbbbbbbbb', exact: '!bbbbbbbbbbbb' };
    expect(decideClaim({ a: blocked }, mine, NOW)).toEqual({ decision: 'taken' });
  });

  it('is lost to a living hold and to a sale', () => {
    expect(decideClaim({ a: hold('rsv_other', NOW + 1) }, mine, NOW)).toEqual({ decision: 'taken' });
    expect(decideClaim({ b: sold('rsv_other') }, mine, NOW)).toEqual({ decision: 'taken' });
  });

  it('does not mind seats that were not asked for', () => {
    expect(decideClaim({ c: sold('rsv_other') }, mine, NOW)).toEqual({
      decision: 'again',
      untilMs: NOW + 300,
      lapsed: [],
    });
  });

  it('settles lapsed holds of others and tries again', () => {
    const seats = { a: hold('rsv_other', NOW), b: hold('rsv_third', NOW - 1) };
    expect(decideClaim(seats, mine, NOW)).toEqual({
      decision: 'again',
      untilMs: NOW + 300,
      lapsed: [
        { slot: 'a', holder: 'rsv_other', exact: seats.a.exact },
        { slot: 'b', holder: 'rsv_third', exact: seats.b.exact },
      ],
    });
  });

  it('does not settle what it may overwrite already', () => {
    const seats = { a: hold('rsv_other', NOW), b: hold('rsv_third', NOW) };
    const decided = decideClaim(seats, { ...mine, over: { a: seats.a.exact } }, NOW);
    expect(decided).toMatchObject({ decision: 'again', lapsed: [{ slot: 'b' }] });
  });

  it('does not settle anything when a seat is lost anyway', () => {
    expect(decideClaim({ a: hold('rsv_other', NOW), b: sold('rsv_third') }, mine, NOW)).toEqual({ decision: 'taken' });
  });

  it('adopts the end of an earlier request of the same reservation', () => {
    const seats = { a: hold('rsv_mine', NOW + 200), b: hold('rsv_mine', NOW + 200) };
    expect(decideClaim(seats, mine, NOW)).toEqual({ decision: 'again', untilMs: NOW + 200, lapsed: [] });
  });

  it('cannot adopt another end once it holds a block', () => {
    const claimed = { ...mine, hasClaimed: true };
    expect(decideClaim({ a: hold('rsv_mine', NOW + 200) }, claimed, NOW)).toEqual({ decision: 'taken' });
    expect(decideClaim({ a: hold('rsv_mine', NOW + 300), b: hold('rsv_x', NOW) }, claimed, NOW).decision).toBe('again');
  });

  it('finds that an earlier request of the same reservation came as far as a sale, or lapsed', () => {
    expect(decideClaim({ a: sold('rsv_mine') }, mine, NOW)).toEqual({ decision: 'own-sold' });
    expect(decideClaim({ a: hold('rsv_mine', NOW) }, mine, NOW)).toEqual({ decision: 'own-lapsed' });
  });
});

const entry = (seats: number, until: number, more: { ended?: true; requestHash?: string } = {}) => ({
  seats,
  reservedAt: until - 300,
  until,
  requestHash: 'h',
  ...more,
});
const standing = (entries: Standing['entries']): Standing => ({ version: 3, entries });
const wish = { reservationId: 'rsv_mine', seats: 2, reservedAt: NOW, until: NOW + 300, requestHash: 'h' };
const nobody = new Map<string, number>();

describe('a standing', () => {
  it('takes a reservation up to the limit', () => {
    const before = standing({ rsv_a: entry(2, NOW + 1) });
    expect(decideStanding(before, wish, nobody, 4)).toEqual({
      decision: 'write',
      next: {
        version: 4,
        entries: {
          rsv_a: entry(2, NOW + 1),
          rsv_mine: { seats: 2, reservedAt: NOW, until: NOW + 300, requestHash: 'h' },
        },
      },
    });
    expect(decideStanding(before, wish, nobody, 3)).toEqual({ decision: 'LIMIT_REACHED', seats: 2 });
  });

  it('does not count ended ones', () => {
    const before = standing({ rsv_a: entry(4, NOW - 1, { ended: true }), rsv_b: entry(4, NOW - 1) });
    expect(decideStanding(before, wish, new Map([['rsv_b', 0]]), 4)).toMatchObject({
      decision: 'write',
      next: { entries: { rsv_a: { ended: true }, rsv_b: { ended: true } } },
    });
  });

  it('counts a lapsed one until settling says that it ended', () => {
    const before = standing({ rsv_a: entry(4, NOW - 1), rsv_b: entry(1, NOW + 1), rsv_mine: entry(2, NOW - 1) });
    expect(lapsedEntries(before, 'rsv_mine', NOW)).toEqual(['rsv_a']);
    expect(decideStanding(before, wish, nobody, 4)).toEqual({ decision: 'LIMIT_REACHED', seats: 5 });
  });

  it('counts of a lapsed one what its reservation lists, and corrects its entry', () => {
    const before = standing({ rsv_a: entry(3, NOW - 1) });
    const decided = decideStanding(before, wish, new Map([['rsv_a', 1]]), 3);
    expect(decided).toMatchObject({ decision: 'write', next: { entries: { rsv_a: { seats: 1 } } } });
    expect(decideStanding(before, wish, new Map([['rsv_a', 2]]), 3)).toEqual({ decision: 'LIMIT_REACHED', seats: 2 });
  });

  it('replaces the reservation’s own entry and never counts it', () => {
    const before = standing({ rsv_mine: entry(2, NOW + 100) });
    expect(decideStanding(before, wish, nobody, 2)).toMatchObject({
      decision: 'write',
      next: { entries: { rsv_mine: { until: NOW + 300 } } },
    });
  });

  it('shows that a key came with two requests', () => {
    const before = standing({ rsv_mine: entry(1, NOW + 100, { requestHash: 'other' }) });
    expect(decideStanding(before, wish, nobody, 4)).toEqual({ decision: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('keeps the newest twenty of the ended ones', () => {
    const old = Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [`rsv_${i}`, entry(1, NOW - i, { ended: true })]),
    );
    const decided = decideStanding(standing(old), wish, nobody, 4);
    const kept = decided.decision === 'write' ? Object.keys(decided.next.entries) : [];
    expect(kept).toHaveLength(21);
    expect(kept).toContain('rsv_19');
    expect(kept).not.toContain('rsv_20');
  });
});
