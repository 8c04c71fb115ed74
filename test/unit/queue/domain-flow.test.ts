// What a line measures of itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admittedPerSecond,
  type Flow,
  FRESH_FLOW,
  flowAfter,
  joinedAtOf,
  noShowShare,
  type Seen,
  waitOf,
  withJoins,
} from '../../../functions/queue/domain-flow.ts';
import { HOUR, NOW } from './samples.ts';

const seen = (change: Partial<Seen> = {}): Seen => ({
  now: NOW,
  usableSince: NOW - HOUR,
  active: 0,
  lingering: 0,
  admitted: 1,
  places: 1,
  taken: 0,
  noShows: 0,
  joined: 1_000_000,
  watermark: 0,
  ...change,
});

/** The flow after admissions of `each` people every `seconds`, with people waiting all the time. */
function steady(each: number, seconds: number, times: number, change: Partial<Seen> = {}): Flow {
  let flow = FRESH_FLOW;
  for (let i = 0; i < times; i++) {
    const now = NOW + i * seconds * 1000;
    flow = flowAfter(flow, seen({ now, admitted: each, places: each, watermark: i * each, ...change }));
  }
  return flow;
}

describe('people let in a second', () => {
  it('is unknown before two admissions', () => {
    const first = steady(5, 1, 1);
    expect(admittedPerSecond(FRESH_FLOW, NOW)).toBeUndefined();
    expect(admittedPerSecond(first, NOW + 999)).toBeUndefined();
    expect(first.people).toBe(0);
  });

  it('is what was admitted while people waited', () => {
    const flow = steady(5, 2, 20);
    expect(admittedPerSecond(flow, flow.at)).toBeCloseTo(2.5, 9);
  });

  it('does not count the time in which nobody waited, nor those who came in it', () => {
    const idle = steady(2, 1, 10, { joined: 0 });
    expect([idle.someWait, idle.waitedSeconds, idle.people]).toEqual([false, 0, 0]);
    const later = flowAfter(idle, seen({ now: idle.at + HOUR, admitted: 3, places: 3 }));
    expect([later.someWait, later.waitedSeconds, later.people]).toEqual([true, 0, 0]);
  });

  it('does not count the time of a pause', () => {
    const flow = steady(2, 1, 31);
    const resumedAt = flow.at + HOUR;
    const after = flowAfter(flow, seen({ now: resumedAt + 1_000, usableSince: resumedAt, admitted: 2, places: 2 }));
    expect(admittedPerSecond(after, after.at)).toBeCloseTo(2, 6);
  });

  it('follows a change of pace within a few minutes', () => {
    let flow = steady(10, 1, 60);
    for (let i = 1; i <= 300; i++) flow = flowAfter(flow, seen({ now: flow.at + 1_000 }));
    expect(admittedPerSecond(flow, flow.at)).toBeGreaterThan(0.9);
    expect(admittedPerSecond(flow, flow.at)).toBeLessThan(2);
  });

  it('falls while the next admission is overdue', () => {
    const flow = steady(1, 1, 31);
    expect(admittedPerSecond(flow, flow.at)).toBeCloseTo(1, 9);
    expect(admittedPerSecond(flow, flow.at + 600_000)).toBeLessThan(0.1);
  });

  it('goes backwards with no clock', () => {
    const flow = steady(1, 1, 31);
    const behind = flowAfter(flow, seen({ now: flow.at - 9_000 }));
    expect(behind.waitedSeconds).toBeLessThanOrEqual(flow.waitedSeconds);
    expect(behind.activeSeconds).toBeGreaterThanOrEqual(0);
  });
});

describe('endings', () => {
  it('are those who are active no more, over the time that all were active', () => {
    const first = flowAfter(FRESH_FLOW, seen({ active: 0, admitted: 10 }));
    expect([first.active, first.ended, first.activeSeconds]).toEqual([10, 0, 0]);
    const next = flowAfter(first, seen({ now: NOW + 4_000, active: 6, admitted: 1 }));
    expect([next.active, next.ended, next.activeSeconds]).toEqual([7, 4, 32]);
  });

  it('are none when the first look finds people active', () => {
    expect(flowAfter(FRESH_FLOW, seen({ active: 9, admitted: 0 })).ended).toBe(0);
  });

  it.each([
    ['those of the last minutes in a fast line', 1, 20, 2_400],
    ['the last few hundred in a slow one', 1_000, 2, 256],
  ])('are %s', (_, seconds, each, most) => {
    let flow = FRESH_FLOW;
    const next = (i: number) => seen({ now: NOW + i * seconds * 1000, active: 100, admitted: each, places: each });
    for (let i = 0; i < 1_000; i++) flow = flowAfter(flow, next(i));
    expect(flow.ended).toBeGreaterThan(most * 0.95);
    expect(flow.ended).toBeLessThan(most * 1.05);
    expect(flow.ended / flow.activeSeconds).toBeCloseTo(each / (100 + each / 2) / seconds, 9);
  });
});

