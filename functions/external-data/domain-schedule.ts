// When a failed delivery is tried again, and how long a failing receiver is left alone.

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Between an attempt that failed and the next one; together 23 h 43 min. */
const DELAYS_MS: readonly number[] = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  8 * HOUR_MS,
];

export const MOST_ATTEMPTS = DELAYS_MS.length + 1;

/** So long after its first attempt, or its replay, a delivery is given up. */
const WINDOW_MS = 24 * HOUR_MS;

/** Pauses of a receiver that goes on failing: 30 s, 1, 2, 4, 8 and then always 15 minutes. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * MINUTE_MS;

/** A message can be kept back no longer. */
const MOST_DELAY_SECONDS = 900;

/** Up to a fifth shorter, so that what failed together does not come back together, and nothing ends later. */
function jittered(ms: number, chance: number): number {
  return Math.floor(ms * (1 - chance / 5));
}

export function giveUpAt(startedAt: number): number {
  return startedAt + WINDOW_MS;
}

/**
 * When a delivery that failed now is due again, or undefined when it was tried long enough.
 * @param delivery `attempts`: begun so far; `startedAt`: epoch milliseconds
 * @param chance 0 to 1
 */
export function nextDueAt(
  { attempts, startedAt }: { readonly attempts: number; readonly startedAt: number },
  now: number,
  chance: number,
): number | undefined {
  const delay = DELAYS_MS[Math.max(1, attempts) - 1];
  if (delay === undefined) return undefined;
  const dueAt = now + jittered(delay, chance);
  return dueAt > giveUpAt(startedAt) ? undefined : dueAt;
}

/** @param probes that failed so far */
export function pauseMs(probes: number, chance: number): number {
  return jittered(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** probes), chance);
}

/** For how long a message about something due at `until` is kept back; what is due later is looked at in between. */
export function delaySeconds(until: number, now: number): number {
  return Math.min(MOST_DELAY_SECONDS, Math.max(0, Math.ceil((until - now) / 1_000)));
}
