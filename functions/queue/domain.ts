// A sale's line: what its state holds, how many may go in now, when ticks are due (docs/design/data-model.md, Line).
import type { Controls, LineSettings } from './domain-controls.ts';
import { type Flow, FRESH_FLOW } from './domain-flow.ts';
import { SKEW_MS } from './domain-places.ts';
import { type Pressure, UNPRESSED } from './domain-pressure.ts';

/** Places admitted together; the unclaimed ones close at `closesAt` (epoch ms). */
export interface ClaimWindow {
  readonly from: number;
  readonly to: number;
  readonly closesAt: number;
}

/** When a tick was due, and when it ran (epoch ms). */
export interface Ticked {
  readonly dueAt: number;
  readonly ranAt: number;
}

/** A sale's line. Times are epoch milliseconds; `lastAdmitAt` has fractions, so that no part of a place is lost. */
export interface LineState extends LineSettings {
  /** CLOSED: no longer visited by the schedule. */
  readonly phase: 'OPEN' | 'CLOSED';
  /** What operators made of it; `LineSettings` are as they want them. */
  readonly controls: Controls;
  /** Everybody up to this place was admitted. */
  readonly watermark: number;
  readonly lastAdmitAt: number;
  readonly windows: readonly ClaimWindow[];
  /** The blocks that may hold somebody active, in ascending order. */
  readonly live: readonly number[];
  readonly flow: Flow;
  readonly pressure: Pressure;
  readonly ticksUntil: number;
  /** The newest tick that is known to have run. */
  readonly ticked: Ticked | undefined;
  /** When dates were sold out, by their ids; seats may have come back since. */
  readonly soldOut: Readonly<Record<string, number>>;
  readonly version: number;
}

export const TICK_MS = 1_000;
/** Ticks are sent in batches of this many, as many as one SendMessageBatch takes. */
export const TICKS = 10;
const TICKS_MS = TICKS * TICK_MS;
/** Ticks are sent ahead for no longer than this. */
export const TICKS_AHEAD_MS = 15_000;
/** Makes up for what binary fractions lose of a whole place. */
const EPSILON = 1e-6;

/** A line nobody joined yet; its last admission was one place ago, so the first person waits for a tick only. */
export function newLine(settings: LineSettings, controls: Controls, now: number): LineState {
  const { capacity, ratePerSecond, leaseSeconds, claimSeconds, secondsPerPlace } = settings;
  return {
    capacity,
    ratePerSecond,
    leaseSeconds,
    claimSeconds,
    secondsPerPlace,
    phase: 'OPEN',
    controls,
    watermark: 0,
    lastAdmitAt: ratePerSecond > 0 ? now - 1000 / ratePerSecond : now,
    windows: [],
    live: [],
    flow: FRESH_FLOW,
    pressure: UNPRESSED,
    ticksUntil: 0,
    ticked: undefined,
    soldOut: {},
    version: 0,
  };
}

/** People a second that may go in: the rate that was set, less what the shop cannot take at the moment. */
export function paceOf({ ratePerSecond, pressure }: Pick<LineState, 'ratePerSecond' | 'pressure'>): number {
  return ratePerSecond * pressure.factor;
}

/** Whether everybody who waits goes in, whatever rate and capacity say. */
export function isPassing({ controls }: Pick<LineState, 'controls'>, now: number): boolean {
  return now < controls.passThroughUntil;
}

/**
 * From when on the rate was not used up (epoch ms). Time before `usableSince` counts for one place, so that the first
 * person waits for a tick only and a line does not begin with a burst; and never more than one batch of ticks counts.
 * @param usableSince when the sale opened, an operator set this rate or ended a pause, whatever was last
 */
export function unusedSince(state: LineState, usableSince: number, now: number): number {
  const placeMs = 1000 / paceOf(state);
  // A last admission far in the future was written by a wrong clock: one tick's worth, and it is written anew.
  const last = state.lastAdmitAt > now + SKEW_MS ? now - Math.max(TICK_MS, placeMs) : state.lastAdmitAt;
  return Math.max(last, usableSince - placeMs, now - Math.max(TICKS_MS, placeMs));
}

/** How many the rate allows now. */
export function allowance(state: LineState, usableSince: number, now: number): number {
  const pace = paceOf(state);
  if (pace <= 0) return 0;
  const elapsedMs = Math.max(0, now - unusedSince(state, usableSince, now));
  return Math.floor((pace * elapsedMs) / 1000 + EPSILON);
}

export interface TickBatch {
  readonly until: number;
  /** When each tick is due, epoch ms, and the whole seconds until then. */
  readonly ticks: readonly { readonly at: number; readonly delaySeconds: number }[];
}

/**
 * The next ten ticks, or undefined: nobody waits for one, or enough are under way.
 * @param wantedFrom when somebody can be admitted (epoch ms, perhaps later than now); undefined while nobody can
 */
export function dueTicks(
  state: LineState,
  { wantedFrom, now }: { readonly wantedFrom: number | undefined; readonly now: number },
): TickBatch | undefined {
  const begin = state.windows.length > 0 ? now : wantedFrom;
  if (begin === undefined) return undefined;
  const soonest = Math.max(now, begin);
  // Nobody sends ticks farther ahead than that: a wrong clock did, or the open was moved.
  const until = state.ticksUntil > soonest + TICKS_AHEAD_MS + TICKS_MS + SKEW_MS ? 0 : state.ticksUntil;
  if (until >= soonest + TICKS_AHEAD_MS) return undefined;
  const from = Math.max(soonest, until);
  const ticks = Array.from({ length: TICKS }, (_, i) => {
    const at = from + i * TICK_MS;
    return { at, delaySeconds: Math.ceil((at - now) / 1000) };
  });
  return { until: from + TICKS_MS, ticks };
}
