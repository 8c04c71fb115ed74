// The best available seats: never a taken one, side by side when asked, and the best by the definition itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeatPlan } from '../../../functions/seats/domain.ts';
import { bestSeats, largestGroup, type SeatWish } from '../../../functions/seats/domain-best.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { byTryingAll, distancesOf, hallOf, statusesOf, wishFor } from './best-halls.ts';

const offered = (plan: SeatPlan, statuses: Uint8Array, wish: SeatWish) => [...bestSeats(planOf(plan), statuses, wish)];
const first = (plan: SeatPlan, drawn: string, wish: SeatWish) => offered(plan, statusesOf(drawn), wish)[0];

/** A row whose places for a wheelchair are 1 and 6, each with a companion's seat beside it. */
const ACCESSIBLE: SeatPlan = {
  sections: [
    { section: 'S', rows: [{ row: 'A', grade: 'VIP', from: 1, to: 6, accessible: [1, 6], companion: [2, 5] }] },
  ],
};
describe('side by side', () => {
  it('begins at the front in the middle', () => {
    expect(first(hallOf([6, 6]), '...... ......', wishFor(2))).toEqual([2, 3]);
  });

  it('goes to the point that the section names, else to the layout’s', () => {
    const [section] = hallOf([6]).sections;
    const focus = { x: 500, y: 0 };
    if (!section) throw new Error('no section');
    expect(first({ sections: [section], focus }, '......', wishFor(2))).toEqual([4, 5]);
    const own = { ...section, focus: { x: 0, y: 0 } };
    expect(first({ sections: [own], focus }, '......', wishFor(2))).toEqual([0, 1]);
  });

  it('never spans an aisle, a row or a section', () => {
    expect(offered(hallOf([2, 1], [1, 2]), statusesOf('.. . . ..'), wishFor(3))).toEqual([]);
    expect(offered(hallOf([2, 1], [1, 2]), statusesOf('.. . . ..'), wishFor(2))).toHaveLength(2);
  });

  it('is of the grade and the section that are wanted', () => {
    const hall = hallOf([3], [3]);
    expect(first(hall, '... ...', wishFor(2, { grade: 'STANDARD' }))).toEqual([3, 4]);
    expect(first(hall, '... ...', wishFor(2, { section: 'S1' }))).toEqual([3, 4]);
    expect(offered(hall, statusesOf('... ...'), wishFor(2, { section: 'S1', grade: 'VIP' }))).toEqual([]);
  });

  it('leaves no single seat behind where another group is as good', () => {
    // From ten metres away all of these are ten metres away.
    const hall = { ...hallOf([7]), focus: { x: 300, y: 1_000 } };
    expect(first(hall, 'x.....x', wishFor(3))).toEqual([1, 2, 3]);
    expect(first(hall, 'x......', wishFor(3))).toEqual([1, 2, 3]);
    expect(first(hall, 'x......', wishFor(2))).toEqual([3, 4]);
  });

  it('leaves one rather than go to worse seats', () => {
    const groups = offered(hallOf([5, 5]), statusesOf('x...x .....'), wishFor(2));
    expect(groups[0]).toEqual([1, 2]);
  });

  it('takes places for wheelchairs and companions last', () => {
    expect(first(ACCESSIBLE, '......', wishFor(2))).toEqual([2, 3]);
    expect(first(ACCESSIBLE, '..xx..', wishFor(1))).toEqual([1]);
    expect(first(ACCESSIBLE, '.xxxxx', wishFor(1))).toEqual([0]);
  });

  it('has a place for a wheelchair where one is wanted, with a companion’s beside it', () => {
    const accessible = { accessible: true };
    expect(first(ACCESSIBLE, '......', wishFor(1, accessible))).toEqual([0]);
    expect(first(ACCESSIBLE, '......', wishFor(2, accessible))).toEqual([0, 1]);
    expect(offered(ACCESSIBLE, statusesOf('x....x'), wishFor(2, accessible))).toEqual([]);
    expect(first(ACCESSIBLE, '......', wishFor(6, accessible))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
const drawnHall = fc
  .record({ halls: fc.array(lengths, { minLength: 1, maxLength: 2 }), marks: fc.infiniteStream(fc.nat(5)) })
  .map(({ halls, marks }): SeatPlan => {
    const { sections } = hallOf(...halls);
    const rowsOf = (section: SeatPlan['sections'][number]) =>
      (section.rows ?? []).map((row) => {
        const numbers = Array.from({ length: row.to - row.from + 1 }, (_, i) => row.from + i);
        const drawn = numbers.map((seatNo) => ({ seatNo, mark: marks.next().value }));
        const marked = (mark: number) => drawn.flatMap((one) => (one.mark === mark ? [one.seatNo] : []));
        return { ...row, accessible: marked(0), companion: marked(1) };
      });
    return { sections: sections.map((section) => ({ ...section, rows: rowsOf(section) })) };
  });
const drawn = fc
  .record({ plan: drawnHall, taken: fc.infiniteStream(fc.nat(9)), full: fc.nat(9) })
  .map(({ plan, taken, full }) => {
    const size = planOf(plan).seats.length;
    return { plan, statuses: Uint8Array.from({ length: size }, () => (taken.next().value < full ? 2 : 0)) };
  });
const drawnWish = fc.record({
  count: fc.integer({ min: 1, max: 8 }),
  adjacent: fc.boolean(),
  accessible: fc.boolean(),
  grade: fc.constantFrom(undefined, 'VIP' as const, 'STANDARD' as const),
  section: fc.constantFrom(undefined, 'S0', 'S1'),
  chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

describe('whatever the hall, who is in it and what is wanted', () => {
  it('every group side by side is offered, in the order of the definition', () => {
    fc.assert(
      fc.property(drawn, drawnWish, ({ plan, statuses }, anyWish) => {
        const wish = { ...anyWish, adjacent: true };
        expect(offered(plan, statuses, wish)).toEqual(byTryingAll(plan, statuses, wish));
      }),
      { numRuns: 500 },
    );
  });

  it('no group has a taken seat, one twice, one of another kind, or too few', () => {
    fc.assert(
      fc.property(drawn, drawnWish, ({ plan, statuses }, wish) => {
        const { seats } = planOf(plan);
        for (const group of offered(plan, statuses, wish)) {
          expect(new Set(group).size).toBe(wish.count);
          expect(group.filter((index) => statuses[index] !== 0)).toEqual([]);
          expect(group.filter((index) => wish.section && seats[index]?.section !== wish.section)).toEqual([]);
          expect(group.filter((index) => wish.grade && seats[index]?.grade !== wish.grade)).toEqual([]);
        }
      }),
    );
  });

  it('says how large a group there still is', () => {
    fc.assert(
      fc.property(drawn, drawnWish, ({ plan, statuses }, wish) => {
        const counts = Array.from({ length: wish.count }, (_, i) => i + 1);
        const had = counts.filter((count) => offered(plan, statuses, { ...wish, count }).length > 0);
        expect(largestGroup(planOf(plan), statuses, wish)).toBe(Math.max(0, ...had));
      }),
    );
  });

  it('where seats need not be together, there are some as long as enough are free, and none are nearer', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 8 }), ({ plan, statuses }, count) => {
        const unmarked = {
          sections: plan.sections.map(({ section, rows = [] }) => ({ section, rows: rows.map(plain) })),
        };
        const distances = distancesOf(planOf(unmarked));
        const free = distances.filter((_, index) => statuses[index] === 0).sort((a, b) => a - b);
        const [group] = offered(unmarked, statuses, wishFor(count, { adjacent: false }));
        const metres = (all: readonly number[]) => Math.floor(all.reduce((sum, one) => sum + one, 0) / count / 100);
        const got = group?.map((index) => distances[index] ?? 0);
        expect(got && metres(got)).toBe(free.length < count ? undefined : metres(free.slice(0, count)));
      }),
    );
  });
});

const plain = ({
  row,
  grade,
  from,
  to,
}: {
  row: string;
  grade: 'VIP' | 'STANDARD' | 'STANDING';
  from: number;
  to: number;
}) => {
  return { row, grade, from, to };
};

describe('seats that need not be together', () => {
  const apart = { adjacent: false };

  it('are side by side where that is as good', () => {
    expect(first(hallOf([6, 6]), '..xx.. ......', wishFor(2, apart))).toEqual([8, 9]);
  });

  it('are the nearest ones where it is not', () => {
    expect(first(hallOf([5]), '.x.x.', wishFor(2, apart))).toEqual([0, 2]);
  });

  it('have a place for a wheelchair where one is wanted, and the companion’s beside it', () => {
    expect(first(ACCESSIBLE, 'x.....', wishFor(3, { ...apart, accessible: true }))).toEqual([3, 4, 5]);
    expect(first(ACCESSIBLE, 'x..x..', wishFor(3, { ...apart, accessible: true }))).toEqual([2, 4, 5]);
    expect(offered(ACCESSIBLE, statusesOf('x....x'), wishFor(1, { ...apart, accessible: true }))).toEqual([]);
  });
});
