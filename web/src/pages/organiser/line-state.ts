// What a line is doing, in one word; whether its ticks run; how fast it really is.
import type { LineNow } from '../../api/organiser.ts';

/** `still`: nothing stops it but its rate, which is 0. `passing`: everybody who waits is let in. */
export type LineState =
  | 'closed'
  | 'ended'
  | 'soldOut'
  | 'paused'
  | 'passing'
  | 'notStarted'
  | 'early'
  | 'still'
  | 'slowed'
  | 'running';

type Known = Pick<LineNow, 'phase' | 'paused' | 'closed' | 'passThroughUntil' | 'ratePerSecond' | 'backpressure'>;

/** @param now epoch ms by the server's clock */
export function stateOf(line: Known, now: number): LineState {
  if (line.closed) return 'closed';
  if (line.phase === 'CLOSED') return 'ended';
  if (line.phase === 'SOLD_OUT') return 'soldOut';
  if (line.paused) return 'paused';
  if (line.phase === 'NOT_STARTED') return 'notStarted';
  if (line.phase === 'EARLY') return 'early';
  if (isPassing(line, now)) return 'passing';
  if (line.ratePerSecond === 0) return 'still';
  return line.backpressure.factor < 1 ? 'slowed' : 'running';
}

export function isPassing({ passThroughUntil }: Pick<LineNow, 'passThroughUntil'>, now: number): boolean {
  return passThroughUntil !== undefined && Date.parse(passThroughUntil) > now;
}

export type Tone = 'good' | 'warn' | 'bad' | undefined;

export function toneOf(state: LineState): Tone {
  switch (state) {
    case 'running':
      return 'good';
    case 'paused':
    case 'passing':
    case 'still':
    case 'slowed':
      return 'warn';
    case 'closed':
      return 'bad';
    case 'ended':
    case 'soldOut':
    case 'notStarted':
    case 'early':
      return undefined;
    default:
      return state satisfies never;
  }
}

/** One tick a second, noted each ten: what is older than these is late, and then stands still. */
const LATE_SECONDS = 15;
const STOPPED_SECONDS = 60;

/** `none`: nobody waits for one. */
export type Ticks = 'none' | 'good' | 'late' | 'stopped';

export function ticksOf({ oldestSeconds }: LineNow['ticks']): Ticks {
  if (oldestSeconds === undefined) return 'none';
  if (oldestSeconds >= STOPPED_SECONDS) return 'stopped';
  return oldestSeconds >= LATE_SECONDS ? 'late' : 'good';
}

/** Whether what one sees is so old that it is said. `ageMs`: since it was asked for. */
export const isStale = (ageMs: number): boolean => ageMs > 5_000;

type Sold = { readonly total: number; readonly available: number };

/** How many are sold or held, and their part of all (0 to 1). */
export function takenOf(parts: readonly Sold[]): { readonly taken: number; readonly total: number; share: number } {
  const total = parts.reduce((sum, part) => sum + part.total, 0);
  const taken = parts.reduce((sum, part) => sum + part.total - part.available, 0);
  return { taken, total, share: total === 0 ? 0 : taken / total };
}
