// The rules of admission: how many may go in now, who is active, when ticks are due (docs/design/data-model.md, Line).
import { type Measured, measured } from './domain-pace.ts';
import { type Block, blockOf, isGone, leaseEnd, placesOf, SKEW_MS } from './domain-places.ts';

/** What a sale's line was set up with. */
export interface LineSettings {
  readonly capacity: number;
  readonly ratePerSecond: number;
  readonly leaseSeconds: number;
  readonly claimSeconds: number;
  readonly secondsPerPlace: number;
}

/** Places admitted together; the unclaimed ones close `claimSeconds` after `admittedAt` (epoch ms). */
export interface ClaimWindow {
  readonly from: number;
  readonly to: number;
  readonly admittedAt: number;
}

/** A sale's line. Times are epoch milliseconds; `lastAdmitAt` has fractions, so that no part of a place is lost. */
export interface LineState extends LineSettings, Measured {
  /** CLOSED: no longer visited by the schedule. */
  readonly phase: 'OPEN' | 'CLOSED';
  /** Everybody up to this place was admitted. */
  readonly watermark: number;
  readonly lastAdmitAt: number;
  readonly windows: readonly ClaimWindow[];
  /** The blocks that may hold somebody active, in ascending order. */
  readonly live: readonly number[];
  readonly ticksUntil: number;
  /** The dates that were sold out at some time, and when the last of them was; seats may have come back since. */
  readonly soldOut: readonly string[];
  readonly soldOutAt: number | undefined;
  readonly version: number;
}

/** What an admission moves; the rest of the state stays. */
export type Moved = Pick<
  LineState,
  'watermark' | 'lastAdmitAt' | 'windows' | 'live' | 'measuredPerSecond' | 'measuringSince'
>;

export const TICK_MS = 1_000;
/** Ticks are sent in batches of this many, as many as one SendMessageBatch takes. */
export const TICKS = 10;
const TICKS_MS = TICKS * TICK_MS;
/** Ticks are sent ahead for no longer than this. */
export const TICKS_AHEAD_MS = 15_000;
/** Parts of a claim window that an admission's time is rounded up to: so at most 8 windows are open at once. */
const WINDOW_PARTS = 6;
/** Makes up for what binary fractions lose of a whole place. */
const EPSILON = 1e-6;

/** A line nobody joined yet; its last admission was one place ago, so the first person waits for a tick only. */
export function newLine(settings: LineSettings, now: number): LineState {
  const { capacity, ratePerSecond, leaseSeconds, claimSeconds, secondsPerPlace } = settings;
  return {
    capacity,
    ratePerSecond,
    leaseSeconds,
    claimSeconds,
    secondsPerPlace,
    phase: 'OPEN',
    watermark: 0,
    lastAdmitAt: now - 1000 / ratePerSecond,
    windows: [],
    live: [],
    measuredPerSecond: undefined,
    measuringSince: undefined,
    ticksUntil: 0,
    soldOut: [],
    soldOutAt: undefined,
    version: 0,
  };
}

/** How far back unused rate counts: one batch of ticks, or one place where the rate is lower. */
function longestElapsedMs({ ratePerSecond }: LineState): number {
  return Math.max(TICKS_MS, 1000 / ratePerSecond);
}

/** A last admission far in the future was written by a wrong clock. */
function lastAdmission({ lastAdmitAt }: LineState, now: number): number {
  return lastAdmitAt > now + SKEW_MS ? now : lastAdmitAt;
}

/** How many the rate allows now. */
export function allowance(state: LineState, now: number): number {
  const elapsedMs = Math.min(Math.max(now - lastAdmission(state, now), 0), longestElapsedMs(state));
  return Math.floor((state.ratePerSecond * elapsedMs) / 1000 + EPSILON);
}

function isEnded(state: LineState, window: ClaimWindow, now: number): boolean {
  return window.admittedAt + state.claimSeconds * 1000 <= now;
}

/** Which blocks to close, and through which place, before the unclaimed places of ended windows count as free. */
export function closings(state: LineState, now: number): ReadonlyMap<number, number> {
  const through = new Map<number, number>();
  for (const window of state.windows) {
    if (!isEnded(state, window, now)) continue;
    for (let block = blockOf(window.from); block <= blockOf(window.to); block++) {
      const last = Math.min(window.to, placesOf(block).last);
      through.set(block, Math.max(through.get(block) ?? 0, last));
    }
  }
  return through;
}

