// What somebody who waits is told: how long it may take, and when to ask again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineState } from '../../../functions/queue/domain.ts';
import { placesPerSecond, waitedByNext, waitingAt } from '../../../functions/queue/domain-eta.ts';
import { type Flow, FRESH_FLOW } from '../../../functions/queue/domain-flow.ts';
import { controls, HOUR, line, NOW, openSale } from './samples.ts';

const sale = openSale();
/** Measured for long: of a hundred active, one a second is done. */
const flow: Flow = {
  ...FRESH_FLOW,
  at: NOW,
  active: 100,
  someWait: true,
  waitedSeconds: 600,
  people: 600,
  places: 600,
  activeSeconds: 1_000_000_000,
  ended: 10_000_008,
  admitted: 10_000_100,
};
const measured = (change: Partial<LineState> = {}, flowChange: Partial<Flow> = {}) =>
  line({ ratePerSecond: 2, flow: { ...flow, ...flowChange }, ...change });
const told = (position: number, state: LineState) => waitingAt(position, { line: state, sale }, NOW);

describe('the wait', () => {
  it('is the configured time for each place before 30 seconds were measured', () => {
    expect(told(4, line()).estimatedWait.p50).toBe(120);
    expect(told(4, measured({}, { waitedSeconds: 29.9 })).estimatedWait.p50).toBe(120);
    expect(told(4, measured({}, { waitedSeconds: 30 })).estimatedWait.p50).toBe(4);
  });

  it('is the configured time for each place while the rate is 0', () => {
    expect(told(4, measured({ ratePerSecond: 0 })).estimatedWait.p50).toBe(120);
  });

  it('is told twice: under the name of the requirements, and as a range', () => {
    const { queuePosition, estimatedWaitTime, estimatedWait } = told(600, measured());
    expect([queuePosition, estimatedWaitTime]).toEqual([600, estimatedWait.p50]);
    expect(estimatedWait.p90).toBeGreaterThan(estimatedWait.p50);
  });

  it('is one for each admission that ends, once the capacity is full', () => {
    expect(told(600, measured()).estimatedWait.p50).toBe(600);
  });

  it('is not for ever while nobody can be done yet: the first ones are taken to stay about as long as a hold', () => {
    const first = { ended: 0, activeSeconds: 50 * 60, admitted: 100 };
    const { p50 } = told(600, measured({ ratePerSecond: 2 }, first)).estimatedWait;
    expect(p50).toBeGreaterThan(600 / (100 / 300));
    expect(p50).toBeLessThan(1.5 * (600 / (100 / 300)));
    const later = told(600, measured({}, { ...first, admitted: 10_000 })).estimatedWait;
    expect(later.p50).toBeGreaterThan(p50);
  });

  it('is at the pace that is set, while endings come faster', () => {
    expect(told(600, measured({ ratePerSecond: 0.5 })).estimatedWait.p50).toBe(1_200);
  });

  it('is longer under pressure', () => {
    const pressure = { factor: 0.125, at: NOW };
    expect(told(600, measured({ pressure })).estimatedWait.p50).toBe(2_400);
  });

  it('fills free capacity first, at the pace', () => {
    const empty = measured({ capacity: 10_000, ratePerSecond: 200 }, { active: 0 });
    expect(told(2_000, empty).estimatedWait.p50).toBe(10);
    // Filled after -ln(1 - 100/200) / 0.01 s = 69.3 s, with 13,863 people; then 100 a second.
    expect(told(20_000, empty).estimatedWait.p50).toBe(Math.ceil(69.315 + (20_000 - 13_862.94) / 100));
  });

  it('waits until enough have left, where more are active than may be', () => {
    const over = measured({ capacity: 50 }, { active: 100 });
    expect(told(50, over).estimatedWait.p50).toBe(Math.ceil(Math.log(2) / 0.01 + 50 / 0.5));
  });

  it('counts those who left since the last admission', () => {
    const since = measured({ capacity: 100 }, { active: 200, at: NOW - 69_315 });
    expect(told(100, since).estimatedWait.p50).toBeLessThanOrEqual(101);
  });

  it('is shorter where many who are in front have left', () => {
    expect(told(600, measured({}, { people: 300 })).estimatedWait.p50).toBe(300);
  });

  it('is wider while few endings are known', () => {
    const part = ({ estimatedWait: { p50, p90 } }: ReturnType<typeof told>) => p90 / p50;
    const few = measured({}, { activeSeconds: 1_000, ended: 10 });
    expect(part(told(600, few))).toBeGreaterThan(part(told(600, measured())) + 0.1);
  });

  it('is a moment while everybody is let through', () => {
    const passing = measured({ controls: controls({ passThroughUntil: NOW + 1 }) });
    expect(told(90_000, passing)).toMatchObject({ estimatedWaitTime: 1, pollAfterSeconds: 1 });
  });

  it('has the time until the open in it', () => {
    const early = openSale({ phase: 'EARLY', admits: false, opensAt: NOW + 600_000 });
    expect(waitingAt(4, { line: line(), sale: early }, NOW).estimatedWait.p50).toBe(720);
  });
});

