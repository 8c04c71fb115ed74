// A layout as CSV: read line by line, and the same layout as its JSON.
import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../functions/catalog/domain.ts';
import { createLayout } from '../../../functions/catalog/use-cases-layout.ts';
import { toCsv } from '../../../scripts/layout/csv.ts';
import { makeHall } from '../../../scripts/layout/hall.ts';
import { memoryLayouts } from './layouts.ts';

const HEAD = 'section,row,seatNo,label,grade,x,y,accessible,companion,capacity';
const SHORT = 'section,row,seatNo,grade';
const now = 1_700_000_000_000;

async function enter(csv: string, query = {}): Promise<Pick<Layout, 'layoutId' | 'sections' | 'seats'>> {
  return createLayout(memoryLayouts(), {
    query: { name: 'Hall', ...query },
    body: undefined,
    csv,
    language: 'en',
    now,
  });
}

describe('lines of seats', () => {
  const rowsOf = async (...lines: string[]) => (await enter([SHORT, ...lines].join('\n'))).sections[0]?.rows;

  it('with consecutive numbers are a run; a number left out, or another grade, begins the next of the row', async () => {
    expect(await rowsOf('A,1,1,VIP', 'A,1,2,VIP', 'A,1,4,VIP', 'A,1,5,STANDARD', 'A,2,6,STANDARD')).toEqual([
      { row: '1', grade: 'VIP', from: 1, to: 2 },
      { row: '1', grade: 'VIP', from: 4, to: 4 },
      { row: '1', grade: 'STANDARD', from: 5, to: 5 },
      { row: '2', grade: 'STANDARD', from: 6, to: 6 },
    ]);
  });

  it('may count down, as where the first seat is on the other side', async () => {
    const csv = `${HEAD}\nA,1,3,c,VIP,30,5,,,\nA,1,2,b,VIP,20,5,yes,,\nA,1,1,a,VIP,10,5,,y,\nA,1,2000,,VIP,99,5,,,\n`;
    const [run] = (await enter(csv)).sections[0]?.rows ?? [];
    const places = { labels: ['a', 'b', 'c'], x: [10, 20, 30], y: [5, 5, 5], accessible: [2], companion: [1] };
    expect(run).toEqual({ row: '1', grade: 'VIP', from: 1, to: 3, ...places });
  });

  it('may have a label for some: the others are known by their number', async () => {
    const { sections } = await enter('section,row,seatNo,grade,label\nA,1,1,VIP,\nA,1,2,VIP,문옆\n');
    expect(sections[0]?.rows?.[0]?.labels).toEqual(['1', '문옆']);
  });

  it('and of standing room make sections in the order of the file', async () => {
    const { sections, seats } = await enter(`${HEAD}\nFloor,,,,STANDING,,,,,300\nA,1,1,,VIP,,,,,\nPit,,,,,,,,,20`);
    expect(sections).toEqual([
      { section: 'Floor', standing: { capacity: 300 } },
      { section: 'A', rows: [{ row: '1', grade: 'VIP', from: 1, to: 1 }] },
      { section: 'Pit', standing: { capacity: 20 } },
    ]);
    expect(seats).toBe(321);
  });
});

describe('a file', () => {
  const plain = `${SHORT}\nA,1,1,VIP\nA,1,2,VIP\n`;
  const idOf = async (csv: string) => (await enter(csv)).layoutId;

  it.each([
    ['with a byte order mark', `\uFEFF${plain}`],
    ['with CRLF', plain.replaceAll('\n', '\r\n')],
    ['with CR alone', plain.replaceAll('\n', '\r')],
    ['with mixed line ends', `${SHORT}\r\nA,1,1,VIP\nA,1,2,VIP`],
    ['without a last line end', plain.trimEnd()],
    ['with blank lines', `\n${SHORT}\n\nA,1,1,VIP\n,,,\nA,1,2,VIP\n\n\n`],
    ['with quotes', '"section","row","seatNo","grade"\n"A","1","1","VIP"\n"A","1","2","VIP"\n'],
    ['with other columns first', 'grade,seatNo,section,row\nVIP,1,A,1\nVIP,2,A,1\n'],
    ['with columns that say nothing', `${HEAD}\nA,1,1,1,VIP,,,false,0,\nA,1,2,2,VIP,,,No,n,\n`],
  ])('%s is the same layout', async (_, csv) => {
    expect(await idOf(csv)).toBe(await idOf(plain));
  });

  it('may have names with commas, quotes, line breaks and in Korean', async () => {
    const { sections } = await enter(`${SHORT}\n"1층, ""가""구역","첫\n줄",1,VIP\n`);
    expect(sections).toEqual([{ section: '1층, "가"구역', rows: [{ row: '첫\n줄', grade: 'VIP', from: 1, to: 1 }] }]);
  });

  it('of standing room alone needs no columns of seats', async () => {
    expect((await enter('section,capacity\nFloor,300\n')).sections).toEqual([
      { section: 'Floor', standing: { capacity: 300 } },
    ]);
  });

  it('of 50,000 seats is read in lines, and is the layout that its JSON is', async () => {
    const { content } = makeHall('Hall', { sections: 20, rows: 50, seats: 50, standing: 0, seed: 2 });
    const csv = await enter(toCsv(content.sections), { focus: `${content.focus.x},${content.focus.y}` });
    expect(csv.seats).toBe(50_000);
    expect(csv.layoutId).toBe((await createLayout(memoryLayouts(), { body: content, now })).layoutId);
  });
});
