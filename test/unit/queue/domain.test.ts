// What the rate allows, and when ticks are due, in sentences.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowance,
  dueTicks,
  isPassing,
  newLine,
  paceOf,
  TICKS_AHEAD_MS,
  unusedSince,
} from '../../../functions/queue/domain.ts';
import { NO_CONTROLS } from '../../../functions/queue/domain-controls.ts';
import { controls, HOUR, line, NOW, settings } from './samples.ts';

const LONG_AGO = NOW - HOUR;
const halved = { factor: 0.5, at: NOW };

describe('the pace', () => {
  it('is the rate, less what the shop cannot take', () => {
    expect(paceOf(line({ ratePerSecond: 4 }))).toBe(4);
    expect(paceOf(line({ ratePerSecond: 4, pressure: halved }))).toBe(2);
  });

  it('is passed over until the end of a pass-through, and not in that instant', () => {
    const state = line({ controls: controls({ passThroughUntil: NOW }) });
    expect([isPassing(state, NOW - 1), isPassing(state, NOW), isPassing(line(), NOW)]).toEqual([true, false, false]);
  });
});

describe('what the rate allows', () => {
  it.each([0.05, 0.3, 1, 7, 1_000])('is one person in the instant of the open, at %d a second', (ratePerSecond) => {
    expect(allowance(newLine({ ...settings, ratePerSecond }, NO_CONTROLS, NOW), NOW, NOW)).toBe(1);
  });

  it('is nothing before the open', () => {
    expect(allowance(line(), NOW + 1, NOW)).toBe(0);
  });

  it('is the rate times the seconds since the last admission, in whole people', () => {
    expect(allowance(line({ lastAdmitAt: NOW - 3_900 }), LONG_AGO, NOW)).toBe(3);
    expect(allowance(line({ lastAdmitAt: NOW - 3_900, pressure: halved }), LONG_AGO, NOW)).toBe(1);
  });

  it('is no more than ten ticks after an idle time', () => {
    expect(allowance(line({ lastAdmitAt: NOW - 300_000 }), LONG_AGO, NOW)).toBe(10);
  });

  it('is one person after an idle time where a person takes longer than ten ticks', () => {
    expect(allowance(line({ ratePerSecond: 0.05, lastAdmitAt: NOW - 300_000 }), LONG_AGO, NOW)).toBe(1);
    expect(allowance(line({ ratePerSecond: 0.05, lastAdmitAt: NOW - 19_999 }), LONG_AGO, NOW)).toBe(0);
  });

  it('is one person in the instant from which the rate counts, whatever was not used before', () => {
    const state = line({ ratePerSecond: 5, lastAdmitAt: NOW - 300_000 });
    expect(allowance(state, NOW, NOW)).toBe(1);
    expect(allowance(state, NOW, NOW + 2_000)).toBe(11);
  });

  it('is nothing at a rate of 0, and nobody divides by it', () => {
    expect(allowance(line({ ratePerSecond: 0 }), LONG_AGO, NOW)).toBe(0);
  });

  it('is nothing while the last admission is a little ahead of this clock', () => {
    expect(allowance(line({ lastAdmitAt: NOW + 9_000 }), LONG_AGO, NOW)).toBe(0);
  });

  it('is one tick ago where the last admission was written by a wrong clock: the line goes on', () => {
    expect(unusedSince(line({ lastAdmitAt: NOW + 10_000 }), LONG_AGO, NOW)).toBe(NOW + 10_000);
    expect(unusedSince(line({ lastAdmitAt: NOW + 10_001 }), LONG_AGO, NOW)).toBe(NOW - 1_000);
    expect(allowance(line({ lastAdmitAt: NOW + HOUR }), NOW - 2_000, NOW)).toBe(1);
  });

  it('never gives more than the rate times the time, and one place', () => {
    const given = fc.record({
      ratePerSecond: fc.double({ min: 0.001, max: 1_000, noNaN: true }),
      sinceUsableMs: fc.integer({ min: 0, max: HOUR }),
      sinceLastMs: fc.integer({ min: -10_000, max: HOUR }),
    });
    fc.assert(
      fc.property(given, ({ ratePerSecond, sinceUsableMs, sinceLastMs }) => {
        const state = line({ ratePerSecond, lastAdmitAt: NOW - sinceLastMs });
        const allowed = allowance(state, NOW - sinceUsableMs, NOW);
        expect(allowed).toBeGreaterThanOrEqual(0);
        expect(allowed).toBeLessThanOrEqual((ratePerSecond * sinceUsableMs) / 1000 + 1 + 1e-5);
        expect(allowed).toBeLessThanOrEqual(Math.max(0, (ratePerSecond * sinceLastMs) / 1000) + 1e-5);
        expect(allowed).toBeLessThanOrEqual(Math.max(1, ratePerSecond * 10) + 1e-5);
      }),
    );
  });
});

describe('ticks', () => {
  const windows = [{ from: 1, to: 4, closesAt: NOW + 90_000 }];
  const wanted = { wantedFrom: NOW, now: NOW };
  const notWanted = { wantedFrom: undefined, now: NOW };

  it('are not due when nobody can be admitted and no window is open', () => {
    expect(dueTicks(line(), notWanted)).toBeUndefined();
  });

  it('are due while a window is open, even if nobody waits', () => {
    expect(dueTicks(line({ windows }), notWanted)?.until).toBe(NOW + 10_000);
  });

  it('come at once in an idle line, one each second', () => {
    const due = dueTicks(line({ ticksUntil: NOW - 60_000 }), wanted);
    expect(due?.ticks.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(due?.ticks[9]?.at).toBe(NOW + 9_000);
  });

  it('follow those under way', () => {
    const due = dueTicks(line({ ticksUntil: NOW + 12_000 }), wanted);
    expect(due?.until).toBe(NOW + 22_000);
    expect(due?.ticks[0]).toEqual({ at: NOW + 12_000, delaySeconds: 12 });
  });

  it('are not sent further ahead than 15 seconds', () => {
    expect(dueTicks(line({ ticksUntil: NOW + 15_000 }), wanted)).toBeUndefined();
    expect(dueTicks(line({ ticksUntil: NOW + 14_999 }), wanted)?.until).toBe(NOW + 24_999);
  });

  it('are sent where a wrong clock, or an open that was moved, left them far ahead', () => {
    expect(dueTicks(line({ ticksUntil: NOW + 35_000 }), wanted)).toBeUndefined();
    expect(dueTicks(line({ ticksUntil: NOW + 35_001 }), wanted)?.until).toBe(NOW + 10_000);
  });

  it('begin with the open when that is ahead, once', () => {
    const soon = { wantedFrom: NOW + 60_500, now: NOW };
    const due = dueTicks(line(), soon);
    expect(due?.ticks[0]).toEqual({ at: NOW + 60_500, delaySeconds: 61 });
    expect(due?.until).toBe(NOW + 70_500);
    const ahead = line({ ticksUntil: NOW + 60_500 + TICKS_AHEAD_MS });
    expect(dueTicks(ahead, soon)).toBeUndefined();
  });

  it('come now for an open window, whatever people wait for', () => {
    expect(dueTicks(line({ windows }), { wantedFrom: NOW + 60_000, now: NOW })?.ticks[0]?.at).toBe(NOW);
  });
});