describe('who came', () => {
  it('is counted for good, and told as the share of those who did not', () => {
    expect(noShowShare(FRESH_FLOW)).toBeUndefined();
    const flow = steady(5, 60, 4, { taken: 3, noShows: 1 });
    expect([flow.admitted, flow.taken, flow.noShows, noShowShare(flow)]).toEqual([20, 12, 4, 0.25]);
  });
});

describe('the curve of joins', () => {
  const at = NOW / 1000;
  const grown = (points: readonly (readonly [number, number])[], watermark = 0) =>
    points.reduce((flow, [second, joined]) => withJoins(flow, { now: second * 1000, joined, watermark }), FRESH_FLOW);

  it('tells when a place was given, between the points it has', () => {
    const { joins } = grown([
      [at, 10],
      [at + 10, 110],
    ]);
    expect(joins).toEqual([
      [at, 10],
      [at + 10, 110],
    ]);
    expect([10, 60, 110].map((seq) => joinedAtOf(seq, joins))).toEqual([at, at + 5, at + 10]);
  });

  it('knows the first point for those before it, and nothing of those behind the last', () => {
    const { joins } = grown([[at, 10]]);
    expect([joinedAtOf(3, joins), joinedAtOf(11, joins), joinedAtOf(1, [])]).toEqual([at, undefined, undefined]);
  });

  it('has one point a second at most, and none while nobody joins', () => {
    const { joins } = grown([
      [at, 10],
      [at + 0.4, 20],
      [at + 1, 20],
      [at + 2, 20],
      [at - 5, 30],
    ]);
    expect(joins).toEqual([
      [at, 10],
      [at + 1, 20],
    ]);
  });

  it('forgets what is in front of the watermark, but for the last of it', () => {
    const { joins } = grown([
      [at, 10],
      [at + 1, 20],
      [at + 2, 30],
    ]);
    expect(withJoins({ ...FRESH_FLOW, joins }, { now: NOW + 3_000, joined: 40, watermark: 25 }).joins).toEqual([
      [at + 1, 20],
      [at + 2, 30],
      [at + 3, 40],
    ]);
  });

  it('keeps its bends when it is full: a spike, then a trickle', () => {
    const points = Array.from({ length: 200 }, (_, i) => [at + i, i <= 50 ? i * 100 : 5_000 + i - 50] as const);
    const { joins } = grown(points.slice(1));
    expect(joins).toHaveLength(16);
    expect(joinedAtOf(5_000, joins)).toBeCloseTo(at + 50, 6);
    expect(joinedAtOf(2_500, joins)).toBeCloseTo(at + 25, 6);
  });

  it('never has more than 16 points, in order, and its ends are true', () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 5_000 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
        let [second, joined] = [at, 0];
        let flow = FRESH_FLOW;
        for (const [seconds, people] of steps) {
          second += seconds;
          joined += people;
          flow = withJoins(flow, { now: second * 1000, joined, watermark: 0 });
        }
        expect(flow.joins.length).toBeLessThanOrEqual(16);
        expect(flow.joins.at(-1)).toEqual([second, joined]);
        expect(flow.joins).toEqual(flow.joins.toSorted(([a], [b]) => a - b));
      }),
    );
  });
});

describe('how long people waited', () => {
  it('is read off the curve of joins, once in ten seconds, the newest 16', () => {
    let flow = withJoins(FRESH_FLOW, { now: NOW, joined: 10_000, watermark: 0 });
    for (let i = 1; i <= 300; i++) flow = flowAfter(flow, seen({ now: NOW + i * 1_000, watermark: i - 1 }));
    expect(flow.waits).toHaveLength(16);
    expect(flow.waits.at(-1)).toBe(300);
    expect(flow.waits.at(-2)).toBe(290);
  });

  it('is told in parts of those let in lately', () => {
    const flow = { ...FRESH_FLOW, waits: [50, 10, 40, 20, 30, 60, 70, 80, 90, 100] };
    expect([waitOf(flow, 0.5), waitOf(flow, 0.9), waitOf(FRESH_FLOW, 0.5)]).toEqual([50, 90, undefined]);
  });
});
