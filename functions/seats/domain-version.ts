// What all versions of maps begin with, and which moments of them are believed.
import { createHash } from 'node:crypto';
import type { Plan } from './domain-plan.ts';

/** The longest that a client's `since` may be; where a version would be longer, its hash names it. */
export const MOST_CHARACTERS = 2_048;

/** 8 characters that tell one date's versions, of one kind and form, from all others. */
export function tagOf(kind: 'S' | 'L', scheduleId: string, { seats, blocks }: Plan): string {
  const about = `${kind}1 ${scheduleId} ${seats.length} ${blocks.length}`;
  return createHash('sha256').update(about).digest('base64url').slice(0, 8);
}

/** How far the clocks of two instances may be apart. */
const SKEW_SECONDS = 10;

/** Whether a hold may have been over at that second (of the epoch; 0: none was), as another instance's clock said. */
export function isLapse(second: number, now: number): boolean {
  return second >= 0 && second <= now / 1000 + SKEW_SECONDS;
}
