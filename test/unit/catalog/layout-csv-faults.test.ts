// What a CSV may not be: each fault is told by its line and column, all of them at once, and nothing is stored.
import { describe, expect, it } from 'vitest';
import { createLayout } from '../../../functions/catalog/use-cases-layout.ts';
import type { FieldFault } from '../../../functions/shared/request.ts';
import { memoryLayouts, refusedWith } from './layouts.ts';

const HEAD = 'section,row,seatNo,label,grade,x,y,accessible,companion,capacity';
const SHORT = 'section,row,seatNo,grade';
const now = 1_700_000_000_000;

/** Each fault as `line column: what is wrong`. */
async function faultsOf(csv: string, query = {}): Promise<string[]> {
  const store = memoryLayouts();
  const asked = { query: { name: 'Hall', ...query }, body: undefined, csv, language: 'en' as const, now };
  const faults = await refusedWith(() => createLayout(store, asked));
  expect(store.stored).toEqual([]);
  return faults.map(({ line, field, message }: FieldFault) => {
    return `${line ?? '-'} ${field}: ${typeof message === 'string' ? message : message.en}`;
  });
}

describe('a file is refused', () => {
  const seats = (...lines: string[]) => [HEAD, ...lines].join('\n');

  it.each<[string, string, string[]]>([
    ['that is empty', '', ['- body: is empty']],
    ['of blank lines', '\n\r\n,,\n', ['- body: is empty']],
    ['without a line of seats', `${SHORT}\n`, ['- body: has no line beside its header']],
    [
      'with an unknown column and without needed ones',
      '\nsection,Row,seatNo\nA,1,1',
      [
        '2 Row: is no column that is known here',
        '2 row: is a column that is needed',
        '2 grade: is a column that is needed',
      ],
    ],
    ['with a column twice', `${SHORT},row\nA,1,1,VIP,1`, ['1 row: is a column twice']],
    [
      'with values missing',
      `${SHORT}\n,1,1,VIP\nA,,2,VIP\nA,1,,VIP\nA,1,4,`,
      ['2 section: is required', '3 row: is required', '4 seatNo: is required', '5 grade: is required'],
    ],
    [
      'with what is no number',
      seats('A,1,one,,VIP,,,,,', 'A,1,2.5,,VIP,-1,1e3,,,', 'Floor,,,,,,,,,many'),
      [
        '2 seatNo: must be a whole number, 0 or more',
        '3 seatNo: must be a whole number, 0 or more',
        '3 x: must be a whole number, 0 or more',
        '3 y: must be a whole number, 0 or more',
        '4 capacity: must be a whole number, 0 or more',
      ],
    ],
    [
      'with numbers out of range',
      seats(
        'A,1,0,,VIP,,,,,',
        'A,1,100000,,VIP,,,,,',
        'A,1,1,,VIP,1000001,0,,,',
        'Floor,,,,,,,,,0',
        'Pit,,,,,,,,,50001',
      ),
      [
        '- sections: may have 50000 seats in all',
        '2 seatNo: must be from 1 to 99999',
        '3 seatNo: must be from 1 to 99999',
        '4 x: must be at most 1000000',
        '5 capacity: must be at least 1',
        '6 capacity: must be at most 50000',
      ],
    ],
    [
      'with a grade that there is not',
      `${SHORT}\nA,1,1,GOLD\nA,1,2,vip`,
      ['2 grade: must be one of: VIP, STANDARD, STANDING', '3 grade: must be one of: VIP, STANDARD, STANDING'],
    ],
    [
      'with what is neither yes nor no',
      seats('A,1,1,,VIP,,,maybe,,', 'A,1,2,,VIP,,,,x,'),
      ['2 accessible: must be true or false', '3 companion: must be true or false'],
    ],
    [
      'with names and labels that are too long',
      seats(`${'s'.repeat(41)},1,1,,VIP,,,,,`, `B,${'r'.repeat(21)},2,,VIP,,,,,`, `B,2,3,${'l'.repeat(11)},VIP,,,,,`),
      [
        '2 section: must have at most 40 characters',
        '3 row: must have at most 20 characters',
        '4 label: must have at most 10 characters',
      ],
    ],
    [
      'with a capacity and what only seats have',
      seats('Floor,1,2,3,VIP,4,5,true,true,300'),
      [
        ...['row', 'seatNo', 'label', 'x', 'y', 'accessible', 'companion'].map(
          (column) => `2 ${column}: must be empty on a line with a capacity`,
        ),
        '2 grade: must be STANDING or empty on a line with a capacity',
      ],
    ],
    [
      'with a section of seats and standing room, or two rooms in one',
      seats('A,1,1,,VIP,,,,,', 'A,,,,,,,,,5', 'B,,,,,,,,,5', 'B,,,,,,,,,6'),
      ['3 capacity: must have either rows or standing, and not both', '5 section: this name is used twice'],
    ],
    [
      'with a section that comes again',
      `${SHORT}\nA,1,1,VIP\nB,1,2,VIP\nA,2,3,VIP\n`,
      ['4 section: this name is used twice'],
    ],
    [
      'with a row that comes again',
      `${SHORT}\nA,1,1,VIP\nA,2,2,VIP\nA,1,3,VIP\n`,
      ['4 row: this name is used twice: a row may only go on right behind itself'],
    ],
    [
      'with numbers used twice: every line of them',
      `${SHORT}\nA,1,1,VIP\nA,1,2,VIP\nA,1,3,VIP\nB,1,2,VIP\nB,1,3,VIP\nB,1,4,VIP\nB,2,9,VIP\nB,2,9,VIP\n`,
      [
        '5 seatNo: seat numbers are used twice: 2–3',
        '6 seatNo: seat numbers are used twice: 2–3',
        '9 seatNo: seat numbers are used twice: 9',
      ],
    ],
    [
      'with a label twice in a row',
      seats('A,1,1,a,VIP,,,,,', 'A,1,2,a,VIP,,,,,', 'A,1,9,a,VIP,,,,,'),
      ['3 label: another seat of this row is a already', '4 label: another seat of this row is a already'],
    ],
    [
      'with half a place, or none where others have one',
      seats('A,1,1,,VIP,5,,,,', 'A,1,2,,VIP,,5,,,', 'A,1,3,,VIP,,,,,', 'B,1,4,,VIP,,,,,'),
      [
        '2 y: is required',
        '3 x: is required',
        '4 x: is needed, as other seats of this section have it',
        '4 y: is needed, as other seats of this section have it',
      ],
    ],
    [
      'with two seats at one spot',
      seats('A,1,1,,VIP,5,5,,,', 'A,1,2,,VIP,5,6,,,', 'B,1,9,,VIP,5,6,,,'),
      ['4 x: another seat stands at the same spot'],
    ],
    [
      'with a seat for a wheelchair and a companion',
      seats('A,1,1,,VIP,,,,,', 'A,1,2,,VIP,,,TRUE,1,'),
      ['3 companion: cannot be accessible as well'],
    ],
    [
      'with lines of more or fewer cells',
      `${SHORT}\nA,1,1\nA,1,2,VIP\nA,1,3,VIP,\n`,
      ['2 line: must have 4 cells, as the header has', '4 line: must have 4 cells, as the header has'],
    ],
    [
      'with a quote that is never closed, and what else is wrong',
      `${SHORT}\nA,1,x,VIP\n\nA,"1,2,VIP\nA,1,3,GOLD\n`,
      [
        '2 seatNo: must be a whole number, 0 or more',
        '4 line: has a quote that is never closed',
        '5 grade: must be one of: VIP, STANDARD, STANDING',
      ],
    ],
    [
      'with quotes in wrong places, and what else is wrong',
      `${SHORT}\nA,1"st,1,VIP\nA,"1"st,2,VIP\n\nA,"1,3,"VIP"\nA,1,x,VIP\n`,
      [
        '2 line: has a quote in the wrong place',
        '3 line: has a quote in the wrong place',
        '5 line: has a quote in the wrong place',
        '6 seatNo: must be a whole number, 0 or more',
      ],
    ],
    [
      'with a misplaced quote in its header: nothing tells what the columns are',
      `section,"row"s,seatNo\nA,1,1\n`,
      ['1 line: has a quote in the wrong place'],
    ],
    ['that is not UTF-8', `${SHORT}\n1\uFFFD\uFFFD,1,1,VIP\n`, ['2 section: must be saved as UTF-8']],
    [
      'with a line break in a cell: the lines behind keep theirs',
      `${SHORT}\nA,"1\n2",1,GOLD\nA,1,x,VIP\n`,
      ['2 grade: must be one of: VIP, STANDARD, STANDING', '4 seatNo: must be a whole number, 0 or more'],
    ],
  ])('%s', async (_, csv, faults) => {
    expect(await faultsOf(csv)).toEqual(faults);
  });

  it('without a name, and with a focus that is nowhere, together with what is wrong inside', async () => {
    expect(await faultsOf(`${SHORT}\nA,1,x,VIP\n`, { name: undefined, focus: '9999999,0' })).toEqual([
      '- name: is required',
      '- focus: must be at most 1000000',
      '2 seatNo: must be a whole number, 0 or more',
    ]);
  });

  it('with the first thousand faults, and how many more there are', async () => {
    const faults = await faultsOf([SHORT, ...Array.from({ length: 1_500 }, () => 'A,1,x,VIP')].join('\n'));
    expect(faults).toHaveLength(1_001);
    expect(faults.slice(-2)).toEqual([
      '1001 seatNo: must be a whole number, 0 or more',
      '- errors: and 500 more faults',
    ]);
  });

  it('with more rows in a section than there may be', async () => {
    const lines = Array.from({ length: 1_001 }, (_, i) => `A,${i},${i + 1},VIP`);
    expect(await faultsOf([SHORT, ...lines].join('\n'))).toEqual(['2 row: must have at most 1000 items']);
  });
});