const anyFlow = fc.record({
  active: fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 200_000 })),
  waitedSeconds: fc.double({ min: 0, max: 5_000, noNaN: true }),
  people: fc.double({ min: 0, max: 100_000, noNaN: true }),
  places: fc.double({ min: 0, max: 100_000, noNaN: true }),
  activeSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
  ended: fc.double({ min: 0, max: 1e6, noNaN: true }),
  at: fc.integer({ min: NOW - 3_600_000, max: NOW + 10_000 }),
});
const anyLine = fc.record({
  capacity: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100_000 })),
  ratePerSecond: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1_000, noNaN: true })),
  claimSeconds: fc.integer({ min: 1, max: 3_600 }),
  secondsPerPlace: fc.integer({ min: 1, max: 3_600 }),
  pressure: fc.record({ factor: fc.constantFrom(1 / 64, 1 / 8, 1 / 2, 1), at: fc.constant(NOW) }),
});
const anyPosition = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 10_000_000 }));

describe('every estimate', () => {
  const given = fc.tuple(anyLine, anyFlow, anyPosition, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000 })));

  it('is whole, finite, positive, and a range', () => {
    fc.assert(
      fc.property(given, ([settings, sums, position]) => {
        const { estimatedWait } = told(position, line({ ...settings, flow: { ...flow, ...sums } }));
        expect(Number.isSafeInteger(estimatedWait.p50) && Number.isSafeInteger(estimatedWait.p90)).toBe(true);
        expect(estimatedWait.p50).toBeGreaterThan(0);
        expect(estimatedWait.p90).toBeGreaterThanOrEqual(estimatedWait.p50);
      }),
    );
  });

  it('is no shorter for a place further behind, also where more are active than may be', () => {
    const over = measured({ capacity: 100 }, { active: 200, activeSeconds: 1_000_000, ended: 1_000 });
    const p90 = [1, 2, 3, 5, 10, 50].map((position) => told(position, over).estimatedWait.p90);
    expect(p90).toEqual(p90.toSorted((a, b) => a - b));
  });

  it('is longer while people linger, and finite however many do', () => {
    const lingers = (lingering: number, position: number) =>
      told(
        position,
        measured(
          { capacity: 150, leaseSeconds: 3_600 },
          { active: 150, lingering, admitted: 200, ended: 100, activeSeconds: 1_000 },
        ),
      ).estimatedWait;
    for (let position = 1; position < 2_000; position++) {
      const { p50, p90 } = lingers(50, position);
      expect(Number.isSafeInteger(p50) && Number.isSafeInteger(p90)).toBe(true);
      expect(p50).toBeGreaterThanOrEqual(lingers(0, position).p50);
      expect(lingers(50, position + 1).p50).toBeGreaterThanOrEqual(p50);
    }
  });

  it('counts from the open, too, where nobody may come yet', () => {
    const later = openSale({ phase: 'NOT_STARTED', admits: false, opensAt: NOW + HOUR });
    expect(waitingAt(1, { line: line(), sale: later }, NOW).estimatedWaitTime).toBe(3_600 + 30);
  });

  it('is no shorter for a place further behind', () => {
    fc.assert(
      fc.property(given, ([settings, sums, position, further]) => {
        const state = line({ ...settings, flow: { ...flow, ...sums } });
        const [near, far] = [told(position, state), told(position + further, state)];
        expect(far.estimatedWait.p50).toBeGreaterThanOrEqual(near.estimatedWait.p50);
        expect(far.estimatedWait.p90).toBeGreaterThanOrEqual(near.estimatedWait.p90);
        expect(far.pollAfterSeconds).toBeGreaterThanOrEqual(near.pollAfterSeconds);
      }),
    );
  });

  it('is followed by a poll within 1 to 30 seconds, and within a third of the claim window', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: -10_000, max: 90_000_000 }), ([settings, sums, position], untilOpen) => {
        const state = line({ ...settings, flow: { ...flow, ...sums } });
        for (const at of [sale, openSale({ phase: 'EARLY', admits: false, opensAt: NOW + untilOpen })]) {
          const { pollAfterSeconds } = waitingAt(position, { line: state, sale: at }, NOW);
          expect(Number.isInteger(pollAfterSeconds)).toBe(true);
          expect(pollAfterSeconds).toBeGreaterThanOrEqual(1);
          expect(pollAfterSeconds).toBeLessThanOrEqual(Math.min(30, Math.ceil(settings.claimSeconds / 3)));
        }
      }),
    );
  });
});

