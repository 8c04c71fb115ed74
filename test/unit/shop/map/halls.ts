// Halls that maps are tested with.
import type { Row, Section } from '../../../../functions/catalog/contract-layout.ts';
import { placed } from '../../../../functions/catalog/domain-geometry.ts';
import { makeHall } from '../../../../scripts/layout/hall.ts';
import { type Hall, hallOf } from '../../../../web/src/pages/map/model.ts';

const row = (name: string, from: number, to: number, more: Partial<Row> = {}): Row => {
  return { row: name, grade: 'STANDARD', from, to, ...more };
};

/**
 * Section A: rows 1 (seats 1–2, an aisle, 3–4) and 2 (5–8), VIP in front; a standing room for 30; section B: a row of two.
 */
export const SECTIONS: Section[] = [
  {
    section: 'A',
    rows: [
      row('1', 1, 2, { grade: 'VIP', x: [0, 100], y: [200, 200], accessible: [1], companion: [2] }),
      row('1', 3, 4, { grade: 'VIP', x: [300, 400], y: [200, 200], labels: ['C', 'D'] }),
      row('2', 5, 8, { x: [0, 100, 300, 400], y: [300, 300, 300, 300] }),
    ],
  },
  { section: 'Pit', standing: { capacity: 30, outline: { x: 0, y: 0, width: 400, height: 100 } } },
  { section: 'B', rows: [row('1', 20, 21, { x: [0, 100], y: [600, 600] })] },
];

export const small: Hall = hallOf({ sections: SECTIONS });

/** As the layout's own generator makes it: 20 sections of 50 rows of 50 seats. */
export function large(): Hall {
  const options = { sections: 20, rows: 50, seats: 50, standing: 0, seed: 1 };
  const { content } = makeHall('Large', options as Parameters<typeof makeHall>[1]);
  return hallOf({ ...content, sections: placed(content.sections) });
}

/** Two bits a seat, as the API sends them. */
export function bitsOf(states: readonly number[]): string {
  const bytes = new Uint8Array(Math.ceil(states.length / 4));
  for (const [i, state] of states.entries()) bytes[i >> 2] = (bytes[i >> 2] ?? 0) | (state << (6 - 2 * (i & 3)));
  return Buffer.from(bytes).toString('base64');
}
