// The rules of one admission, in sentences.
import { describe, expect, it } from 'vitest';
import type { ClaimWindow, LineState } from '../../../functions/queue/domain.ts';
import { census, closings, move, type Sight, walk } from '../../../functions/queue/domain-admit.ts';
import { departed, leaseFrom } from '../../../functions/queue/domain-places.ts';
import { UNPRESSED } from '../../../functions/queue/domain-pressure.ts';
import { block, HOUR, line, NOW } from './samples.ts';

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

  it('are not people behind the last who was admitted', () => {
    expect(census(line({ watermark: 2, live }), new Map([[0, block({ 9: leaseFrom(NOW, 60) })]]), NOW).active).toBe(2);
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
    { from: 1, to: 100, closesAt: NOW },
    { from: 101, to: 110, closesAt: NOW + 1 },
  ];

  it('touches each block of an ended window once, through its last place of that window', () => {
    expect([...closings(line({ windows }), NOW)]).toEqual([
      [0, 47],
      [1, 95],
      [2, 100],
    ]);
  });

  it('goes furthest where two ended windows share a block', () => {
    expect(closings(line({ windows }), NOW + 1).get(2)).toBe(110);
  });

  it('goes by the end that each window was given, not by the claim time of today', () => {
    expect(closings(line({ windows, claimSeconds: 1 }), NOW - 1).size).toBe(0);
    expect(closings(line({ windows, claimSeconds: 3_600 }), NOW).size).toBe(3);
  });
});

describe('walking the line', () => {
  const blocks = new Map([[0, block({ 2: departed('LEFT'), 3: departed('NOT_CLAIMED') })]]);
  const walked = (to: number, admitted: number) => ({ to, admitted, missing: undefined });

  it('passes over who left, without counting them', () => {
    expect(walk({ watermark: 0, joined: 10, wanted: 2 }, blocks)).toEqual(walked(4, 2));
  });

  it('ends where the line ends', () => {
    expect(walk({ watermark: 0, joined: 3, wanted: 5 }, blocks)).toEqual(walked(3, 1));
  });

  it('goes nowhere when nobody may go in', () => {
    expect(walk({ watermark: 1, joined: 10, wanted: 0 }, blocks)).toEqual(walked(1, 0));
  });

  it('goes nowhere in a line that was counted before it was read', () => {
    expect(walk({ watermark: 8, joined: 7, wanted: 3 }, blocks)).toEqual(walked(8, 0));
  });

  it('names the block it must see first', () => {
    expect(walk({ watermark: 46, joined: 100, wanted: 5 }, blocks)).toEqual({ to: 47, admitted: 1, missing: 1 });
  });
});

const moved = (state: LineState, to: number, admitted: number, more: Partial<Sight> & { dead?: number[] } = {}) => {
  const { dead = [], ...sight } = more;
  return move(state, {
    walk: { to, admitted, missing: undefined },
    census: { active: 0, lingering: 0, dead: new Set(dead) },
    blocks: new Map(),
    joined: 1_000,
    pressure: state.pressure,
    usableSince: NOW - HOUR,
    now: NOW,
    ...sight,
  });
};

