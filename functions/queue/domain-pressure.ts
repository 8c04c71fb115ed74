// Backpressure: the line slows down while the shop cannot serve those it has let in (requirements R1, "at the pace").

import { SKEW_MS } from './domain-places.ts';

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
 * Halves the pace when too many calls fail, and gives it back in steps: doubled while it is small, then by an eighth
 * (slow start and additive increase, multiplicative decrease:
 * Chiu and Jain, https://doi.org/10.1016/0169-7552(89)90019-6).
 * @param mostFailed the share (0–1) above which the shop is overloaded
 */
export function press(pressure: Pressure, health: Health, mostFailed: number, now: number): Pressure {
  // A change that a wrong clock wrote far ahead is not waited for.
  const since = pressure.at > now + SKEW_MS ? STEP_MS : Math.max(0, now - pressure.at);
  if (since < STEP_MS) return pressure;
  const isOverloaded = health.calls >= LEAST_CALLS && failedShare(health) > mostFailed;
  // Also at the least: recovery counts from the last time that it was too much.
  if (isOverloaded) return { factor: Math.max(LEAST_FACTOR, pressure.factor / 2), at: now };
  let { factor } = pressure;
  for (let steps = Math.floor(since / STEP_MS); steps > 0 && factor < 1; steps--) {
    factor = Math.min(1, factor + Math.min(RECOVERY_STEP, factor));
  }
  return factor === pressure.factor ? pressure : { factor, at: now };
}
