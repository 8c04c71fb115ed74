// The halls that `npm run layout` makes: believable, and good enough for our own checks.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { layoutContent, MAX_SEATS } from '../../../functions/catalog/contract-layout.ts';
import { countSeats, seatsByGrade } from '../../../functions/catalog/domain.ts';
import { checkLayout } from '../../../functions/catalog/domain-layout-checks.ts';
import { tryParse } from '../../../functions/shared/request.ts';
import { type Hall, makeHall } from '../../../scripts/layout/hall.ts';
import { DEFAULT_OPTIONS, readCommand } from '../../../scripts/layout/options.ts';
import { summaryOf } from '../../../scripts/layout/summary.ts';
import { toSvg } from '../../../scripts/layout/svg.ts';

const hallOf = (options: Partial<typeof DEFAULT_OPTIONS>) => makeHall('Hall', { ...DEFAULT_OPTIONS, ...options });
const rowsOf = ({ content }: Hall) => content.sections.flatMap(({ rows = [] }) => rows);

function faultsOf({ content }: Hall) {
  const read = tryParse(z.strictObject(layoutContent), content, 'en', 'layout');
  return 'faults' in read ? read.faults : checkLayout(read.data.sections, MAX_SEATS);
}

describe('a hall', () => {
  it.each([
    ['the largest', {}],
    ['one seat', { sections: 1, rows: 1, seats: 1 }],
    ['a single long row', { sections: 1, rows: 1, seats: 300 }],
    ['many small sections', { sections: 500, rows: 2, seats: 3 }],
    ['deep sections one seat wide', { sections: 150, rows: 300, seats: 1 }],
    ['hardly more than standing room', { sections: 1, rows: 1, seats: 4, standing: 49_000 }],
    ['some standing room', { sections: 7, rows: 20, seats: 30, standing: 300, seed: 4 }],
  ])('of %s passes the checks of every layout', (_, options) => {
    const hall = hallOf(options);
    expect(faultsOf(hall)).toEqual([]);
    const { sections, rows, seats, standing } = { ...DEFAULT_OPTIONS, ...options };
    expect(countSeats(hall.content.sections)).toBe(sections * rows * seats + standing);
  });

  it('has no two seats nearer to each other than people are wide', () => {
    const hall = hallOf({ sections: 9, rows: 12, seats: 25, seed: 3 });
    const seats = rowsOf(hall).flatMap(({ x = [], y = [] }) => x.map((across, i) => [across, y[i] ?? 0] as const));
    const nearest = seats.map(([x, y], i) =>
      Math.min(...seats.slice(i + 1).map(([otherX, otherY]) => Math.hypot(x - otherX, y - otherY))),
    );
    expect(Math.min(...nearest)).toBeGreaterThan(45);
  });

  it('has VIP in front, rows that bend around the stage, aisles, and places for wheelchairs beside companions', () => {
    const hall = hallOf({ sections: 4, rows: 10, seats: 41 });
    const [front] = hall.content.sections;
    const first = front?.rows?.filter(({ row }) => row === '1') ?? [];
    expect(first.map(({ grade }) => grade)).toEqual(['VIP', 'VIP', 'VIP']);
    expect(first.map(({ from, to }) => [from, to])).toEqual([
      [1, 13],
      [15, 28],
      [30, 43],
    ]);
    expect(first.flatMap(({ labels = [] }) => labels)).toEqual(Array.from({ length: 41 }, (_, i) => String(i + 1)));
    expect(new Set(first.flatMap(({ y = [] }) => y)).size).toBeGreaterThan(20);
    expect(first.map(({ accessible, companion }) => [accessible, companion])).toEqual([
      [[1], [2]],
      [[], []],
      [[43], [42]],
    ]);
    expect(seatsByGrade(hall.content.sections)).toEqual({ VIP: 3 * 2 * 41, STANDARD: 4 * 10 * 41 - 3 * 2 * 41 });
  });

  it('has its standing room between the stage and the first row, clear of every seat', () => {
    const hall = hallOf({ sections: 7, rows: 20, seats: 30, standing: 600 });
    const { x, y, width, height } = hall.content.sections[0]?.standing?.outline ?? { x: 0, y: 0, width: 0, height: 0 };
    expect(y).toBeGreaterThanOrEqual(hall.stage.y + hall.stage.height);
    const inside = rowsOf(hall).flatMap((row) =>
      (row.x ?? []).filter((across, i) => {
        const away = row.y?.[i] ?? 0;
        return across >= x && across <= x + width && away >= y && away <= y + height;
      }),
    );
    expect(inside).toEqual([]);
    expect(hall.content.focus).toEqual({ x: x + width / 2, y: hall.stage.y + hall.stage.height });
  });

  it('is the same for the same seed, and another for another', () => {
    expect(hallOf({ rows: 5, seed: 9 })).toEqual(hallOf({ rows: 5, seed: 9 }));
    expect(hallOf({ rows: 5, seed: 9 })).not.toEqual(hallOf({ rows: 5, seed: 8 }));
  });

  it('is drawn with a dot for each seat', () => {
    const hall = hallOf({ sections: 2, rows: 3, seats: 5, standing: 10 });
    const svg = toSvg({ ...hall, content: { ...hall.content, name: 'A <b> & c' } });
    expect(svg.match(/h0/g)).toHaveLength(30);
    expect(svg).toContain('<title>A &lt;b&gt; &amp; c</title>');
    expect(svg.match(/<text /g)).toHaveLength(3);
  });

  it('is summed up in a table', () => {
    const { content } = hallOf({ sections: 2, rows: 5, seats: 4, standing: 10 });
    const lines = summaryOf(content.sections).map((line) => line.trim().split(/\s+/));
    expect(lines[0]).toEqual(['section', 'rows', 'seats', 'VIP', 'STANDARD', 'STANDING', 'accessible', 'companion']);
    expect(lines[1]).toEqual(['Standing', '0', '10', '0', '0', '10', '0', '0']);
    expect(lines.at(-1)).toEqual(['all', '10', '50', '8', '32', '10', ...Array(2).fill(lines.at(-1)?.[6])]);
  });
});

