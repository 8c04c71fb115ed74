// Who asks too often, by what an instance remembers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Polls, polled, tooEarly } from '../../../functions/queue/domain-polls.ts';
import { NOW } from './samples.ts';

/** Who asks at these times, always told the same pace: when they were let through. */
function letThrough(times: readonly number[], pace: number): number[] {
  let polls: Polls | undefined;
  return times.filter((now) => {
    if (tooEarly(polls, now) !== undefined) return false;
    polls = polled(polls, pace, now);
    return true;
  });
}

const every = (ms: number, times: number) => Array.from({ length: times }, (_, i) => NOW + i * ms);

describe('somebody who asks', () => {
  it('for the first time is answered', () => {
    expect(tooEarly(undefined, NOW)).toBeUndefined();
  });

  it('as often as told is always answered', () => {
    expect(letThrough(every(20_000, 500), 20)).toHaveLength(500);
  });

  it('four times as often as told is always answered: with four tabs, say', () => {
    expect(letThrough(every(5_000, 500), 20)).toHaveLength(500);
  });

  it('five times as often is turned away after a while, for one in five', () => {
    const through = letThrough(every(4_000, 500), 20);
    expect(through.length).toBeGreaterThanOrEqual(400);
    expect(through.length).toBeLessThanOrEqual(408);
  });

  it('eight times at once is answered, and the ninth time not', () => {
    expect(letThrough(every(0, 100), 20)).toHaveLength(8);
  });

  it('and is turned away is told the pace once more, after which there is an answer', () => {
    let polls: Polls | undefined;
    for (let i = 0; i < 8; i++) polls = polled(polls, 20, NOW);
    expect(tooEarly(polls, NOW)).toBe(20);
    expect(tooEarly(polls, NOW + 4_999)).toBe(20);
    expect(tooEarly(polls, NOW + 5_000)).toBeUndefined();
  });

  it('is not ahead by a clock that jumps back', () => {
    const polls = polled(undefined, 20, NOW);
    expect(tooEarly(polls, NOW - 60_000)).toBeUndefined();
  });

  it('near the front, as often as told there, is answered, whatever was asked far behind', () => {
    let polls: Polls | undefined;
    for (let i = 0; i < 8; i++) polls = polled(polls, 30, NOW);
    polls = polled(polls, 1, NOW + 30_000);
    expect(tooEarly(polls, NOW + 31_000)).toBeUndefined();
  });
});

it('in any time nobody is let through more than four times as often as told, and eight times at once', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 30 }), (between, pace) => {
      let now = NOW;
      const times = between.map((ms) => {
        now += ms;
        return now;
      });
      const through = letThrough(times, pace);
      for (const [i, from] of through.entries()) {
        for (const [j, to] of through.entries()) {
          if (j < i) continue;
          expect(j - i + 1).toBeLessThanOrEqual(8 + (4 * (to - from)) / (pace * 1000) + 1e-6);
        }
      }
    }),
    { numRuns: 30 },
  );
});
