// How the line slows down while the shop is overloaded, and how it comes back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  failedShare,
  type Health,
  type Pressure,
  press,
  recentSpans,
  spanOf,
  UNPRESSED,
} from '../../../functions/queue/domain-pressure.ts';
import { NOW } from './samples.ts';

const MOST = 0.1;
const well: Health = { calls: 1_000, failed: 0 };
const ill: Health = { calls: 1_000, failed: 101 };
const pressed = (factor: number, secondsAgo: number): Pressure => ({ factor, at: NOW - secondsAgo * 1000 });

/** The factors while the shop's health is looked at once a second. */
function factors(health: Health, seconds: number, from: Pressure): number[] {
  let pressure = from;
  return Array.from({ length: seconds }, (_, i) => {
    pressure = press(pressure, health, MOST, NOW + i * 1000);
    return pressure.factor;
  });
}

describe('the counters of the last ten seconds', () => {
  it('are in the newest three spans of five', () => {
    const newest = NOW / 5_000;
    for (const now of [NOW, NOW + 4_999]) expect(recentSpans(now)).toEqual([newest, newest - 1, newest - 2]);
    expect(spanOf(NOW + 5_000)).toBe(newest + 1);
  });

  it('say which part failed, also when there were no calls', () => {
    expect([failedShare(ill), failedShare({ calls: 0, failed: 0 })]).toEqual([0.101, 0]);
  });
});

describe('an overload', () => {
  it('halves the pace at once', () => {
    expect(press(UNPRESSED, ill, MOST, NOW)).toEqual({ factor: 0.5, at: NOW });
  });

  it('is more than the share that is set, of 20 calls at least', () => {
    const healths: Health[] = [
      { calls: 1_000, failed: 100 },
      { calls: 19, failed: 19 },
    ];
    for (const health of healths) expect(press(UNPRESSED, health, MOST, NOW)).toBe(UNPRESSED);
    expect(press(UNPRESSED, { calls: 20, failed: 3 }, MOST, NOW).factor).toBe(0.5);
  });

  it('halves it again only after 15 seconds, as the counters still hold what was before', () => {
    const before = pressed(0.5, 14.999);
    expect(press(before, ill, MOST, NOW)).toBe(before);
    expect(press(pressed(0.5, 15), ill, MOST, NOW)).toEqual({ factor: 0.25, at: NOW });
  });

  it('never stops the line', () => {
    expect(factors(ill, 600, UNPRESSED).at(-1)).toBe(1 / 64);
    const least = pressed(1 / 64, 60);
    expect(press(least, ill, MOST, NOW)).toEqual({ factor: 1 / 64, at: NOW });
  });

  it('gives back one step after a long time at the least, not all of it', () => {
    let pressure = pressed(1 / 64, 300);
    for (let second = 0; second < 300; second++) pressure = press(pressure, ill, MOST, NOW + second * 1_000);
    expect(press(pressure, well, MOST, NOW + 300_000).factor).toBeLessThanOrEqual(1 / 64 + 1 / 8);
  });
});

describe('the recovery', () => {
  it('is an eighth each 15 seconds, up to the whole', () => {
    const seen = factors(well, 75, pressed(0.5, 15));
    expect([...new Set(seen)]).toEqual([0.625, 0.75, 0.875, 1]);
    expect([seen.indexOf(0.75), seen.indexOf(1)]).toEqual([15, 45]);
  });

  it('makes up for the steps of a time without ticks, as in a pause', () => {
    expect([29, 30, 44, 45, 3_600].map((seconds) => press(pressed(0.5, seconds), well, MOST, NOW).factor)).toEqual([
      0.625, 0.75, 0.75, 0.875, 1,
    ]);
  });

  it('is not written again once it is done', () => {
    const done = pressed(1, 600);
    expect(press(done, well, MOST, NOW)).toBe(done);
    expect(press(UNPRESSED, well, MOST, NOW)).toBe(UNPRESSED);
  });

  it('is one step after a change by a clock far ahead, which is not waited for', () => {
    expect(press(pressed(0.5, -3_600), well, MOST, NOW)).toEqual({ factor: 0.625, at: NOW });
    const alittle = pressed(0.5, -9);
    expect(press(alittle, well, MOST, NOW)).toBe(alittle);
  });

  it('doubles what is little, so that a shop that can take little is not overrun', () => {
    expect(press(pressed(1 / 64, 15), well, MOST, NOW).factor).toBe(1 / 32);
    expect(press(pressed(1 / 64, 45), well, MOST, NOW).factor).toBe(1 / 8);
  });
});

it('the part of the rate that is used is always between a 64th and the whole', () => {
  const look = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.nat({ max: 100 }), fc.nat({ max: 100 }));
  fc.assert(
    fc.property(fc.array(look, { maxLength: 60 }), (looks) => {
      let [pressure, now] = [UNPRESSED, NOW];
      for (const [seconds, calls, failed] of looks) {
        now += seconds * 1000;
        pressure = press(pressure, { calls, failed: Math.min(calls, failed) }, MOST, now);
        expect(pressure.factor).toBeGreaterThanOrEqual(1 / 64);
        expect(pressure.factor).toBeLessThanOrEqual(1);
      }
    }),
  );
});
