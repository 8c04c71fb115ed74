// A layout as the map needs it: every seat by its index, in the order of the map's bits, with where it stands.
import {
  GRADES,
  type Grade,
  MAX_SEAT_NO,
  type Row,
  type Section,
} from '../../../../functions/catalog/contract-layout.ts';
import { type Box, boxOf, grown, join } from './box.ts';
import { type Grid, gridOf } from './grid.ts';
import { outlineOf, type Plate, plateAt } from './outline.ts';

/** Seats of one row of one section, whatever aisles divide it. */
export interface HallRow {
  readonly name: string;
  readonly section: number;
  /** Index of its first seat, and how many there are. */
  readonly first: number;
  readonly length: number;
}

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

/** All places in centimetres, as layouts have them: the stage is at the top. */
export interface Hall {
  readonly seats: number;
  readonly seatNos: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Of `GRADES`. */
  readonly grades: Uint8Array;
  /** Of `rows`. */
  readonly rowOf: Int32Array;
  readonly labels: readonly string[];
  /** A place for a wheelchair, and a seat for who comes along. */
  readonly accessible: ReadonlySet<number>;
  readonly companion: ReadonlySet<number>;
  readonly rows: readonly HallRow[];
  readonly sections: readonly HallSection[];
  /** From a seat to its neighbour. */
  readonly pitch: number;
  readonly grid: Grid;
  readonly stage: Box;
  /** All that is drawn. */
  readonly box: Box;
  /** @returns the seat with that number, or -1 */
  indexOf(seatNo: number): number;
}

interface Drawn {
  readonly focus?: { readonly x: number; readonly y: number } | undefined;
  readonly sections: readonly Section[];
}

/** Where a layout says nothing else. */
const USUAL_PITCH_CM = 60;

/** @param layout as `GET /layouts/{layoutId}` answers it: with a place for each seat */
export function hallOf(layout: Drawn): Hall {
  const list = seatsOf(layout.sections);
  const pitch = pitchOf(list);
  const sections = sectionsOf(layout.sections, list, pitch);
  const all = sections.map(({ box }) => box).reduce(join);
  const stage = stageOf(all, layout.focus, pitch);
  const byNumber = new Int32Array(MAX_SEAT_NO + 1).fill(-1);
  for (const [index, seatNo] of list.seatNos.entries()) byNumber[seatNo] = index;
  return {
    ...list,
    pitch,
    sections,
    grid: gridOf(list, pitch * 6),
    stage,
    box: grown(join(all, stage), Math.max(pitch * 1.5, (all.right - all.left) * 0.03)),
    indexOf: (seatNo) => byNumber[seatNo] ?? -1,
  };
}

type Seats = Pick<
  Hall,
  'seats' | 'seatNos' | 'x' | 'y' | 'grades' | 'rowOf' | 'labels' | 'accessible' | 'companion' | 'rows'
>;

function seatsOf(sections: readonly Section[]): Seats {
  const runs = sections.flatMap(({ rows = [] }) => rows);
  const seats = runs.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const list = {
    seats,
    seatNos: new Int32Array(seats),
    x: new Float32Array(seats),
    y: new Float32Array(seats),
    grades: new Uint8Array(seats),
    rowOf: new Int32Array(seats),
    labels: [] as string[],
    accessible: new Set<number>(),
    companion: new Set<number>(),
    rows: [] as HallRow[],
  };
  for (const [section, { rows = [] }] of sections.entries()) {
    for (const [r, run] of rows.entries()) {
      const first = list.labels.length;
      const length = run.to - run.from + 1;
      const before = run.row === rows[r - 1]?.row ? list.rows.pop() : undefined;
      list.rows.push({
        name: run.row,
        section,
        first: before?.first ?? first,
        length: (before?.length ?? 0) + length,
      });
      fill(list, run, first);
    }
  }
  return list;
}

function fill(
  list: Seats & { labels: string[]; accessible: Set<number>; companion: Set<number> },
  run: Row,
  at: number,
) {
  const row = list.rows.length - 1;
  for (let i = 0; i <= run.to - run.from; i++) {
    const index = at + i;
    list.seatNos[index] = run.from + i;
    list.x[index] = run.x?.[i] ?? 0;
    list.y[index] = run.y?.[i] ?? 0;
    list.grades[index] = GRADES.indexOf(run.grade);
    list.rowOf[index] = row;
    list.labels.push(run.labels?.[i] ?? String(run.from + i));
  }
  for (const seatNo of run.accessible ?? []) list.accessible.add(at + seatNo - run.from);
  for (const seatNo of run.companion ?? []) list.companion.add(at + seatNo - run.from);
}

/** The median distance of neighbours, of a sample of them. */
function pitchOf({ seats, x, y, rowOf }: Seats): number {
  const step = Math.max(1, Math.floor(seats / 500));
  const distances: number[] = [];
  for (let i = 1; i < seats; i += step) {
    if (rowOf[i] !== rowOf[i - 1]) continue;
    const distance = Math.hypot((x[i] ?? 0) - (x[i - 1] ?? 0), (y[i] ?? 0) - (y[i - 1] ?? 0));
    if (distance > 0) distances.push(distance);
  }
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? USUAL_PITCH_CM;
}

function sectionsOf(sections: readonly Section[], list: Seats, pitch: number): HallSection[] {
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

/** In front of all, before what the layout says is the middle of it. */
function stageOf(all: Box, focus: Drawn['focus'], pitch: number): Box {
  const width = Math.max(pitch * 6, (all.right - all.left) * 0.4);
  const height = Math.max(pitch * 1.6, width * 0.07);
  const middle = focus && focus.x > all.left && focus.x < all.right ? focus.x : (all.left + all.right) / 2;
  const bottom = all.top - height * 0.6;
  return { left: middle - width / 2, top: bottom - height, right: middle + width / 2, bottom };
}