describe('the next poll', () => {
  it('is soon near the front, and twice a minute far behind', () => {
    const poll = (position: number) => told(position, line()).pollAfterSeconds;
    // Before anything was measured somebody may be let in at the pace that is set.
    expect([1, 4, 40].map(poll)).toEqual([1, 1, 10]);
    expect(poll(100_000)).toBe(30);
    const fast = (position: number) => told(position, measured({ ratePerSecond: 0.9 })).pollAfterSeconds;
    expect([1, 3, 4, 18, 1_000].map(fast)).toEqual([1, 1, 1, 5, 30]);
    const slow = (position: number) => told(position, measured({ ratePerSecond: 0.02 })).pollAfterSeconds;
    expect([1, 3, 4].map(slow)).toEqual([4, 4, 30]);
  });

  it('comes in time to claim, however fast those in front leave', () => {
    expect(told(100_000, line({ claimSeconds: 12 })).pollAfterSeconds).toBe(4);
    expect(told(100_000, line({ claimSeconds: 1 })).pollAfterSeconds).toBe(1);
  });

  it('comes soon just before the open, however far behind somebody is', () => {
    const poll = (untilOpenSeconds: number, position = 100_000) => {
      const early = openSale({ phase: 'EARLY', admits: false, opensAt: NOW + untilOpenSeconds * 1000 });
      return waitingAt(position, { line: line(), sale: early }, NOW).pollAfterSeconds;
    };
    expect([3_600, 120, 60, 30, 8, 1].map((seconds) => poll(seconds))).toEqual([30, 30, 15, 8, 5, 5]);
  });
});

describe('what a line tells of itself', () => {
  it('is the places passed a second, once 30 seconds were measured', () => {
    const state = measured({}, { places: 900 });
    expect(placesPerSecond(state, NOW)).toBe(1.5);
    expect(placesPerSecond(state, NOW + 600_000)).toBe(0.75);
    expect(placesPerSecond(measured({}, { waitedSeconds: 29 }), NOW)).toBeUndefined();
  });

  it('is how long the one who is next has waited', () => {
    const joins = [[NOW / 1000 - 60, 10] as const, [NOW / 1000 - 20, 50] as const];
    expect(waitedByNext(line({ watermark: 29, flow: { ...flow, joins } }), NOW)).toBe(40);
    expect(waitedByNext(line({ watermark: 50, flow: { ...flow, joins } }), NOW)).toBeUndefined();
  });
});
