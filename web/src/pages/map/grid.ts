// Which seats are where: squares of the plane, each with the seats in it.
import { type Box, boxOf } from './box.ts';

interface Points {
  readonly seats: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export interface Grid {
  /** The side of a square. */
  readonly side: number;
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly lines: number;
  /** Of square s: `seats[starts[s]]` to before `seats[starts[s + 1]]`. */
  readonly starts: Int32Array;
  readonly seats: Int32Array;
}

/** A hall that is drawn on a scale of its own must not fill the memory with empty squares. */
const MOST_SQUARES = 250_000;

export function gridOf({ seats, x, y }: Points, asked: number): Grid {
  const { left, top, right, bottom } =
    seats === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : boxOf({ x, y }, 0, seats);
  const least = Math.sqrt(((right - left) * (bottom - top)) / MOST_SQUARES);
  const side = Math.max(asked, least, (right - left) / MOST_SQUARES, (bottom - top) / MOST_SQUARES);
  const columns = Math.floor((right - left) / side) + 1;
  const lines = Math.floor((bottom - top) / side) + 1;
  const squareOf = (i: number) =>
    Math.floor(((y[i] ?? 0) - top) / side) * columns + Math.floor(((x[i] ?? 0) - left) / side);
  const starts = new Int32Array(columns * lines + 1);
  for (let i = 0; i < seats; i++) starts[squareOf(i) + 1] = (starts[squareOf(i) + 1] ?? 0) + 1;
  for (let square = 0; square < columns * lines; square++) {
    starts[square + 1] = (starts[square + 1] ?? 0) + (starts[square] ?? 0);
  }
  const next = starts.slice();
  const sorted = new Int32Array(seats);
  for (let i = 0; i < seats; i++) {
    const square = squareOf(i);
    const at = next[square] ?? 0;
    sorted[at] = i;
    next[square] = at + 1;
  }
  return { side, left, top, columns, lines, starts, seats: sorted };
}

/** Calls `found` with runs of `grid.seats` that hold every seat inside of the box, and others around it. */
export function eachRun(grid: Grid, box: Box, found: (from: number, to: number) => void): void {
  const { side, left, top, columns, lines, starts } = grid;
  const firstColumn = Math.max(0, Math.floor((box.left - left) / side));
  const lastColumn = Math.min(columns - 1, Math.floor((box.right - left) / side));
  const firstLine = Math.max(0, Math.floor((box.top - top) / side));
  const lastLine = Math.min(lines - 1, Math.floor((box.bottom - top) / side));
  if (firstColumn > lastColumn) return;
  for (let line = firstLine; line <= lastLine; line++) {
    const from = starts[line * columns + firstColumn] ?? 0;
    const to = starts[line * columns + lastColumn + 1] ?? 0;
    if (to > from) found(from, to);
  }
}

/** @returns the seat nearest to a point, no further than `within`; -1 if there is none */
export function nearest(
  grid: Grid,
  points: Points,
  at: { readonly x: number; readonly y: number },
  within: number,
): number {
  let best = -1;
  let bestSquare = within * within;
  const box = { left: at.x - within, top: at.y - within, right: at.x + within, bottom: at.y + within };
  eachRun(grid, box, (from, to) => {
    for (let i = from; i < to; i++) {
      const seat = grid.seats[i] ?? 0;
      const square = ((points.x[seat] ?? 0) - at.x) ** 2 + ((points.y[seat] ?? 0) - at.y) ** 2;
      if (square > bestSquare || (square === bestSquare && best !== -1)) continue;
      best = seat;
      bestSquare = square;
    }
  });
  return best;
}