describe('an admission', () => {
  it('is nothing to write when nobody moves, no window ended, no block died and the pressure is the same', () => {
    expect(moved(line({ watermark: 5, windows: [{ from: 1, to: 5, closesAt: NOW + 1 }] }), 5, 0)).toBeUndefined();
  });

  it('is written for a change of pressure alone, and then spends nothing of the rate', () => {
    const pressure = { factor: 0.5, at: NOW };
    const state = line({ watermark: 5, lastAdmitAt: NOW - 7 });
    expect(moved(state, 5, 0, { pressure })).toMatchObject({ watermark: 5, lastAdmitAt: NOW - 7, pressure });
  });

  it('spends the rate of the people admitted, not of those passed over', () => {
    const after = moved(line({ ratePerSecond: 0.3, lastAdmitAt: NOW - 5_000 }), 4, 1);
    expect(after?.lastAdmitAt).toBeCloseTo(NOW - 5_000 + 1000 / 0.3, 3);
  });

  it('spends the rate that is used under pressure', () => {
    const pressure = { factor: 0.5, at: NOW };
    expect(moved(line({ lastAdmitAt: NOW - 5_000 }), 1, 1, { pressure })?.lastAdmitAt).toBe(NOW - 3_000);
  });

  it('lets no more than ten ticks of unused rate live on', () => {
    expect(moved(line({ lastAdmitAt: NOW - 300_000 }), 2, 2)?.lastAdmitAt).toBe(NOW - 8_000);
  });

  it('lets nothing live on that was not used before the rate counted', () => {
    expect(moved(line({ ratePerSecond: 5 }), 1, 1, { usableSince: NOW })?.lastAdmitAt).toBe(NOW);
  });

  it('spends no more than there was when people are passed through, even at a rate of 0', () => {
    expect(moved(line({ lastAdmitAt: NOW - 1_000 }), 50, 50)?.lastAdmitAt).toBe(NOW);
    expect(moved(line({ ratePerSecond: 0 }), 50, 50)?.lastAdmitAt).toBe(NOW);
    expect(moved(line({ lastAdmitAt: NOW + 500 }), 50, 50)?.lastAdmitAt).toBe(NOW + 500);
  });

  it('keeps the last admission while nobody is admitted', () => {
    expect(moved(line({ lastAdmitAt: NOW - 300_000 }), 2, 0)?.lastAdmitAt).toBe(NOW - 300_000);
  });
});

describe('the claim windows of an admission', () => {
  it('open from a sixth of their length, rounded up', () => {
    const windows = [{ from: 1, to: 4, closesAt: NOW + 60_000 }];
    expect(moved(line({ watermark: 4, windows }), 7, 3, { now: NOW + 1 })?.windows).toEqual([
      { from: 1, to: 4, closesAt: NOW + 60_000 },
      { from: 5, to: 7, closesAt: NOW + 105_000 },
    ]);
  });

  it('are shared by admissions at the same rounded time, or of a clock behind', () => {
    const windows = [{ from: 1, to: 4, closesAt: NOW + 105_000 }];
    expect(moved(line({ watermark: 4, windows }), 6, 2)?.windows).toEqual([
      { from: 1, to: 6, closesAt: NOW + 105_000 },
    ]);
  });

  it('never close before the newest does, when operators made them shorter', () => {
    const windows = [{ from: 1, to: 4, closesAt: NOW + 90_000 }];
    expect(moved(line({ watermark: 4, windows, claimSeconds: 6 }), 6, 2)?.windows).toEqual([
      { from: 1, to: 6, closesAt: NOW + 90_000 },
    ]);
  });

  it('close later for those admitted after operators made them longer, and no later for those before', () => {
    const windows = [{ from: 1, to: 4, closesAt: NOW + 12_000 }];
    expect(moved(line({ watermark: 4, windows, claimSeconds: 600 }), 6, 2)?.windows).toEqual([
      { from: 1, to: 4, closesAt: NOW + 12_000 },
      { from: 5, to: 6, closesAt: NOW + 600_000 },
    ]);
  });

  it('are never more than eight at once, however many admissions there are', () => {
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

  it('are dropped once ended, with dead blocks, and the blocks that people were admitted to are kept', () => {
    const windows = [{ from: 1, to: 90, closesAt: NOW }];
    const after = moved(line({ watermark: 90, windows, live: [0, 1] }), 150, 60, { dead: [0] });
    expect(after?.live).toEqual([1, 2, 3]);
    expect(after?.windows.map(({ from, to }) => [from, to])).toEqual([[91, 150]]);
  });

  it('tell, once ended, who came and who did not; who left is neither', () => {
    const windows = [
      { from: 1, to: 6, closesAt: NOW },
      { from: 7, to: 9, closesAt: NOW + 1 },
    ];
    const values = {
      1: leaseFrom(NOW, 60),
      2: leaseFrom(NOW - HOUR, 60),
      3: departed('BOUGHT'),
      4: departed('LEFT'),
      5: departed('NOT_CLAIMED'),
    };
    const after = moved(line({ watermark: 9, windows, live: [0] }), 9, 0, { blocks: new Map([[0, block(values, 6)]]) });
    expect(after?.flow).toMatchObject({ taken: 3, noShows: 1 });
    expect(after?.pressure).toBe(UNPRESSED);
  });
});
