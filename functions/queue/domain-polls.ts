// Who asks far more often than told: turned away from memory alone, before anything is read.

/** One place's polls, as this instance saw them. */
export interface Polls {
  /** Polls that came before their time, just after the last one. */
  readonly ahead: number;
  /** The last one that was answered (epoch ms), and the pace it was told. */
  readonly at: number;
  readonly pollAfterSeconds: number;
}

/** So many times faster than told may somebody ask for long: with several tabs, say. */
const FASTER = 4;
/** And so many polls at once. */
const BURST = 8;

/** How many polls somebody is ahead now: they wear off at the fastest pace that is let through. */
function aheadAt({ ahead, at, pollAfterSeconds }: Polls, now: number): number {
  return Math.max(0, ahead - (Math.max(0, now - at) * FASTER) / (pollAfterSeconds * 1000));
}

/**
 * Whether a poll came far too early (a leaky bucket of `BURST` polls that leaks at `FASTER` times the told pace).
 * @returns after how many seconds to ask again, if so
 */
export function tooEarly(polls: Polls | undefined, now: number): number | undefined {
  return polls && aheadAt(polls, now) + 1 > BURST ? polls.pollAfterSeconds : undefined;
}

/** The polls after one that was answered, and told this pace. */
export function polled(polls: Polls | undefined, pollAfterSeconds: number, now: number): Polls {
  return { ahead: Math.min(BURST, (polls ? aheadAt(polls, now) : 0) + 1), at: now, pollAfterSeconds };
}
