// A layout written as CSV (RFC 4180), a line for each seat or standing room: read into sections, with its faults by line.
import type { FieldFault } from '../shared/request.ts';
import type { Row, Section } from './contract-layout.ts';
import type { LayoutFault } from './domain-layout-checks.ts';
import {
  type Cells,
  type Column,
  type Limits,
  readCells,
  type SeatLine,
  type StandingLine,
} from './domain-layout-lines.ts';

/** What a CSV says, as far as it can be made out, and where each part of it stands. */
export interface LayoutCsv {
  readonly sections: Section[];
  /** How many faults its lines have beside those that are told; with any, nothing was made out. */
  readonly more: number;
  /**
   * Every fault by its line and column: the lines' own, and those that were found in `sections` (by their paths),
   * in the order of lines.
   */
  faultsWith(found: readonly (FieldFault | LayoutFault)[]): FieldFault[];
}

/** A row's neighbours: in the order of their numbers. */
interface Run {
  readonly seats: SeatLine[];
}

interface Part {
  readonly name: string;
  readonly runs: Run[];
  standing?: StandingLine;
}

/**
 * Neighbouring lines of one row with consecutive numbers, up or down, and one grade are a run; a number that is left
 * out, or another grade, begins the next run of the row: an aisle.
 */
export function readLayoutCsv(text: string, limits: Limits): LayoutCsv {
  const cells = readCells(text, limits);
  const parts = partsOf(cells);
  return {
    sections: parts.map(sectionOf),
    more: cells.more,
    faultsWith: (found) => merged(cells, parts, found),
  };
}

function partsOf({ lines }: Cells): Part[] {
  const parts: Part[] = [];
  for (const line of lines) {
    let part = parts.at(-1);
    if (!part || part.name !== line.section || (line.kind === 'standing' && part.standing)) {
      part = { name: line.section, runs: [] };
      parts.push(part);
    }
    if (line.kind === 'standing') part.standing = line;
    else addSeat(part.runs, line);
  }
  for (const { runs } of parts) for (const { seats } of runs) seats.sort((a, b) => a.seatNo - b.seatNo);
  return parts;
}

function addSeat(runs: Run[], seat: SeatLine): void {
  const seats = runs.at(-1)?.seats;
  const last = seats?.at(-1);
  const before = seats?.at(-2);
  const step = last ? seat.seatNo - last.seatNo : 0;
  const goesOn = Math.abs(step) === 1 && (!last || !before || step === last.seatNo - before.seatNo);
  if (seats && last && goesOn && last.row === seat.row && last.grade === seat.grade) seats.push(seat);
  else runs.push({ seats: [seat] });
}

function sectionOf({ name, runs, standing }: Part): Section {
  const hasPlaces = runs.some(({ seats }) => seats.some(({ x }) => x !== undefined));
  return {
    section: name,
    ...(runs.length > 0 ? { rows: runs.map(({ seats }) => rowOf(seats, hasPlaces)) } : {}),
    ...(standing ? { standing: { capacity: standing.capacity } } : {}),
  };
}

function rowOf(seats: readonly SeatLine[], hasPlaces: boolean): Row {
  const [first, last] = [seats[0], seats.at(-1)];
  if (!first || !last) throw new Error('a run has a seat');
  const numbersOf = (is: (seat: SeatLine) => boolean) => seats.filter(is).map(({ seatNo }) => seatNo);
  return {
    row: first.row,
    grade: first.grade,
    from: first.seatNo,
    to: last.seatNo,
    ...(seats.some(({ label }) => label !== '') ? { labels: seats.map(labelOf) } : {}),
    ...(hasPlaces ? { x: seats.map(({ x, line }) => x ?? line), y: seats.map(({ y, line }) => y ?? line) } : {}),
    accessible: numbersOf(({ accessible }) => accessible),
    companion: numbersOf(({ companion }) => companion),
  };
}

const labelOf = ({ label, seatNo }: SeatLine) => label || String(seatNo);

/** A cell has one fault: what its own line says of it comes first, as what is made of a bad cell is made up. */
function merged(cells: Cells, parts: readonly Part[], found: readonly (FieldFault | LayoutFault)[]): FieldFault[] {
  const told = new Set<string>();
  const all = [...cells.faults, ...missingPlaces(parts), ...found.flatMap((fault) => placesOf(cells, parts, fault))];
  const once = all.filter(({ field, line }) => {
    const cell = `${line} ${field}`;
    if (line !== undefined && told.has(cell)) return false;
    told.add(cell);
    // Nothing was made out: why is told by another fault.
    return !(field === 'sections' && cells.faults.length > 0 && parts.length === 0);
  });
  return once.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** Seats without a place in a section where others have one. */
function missingPlaces(parts: readonly Part[]): FieldFault[] {
  return parts.flatMap(({ runs }) => {
    const seats = runs.flatMap((run) => run.seats);
    if (!seats.some(({ x }) => x !== undefined)) return [];
    return seats.flatMap(({ x, y, line }) => {
      if (x !== undefined && y !== undefined) return [];
      const message = {
        ko: '이 구역의 다른 좌석처럼 필요합니다',
        en: 'is needed, as other seats of this section have it',
      };
      return (['x', 'y'] as const).map((field) => ({ field, line, message }));
    });
  });
}

/** Where in the file a fault of the sections is: a path such as `sections.0.rows.2.labels.5`, as line and column. */
function placesOf({ headLine }: Cells, parts: readonly Part[], fault: FieldFault | LayoutFault): FieldFault[] {
  const { message } = fault;
  const at = (field: Column, lines: readonly (number | undefined)[]) =>
    lines.map((line) => ({ field, message, line: line ?? headLine }));
  const [root = '', s, , r, name, i] = fault.field.split('.');
  const part = parts[Number(s)];
  if (root !== 'sections' || !part) return [{ field: root, message }];
  const first = part.runs[0]?.seats[0]?.line ?? part.standing?.line;
  const [, , kind] = fault.field.split('.');
  if (kind === 'section') return at('section', [first]);
  if (kind !== 'rows') return at('capacity', [part.standing?.line]);
  const seats = part.runs[Number(r)]?.seats;
  if (!seats) return at('row', [first]);
  const lines = seats.map(({ line }) => line);
  switch (name) {
    case 'grade':
      return at('grade', lines);
    case 'from':
      return at('seatNo', lines.slice(0, 'seats' in fault ? fault.seats : 1));
    case 'labels':
      return at('label', [lines[Number(i)]]);
    case 'x':
    case 'y':
      return at(name, [lines[Number(i)]]);
    case 'accessible':
    case 'companion':
      return at(name, [seats.filter((seat) => seat[name])[Number(i)]?.line]);
    default:
      return at('row', [lines[0]]);
  }
}
