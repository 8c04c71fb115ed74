// Backpressure: the line slows down while the shop cannot serve those it has let in (requirements R1, "at the pace").

/** How holds and payments went lately. */
export interface Health {
  readonly calls: number;
  /** Those that were answered 5xx or turned away for their number. */
  readonly failed: number;
}

export interface Pressure {
  /** The part of the rate that is used: 1, and less while the shop is overloaded. */
  readonly factor: number;
  /** When it changed (epoch ms). */
  readonly at: number;
}

export const UNPRESSED: Pressure = { factor: 1, at: 0 };

/** Calls are counted in spans of this length; the last ten seconds are in the newest three. */
export const SPAN_MS = 5_000;
const WINDOW_MS = 10_000;
/** A change shows in the counters only once their window is over. */
const STEP_MS = WINDOW_MS + SPAN_MS;
/** Fewer calls than this say nothing. */
const LEAST_CALLS = 20;
/** The line never stands still for this alone: whoever is admitted finds out whether it is over. */
const LEAST_FACTOR = 1 / 64;
const RECOVERY_STEP = 1 / 8;

export function spanOf(now: number): number {
  return Math.floor(now / SPAN_MS);
}

/** The spans that the last ten seconds are in. */
export function recentSpans(now: number): number[] {
  const newest = spanOf(now);
  return [newest, newest - 1, newest - WINDOW_MS / SPAN_MS];
}

export function failedShare({ calls, failed }: Health): number {
  return calls === 0 ? 0 : failed / calls;
}

/**
 * Halves the pace when too many calls fail, and gives it back in steps (additive increase, multiplicative decrease:
 * Chiu and Jain, https://doi.org/10.1016/0169-7552(89)90019-6).
 * @param mostFailed the share (0–1) above which the shop is overloaded
 */
export function press(pressure: Pressure, health: Health, mostFailed: number, now: number): Pressure {
  // A change that was written by a clock far ahead must not hold for long.
  const since = now - Math.min(pressure.at, now);
  if (since < STEP_MS && pressure.at !== 0) return pressure;
  const isOverloaded = health.calls >= LEAST_CALLS && failedShare(health) > mostFailed;
  const factor = isOverloaded
    ? Math.max(LEAST_FACTOR, pressure.factor / 2)
    : Math.min(1, pressure.factor + RECOVERY_STEP * Math.floor(since / STEP_MS));
  return factor === pressure.factor ? pressure : { factor, at: now };
}
