// Files made to be slow, or to have endless answers: they end within few steps, and are told of in less than a megabyte.
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLayout } from '../../../functions/catalog/use-cases-layout.ts';
import { memoryLayouts, refusedWith } from './layouts.ts';

vi.mock('csv-parse/sync', { spy: true });
beforeEach(() => vi.mocked(parse).mockClear());

const SHORT = 'section,row,seatNo,grade';
const FIVE_MEGABYTES = 5_000_000;
const full = (line: string, head = '') => head + line.repeat(Math.floor((FIVE_MEGABYTES - head.length) / line.length));

/** What is told of a file. Both languages together are more than the answer, which has one. */
async function told(csv: string) {
  const asked = { query: { name: 'Hall' }, body: undefined, csv, language: 'en' as const, now: 1_700_000_000_000 };
  const faults = await refusedWith(() => createLayout(memoryLayouts(), asked));
  expect(Buffer.byteLength(JSON.stringify(faults))).toBeLessThan(1_000_000);
  return faults.map(({ line, field, message }) => {
    return `${line ?? '-'} ${field}: ${typeof message === 'string' ? message : message.en}`;
  });
}

/** How often reading began anew. */
const readings = () => vi.mocked(parse).mock.calls.length;

describe('a file', () => {
  it('of 130,000 unknown columns has the first thousand told, and how many more faults there are', async () => {
    const faults = await told(`${Array.from({ length: 130_000 }, (_, i) => `c${i}`)}\nA\n`);
    expect(faults).toHaveLength(1_001);
    // Four columns are missing as well.
    expect(faults.slice(-2)).toEqual(['1 c999: is no column that is known here', '- errors: and 129004 more faults']);
    expect(readings()).toBe(1);
  });

  it('with one unknown column again and again has it told once', async () => {
    expect(await told(`${SHORT}${',b'.repeat(5_000)}\nA\n`)).toEqual(['1 b: is no column that is known here']);
  });

  it('with a misplaced quote on every line is read up to the hundredth, which is told', async () => {
    const faults = await told(full('a"\n', `${SHORT}\n`));
    expect(faults).toHaveLength(101);
    expect(faults.slice(-2)).toEqual([
      '101 line: has a quote in the wrong place',
      '102 line: and all behind it were not read, as there are too many lines, or bad quotes, before it',
    ]);
    expect(readings()).toBe(100);
  });

  it('with a hundred misplaced quotes, the last on its last line, is read to its end', async () => {
    const faults = await told(`${SHORT}\n${'a"\n'.repeat(100)}`);
    expect(faults).toHaveLength(100);
    expect(faults.at(-1)).toBe('101 line: has a quote in the wrong place');
  });

  it('of names of megabytes has a hundred characters of each told', async () => {
    const faults = await told(`${SHORT},${'x'.repeat(2_000_000)},${'🎫'.repeat(700_000)}\nA\n`);
    expect(faults).toEqual([
      `1 ${'x'.repeat(99)}…: is no column that is known here`,
      `1 ${'🎫'.repeat(49)}…: is no column that is known here`,
    ]);
  });

  it('of a thousand long names that JSON writes in six bytes a character still has a small answer', async () => {
    const columns = Array.from({ length: 20_000 }, (_, i) => `${i}${'\u0001'.repeat(200)}`);
    expect(await told(`${columns}\nA\n`)).toHaveLength(1_001);
  });

  it('of two labels of megabytes that are the same has a hundred characters of them told', async () => {
    const label = 'l'.repeat(2_000_000);
    const seats = [1, 2].map((seatNo) => `A,1,${seatNo},VIP,${label},\n`).join('');
    // So many sections are refused before anything in them is looked at: how long a label may be is not told.
    const rooms = Array.from({ length: 500 }, (_, i) => `Room ${i},,,,,5\n`).join('');
    expect(await told(`${SHORT},label,capacity\n${seats}${rooms}`)).toEqual([
      '- sections: must have at most 500 items',
      `3 label: another seat of this row is ${'l'.repeat(99)}… already`,
    ]);
  });

  it('of half a million lines is read up to the hundred thousandth, blank ones not counted', async () => {
    const faults = await told(full('A,1,x,VIP\n', `${SHORT}\n\n\n`));
    expect(faults.slice(-2)).toEqual([
      '1003 seatNo: must be a whole number, 0 or more',
      '- errors: and 99000 more faults',
    ]);
    expect(await told(full('\n', `${SHORT}\n`))).toEqual(['- body: has no line beside its header']);
  });

  it('of more lines than are read, and all the same, has the end of reading told behind what it has', async () => {
    const faults = await told(`${SHORT}\n${',,,\n'.repeat(99_999)}A,1,1,VIP\n`);
    expect(faults).toEqual([
      '100001 line: and all behind it were not read, as there are too many lines, or bad quotes, before it',
    ]);
  });
});
