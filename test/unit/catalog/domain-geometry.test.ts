// Where seats are drawn that nobody gave a place.
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../functions/catalog/contract-layout.ts';
import { DEFAULT_LAYOUT } from '../../../functions/catalog/domain.ts';
import { placed } from '../../../functions/catalog/domain-geometry.ts';

const row = (name: string, from: number, to: number): Row => ({ row: name, grade: 'VIP', from, to });

describe('seats without places', () => {
  it('stand a metre apart in rows a metre apart, whatever divides a row', () => {
    const rows = [row('1', 1, 2), row('1', 5, 5), row('2', 6, 6)];
    expect(placed([{ section: 'A', rows }])[0]?.rows).toMatchObject([
      { x: [0, 100], y: [0, 0] },
      { x: [200], y: [0] },
      { x: [0], y: [100] },
    ]);
  });

  it('are of sections that stand one behind the other, standing room of four people on a square metre among them', () => {
    const sections = [
      { section: 'A', rows: [row('1', 1, 1), row('2', 2, 2)] },
      { section: 'Floor', standing: { capacity: 10 } },
      { section: 'B', rows: [row('1', 3, 3)] },
    ];
    const [a, floor, b] = placed(sections);
    expect(a?.rows?.map(({ y }) => y)).toEqual([[0], [100]]);
    expect(floor?.standing).toEqual({ capacity: 10, outline: { x: 0, y: 400, width: 200, height: 200 } });
    expect(b?.rows?.map(({ y }) => y)).toEqual([[900]]);
  });

  it('stand behind all that have one, which keep it', () => {
    const own = { section: 'B', rows: [{ ...row('1', 2, 2), x: [7], y: [50] }] };
    const outline = { x: 0, y: 0, width: 10, height: 60 };
    const floor = { section: 'Floor', standing: { capacity: 3, outline } };
    const [a, b, room] = placed([{ section: 'A', rows: [row('1', 1, 1)] }, own, floor]);
    expect(a?.rows).toMatchObject([{ x: [0], y: [360] }]);
    expect(b).toEqual(own);
    expect(room).toEqual(floor);
  });
});

// Whoever has drawn a layout keeps it for a year (`immutable`, under its hash): these numbers can never change. Seats that
// are to stand elsewhere need another layout, with places of its own.
describe('places that were given once', () => {
  it('are those of the default layout', () => {
    const x = [0, 100, 200, 300, 400, 500, 600, 700, 800, 900];
    expect(placed(DEFAULT_LAYOUT.sections)).toEqual([
      {
        section: '1',
        rows: [
          { row: '1', grade: 'VIP', from: 1, to: 10, x, y: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
          { row: '2', grade: 'STANDARD', from: 11, to: 20, x, y: [100, 100, 100, 100, 100, 100, 100, 100, 100, 100] },
          { row: '3', grade: 'STANDARD', from: 21, to: 30, x, y: [200, 200, 200, 200, 200, 200, 200, 200, 200, 200] },
          { row: '4', grade: 'STANDARD', from: 31, to: 40, x, y: [300, 300, 300, 300, 300, 300, 300, 300, 300, 300] },
          { row: '5', grade: 'STANDING', from: 41, to: 50, x, y: [400, 400, 400, 400, 400, 400, 400, 400, 400, 400] },
        ],
      },
    ]);
  });

  it('are those of a hall with standing room, aisles, and a section that came with places', () => {
    const sections = [
      { section: 'Floor', standing: { capacity: 300 } },
      { section: 'Drawn', rows: [{ ...row('A', 1, 2), x: [150, 210], y: [400, 430] }] },
      { section: 'Back', rows: [row('A', 3, 5), row('A', 7, 8), row('B', 9, 10)] },
      { section: 'Side', standing: { capacity: 40, outline: { x: 900, y: 0, width: 200, height: 500 } } },
      { section: 'Pit', standing: { capacity: 1 } },
    ];
    expect(placed(sections)).toEqual([
      { section: 'Floor', standing: { capacity: 300, outline: { x: 0, y: 800, width: 900, height: 900 } } },
      sections[1],
      {
        section: 'Back',
        rows: [
          { ...row('A', 3, 5), x: [0, 100, 200], y: [2000, 2000, 2000] },
          { ...row('A', 7, 8), x: [300, 400], y: [2000, 2000] },
          { ...row('B', 9, 10), x: [0, 100], y: [2100, 2100] },
        ],
      },
      sections[3],
      { section: 'Pit', standing: { capacity: 1, outline: { x: 0, y: 2400, width: 50, height: 50 } } },
    ]);
  });
});
