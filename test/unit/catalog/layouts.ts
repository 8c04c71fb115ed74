// Layouts for tests: a store in memory, what a refusal tells, and every kind of layout that can be written both ways.
import fc from 'fast-check';
import type { Row, Section } from '../../../functions/catalog/contract-layout.ts';
import type { Layout } from '../../../functions/catalog/domain.ts';
import { canonical } from '../../../functions/catalog/domain-layout.ts';
import { layoutIdOf } from '../../../functions/catalog/keys.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import type { FieldFault } from '../../../functions/shared/request.ts';

/** Keeps what it is given, under the ids that the table would. */
export function memoryLayouts() {
  const stored: Layout[] = [];
  return {
    stored,
    async putLayout({ seats, createdAt, ...entered }: Omit<Layout, 'layoutId'>): Promise<Layout> {
      const content = canonical(entered);
      const layout = { ...content, layoutId: layoutIdOf(content), seats, createdAt };
      stored.push(layout);
      return layout;
    },
    layout: async (layoutId: string) => stored.find((one) => one.layoutId === layoutId),
  };
}

/** The faults that a call is refused with; it must be. */
export async function refusedWith(call: () => Promise<unknown>): Promise<readonly FieldFault[]> {
  const refusal = await call().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refusal instanceof Refusal)) throw new Error(`was not refused, but ${refusal}`);
  return refusal.fields.errors as FieldFault[];
}

const NAME = fc.string({
  unit: fc.constantFrom('가', '열', 'A', '1', ' ', ',', '"', '\n', "'"),
  minLength: 1,
  maxLength: 6,
});

interface Drawn {
  readonly length: number;
  readonly gap: number;
  readonly grade: Row['grade'];
  readonly hasLabels: boolean;
  readonly marks: readonly number[];
}

const drawnRun = fc.record({
  length: fc.integer({ min: 1, max: 6 }),
  gap: fc.integer({ min: 1, max: 3 }),
  grade: fc.constantFrom<Row['grade'][]>('VIP', 'STANDARD', 'STANDING'),
  hasLabels: fc.boolean(),
  marks: fc.array(fc.nat(5), { minLength: 6, maxLength: 6 }),
});
const drawnSection = fc.record({
  capacity: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined, freq: 3 }),
  isPlaced: fc.boolean(),
  rows: fc.uniqueArray(fc.tuple(NAME, fc.array(drawnRun, { minLength: 1, maxLength: 3 })), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  }),
});

/** Layouts that a CSV can say, too: without outlines, with a number left out wherever a run of one grade ends. */
export const layouts = fc
  .record({
    name: fc.constantFrom('Hall', '체육관'),
    focus: fc.option(fc.record({ x: fc.nat(1_000), y: fc.nat(1_000) }), { nil: undefined }),
    drawn: fc.uniqueArray(fc.tuple(NAME, drawnSection), { minLength: 1, maxLength: 4, selector: ([name]) => name }),
  })
  .map(({ name, focus, drawn }) => {
    let next = 1;
    const rowOf = (row: string, { length, gap, grade, hasLabels, marks }: Drawn, isPlaced: boolean): Row => {
      const from = next + gap;
      next = from + length;
      const numbers = Array.from({ length }, (_, i) => from + i);
      const places = { x: numbers.map((n) => n * 7), y: numbers.map((n) => n % 5) };
      const marked = (mark: number) => numbers.filter((_, i) => marks[i] === mark);
      return {
        ...{ row, grade, from, to: from + length - 1, accessible: marked(1), companion: marked(2) },
        ...(hasLabels ? { labels: numbers.map((n) => `석${n}`) } : {}),
        ...(isPlaced ? places : {}),
      };
    };
    const sections = drawn.map(([section, { capacity, isPlaced, rows }]): Section => {
      if (capacity !== undefined) return { section, standing: { capacity } };
      return { section, rows: rows.flatMap(([row, runs]) => runs.map((run) => rowOf(row, run, isPlaced))) };
    });
    return { name, ...(focus ? { focus } : {}), sections };
  });
