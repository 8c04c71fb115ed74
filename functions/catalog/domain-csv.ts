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
  /** The first line that was not read, as there were too many, or too many bad quotes; absent where all were read. */
  readonly endedBefore?: number;
}

/** Reading begins anew behind each bad quote: a file with so many is read no further. */
const MOST_BAD_QUOTES = 100;

/** Blank ones left out: twice the seats of the largest hall. */
const MOST_LINES = 100_000;

const LINE_END = /\r\n|\n|\r/;

/** A line with a misplaced quote says nothing sure: reading goes on with the next one. */
export function readCsv(text: string): Csv {
  const bytes = Buffer.from(text);
  const starts = startsOf(bytes);
  const csv = { lines: [] as Line[], misquoted: [] as number[], unclosed: [] as number[] };
  let from = 0;
  let left = MOST_LINES;
  while ((starts[from] ?? bytes.length) < bytes.length) {
    const badQuotes = csv.unclosed.length + csv.misquoted.length;
    if (badQuotes >= MOST_BAD_QUOTES || left === 0) return { ...csv, endedBefore: from + 1 };
    const { read, reached, error } = readLines(bytes.subarray(starts[from]), from, csv.lines, left);
    left -= read;
    if (error) {
      let bad = reached;
      while (isBlank(bytes, starts[bad])) bad++;
      (error.code === 'CSV_QUOTE_NOT_CLOSED' ? csv.unclosed : csv.misquoted).push(bad + 1);
      from = bad + 1;
    } else {
      if (left > 0) break;
      from = reached;
    }
  }
  return csv;
}

/**
 * Reads up to the first error, or so many.
 * @returns how many it read, and how many lines of the file end where the last of them does
 */
function readLines(
  bytes: Buffer,
  before: number,
  lines: Line[],
  most: number,
): { read: number; reached: number; error?: CsvError } {
  let read = 0;
  let reached = before;
  try {
    parse(bytes, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: most,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (cells: string[], { lines: passed }) => {
        read += 1;
        reached = before + passed;
        // A record is known by its last line: its cells may have line ends of their own.
        const inside = cells.reduce((sum, cell) => sum + cell.split(LINE_END).length - 1, 0);
        if (cells.some((cell) => cell !== '')) lines.push({ line: reached - inside, cells });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { read, reached, error };
  }
  return { read, reached };
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