describe('the flags of the generator', () => {
  it('are numbers, names and files', () => {
    const args = ['--sections', '3', '--rows=4', '--seats', '5', '--standing', '6', '--seed', '7'];
    expect(readCommand([...args, '--name', '홀', '--csv', '--out', 'a.csv', '--svg', 'a.svg'])).toEqual({
      sections: 3,
      rows: 4,
      seats: 5,
      standing: 6,
      seed: 7,
      name: '홀',
      csv: true,
      out: 'a.csv',
      svg: 'a.svg',
      help: false,
    });
  });

  it('default to a hall of 50,000 seats, named by its size', () => {
    expect(readCommand([])).toMatchObject({ ...DEFAULT_OPTIONS, name: 'Hall of 20 × 50 × 50', csv: false });
    expect(readCommand(['--rows', '2', '--standing', '9'])).toMatchObject({ name: 'Hall of 20 × 2 × 50 + 9' });
  });

  it.each([
    [['--rows', '0'], '--rows 0 must be a whole number from 1 to 300.'],
    [['--seats', '2.5'], '--seats 2.5 must be a whole number from 1 to 300.'],
    [['--seed', ''], '--seed  must be a whole number from 0 to 4294967295.'],
    [['--name', ''], '--name must not be empty.'],
    [['--name', 'x'.repeat(101)], '--name must have at most 100 characters.'],
    [
      ['--standing', '1'],
      '20 sections of 50 rows of 50 seats and 1 standing places are 50001: a layout may have 50000.',
    ],
    [['--rose', '3'], 'Usage: npm run layout'],
    [['extra'], 'Usage: npm run layout'],
  ])('say what is wrong with %j', (args, sentence) => {
    expect(() => readCommand(args)).toThrow(sentence);
  });
});
