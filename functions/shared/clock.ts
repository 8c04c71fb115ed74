// Time: where it comes from, and how it is written for people.

/** Epoch milliseconds. Handed to use cases, so that a rule never reads the clock itself. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** The offset of times in answers: Korea's, where the shows are. Stored times are epoch milliseconds and have none. */
const SEOUL_OFFSET_MS = 9 * 3_600_000;

/** Epoch milliseconds to ISO 8601 with offset, e.g. `2025-07-13T19:00:00.000+09:00`. */
export function toIso(atMs: number): string {
  return `${new Date(atMs + SEOUL_OFFSET_MS).toISOString().slice(0, -1)}+09:00`;
}

/** The calendar day in Seoul, `YYYY-MM-DD`. */
export function toDay(atMs: number): string {
  return new Date(atMs + SEOUL_OFFSET_MS).toISOString().slice(0, 10);
}

/** ISO 8601 with offset to epoch milliseconds; the text was validated by a contract. */
export function fromIso(text: string): number {
  return Date.parse(text);
}
