// What a line is doing in one word, whether its ticks run, and what is sold.
import { describe, expect, it } from 'vitest';
import { isStale, stateOf, takenOf, ticksOf, toneOf } from '../../../../web/src/pages/organiser/line-state.ts';

const NOW = Date.parse('2026-12-24T19:00:00+09:00');
const LINE = {
  phase: 'OPEN',
  paused: false,
  closed: false,
  ratePerSecond: 5,
  backpressure: { factor: 1, ratePerSecond: 5, calls: 0, failedShare: 0 },
} as const;
const later = new Date(NOW + 1).toISOString();

describe('the state of a line', () => {
  it.each([
    ['runs when nothing stops it', {}, 'running'],
    ['is slowed while the shop is overloaded', { backpressure: { ...LINE.backpressure, factor: 0.5 } }, 'slowed'],
    ['stands still at a rate of 0', { ratePerSecond: 0 }, 'still'],
    ['lets everybody through until then', { passThroughUntil: later, ratePerSecond: 0 }, 'passing'],
    ['goes on when letting everybody through is over', { passThroughUntil: new Date(NOW).toISOString() }, 'running'],
    ['is paused whatever else is set', { paused: true, passThroughUntil: later, ratePerSecond: 0 }, 'paused'],
    ['is paused before its sale opens, too', { paused: true, phase: 'EARLY' }, 'paused'],
    ['takes people early', { phase: 'EARLY', ratePerSecond: 0 }, 'early'],
    ['has not started', { phase: 'NOT_STARTED' }, 'notStarted'],
    ['is sold out, paused or not', { phase: 'SOLD_OUT', paused: true }, 'soldOut'],
    ['is over by its time', { phase: 'CLOSED', paused: true }, 'ended'],
    ['was closed by an operator', { phase: 'CLOSED', closed: true, paused: true }, 'closed'],
  ] as const)('%s', (_, part, state) => {
    expect(stateOf({ ...LINE, ...part }, NOW)).toBe(state);
  });

  it('stands out where somebody has to know of it', () => {
    expect(toneOf('running')).toBe('good');
    expect(toneOf('paused')).toBe('warn');
    expect(toneOf('closed')).toBe('bad');
    expect(toneOf('soldOut')).toBeUndefined();
  });
});

describe('ticks', () => {
  it.each([
    [undefined, 'none'],
    [0, 'good'],
    [14, 'good'],
    [15, 'late'],
    [59, 'late'],
    [60, 'stopped'],
  ] as const)('of which none is known for %s seconds are %s', (oldestSeconds, state) => {
    expect(ticksOf(oldestSeconds === undefined ? {} : { oldestSeconds })).toBe(state);
  });
});

describe('what one sees', () => {
  it('is old after five seconds', () => {
    expect([5_000, 5_001].map(isStale)).toEqual([false, true]);
  });

  it('counts seats that are sold or held', () => {
    expect(
      takenOf([
        { total: 10, available: 0 },
        { total: 30, available: 20 },
      ]),
    ).toEqual({ taken: 20, total: 40, share: 0.5 });
  });

  it('is nothing of no seats', () => {
    expect(takenOf([])).toEqual({ taken: 0, total: 0, share: 0 });
  });
});
