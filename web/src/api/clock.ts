// The server's time, as far as answers let one know it: all that counts down here does so by that clock.
import { useEffect, useState } from 'react';

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
  /** For how long something between us may have kept the answer. */
  readonly keptMs: number;
}

const SECOND_MS = 1000;

/** What a sample adds to what is known; where both cannot be true, a clock was set, and the sample counts alone. */
export function narrowed(known: Bounds | undefined, { dateMs, sentAt, receivedAt, keptMs }: Sample): Bounds {
  const sample = { least: dateMs - receivedAt, most: dateMs + SECOND_MS + keptMs - sentAt };
  if (!known) return sample;
  const both = { least: Math.max(known.least, sample.least), most: Math.min(known.most, sample.most) };
  return both.least <= both.most ? both : sample;
}

let bounds: Bounds | undefined;

/** Notes what an answer says of the time. */
export function learnTime(response: Response, sentAt: number, receivedAt: number): void {
  const dateMs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(dateMs)) return;
  const isKept = !/no-store/.test(response.headers.get('cache-control') ?? '');
  bounds = narrowed(bounds, { dateMs, sentAt, receivedAt, keptMs: isKept ? 2 * SECOND_MS : 0 });
}

/** Epoch ms by the server's clock; by this machine's until a first answer. */
export function serverNow(): number {
  return Date.now() + (bounds ? (bounds.least + bounds.most) / 2 : 0);
}

/** The server's time, renewed every so often while it is shown. */
export function useServerNow(everyMs = SECOND_MS / 4): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
