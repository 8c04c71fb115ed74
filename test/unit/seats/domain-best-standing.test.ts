// Standing room among the best available seats, what a fresh block changes, and where seats without a place stand.
import { describe, expect, it } from 'vitest';
import { placed } from '../../../functions/catalog/domain-geometry.ts';
import type { SeatPlan } from '../../../functions/seats/domain.ts';
import { bestSeats, codesOf, largestGroup, type SeatWish } from '../../../functions/seats/domain-best.ts';
import { coordinatesOf } from '../../../functions/seats/domain-best-grid.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { blockOf } from '../../../functions/seats/reads.ts';
import { hallOf, statusesOf, wishFor } from './best-halls.ts';

const offered = (plan: SeatPlan, statuses: Uint8Array, wish: SeatWish) => [...bestSeats(planOf(plan), statuses, wish)];
const first = (plan: SeatPlan, drawn: string, wish: SeatWish) => offered(plan, statusesOf(drawn), wish)[0];

const PIT: SeatPlan = {
  sections: [
    { section: 'Pit', standing: { capacity: 5 } },
    { section: 'Back', rows: [{ row: 'A', grade: 'STANDING', from: 1, to: 2 }] },
    { section: 'Side', standing: { capacity: 3 } },
  ],
};

describe('standing room', () => {
  const all = new Uint8Array(10);

  it('is offered to who names its section or its grade, and to nobody else', () => {
    expect(first(PIT, '..... .. ...', wishFor(2))).toEqual([5, 6]);
    expect(offered(PIT, all, wishFor(3))).toEqual([]);
    expect(offered(PIT, all, wishFor(3, { section: 'Side' }))).toEqual([[7, 8, 9]]);
    expect(offered(PIT, all, wishFor(2, { grade: 'STANDING' }))[0]).toEqual([5, 6]);
    expect(offered(PIT, all, wishFor(3, { grade: 'STANDING' }))[0]).toEqual([0, 1, 2]);
    expect(offered(PIT, all, wishFor(1, { section: 'Pit', grade: 'VIP' }))).toEqual([]);
    expect(offered(PIT, all, wishFor(1, { section: 'Pit', accessible: true }))).toEqual([]);
  });

  it('is given from another place on for each buyer', () => {
    const begin = [0, 0.2, 0.5, 0.99].map((chance) => offered(PIT, all, wishFor(1, { section: 'Pit', chance }))[0]);
    expect(begin).toEqual([[0], [1], [2], [4]]);
  });

  it('offers all of its free places', () => {
    const groups = offered(PIT, statusesOf('.x... .. ...'), wishFor(2, { section: 'Pit', chance: 0.7 }));
    expect(new Set(groups.flat())).toEqual(new Set([0, 2, 3, 4]));
  });

  it('says how many of one area can be had', () => {
    expect(largestGroup(planOf(PIT), statusesOf('.x.xx .. ...'), wishFor(8, { grade: 'STANDING' }))).toBe(3);
    expect(largestGroup(planOf(PIT), statusesOf('.x.xx xx xxx'), wishFor(8, { section: 'Pit' }))).toBe(2);
    expect(largestGroup(planOf(PIT), all, wishFor(2, { section: 'Pit' }))).toBe(2);
  });
});

describe('a block as it is now', () => {
  const plan = planOf(hallOf([50]));
  const block = blockOf({ version: 3, '1': '~aaaaaaaaaaaa', '2': 'H0000rsaaaaaaaaaaaa', '3': '!bbbbbbbbbbbb' });

  it('says of each of its seats what it reads as, and a hold whose time is over is none', () => {
    const codes = codesOf(plan, { section: 0, block: 0 }, block, 1_001_000);
    expect([...codes].slice(0, 5)).toEqual([0, 2, 0, 3, 0].map((code, index) => [index, code]));
    expect(codesOf(plan, { section: 0, block: 0 }, block, 999_000).get(2)).toBe(1);
  });

  it('has no other seats, and none at all where the plan has no such block', () => {
    expect([...codesOf(plan, { section: 0, block: 1 }, block, 0).keys()]).toEqual([48, 49]);
    expect(codesOf(plan, { section: 7, block: 0 }, block, 0).size).toBe(0);
  });
});

describe('seats that nobody gave a place', () => {
  it.each<[string, SeatPlan]>([
    [
      'rows with an aisle',
      {
        sections: [
          {
            section: 'S',
            rows: [
              { row: 'A', grade: 'VIP', from: 1, to: 3 },
              { row: 'A', grade: 'STANDARD', from: 5, to: 6 },
              { row: 'B', grade: 'VIP', from: 7, to: 9 },
            ],
          },
        ],
      },
    ],
    ['sections and standing room', { sections: [...hallOf([3, 3]).sections, ...PIT.sections] }],
    [
      'some beside sections that have theirs',
      {
        sections: [
          ...hallOf([2]).sections,
          { section: 'T', rows: [{ row: 'A', grade: 'VIP', from: 9, to: 10, x: [5, 9], y: [70, 80] }] },
          ...hallOf([2]).sections,
        ],
      },
    ],
  ])('stand where the catalogue draws them: %s', (_, plan) => {
    const drawnBy = placed(plan.sections as Parameters<typeof placed>[0]).flatMap(({ rows = [], standing }) => {
      const nowhere = Array.from({ length: standing?.capacity ?? 0 }, () => [0, 0]);
      return [...rows.flatMap(({ x = [], y = [] }) => x.map((one, i) => [one, y[i] ?? 0])), ...nowhere];
    });
    const { x, y } = coordinatesOf(planOf(plan));
    expect([...x].map((one, i) => [one, y[i]])).toEqual(drawnBy);
  });
});
