// The timer of a hold, and the watchdog over its confirmation: what it does at one look, and when it comes back.
import { hasEnded, isTombstone, type Kept } from './domain.ts';

/** What the timer of a hold does, and in how many seconds it comes back (never again when absent). */
export interface WatchDecision {
  readonly act: 'nothing' | 'settle' | 'confirm';
  readonly againInSeconds?: number;
}

/** The longest that SQS delays a message; and how soon the watchdog looks again at first once the time is over. */
const LONGEST_DELAY_SECONDS = 900;
const WATCHDOG_SECONDS = 60;

/** Waits for the end of the hold, settles it, and stays until it is confirmed or has ended. */
export function decideWatch(kept: Kept | undefined, now: number): WatchDecision {
  if (!kept || isTombstone(kept) || hasEnded(kept) || kept.status === 'CONFIRMED') return { act: 'nothing' };
  const restSeconds = Math.ceil((kept.expiresAt - now) / 1000);
  if (restSeconds > 0) return { act: 'nothing', againInSeconds: Math.min(restSeconds + 1, LONGEST_DELAY_SECONDS) };
  const act = kept.status === 'PENDING' ? 'settle' : kept.status === 'PAID' ? 'confirm' : 'nothing';
  // As long as it has stood still already: what minutes of asking did not help, asking more often does not.
  return { act, againInSeconds: Math.max(WATCHDOG_SECONDS, Math.min(-restSeconds, LONGEST_DELAY_SECONDS)) };
}
