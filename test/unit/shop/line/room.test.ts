// What the waiting room shows, and what it says of how long it takes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endReason } from '../../../../functions/queue/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import type { Waiting } from '../../../../web/src/api/line-standing.ts';
import {
  actionsAfter,
  isNews,
  type Known,
  rangeOf,
  roomOf,
  shareOf,
  staleSeconds,
} from '../../../../web/src/pages/line/room.ts';

const waiting: Waiting = { is: 'waiting', position: 30, pollAfterSeconds: 5, phase: 'OPEN', isPaused: false };
const nothing: Known = {
  hasPlace: false,
  from: 0,
  standing: undefined,
  error: null,
  isForeign: false,
  joined: undefined,
  joinError: null,
};
const placed: Known = { ...nothing, hasPlace: true, from: 120 };
const lost = new TypeError('no network');

describe('the waiting room', () => {
  it('is joining until something was answered', () => {
    expect(roomOf(nothing)).toEqual({ shows: 'joining' });
    expect(roomOf(placed)).toEqual({ shows: 'joining' });
  });

  it('goes on showing the place when there is no answer any more', () => {
    expect(roomOf({ ...placed, standing: waiting, error: lost })).toEqual({
      shows: 'waiting',
      standing: waiting,
      share: 0.75,
    });
  });

  it('says what is wrong where there is nothing else to show', () => {
    const refused = new ApiError(404, { code: 'CONCERT_NOT_FOUND' }, null);
    expect(roomOf({ ...placed, error: refused })).toEqual({ shows: 'problem', error: refused });
    expect(roomOf({ ...nothing, joinError: refused })).toEqual({ shows: 'problem', error: refused });
  });

  it('goes on joining while no answer comes, and does not where nobody knows for whom', () => {
    expect(roomOf({ ...placed, error: lost })).toEqual({ shows: 'joining' });
    expect(roomOf({ ...nothing, joinError: lost })).toEqual({ shows: 'joining' });
    expect(roomOf({ ...nothing, error: lost })).toEqual({ shows: 'problem', error: lost });
  });

  it('shows the turn, with its end', () => {
    const activeUntil = '2026-12-01T20:00:00+09:00';
    expect(roomOf({ ...placed, standing: { is: 'active', activeUntil } })).toEqual({ shows: 'turn', activeUntil });
  });

  it('shows why a place is over, kept here or not', () => {
    const over = { is: 'ended', reason: 'LEASE_ENDED' } as const;
    expect(roomOf({ ...placed, standing: over })).toEqual({ shows: 'over', reason: 'LEASE_ENDED' });
    expect(roomOf({ ...nothing, joined: { is: 'ended', reason: 'SOLD_OUT' } })).toEqual({
      shows: 'over',
      reason: 'SOLD_OUT',
    });
  });

  it("shows nothing of a place that is another person's", () => {
    expect(roomOf({ ...placed, standing: waiting, error: lost, isForeign: true })).toEqual({ shows: 'foreign' });
  });

  it('shows why there is no place, also while the line cannot be asked again', () => {
    const refused = { is: 'stopped' } as const;
    expect(roomOf({ ...nothing, joined: refused, joinError: lost })).toEqual({ shows: 'refused', refused });
  });

  it('waits for the kept place rather than show what joining found', () => {
    expect(roomOf({ ...nothing, joined: waiting })).toEqual({ shows: 'joining' });
  });
});

describe('the bar', () => {
  it('goes from nothing to almost all, and never out of its bounds', () => {
    expect([120, 60, 1].map((position) => shareOf(position, 120))).toEqual([0, 0.5, 119 / 120]);
    expect(shareOf(0, 0)).toBe(1);
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), (position, from) => {
        const share = shareOf(position, from);
        return share >= 0 && share <= 1;
      }),
    );
  });

  it('goes forward with each place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100_000 }), (from) => shareOf(from - 1, from) > shareOf(from, from)),
    );
  });
});

describe('the estimated wait', () => {
  const told = (p50: number, p90: number) => rangeOf({ estimate: { p50, p90 }, isPaused: false });

  it('is told in whole minutes, the later end rounded up', () => {
    expect(told(20, 60)).toEqual({ unit: 'soon' });
    expect(told(20, 61)).toEqual({ unit: 'minutes', from: 1, to: 2 });
    expect(told(170, 290)).toEqual({ unit: 'minutes', from: 3, to: 5 });
    expect(told(180, 180)).toEqual({ unit: 'minutes', from: 3, to: 3 });
  });

  it('is told in half hours when it is long', () => {
    expect(told(3_600, 5_400)).toEqual({ unit: 'minutes', from: 60, to: 90 });
    expect(told(3_600, 5_401)).toEqual({ unit: 'hours', from: 1, to: 2 });
    expect(told(600, 8_000)).toEqual({ unit: 'hours', from: 0.5, to: 2.5 });
  });

  it('is not told while it is not known, or nobody is let in', () => {
    expect(rangeOf({ isPaused: false })).toEqual({ unit: 'unknown' });
    expect(rangeOf({ estimate: { p50: 60, p90: 90 }, isPaused: true })).toEqual({ unit: 'paused' });
  });

  it('never ends before it begins', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(50_000), (p50, more) => {
        const range = told(p50, p50 + more);
        return !('from' in range) || range.from <= range.to;
      }),
    );
  });
});

describe('who listens', () => {
  it('is told at first, after each quarter of the way, and of each of the last steps', () => {
    const heard: number[] = [];
    for (let position = 100; position > 0; position--) if (isNews(position, heard.at(-1))) heard.push(position);
    expect(heard).toEqual([100, 75, 56, 42, 31, 23, 17, 12, 9, 6, 4, 3, 2, 1]);
  });

  it('is not told twice, nor of a place that went back', () => {
    expect(isNews(2, 2)).toBe(false);
    expect(isNews(3, 2)).toBe(false);
  });
});

describe('a place that was told a while ago', () => {
  it('is spoken of some seconds after the next answer was due', () => {
    const ago = (seconds: number) => staleSeconds(waiting, 0, seconds * 1_000);
    expect([5, 13, 14, 90].map(ago)).toEqual([undefined, undefined, 14, 90]);
  });
});

describe('a place that is over', () => {
  it.each(endReason.options)('for %s has something to do', (reason) => {
    const actions = actionsAfter(reason);
    expect(new Set(actions).size).toBe(actions.length);
  });

  it('is not to be joined again where there is nothing to wait for', () => {
    expect(endReason.options.filter((reason) => !actionsAfter(reason).includes('join'))).toEqual([
      'SOLD_OUT',
      'SALE_ENDED',
    ]);
  });

  it('leads to the tickets first after a purchase', () => {
    expect(actionsAfter('BOUGHT')[0]).toBe('tickets');
  });
});
