// The lines of a layout's CSV, cell by cell: what each says, and what is wrong with it by itself.
import type { Sentence } from '../shared/problem.ts';
import type { FieldFault } from '../shared/request.ts';
import type { Grade } from './contract-layout.ts';
import { type Line, readCsv } from './domain-csv.ts';

const COLUMNS = [
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
  /** The line that names the columns. */
  readonly headLine: number;
}

type Limits = { readonly grades: readonly Grade[]; readonly mostSeatNo: number };

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
} satisfies Record<string, Sentence>;

/** Every line of a file, and the faults that it has without looking at another. */
export function readCells(text: string, limits: Limits): Cells {
  const csv = readCsv(text);
  const [head, ...rest] = csv.lines;
  const faults: FieldFault[] = [
    ...csv.misquoted.map((line) => ({ field: 'line', line, message: SAYS.quote })),
    ...csv.unclosed.map((line) => ({ field: 'line', line, message: SAYS.open })),
  ];
  if (!head) {
    if (faults.length === 0) faults.push({ field: 'body', message: SAYS.empty });
    return { lines: [], faults, headLine: 1 };
  }
  // The header itself could not be read: nothing tells what the cells below it are.
  if (faults.some(({ line = 0 }) => line < head.line)) return { lines: [], faults, headLine: 1 };
  const { columns, wrong } = readHeader(head);
  faults.push(...wrong);
  if (faults.length === 0 && rest.length === 0) faults.push({ field: 'body', message: SAYS.lines });
  if (wrong.length > 0) return { lines: [], faults, headLine: head.line };
  const lines = rest.flatMap((line) => readLine(line, columns, limits, faults) ?? []);
  return { lines, faults, headLine: head.line };
}

function readHeader({ line, cells }: Line): { columns: readonly Column[]; wrong: FieldFault[] } {
  const columns = cells.map((cell) => cell.trim()) as Column[];
  const has = (column: Column) => columns.includes(column);
  const needsSeats = !has('capacity') || has('row') || has('seatNo') || has('grade');
  const needed: Column[] = ['section', ...(needsSeats ? (['row', 'seatNo', 'grade'] as const) : [])];
  const wrong = [
    ...columns.flatMap((column, i) => {
      if (!COLUMNS.includes(column)) return [{ field: column, line, message: SAYS.unknown }];
      return columns.indexOf(column) < i ? [{ field: column, line, message: SAYS.twice }] : [];
    }),
    ...needed.filter((column) => !has(column)).map((field) => ({ field, line, message: SAYS.column })),
  ];
  return { columns, wrong };
}

/** What a line says; undefined when it does not say what it is of. Its faults are added to `faults`. */
function readLine(line: Line, columns: readonly Column[], limits: Limits, faults: FieldFault[]) {
  const { length } = columns;
  if (line.cells.length !== length) {
    const message = { ko: `칸이 ${length}개여야 합니다`, en: `must have ${length} cells, as the header has` };
    faults.push({ field: 'line', line: line.line, message });
    return undefined;
  }
  const read = cellReader(line, columns, faults);
  for (const column of columns) if (read.cell(column).includes('\uFFFD')) read.tell(column, SAYS.utf8);
  return read.cell('capacity') === '' ? readSeat(read, limits) : readStanding(read);
}

type CellReader = ReturnType<typeof cellReader>;

/** Reads a line's cells as what they should be; of a cell the first fault is told. */
function cellReader({ line, cells }: Line, columns: readonly Column[], faults: FieldFault[]) {
  const told = new Set<Column>();
  const tell = (field: Column, message: Sentence) => {
    if (!told.has(field)) faults.push({ field, line, message });
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
