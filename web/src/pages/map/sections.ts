// The sections of a hall: what is in each, and where it is drawn.
import { GRADES, type Grade, type Section } from '../../../../functions/catalog/contract-layout.ts';
import { type Box, boxOf, grown } from './box.ts';
import type { HallRow, Seats } from './model.ts';
import { outlineOf, type Plate, plateAt } from './outline.ts';

export interface Zone {
  readonly grade: Grade;
  /** Corners one after the other: x, y, x, y … */
  readonly outline: readonly number[];
}

export interface HallSection {
  readonly name: string;
  readonly box: Box;
  /** What it is drawn as from afar: its rows of one grade after those of another. */
  readonly zones: readonly Zone[];
  /** Where its name is: in its middle from afar, before the middle of its first row from near. */
  readonly plate: Plate;
  readonly sign: { readonly x: number; readonly y: number };
  /** Seats with numbers; none where people stand. */
  readonly first: number;
  readonly length: number;
  readonly firstRow: number;
  readonly rows: number;
  /** The grade of most of it, and all that it has. */
  readonly grade: Grade;
  readonly grades: readonly Grade[];
  /** How many people have room in it, where they stand. */
  readonly standing?: number;
}

/** @param list all seats of the layout, in its order; `pitch` from one to its neighbour */
export function sectionsOf(sections: readonly Section[], list: Seats, pitch: number): HallSection[] {
  let first = 0;
  let firstRow = 0;
  return sections.map(({ section: name, standing }, s): HallSection => {
    let rows = 0;
    while (list.rows[firstRow + rows]?.section === s) rows++;
    const own = list.rows.slice(firstRow, firstRow + rows);
    const length = own.reduce((sum, row) => sum + row.length, 0);
    const place = { name, first, length, firstRow, rows };
    first += length;
    firstRow += rows;
    if (standing) {
      const { x = 0, y = 0, width = pitch, height = pitch } = standing.outline ?? {};
      const box = { left: x, top: y, right: x + width, bottom: y + height };
      const outline = [x, y, box.right, y, box.right, box.bottom, x, box.bottom];
      const zones: Zone[] = [{ grade: 'STANDING', outline }];
      const sign = { x: x + width / 2, y: y + height / 2 };
      const plate = { ...sign, width };
      return {
        ...place,
        box,
        sign,
        plate,
        zones,
        grade: 'STANDING',
        grades: ['STANDING'],
        standing: standing.capacity,
      };
    }
    const box = grown(boxOf(list, place.first, length), pitch * 0.7);
    const grades = GRADES.filter((_, at) => countOf(list.grades, at, place.first, length) > 0);
    const grade = mostOf(list.grades, place.first, length);
    const middle = place.first + Math.floor(((own[0]?.length ?? 1) - 1) / 2);
    const sign = { x: list.x[middle] ?? 0, y: (list.y[middle] ?? 0) - pitch * 1.5 };
    const plate = plateOf(list, own, place);
    return { ...place, box, sign, plate, zones: zonesOf(list, own), grade, grades };
  });
}

/** Around the mean of all its seats. */
function plateOf(
  { x, y }: Seats,
  rows: readonly HallRow[],
  { first, length }: { first: number; length: number },
): Plate {
  let [across, down] = [0, 0];
  for (let i = first; i < first + length; i++) {
    across += (x[i] ?? 0) / length;
    down += (y[i] ?? 0) / length;
  }
  return plateAt(outlineOf({ x, y }, rows), { x: across, y: down });
}

/** Rows one behind the other that are mostly of one grade; each zone reaches back to the next. */
function zonesOf(list: Seats, rows: readonly HallRow[]): Zone[] {
  const grades = rows.map(({ first, length }) => mostOf(list.grades, first, length));
  const starts = rows.flatMap((_, i) => (grades[i] === grades[i - 1] ? [] : [i]));
  return starts.map((start, i) => ({
    grade: grades[start] ?? 'STANDARD',
    outline: outlineOf(list, rows.slice(start, starts[i + 1])),
  }));
}

function mostOf(grades: Uint8Array, first: number, length: number): Grade {
  const counts = GRADES.map((_, grade) => countOf(grades, grade, first, length));
  return GRADES[counts.indexOf(Math.max(...counts))] ?? 'STANDARD';
}

function countOf(grades: Uint8Array, grade: number, first: number, length: number): number {
  let count = 0;
  for (let i = first; i < first + length; i++) if (grades[i] === grade) count++;
  return count;
}
