// Who asked when, in an instance's memory: best effort, as each instance has its own.
import { type Polls, polled, tooEarly } from './domain-polls.ts';

/** Places that an instance remembers; the one that asked longest ago goes first. */
const MOST = 10_000;

export interface PollMemory {
  /** After how many seconds to ask again, if this poll came far too early. */
  tooEarly(poller: string, now: number): number | undefined;
  /** Takes a poll into account that was told this pace. */
  polled(poller: string, pollAfterSeconds: number, now: number): void;
  /** Of somebody who waits no more. */
  forget(poller: string): void;
}

export function createPollMemory(most = MOST): PollMemory {
  const pollers = new Map<string, Polls>();
  return {
    tooEarly: (poller, now) => tooEarly(pollers.get(poller), now),
    polled(poller, pollAfterSeconds, now) {
      const next = polled(pollers.get(poller), pollAfterSeconds, now);
      pollers.delete(poller);
      pollers.set(poller, next);
      const oldest = pollers.keys().next();
      if (pollers.size > most && !oldest.done) pollers.delete(oldest.value);
    },
    forget: (poller) => void pollers.delete(poller),
  };
}
