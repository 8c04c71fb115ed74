// The rules of admission, in sentences.
import { describe, expect, it } from 'vitest';
import {
  allowance,
  type ClaimWindow,
  census,
  closings,
  dueTicks,
  type LineState,
  move,
  newLine,
  type Walk,
  walk,
} from '../../../functions/queue/domain.ts';
import { type Block, departed, leaseFrom } from '../../../functions/queue/domain-places.ts';

const NOW = 1_800_000_000_000;
const settings = { capacity: 100, ratePerSecond: 1, leaseSeconds: 3_600, claimSeconds: 90, secondsPerPlace: 30 };
const line = (change: Partial<LineState> = {}): LineState => ({ ...newLine(settings, NOW), ...change });
const block = (values: Record<number, string>, closedThrough = 0): Block => ({
  values: new Map(Object.entries(values).map(([seq, value]) => [Number(seq), value])),
  closedThrough,
});
const walked = (to: number, admitted: number): Walk => ({ to, admitted, missing: undefined });
const moved = (
  state: LineState,
  to: number,
  admitted: number,
  more: { dead?: number[]; joined?: number; now?: number } = {},
) =>
  move(state, {
    walk: walked(to, admitted),
    dead: new Set(more.dead),
    joined: more.joined ?? 1_000,
    now: more.now ?? NOW,
  });

describe('what the rate allows', () => {
  it('is one person at once in a new line, so that the first waits for a tick only', () => {
    for (const ratePerSecond of [0.05, 0.3, 1, 7, 1_000]) {
      expect(allowance(newLine({ ...settings, ratePerSecond }, NOW), NOW)).toBe(1);
    }
  });

  it('is the rate times the seconds since the last admission, in whole people', () => {
    expect(allowance(line({ lastAdmitAt: NOW - 3_900 }), NOW)).toBe(3);
  });

  it('is no more than ten ticks after any pause', () => {
    expect(allowance(line({ lastAdmitAt: NOW - 300_000 }), NOW)).toBe(10);
  });

  it('is one person after any pause where a person takes longer than ten ticks', () => {
    expect(allowance(line({ ratePerSecond: 0.05, lastAdmitAt: NOW - 300_000 }), NOW)).toBe(1);
    expect(allowance(line({ ratePerSecond: 0.05, lastAdmitAt: NOW - 19_999 }), NOW)).toBe(0);
  });

  it('is nothing while the last admission is a little ahead of this clock', () => {
    expect(allowance(line({ lastAdmitAt: NOW + 9_000 }), NOW)).toBe(0);
  });
});

describe('who is active', () => {
  const live = [0];

  it('are running leases and admitted places that can still be claimed', () => {
    const values = {
      1: leaseFrom(NOW, 60),
      2: departed('LEFT'),
      3: departed('BOUGHT'),
      5: leaseFrom(NOW - 3_600_000, 60),
    };
    expect(census(line({ watermark: 6, live }), new Map([[0, block(values)]]), NOW).active).toBe(3);
  });

  it('are not people in front of whom nobody was admitted yet', () => {
    expect(census(line({ watermark: 2, live }), new Map([[0, block({ 9: departed('LEFT') })]]), NOW).active).toBe(2);
  });

  it('are not places that were closed unclaimed', () => {
    expect(census(line({ watermark: 6, live }), new Map([[0, block({}, 4)]]), NOW).active).toBe(2);
  });

  it('are leases that ended up to ten seconds ago too, as another clock may be behind', () => {
    const values = { 1: leaseFrom(NOW - 69_000, 60), 2: leaseFrom(NOW - 70_000, 60) };
    expect(census(line({ watermark: 2, live }), new Map([[0, block(values)]]), NOW).active).toBe(1);
  });

  it('leave a block dead when it is closed to its last place and no lease runs', () => {
    const state = line({ watermark: 100, live: [0, 1] });
    const blocks = new Map([
      [0, block({ 7: departed('BOUGHT'), 8: leaseFrom(NOW - 70_000, 60) }, 47)],
      [1, block({ 50: leaseFrom(NOW, 60) }, 95)],
    ]);
    expect([...census(state, blocks, NOW).dead]).toEqual([0]);
  });

  it('leave a block alive while it is not closed to its last place', () => {
    expect(census(line({ watermark: 40, live }), new Map([[0, block({}, 40)]]), NOW).dead.size).toBe(0);
  });

  it('cannot be told without every live block', () => {
    expect(() => census(line({ live: [3] }), new Map(), NOW)).toThrow('block 3 was not read');
  });
});

describe('closing unclaimed places', () => {
  const windows: ClaimWindow[] = [
    { from: 1, to: 100, admittedAt: NOW - 90_000 },
    { from: 101, to: 110, admittedAt: NOW - 89_999 },
  ];

  it('touches each block of an ended window once, through its last place of that window', () => {
    expect([...closings(line({ windows }), NOW)]).toEqual([
      [0, 47],
      [1, 95],
      [2, 100],
    ]);
  });

  it('goes furthest where two ended windows share a block', () => {
    expect([...closings(line({ windows }), NOW + 1)]).toEqual([
      [0, 47],
      [1, 95],
      [2, 110],
    ]);
  });
});

