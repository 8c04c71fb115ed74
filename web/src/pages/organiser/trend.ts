// How a line went over the last minutes: what the page saw, and how it is drawn.

/** What was seen at a moment: epoch ms, and numbers of people and of seats. */
export interface Sample {
  readonly at: number;
  readonly waiting: number;
  readonly active: number;
  /** Sold or held; undefined until it was asked for. */
  readonly taken: number | undefined;
}

export interface Point {
  readonly at: number;
  readonly value: number;
}

/** What a chart shows: from when until when (epoch ms), and from 0 up to what. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

/** What is older is forgotten. */
export const KEPT_MS = 600_000;
/** A chart shows no less time than that, or its first two samples would fill it. */
const LEAST_MS = 60_000;
/** Samples that are further apart have something between them that nobody saw. */
const GAP_MS = 30_000;

/** With one more sample. One of the same moment, or from before, takes the place of what is not older. */
export function remember(known: readonly Sample[], sample: Sample): readonly Sample[] {
  const since = sample.at - KEPT_MS;
  return [...known.filter(({ at }) => at < sample.at && at >= since), sample];
}

/** One number of all samples, where it is known. */
export function pointsOf(samples: readonly Sample[], name: 'waiting' | 'active' | 'taken'): readonly Point[] {
  return samples.flatMap(({ at, [name]: value }) => (value === undefined ? [] : [{ at, value }]));
}

/** The least round number (1, 2 or 5, and noughts) that is no less; 1 for what is below. */
export function roundUp(most: number): number {
  if (most <= 1) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return unit * ([1, 2, 5].find((step) => step * unit >= most) ?? 10);
}

/** The span that shows all points; undefined without any. */
export function spanOf(points: readonly Point[]): Span | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return undefined;
  const from = Math.min(first.at, last.at - LEAST_MS);
  return { from, to: last.at, top: roundUp(Math.max(...points.map(({ value }) => value))) };
}

/** A line through the points as an SVG path in a box of `width` × `height`, broken where nobody looked. */
export function pathOf(points: readonly Point[], { from, to, top }: Span, width: number, height: number): string {
  const rounded = (n: number) => Math.round(n * 100) / 100;
  return points
    .map(({ at, value }, i) => {
      const before = points[i - 1];
      const isBegun = before !== undefined && at - before.at <= GAP_MS;
      const x = rounded(((at - from) / (to - from)) * width);
      const y = rounded(height - (Math.min(value, top) / top) * height);
      return `${isBegun ? 'L' : 'M'}${x} ${y}`;
    })
    .join('');
}

/** The least and the most of them. */
export function rangeOf(points: readonly Point[]): { readonly least: number; readonly most: number } {
  const values = points.map(({ value }) => value);
  return { least: Math.min(...values), most: Math.max(...values) };
}

/** For a table: the newest first, and of those within `everyMs` of each other only the newest. */
export function thinned(samples: readonly Sample[], everyMs: number): readonly Sample[] {
  const rows: Sample[] = [];
  for (const sample of samples.toReversed()) {
    const last = rows.at(-1);
    if (!last || last.at - sample.at >= everyMs) rows.push(sample);
  }
  return rows;
}
