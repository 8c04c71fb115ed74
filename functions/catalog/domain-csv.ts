// CSV (RFC 4180) as lines of cells, past whatever is wrong with its quotes.
import { CsvError, parse } from 'csv-parse/sync';

export interface Line {
  /** Where in the file it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Csv {
  /** Without blank ones, and those whose cells are all empty. */
  readonly lines: readonly Line[];
  /** Lines with a quote in the wrong place, and with one that is never closed. */
  readonly misquoted: readonly number[];
  readonly unclosed: readonly number[];
}

/** A quote that is never closed is looked for up to the end of the file: more of them are not worth the time. */
const MOST_UNCLOSED = 10;

const LINE_END = /\r\n|\n|\r/;

/** A line with a misplaced quote says nothing sure: reading goes on with the next one. */
export function readCsv(text: string): Csv {
  const bytes = Buffer.from(text);
  const starts = startsOf(bytes);
  const csv = { lines: [] as Line[], misquoted: [] as number[], unclosed: [] as number[] };
  let from = 0;
  while (from < starts.length && csv.unclosed.length < MOST_UNCLOSED) {
    const { reached, error } = readLines(bytes.subarray(starts[from]), from, csv.lines);
    if (!error) break;
    let bad = reached;
    while (isBlank(bytes, starts[bad])) bad++;
    (error.code === 'CSV_QUOTE_NOT_CLOSED' ? csv.unclosed : csv.misquoted).push(bad + 1);
    from = bad + 1;
  }
  return csv;
}

/** Reads up to the first error. @returns how many lines of the file are behind the last that was read */
function readLines(bytes: Buffer, before: number, lines: Line[]): { reached: number; error?: CsvError } {
  let reached = before;
  try {
    parse(bytes, {
      bom: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (cells: string[], { lines: read }) => {
        reached = before + read;
        // A record is known by its last line: its cells may have line ends of their own.
        const inside = cells.reduce((sum, cell) => sum + cell.split(LINE_END).length - 1, 0);
        if (cells.some((cell) => cell !== '')) lines.push({ line: reached - inside, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { reached, error };
  }
  return { reached };
}

const [LF, CR] = [0x0a, 0x0d];

/** Where each line of a file begins. */
function startsOf(bytes: Buffer): number[] {
  const starts = [0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) starts.push(i + 1);
  }
  return starts;
}

function isBlank(bytes: Buffer, start: number | undefined): boolean {
  return start !== undefined && (bytes[start] === LF || bytes[start] === CR);
}