describe('walking the line', () => {
  const blocks = new Map([[0, block({ 2: departed('LEFT'), 3: departed('NOT_CLAIMED') })]]);

  it('passes over who left, without counting them', () => {
    expect(walk({ watermark: 0, joined: 10, wanted: 2 }, blocks)).toEqual(walked(4, 2));
  });

  it('ends where the line ends', () => {
    expect(walk({ watermark: 0, joined: 3, wanted: 5 }, blocks)).toEqual(walked(3, 1));
  });

  it('goes nowhere when nobody may go in', () => {
    expect(walk({ watermark: 1, joined: 10, wanted: 0 }, blocks)).toEqual(walked(1, 0));
  });

  it('names the block it must see first', () => {
    expect(walk({ watermark: 46, joined: 100, wanted: 5 }, blocks)).toEqual({ to: 47, admitted: 1, missing: 1 });
  });
});

describe('an admission', () => {
  it('is nothing to write when nobody moves, no window ended and no block died', () => {
    expect(moved(line({ watermark: 5, windows: [{ from: 1, to: 5, admittedAt: NOW }] }), 5, 0)).toBeUndefined();
  });

  it('spends the rate of the people admitted, not of those passed over', () => {
    const after = moved(line({ ratePerSecond: 0.3, lastAdmitAt: NOW - 5_000 }), 4, 1);
    expect(after?.lastAdmitAt).toBeCloseTo(NOW - 5_000 + 1000 / 0.3, 3);
  });

  it('lets no more than ten ticks of unused rate live on', () => {
    expect(moved(line({ lastAdmitAt: NOW - 300_000 }), 2, 2)?.lastAdmitAt).toBe(NOW - 8_000);
  });

  it('takes a last admission from a wrong clock as now', () => {
    expect(moved(line({ lastAdmitAt: NOW + 10_001 }), 2, 0)?.lastAdmitAt).toBe(NOW);
  });

  it('opens a claim window from a sixth of its length, rounded up', () => {
    const after = moved(line({ watermark: 4, windows: [{ from: 1, to: 4, admittedAt: NOW - 30_000 }] }), 7, 3, {
      now: NOW + 1,
    });
    expect(after?.windows).toEqual([
      { from: 1, to: 4, admittedAt: NOW - 30_000 },
      { from: 5, to: 7, admittedAt: NOW + 15_000 },
    ]);
  });

  it('shares the window of an admission at the same rounded time, or of a clock ahead', () => {
    const windows = [{ from: 1, to: 4, admittedAt: NOW + 15_000 }];
    expect(moved(line({ watermark: 4, windows }), 6, 2)?.windows).toEqual([
      { from: 1, to: 6, admittedAt: NOW + 15_000 },
    ]);
  });

  it('has never more than eight windows open, however many admissions there are', () => {
    for (const claimSeconds of [1, 7, 90, 3_600]) {
      let state = line({ claimSeconds });
      let most = 0;
      for (let tick = 0; tick < 400; tick++) {
        const now = NOW + tick * Math.max(100, claimSeconds * 10);
        const after = moved(state, state.watermark + 1, 1, { now });
        if (after) state = { ...state, ...after };
        most = Math.max(most, state.windows.length);
      }
      expect(most).toBeLessThanOrEqual(8);
      expect(most).toBeGreaterThan(5);
    }
  });

  it('drops ended windows and dead blocks, and keeps the blocks that people were admitted to', () => {
    const windows = [{ from: 1, to: 90, admittedAt: NOW - 90_000 }];
    const after = moved(line({ watermark: 90, windows, live: [0, 1] }), 150, 60, { dead: [0] });
    expect(after?.live).toEqual([1, 2, 3]);
    expect(after?.windows.map(({ from, to }) => [from, to])).toEqual([[91, 150]]);
  });
});

describe('ticks', () => {
  const waiting = { waiting: true, now: NOW };

  it('are not due when nobody waits and no window is open', () => {
    expect(dueTicks(line(), { waiting: false, now: NOW })).toBeUndefined();
  });

  it('are due while a window is open, even if nobody waits', () => {
    const windows = [{ from: 1, to: 4, admittedAt: NOW }];
    expect(dueTicks(line({ windows }), { waiting: false, now: NOW })?.until).toBe(NOW + 10_000);
  });

  it('come at once in an idle line, one each second', () => {
    const due = dueTicks(line({ ticksUntil: NOW - 60_000 }), waiting);
    expect(due?.ticks.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(due?.ticks[9]?.at).toBe(NOW + 9_000);
  });

  it('follow those under way', () => {
    const due = dueTicks(line({ ticksUntil: NOW + 12_000 }), waiting);
    expect(due?.until).toBe(NOW + 22_000);
    expect(due?.ticks[0]).toEqual({ at: NOW + 12_000, delaySeconds: 12 });
  });

  it('are not sent further ahead than 15 seconds', () => {
    expect(dueTicks(line({ ticksUntil: NOW + 15_000 }), waiting)).toBeUndefined();
  });
});
