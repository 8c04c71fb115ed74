// What a layout may not be, and where each fault is told.
import { describe, expect, it } from 'vitest';
import type { Row, Section } from '../../../functions/catalog/contract-layout.ts';
import { checkLayout } from '../../../functions/catalog/domain-layout-checks.ts';

const row = (name: string, from: number, to: number, more: Partial<Row> = {}): Row => {
  return { row: name, grade: 'VIP', from, to, ...more };
};
const section = (name: string, ...rows: Row[]): Section => ({ section: name, rows });
const room = (capacity: number) => ({ capacity });
const drawn = (x: number[], y: number[]) => ({ x, y });

/** Each fault as `field: what is wrong`. */
const told = (sections: readonly Section[], mostSeats = 50_000) =>
  checkLayout(sections, mostSeats).map(({ field, message }) => `${field}: ${message.en}`);

describe('a layout', () => {
  it('may go on counting over rows and sections in any order, with standing room between them', () => {
    const sections = [
      section('A', row('1', 11, 20), row('2', 1, 10)),
      { section: 'Floor', standing: room(300) },
      section('B', row('1', 21, 21, { grade: 'STANDING' })),
    ];
    expect(told(sections)).toEqual([]);
  });

  it('may have rows that go on behind an aisle, or in another grade', () => {
    expect(told([section('A', row('1', 1, 5), row('1', 8, 9, { grade: 'STANDARD' }), row('2', 10, 11))])).toEqual([]);
  });

  it('may say of each seat where it stands, what is printed on it, and whom it is for', () => {
    const more = { labels: ['가', '나'], ...drawn([0, 100], [5, 5]), accessible: [1], companion: [2] };
    expect(told([section('A', row('1', 1, 2, more))])).toEqual([]);
  });

  it('may have 50,000 seats and places, and not one more', () => {
    expect(told([section('A', row('1', 1, 49_000)), { section: 'B', standing: room(1_000) }])).toEqual([]);
    const more = [section('A', row('1', 1, 49_000)), { section: 'B', standing: room(1_001) }];
    expect(told(more)).toEqual(['sections: may have 50000 seats in all']);
  });

  it.each<[string, Section[], string[]]>([
    [
      'a section has neither rows nor standing room',
      [{ section: 'A' }],
      ['sections.0: must have either rows or standing, and not both'],
    ],
    [
      'a section has both',
      [{ section: 'A', rows: [row('1', 1, 2)], standing: room(5) }],
      ['sections.0: must have either rows or standing, and not both'],
    ],
    [
      'two sections have one name',
      [section('A', row('1', 1, 2)), section('A', row('1', 3, 4))],
      ['sections.1.section: this name is used twice'],
    ],
    [
      'a row comes again further down',
      [section('A', row('1', 1, 2), row('2', 3, 4), row('1', 5, 6))],
      ['sections.0.rows.2.row: this name is used twice: a row may only go on right behind itself'],
    ],
    ['a row runs backwards', [section('A', row('1', 5, 4))], ['sections.0.rows.0.to: must not be less than from']],
    [
      'numbers are used in two sections',
      [section('A', row('1', 1, 5)), section('B', row('1', 4, 9))],
      ['sections.1.rows.0.from: seat numbers are used twice: 4–5'],
    ],
    [
      'rows lie within another',
      [section('A', row('1', 1, 9), row('2', 3, 4), row('3', 9, 9))],
      [
        'sections.0.rows.1.from: seat numbers are used twice: 3–4',
        'sections.0.rows.2.from: seat numbers are used twice: 9',
      ],
    ],
    [
      'labels are too few',
      [section('A', row('1', 1, 3, { labels: ['a', 'b'] }))],
      ['sections.0.rows.0.labels: must have one for each of the 3 seats'],
    ],
    [
      'a label comes twice in a row, behind an aisle too, or is the number of another seat',
      [section('A', row('1', 1, 2, { labels: ['a', 'a'] }), row('1', 4, 5, { labels: ['a', '7'] }), row('1', 7, 7))],
      [
        'sections.0.rows.0.labels.1: another seat of this row is a already',
        'sections.0.rows.1.labels.0: another seat of this row is a already',
        'sections.0.rows.2.from: another seat of this row is 7 already',
      ],
    ],
    [
      'x comes without y',
      [section('A', row('1', 1, 2, { x: [1, 2] }))],
      ['sections.0.rows.0.y: is needed, as there is x'],
    ],
    [
      'y comes without x',
      [section('A', row('1', 1, 2, { y: [1, 2] }))],
      ['sections.0.rows.0.x: is needed, as there is y'],
    ],
    [
      'coordinates are too many or too few',
      [section('A', row('1', 1, 2, drawn([1, 2, 3], [1])))],
      [
        'sections.0.rows.0.x: must have one for each of the 2 seats',
        'sections.0.rows.0.y: must have one for each of the 2 seats',
      ],
    ],
    [
      'only some rows of a section are drawn',
      [section('A', row('1', 1, 1, drawn([1], [1])), row('2', 2, 2))],
      ['sections.0.rows.1.x: is needed, as other rows of this section have it'],
    ],
    [
      'two seats stand at one spot, in other sections too',
      [section('A', row('1', 1, 2, drawn([1, 1], [1, 1]))), section('B', row('1', 3, 3, drawn([1], [1])))],
      [
        'sections.0.rows.0.x.1: another seat stands at the same spot',
        'sections.1.rows.0.x.0: another seat stands at the same spot',
      ],
    ],
    [
      'places for wheelchairs are not of the row',
      [section('A', row('1', 5, 6, { accessible: [4, 5, 7] }))],
      [
        'sections.0.rows.0.accessible.0: must be one of 5 to 6',
        'sections.0.rows.0.accessible.2: must be one of 5 to 6',
      ],
    ],
    [
      'a companion’s place is not of the row',
      [section('A', row('1', 5, 6, { companion: [7] }))],
      ['sections.0.rows.0.companion.0: must be one of 5 to 6'],
    ],
    [
      'a place is in its list twice',
      [section('A', row('1', 5, 6, { accessible: [5, 5], companion: [6, 6] }))],
      ['sections.0.rows.0.accessible.1: is in this list twice', 'sections.0.rows.0.companion.1: is in this list twice'],
    ],
    [
      'a place is for a wheelchair and for a companion',
      [section('A', row('1', 5, 6, { accessible: [5], companion: [5] }))],
      ['sections.0.rows.0.companion.0: cannot be accessible as well'],
    ],
    [
      'standing room reaches beyond what can be drawn',
      [{ section: 'A', standing: { capacity: 5, outline: { x: 999_999, y: 0, width: 2, height: 1_000_001 } } }],
      [
        'sections.0.standing.outline.width: may reach as far as 1000000',
        'sections.0.standing.outline.height: may reach as far as 1000000',
      ],
    ],
  ])('is refused when %s', (_, sections, faults) => {
    expect(told(sections)).toEqual(faults);
  });

  it('has all of its faults told at once, however many', () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => row(`${i % 2}`, 7, 7));
    const faults = told([section('A', ...rows), { section: 'A' }], 100);
    const twice = 'this name is used twice: a row may only go on right behind itself';
    expect(faults.filter((fault) => fault.endsWith(twice))).toHaveLength(2_998);
    expect(faults.filter((fault) => fault.endsWith('seat numbers are used twice: 7'))).toHaveLength(2_999);
    expect(faults).toContain('sections.1: must have either rows or standing, and not both');
    expect(faults).toContain('sections.1.section: this name is used twice');
    expect(faults).toContain('sections: may have 100 seats in all');
  });
});
