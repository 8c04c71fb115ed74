// The lines of a layout's CSV, cell by cell: what each says, and what is wrong with it by itself.
import type { Sentence } from '../shared/problem.ts';
import type { FieldFault } from '../shared/request.ts';
import type { Grade } from './contract-layout.ts';
import { type Line, readCsv } from './domain-csv.ts';

/** Every column that there may be. */
export const COLUMNS = [
  'section',
  'row',
  'seatNo',
  'label',
  'grade',
  'x',
  'y',
  'accessible',
  'companion',
  'capacity',
] as const;
export type Column = (typeof COLUMNS)[number];

/** What only a seat has: beside a capacity these stay empty. */
const OF_SEATS = ['row', 'seatNo', 'label', 'x', 'y', 'accessible', 'companion'] as const;

/** `x`, `y`: both, or neither; where one of them is no number, one that nobody else has, as that is told already. */
export interface SeatLine {
  readonly kind: 'seat';
  readonly line: number;
  readonly section: string;
  readonly row: string;
  readonly seatNo: number;
  /** Empty where there is none. */
  readonly label: string;
  readonly grade: Grade;
  readonly x: number | undefined;
  readonly y: number | undefined;
  readonly accessible: boolean;
  readonly companion: boolean;
}

export interface StandingLine {
  readonly kind: 'standing';
  readonly line: number;
  readonly section: string;
  readonly capacity: number;
}

export interface Cells {
  /** The lines that say what they are of. */
  readonly lines: readonly (SeatLine | StandingLine)[];
  readonly faults: readonly FieldFault[];
  /** How many faults there are beside those; if any, no line is told of in `lines`. */
  readonly more: number;
  /** The line that names the columns. */
  readonly headLine: number;
}

/** `mostFaults`: of so many lines' faults each is told, and of the others how many there are. */
export interface Limits {
  readonly grades: readonly Grade[];
  readonly mostSeatNo: number;
  readonly mostFaults: number;
}

/** Faults as they are found. */
interface Found {
  readonly first: FieldFault[];
  more: number;
  readonly most: number;
}

function add(found: Found, fault: FieldFault): void {
  if (found.first.length < found.most) found.first.push(fault);
  else found.more += 1;
}

const SAYS = {
  required: { ko: '필수 항목입니다', en: 'is required' },
  number: { ko: '0 이상의 정수여야 합니다', en: 'must be a whole number, 0 or more' },
  yes: { ko: 'true 또는 false여야 합니다', en: 'must be true or false' },
  utf8: { ko: 'UTF-8로 저장된 파일이어야 합니다', en: 'must be saved as UTF-8' },
  seat: { ko: 'capacity가 있는 줄에는 비워 두어야 합니다', en: 'must be empty on a line with a capacity' },
  standing: {
    ko: 'capacity가 있는 줄은 STANDING이거나 비어 있어야 합니다',
    en: 'must be STANDING or empty on a line with a capacity',
  },
  unknown: { ko: '알 수 없는 열 이름입니다', en: 'is no column that is known here' },
  twice: { ko: '열 이름이 두 번 있습니다', en: 'is a column twice' },
  column: { ko: '이 열이 필요합니다', en: 'is a column that is needed' },
  empty: { ko: '파일이 비어 있습니다', en: 'is empty' },
  lines: { ko: '좌석이 한 줄도 없습니다', en: 'has no line beside its header' },
  quote: { ko: '따옴표를 잘못 썼습니다', en: 'has a quote in the wrong place' },
  open: { ko: '닫히지 않은 따옴표가 있습니다', en: 'has a quote that is never closed' },
  ended: {
    ko: '여기부터는 읽지 않았습니다: 앞에 줄이나 따옴표 오류가 너무 많습니다',
    en: 'and all behind it were not read, as there are too many lines, or bad quotes, before it',
  },
} satisfies Record<string, Sentence>;

/** Every line of a file, and the faults that it has without looking at another. */
export function readCells(text: string, limits: Limits): Cells {
  const csv = readCsv(text);
  const [head, ...rest] = csv.lines;
  const quotes: FieldFault[] = [
    ...csv.misquoted.map((line) => ({ field: 'line', line, message: SAYS.quote })),
    ...csv.unclosed.map((line) => ({ field: 'line', line, message: SAYS.open })),
    ...(csv.endedBefore === undefined ? [] : [{ field: 'line', line: csv.endedBefore, message: SAYS.ended }]),
  ];
  const nothing = { lines: [], more: 0, headLine: 1 };
  if (!head) return { ...nothing, faults: quotes.length > 0 ? quotes : [{ field: 'body', message: SAYS.empty }] };
  // The header itself could not be read: nothing tells what the cells below it are.
  if (quotes.some(({ line = 0 }) => line < head.line)) return { ...nothing, faults: quotes };
  const found: Found = { first: [], more: 0, most: limits.mostFaults };
  const columns = readHeader(head, found);
  const isHeadBad = found.first.length > 0;
  if (!isHeadBad && quotes.length === 0 && rest.length === 0) add(found, { field: 'body', message: SAYS.lines });
  const lines = isHeadBad ? [] : rest.flatMap((line) => readLine(line, columns, limits, found) ?? []);
  const { first, more } = found;
  return { lines: more > 0 ? [] : lines, faults: [...quotes, ...first], more, headLine: head.line };
}