export interface Census {
  /** Leases that run, by the slowest clock, and admitted places that can still be claimed. */
  readonly active: number;
  /** Blocks that no longer matter: closed to their last place, and no lease left. */
  readonly dead: ReadonlySet<number>;
}

/** @param blocks every live block as it is after the closings */
export function census(state: LineState, blocks: ReadonlyMap<number, Block>, now: number): Census {
  const dead = new Set<number>();
  let active = 0;
  for (const number of state.live) {
    const block = blocks.get(number);
    if (!block) throw new Error(`block ${number} was not read`);
    const { first, last } = placesOf(number);
    const before = active;
    for (let seq = first; seq <= Math.min(last, state.watermark); seq++) {
      const value = block.values.get(seq);
      const until = leaseEnd(value);
      if (until === undefined ? !isGone(value) && block.closedThrough < seq : until > now - SKEW_MS) active++;
    }
    if (active === before && block.closedThrough >= last) dead.add(number);
  }
  return { active, dead };
}

/** How far the watermark may move: past `admitted` people and those between them who left while waiting. */
export interface Walk {
  readonly to: number;
  readonly admitted: number;
  /** The block to read before going on; undefined when the walk is done. */
  readonly missing: number | undefined;
}

/** Walks the line from `watermark` towards `joined` until `wanted` people are found. */
export function walk(
  line: { readonly watermark: number; readonly joined: number; readonly wanted: number },
  blocks: ReadonlyMap<number, Block>,
): Walk {
  let to = line.watermark;
  let admitted = 0;
  while (to < line.joined && admitted < line.wanted) {
    const block = blocks.get(blockOf(to + 1));
    if (!block) return { to, admitted, missing: blockOf(to + 1) };
    to++;
    if (!isGone(block.values.get(to))) admitted++;
  }
  return { to, admitted, missing: undefined };
}

/** What an admission leaves behind, or undefined when there is nothing to write. */
export function move(
  state: LineState,
  seen: { readonly walk: Walk; readonly dead: ReadonlySet<number>; readonly joined: number; readonly now: number },
): Moved | undefined {
  const { now, dead, joined } = seen;
  const { to, admitted } = seen.walk;
  const kept = state.windows.filter((window) => !isEnded(state, window, now));
  if (to === state.watermark && kept.length === state.windows.length && dead.size === 0) return undefined;
  const last = lastAdmission(state, now);
  const spentMs = (admitted * 1000) / state.ratePerSecond;
  return {
    watermark: to,
    lastAdmitAt: admitted === 0 ? last : Math.max(last, now - longestElapsedMs(state)) + spentMs,
    windows: to === state.watermark ? kept : withWindow(state, kept, to, now),
    live: withBlocks(
      state.live.filter((block) => !dead.has(block)),
      state.watermark + 1,
      to,
    ),
    ...measured(state, { admitted, now, someWait: to < joined }),
  };
}

function withWindow(state: LineState, kept: readonly ClaimWindow[], to: number, now: number): ClaimWindow[] {
  const partMs = Math.ceil((state.claimSeconds * 1000) / WINDOW_PARTS);
  const newest = kept.at(-1);
  const admittedAt = Math.max(newest?.admittedAt ?? 0, Math.ceil(now / partMs) * partMs);
  if (newest?.admittedAt === admittedAt) return [...kept.slice(0, -1), { ...newest, to }];
  return [...kept, { from: state.watermark + 1, to, admittedAt }];
}

function withBlocks(live: readonly number[], from: number, to: number): number[] {
  const all = [...live];
  for (let block = blockOf(from); from <= to && block <= blockOf(to); block++) {
    if (all.at(-1) !== block) all.push(block);
  }
  return all;
}

export interface TickBatch {
  readonly until: number;
  /** When each tick is due, epoch ms, and the whole seconds until then. */
  readonly ticks: readonly { readonly at: number; readonly delaySeconds: number }[];
}

/** The next ten ticks, or undefined: nobody waits for one, or enough are under way. */
export function dueTicks(
  state: LineState,
  { waiting, now }: { readonly waiting: boolean; readonly now: number },
): TickBatch | undefined {
  if (!waiting && state.windows.length === 0) return undefined;
  if (state.ticksUntil >= now + TICKS_AHEAD_MS) return undefined;
  const from = Math.max(now, state.ticksUntil);
  const ticks = Array.from({ length: TICKS }, (_, i) => {
    const at = from + i * TICK_MS;
    return { at, delaySeconds: Math.ceil((at - now) / 1000) };
  });
  return { until: from + TICKS_MS, ticks };
}
