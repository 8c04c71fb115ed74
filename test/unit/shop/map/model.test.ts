// A layout as the map needs it.
import { describe, expect, it } from 'vitest';
import { contains, overlap } from '../../../../web/src/pages/map/box.ts';
import { eachRun, nearest } from '../../../../web/src/pages/map/grid.ts';
import { hallOf } from '../../../../web/src/pages/map/model.ts';
import { outlineOf, plateAt } from '../../../../web/src/pages/map/outline.ts';
import { large, SECTIONS, small } from './halls.ts';

describe('a hall', () => {
  it('has every seat in the order of the map’s bits, with its number, label, grade and place', () => {
    expect([...small.seatNos]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 20, 21]);
    expect(small.labels).toEqual(['1', '2', 'C', 'D', '5', '6', '7', '8', '20', '21']);
    expect([...small.grades]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect([...small.x]).toEqual([0, 100, 300, 400, 0, 100, 300, 400, 0, 100]);
    expect(small.accessible).toEqual(new Set([0]));
    expect(small.companion).toEqual(new Set([1]));
  });

  it('finds a seat by its number, and none where there is none', () => {
    expect(small.indexOf(7)).toBe(6);
    expect(small.indexOf(20)).toBe(8);
    expect(small.indexOf(9)).toBe(-1);
    expect(small.indexOf(1_000_000)).toBe(-1);
  });

  it('takes what an aisle divides as one row', () => {
    expect(small.rows).toEqual([
      { name: '1', section: 0, first: 0, length: 4 },
      { name: '2', section: 0, first: 4, length: 4 },
      { name: '1', section: 2, first: 8, length: 2 },
    ]);
  });

  it('knows what is in a section, be it seats or room to stand', () => {
    const [a, pit, b] = small.sections;
    expect(a).toMatchObject({ name: 'A', first: 0, length: 8, firstRow: 0, rows: 2, grades: ['VIP', 'STANDARD'] });
    expect(pit).toMatchObject({ name: 'Pit', length: 0, rows: 0, standing: 30, grades: ['STANDING'] });
    expect(b).toMatchObject({ name: 'B', first: 8, length: 2, firstRow: 2, rows: 1, grade: 'STANDARD' });
  });

  it('draws rows of one grade as one zone', () => {
    expect(small.sections[0]?.zones.map(({ grade }) => grade)).toEqual(['VIP', 'STANDARD']);
    expect(small.sections[2]?.zones.map(({ grade }) => grade)).toEqual(['STANDARD']);
  });

  it('has its stage before all else, and nothing outside of what is drawn', () => {
    for (const { box } of small.sections) {
      expect(overlap(small.stage, box)).toBe(false);
      expect(small.stage.bottom).toBeLessThan(box.top);
      expect(contains(small.box, box.left, box.top) && contains(small.box, box.right, box.bottom)).toBe(true);
    }
    expect(contains(small.box, small.stage.left, small.stage.top)).toBe(true);
  });

  it('has its stage where the layout’s focus is, if that is before the hall', () => {
    const { stage } = hallOf({ focus: { x: 100, y: 0 }, sections: SECTIONS });
    expect((stage.left + stage.right) / 2).toBe(100);
  });

  it('can be one of standing room alone', () => {
    const hall = hallOf({ sections: SECTIONS.slice(1, 2) });
    expect(hall.seats).toBe(0);
    expect(nearest(hall.grid, hall, { x: 200, y: 50 }, 1_000)).toBe(-1);
  });
});

describe('the grid of a hall', () => {
  const hall = large();

  it('finds every seat in a box, each once', () => {
    const { left, top } = hall.sections[7]?.box ?? hall.box;
    const box = { left, top, right: left + 2_000, bottom: top + 1_500 };
    const found: number[] = [];
    eachRun(hall.grid, box, (from, to) => found.push(...hall.grid.seats.subarray(from, to)));
    const inside = Array.from({ length: hall.seats }, (_, i) => i).filter((i) =>
      contains(box, hall.x[i] ?? 0, hall.y[i] ?? 0),
    );
    expect(inside.length).toBeGreaterThan(100);
    expect(new Set(found).size).toBe(found.length);
    expect(inside.filter((seat) => !found.includes(seat))).toEqual([]);
    expect(found.length).toBeLessThan(hall.seats);
  });

  it('finds the nearest seat, as one looks at all of them', () => {
    for (const spot of [
      { x: 3_000, y: 2_000 },
      { x: 5_123, y: 4_321 },
      { x: 10, y: 10 },
    ]) {
      let best = 0;
      const away = (i: number) => Math.hypot((hall.x[i] ?? 0) - spot.x, (hall.y[i] ?? 0) - spot.y);
      for (let i = 1; i < hall.seats; i++) if (away(i) < away(best)) best = i;
      expect(nearest(hall.grid, hall, spot, 20_000)).toBe(best);
      expect(nearest(hall.grid, hall, spot, away(best) - 1)).toBe(-1);
    }
  });
});

describe('an outline', () => {
  it('runs along the first row, the ends of rows and back along the last', () => {
    const x = Float32Array.of(0, 1, 2, 0, 2, 0, 1, 2);
    const y = Float32Array.of(0, 0, 0, 1, 1, 2, 2, 2);
    const rows = [
      { first: 0, length: 3 },
      { first: 3, length: 2 },
      { first: 5, length: 3 },
    ];
    expect(outlineOf({ x, y }, rows)).toEqual([0, 0, 1, 0, 2, 0, 2, 1, 2, 2, 1, 2, 0, 2, 0, 1]);
  });

  it('does not cross itself where every other row is counted from the other side', () => {
    const x = Float32Array.of(0, 1, 2, 2, 0, 0, 1, 2);
    const y = Float32Array.of(0, 0, 0, 1, 1, 2, 2, 2);
    const rows = [
      { first: 0, length: 3 },
      { first: 3, length: 2 },
      { first: 5, length: 3 },
    ];
    expect(outlineOf({ x, y }, rows)).toEqual([0, 0, 1, 0, 2, 0, 2, 1, 2, 2, 1, 2, 0, 2, 0, 1]);
  });

  it('has room for a name where it is wide around a point', () => {
    const triangle = [0, 0, 10, 0, 5, 10];
    expect(plateAt(triangle, { x: 5, y: 5 })).toEqual({ x: 5, y: 5, width: 5 });
    // A hoof: the point is between its arms, and the nearer arm counts.
    const hoof = [0, 0, 2, 0, 2, 8, 6, 8, 6, 0, 10, 0, 10, 10, 0, 10];
    expect(plateAt(hoof, { x: 5, y: 4 })).toEqual({ x: 8, y: 4, width: 4 });
    expect(plateAt([0, 0, 10, 0], { x: 5, y: 0 }).width).toBe(0);
  });
});
