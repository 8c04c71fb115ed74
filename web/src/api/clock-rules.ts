// What answers say of the server's clock: how far it is ahead of the one here, and which of them are believed.

/** How far the server's clock is ahead of this one: at least and at most, in ms. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export interface Sample {
  /** The answer's `Date`: whole seconds, so up to one more (RFC 9110 §6.6.1). */
  readonly dateMs: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** For how long something between us may have kept the answer; 0: it comes from the server itself. */
  readonly keptMs: number;
}

const SECOND_MS = 1000;
/** Bounds as wide as this say when the clock here is wrong, and little of by how much. */
const WIDE_MS = 5 * SECOND_MS;

/**
 * For how long caches may give an answer again, with the `Date` that it had: a browser's does so over a reload, too.
 * @param cacheControl RFC 9111 §5.2.2, RFC 5861 §3
 */
export function keptMsOf(cacheControl: string | null): number {
  const said = cacheControl ?? '';
  if (/\bno-store\b/i.test(said)) return 0;
  const secondsOf = (name: string) => Number(new RegExp(`(?:^|[\\s,])${name}=(\\d+)`, 'i').exec(said)?.[1] ?? 0);
  // Ages are whole seconds: one more.
  return (secondsOf('max-age') + secondsOf('stale-while-revalidate') + 1) * SECOND_MS;
}

/**
 * What a sample adds to what is known. Where both cannot be true, a clock was set, or an answer was kept for longer
 * than it may be, as browsers do on the way back. No `Date` is of the future: one that is later than was thought
 * possible counts. One that is earlier counts only where nobody can have kept it. What counts then counts alone.
 */
export function narrowed(known: Bounds | undefined, { dateMs, sentAt, receivedAt, keptMs }: Sample): Bounds {
  const sample = { least: dateMs - receivedAt, most: dateMs + SECOND_MS + keptMs - sentAt };
  if (!known) return sample;
  const both = { least: Math.max(known.least, sample.least), most: Math.min(known.most, sample.most) };
  if (both.least <= both.most) return both;
  return sample.most < known.least && keptMs > 0 ? known : sample;
}

/** By how much the server's clock is taken to be ahead, in ms: the middle, or as little as wide bounds let it be. */
export function aheadMs({ least, most }: Bounds): number {
  return most - least > WIDE_MS ? Math.min(most, Math.max(least, 0)) : (least + most) / 2;
}