function readHeader({ line, cells }: Line, found: Found): readonly Column[] {
  const columns = cells.map((cell) => cell.trim()) as Column[];
  const has = (column: Column) => columns.includes(column);
  const needsSeats = !has('capacity') || has('row') || has('seatNo') || has('grade');
  const needed: Column[] = ['section', ...(needsSeats ? (['row', 'seatNo', 'grade'] as const) : [])];
  const seen = new Set<Column>();
  for (const column of columns) {
    const isKnown = COLUMNS.includes(column);
    // One that is unknown is told once.
    if (seen.has(column) === isKnown) {
      add(found, { field: column, line, message: isKnown ? SAYS.twice : SAYS.unknown });
    }
    seen.add(column);
  }
  for (const field of needed) if (!has(field)) add(found, { field, line, message: SAYS.column });
  return columns;
}

/** What a line says; undefined when it does not say what it is of. Its faults are added to those that were found. */
function readLine(line: Line, columns: readonly Column[], limits: Limits, found: Found) {
  const { length } = columns;
  if (line.cells.length !== length) {
    const message = { ko: `칸이 ${length}개여야 합니다`, en: `must have ${length} cells, as the header has` };
    add(found, { field: 'line', line: line.line, message });
    return undefined;
  }
  const read = cellReader(line, columns, found);
  for (const column of columns) if (read.cell(column).includes('\uFFFD')) read.tell(column, SAYS.utf8);
  return read.cell('capacity') === '' ? readSeat(read, limits) : readStanding(read);
}

type CellReader = ReturnType<typeof cellReader>;

/** Reads a line's cells as what they should be; of a cell the first fault is told. */
function cellReader({ line, cells }: Line, columns: readonly Column[], found: Found) {
  const told = new Set<Column>();
  const tell = (field: Column, message: Sentence) => {
    if (!told.has(field)) add(found, { field, line, message });
    told.add(field);
  };
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? '';
  const given = (column: Column) => {
    if (cell(column) === '') tell(column, SAYS.required);
    return cell(column);
  };
  const number = (column: Column) => {
    if (/^\d{1,9}$/.test(given(column))) return Number(cell(column));
    tell(column, SAYS.number);
    return undefined;
  };
  const yes = (column: Column) => {
    const says = /^(?:(true|1|y|yes)|false|0|n|no|)$/i.exec(cell(column));
    if (!says) tell(column, SAYS.yes);
    return says?.[1] !== undefined;
  };
  return { line, tell, cell, given, number, yes };
}

function readStanding({ line, tell, cell, given, number }: CellReader): StandingLine | undefined {
  for (const column of OF_SEATS) if (cell(column) !== '') tell(column, SAYS.seat);
  if (!['', 'STANDING'].includes(cell('grade'))) tell('grade', SAYS.standing);
  const section = given('section');
  const capacity = number('capacity');
  return section && capacity !== undefined ? { kind: 'standing', line, section, capacity } : undefined;
}

function readSeat(
  { line, tell, cell, given, number, yes }: CellReader,
  { grades, mostSeatNo }: Limits,
): SeatLine | undefined {
  const [section, row, named] = [given('section'), given('row'), given('grade')];
  const grade = grades.find((one) => one === named);
  if (!grade) {
    const all = grades.join(', ');
    tell('grade', { ko: `다음 중 하나여야 합니다: ${all}`, en: `must be one of: ${all}` });
  }
  const seatNo = number('seatNo');
  const isNumber = seatNo !== undefined && seatNo >= 1 && seatNo <= mostSeatNo;
  if (!isNumber) tell('seatNo', { ko: `1 이상 ${mostSeatNo} 이하여야 합니다`, en: `must be from 1 to ${mostSeatNo}` });
  const isPlaced = cell('x') !== '' || cell('y') !== '';
  const coordinate = (column: 'x' | 'y') => (isPlaced ? (number(column) ?? -line) : undefined);
  const places = { x: coordinate('x'), y: coordinate('y') };
  const aids = { accessible: yes('accessible'), companion: yes('companion') };
  if (!section || !row || !grade || !isNumber) return undefined;
  return { kind: 'seat', line, section, row, seatNo, label: cell('label'), grade, ...places, ...aids };
}
