// When a failed delivery is tried again: for a day, less and less often.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  delaySeconds,
  giveUpAt,
  MOST_ATTEMPTS,
  nextDueAt,
  pauseMs,
} from '../../../functions/external-data/domain-schedule.ts';

const HOUR_MS = 3_600_000;
const chance = fc.double({ min: 0, max: 1, noNaN: true });

/** When a delivery is tried that always fails, each attempt `lateMs` after it is due and `takesMs` long. */
function triedAt(chances: readonly number[], lateMs = 0, takesMs = 0): number[] {
  const times: number[] = [];
  let at: number | undefined = 0;
  while (at !== undefined && times.length < 100) {
    times.push(at);
    const after: number = at + takesMs;
    const due = nextDueAt({ attempts: times.length, startedAt: 0 }, after, chances[times.length - 1] ?? 0);
    at = due === undefined ? undefined : due + lateMs;
  }
  return times;
}

describe('a delivery that always fails', () => {
  it('is tried after 5 s, 30 s, 2, 10 and 30 minutes, 1, 2, 4, 8 and 8 hours', () => {
    const times = triedAt([]);
    const gaps = times.slice(1).map((at, i) => (at - (times[i] ?? 0)) / 1_000);
    expect(gaps).toEqual([5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800]);
  });

  it('is tried eleven times within 24 hours, whatever the jitter and though each attempt takes its 10 s', () => {
    fc.assert(
      fc.property(fc.array(chance, { minLength: 20, maxLength: 20 }), (chances) => {
        const times = triedAt(chances, 0, 10_000);
        expect(times).toHaveLength(MOST_ATTEMPTS);
        expect(times.at(-1)).toBeLessThanOrEqual(24 * HOUR_MS);
        expect(times.at(-1)).toBeGreaterThan(18 * HOUR_MS);
        expect(times.toSorted((a, b) => a - b)).toEqual(times);
      }),
    );
  });

  it('is never due after 24 hours, however late its attempts are', () => {
    fc.assert(
      fc.property(chance, fc.integer({ min: 0, max: 30 * HOUR_MS }), fc.integer({ min: 1, max: 20 }), (c, at, n) => {
        const dueAt = nextDueAt({ attempts: n, startedAt: 0 }, at, c);
        if (dueAt !== undefined) expect(dueAt).toBeLessThanOrEqual(giveUpAt(0));
      }),
    );
  });
});

describe('a receiver that goes on failing', () => {
  it('is left alone for longer and longer, and never for more than 15 minutes', () => {
    const pauses = [0, 1, 2, 3, 4, 5, 6, 2_000].map((probes) => pauseMs(probes, 0) / 1_000);
    expect(pauses).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('is left alone for up to a fifth less by chance', () => {
    expect([pauseMs(0, 0), pauseMs(0, 0.5), pauseMs(0, 1)]).toEqual([30_000, 27_000, 24_000]);
  });
});

describe('a message', () => {
  it.each([
    ['is due now', 0, 0],
    ['was due before', -5_000, 0],
    ['is due in a moment', 1, 1],
    ['is due in 30 s', 30_000, 30],
    ['is due in hours, so it is looked at in between', 8 * HOUR_MS, 900],
  ])('that %s waits so long', (_, ms, seconds) => {
    expect(delaySeconds(1_000_000 + ms, 1_000_000)).toBe(seconds);
  });
});
