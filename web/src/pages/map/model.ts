// A layout as the map needs it: every seat by its index, in the order of the map's bits, with where it stands.
import { GRADES, MAX_SEAT_NO, type Row, type Section } from '../../../../functions/catalog/contract-layout.ts';
import { type Box, grown, join } from './box.ts';
import { type Grid, gridOf } from './grid.ts';
import { type HallSection, sectionsOf } from './sections.ts';

/** Seats of one row of one section, whatever aisles divide it. */
export interface HallRow {
  readonly name: string;
  readonly section: number;
  /** Index of its first seat, and how many there are. */
  readonly first: number;
  readonly length: number;
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

/** The seats alone. */
export type Seats = Pick<
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

/** In front of all, before what the layout says is the middle of it. */
function stageOf(all: Box, focus: Drawn['focus'], pitch: number): Box {
  const width = Math.max(pitch * 6, (all.right - all.left) * 0.4);
  const height = Math.max(pitch * 1.6, width * 0.07);
  const middle = focus && focus.x > all.left && focus.x < all.right ? focus.x : (all.left + all.right) / 2;
  const bottom = all.top - height * 0.6;
  return { left: middle - width / 2, top: bottom - height, right: middle + width / 2, bottom };
}
