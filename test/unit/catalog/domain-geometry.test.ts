// Where seats are drawn that nobody gave a place.
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../functions/catalog/contract-layout.ts';
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
