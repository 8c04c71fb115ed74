// What is tried again by itself, and when: at the server's pace where it names one.
import { ApiError } from '../../../functions/shared/client.ts';

/** Who is told to wait for longer is told so, and asked. */
const LONGEST_WAIT_SECONDS = 30;
const MOST_TRIES = 8;
const FIRST_MS = 500;
const LONGEST_MS = 15_000;
const SURVIVED = [429, 500, 502, 503, 504];

/** Whether the same request may well succeed later: no answer at all, or one that says so. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return error instanceof Error && isNoAnswer(error);
  return SURVIVED.includes(error.status) && (error.retryAfterSeconds ?? 0) <= LONGEST_WAIT_SECONDS;
}

/** As `fetch` throws it: `TypeError` without a network, `TimeoutError` and `AbortError` after a time. */
export function isNoAnswer(error: unknown): boolean {
  return error instanceof Error && ['TypeError', 'TimeoutError', 'AbortError'].includes(error.name);
}

/** @param failures how many there were before this one */
export function retries(failures: number, error: unknown): boolean {
  return failures < MOST_TRIES && isPassing(error);
}

/** Milliseconds until the next try; spread, so that all who were turned away do not come back at once. */
export function retryDelay(failures: number, error: unknown): number {
  const told = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
  const grown = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
  return Math.max(told, grown / 2) + Math.random() * (grown / 2);
}
