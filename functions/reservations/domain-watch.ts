// The timer of a hold, and the watchdog over its confirmation: what it does at one look, and when it comes back.
import { hasEnded, isTombstone, type Kept } from './domain.ts';

/**
 * What the timer of a hold does, and in how many seconds it comes back (never again when absent). `inquire`: nobody said
 * in time what became of its card payment.
 */
export interface WatchDecision {
  readonly act: 'nothing' | 'settle' | 'confirm' | 'inquire';
  readonly againInSeconds?: number;
}

/** The longest that SQS delays a message; and how soon the watchdog looks again at first once the time is over. */
const LONGEST_DELAY_SECONDS = 900;
const WATCHDOG_SECONDS = 60;

const ACTS = { PENDING: 'settle', PAYING: 'inquire', PAID: 'confirm' } as const;

/** Waits for the end of the hold, settles it, and stays until it is confirmed or has ended. */
export function decideWatch(kept: Kept | undefined, now: number): WatchDecision {
  if (!kept || isTombstone(kept) || hasEnded(kept)) return { act: 'nothing' };
  const { status, expiresAt, payingUntil = expiresAt } = kept;
  if (!isUnderWay(status)) return { act: 'nothing' };
  const dueAt = status === 'PAYING' ? Math.max(expiresAt, payingUntil) : expiresAt;
  const restSeconds = Math.ceil((dueAt - now) / 1000);
  if (restSeconds > 0) return { act: 'nothing', againInSeconds: Math.min(restSeconds + 1, LONGEST_DELAY_SECONDS) };
  // As long as it has stood still already: what minutes of asking did not help, asking more often does not.
  const againInSeconds = Math.max(WATCHDOG_SECONDS, Math.min(-restSeconds, LONGEST_DELAY_SECONDS));
  return { act: ACTS[status], againInSeconds };
}

const isUnderWay = (status: string): status is keyof typeof ACTS => status in ACTS;
