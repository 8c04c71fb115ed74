// The outline of a section: along its first row, the ends of its rows, and back along its last one.

interface Row {
  readonly first: number;
  readonly length: number;
}

interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** @returns corners one after the other: x, y, x, y … They are seats: it is drawn wider by half a seat. */
export function outlineOf({ x, y }: Points, rows: readonly Row[]): number[] {
  const ends = aligned({ x, y }, rows);
  const front = ends[0];
  const back = ends.at(-1);
  if (!front || !back) return [];
  const corners = [
    ...along(front),
    ...ends.slice(1, -1).map(({ to }) => to),
    ...(ends.length > 1 ? along(back).reverse() : []),
    ...ends
      .slice(1, -1)
      .map(({ from }) => from)
      .reverse(),
  ];
  return corners.flatMap((seat) => [x[seat] ?? 0, y[seat] ?? 0]);
}

/** A row from one of its ends to the other. */
interface Ends {
  readonly from: number;
  readonly to: number;
}

/** Rows that are counted from the other side are turned, so that all run the same way. */
function aligned({ x, y }: Points, rows: readonly Row[]): Ends[] {
  const distance = (a: number, b: number) => Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
  const ends: Ends[] = [];
  for (const { first, length } of rows) {
    const here = { from: first, to: first + length - 1 };
    const before = ends.at(-1);
    const isTurned =
      before !== undefined &&
      distance(before.from, here.to) + distance(before.to, here.from) <
        distance(before.from, here.from) + distance(before.to, here.to);
    ends.push(isTurned ? { from: here.to, to: here.from } : here);
  }
  return ends;
}

function along({ from, to }: Ends): number[] {
  const step = from <= to ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => from + i * step);
}

/** Where something may be written: around the middle, as wide as the outline is there. */
export interface Plate {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The part of a horizontal line inside of an outline that is around, or nearest to, a point. */
export function plateAt(outline: readonly number[], { x, y }: { readonly x: number; readonly y: number }): Plate {
  const crossings: number[] = [];
  for (let i = 0; i < outline.length; i += 2) {
    const [fromX = 0, fromY = 0] = [outline[i], outline[i + 1]];
    const [toX = 0, toY = 0] = [outline[(i + 2) % outline.length], outline[(i + 3) % outline.length]];
    if (fromY <= y !== toY <= y) crossings.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
  }
  crossings.sort((a, b) => a - b);
  let best = { x, y, width: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from = 0, to = 0] = [crossings[i], crossings[i + 1]];
    const away = Math.max(0, from - x, x - to);
    if (away >= least) continue;
    least = away;
    best = { x: (from + to) / 2, y, width: to - from };
  }
  return best;
}
