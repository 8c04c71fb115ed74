// The rules of one admission: what to close first, who is active, how far the watermark moves, what is written.
import { type ClaimWindow, type LineState, paceOf, unusedSince } from './domain.ts';
import { flowAfter } from './domain-flow.ts';
import { type Block, blockOf, isGone, leaseEnd, placesOf, SKEW_MS, wasTaken } from './domain-places.ts';
import type { Pressure } from './domain-pressure.ts';

/** What an admission moves; the rest of the state stays. */
export type Moved = Pick<LineState, 'watermark' | 'lastAdmitAt' | 'windows' | 'live' | 'flow' | 'pressure'>;

/** Parts of a claim window that an admission's time is rounded up to: so few windows are open at once. */
const WINDOW_PARTS = 6;
/** Who buys is done by then. */
const LINGER_MS = 600_000;

const isEnded = ({ closesAt }: ClaimWindow, now: number) => closesAt <= now;

/** Which blocks to close, and through which place, before the unclaimed places of ended windows count as free. */
export function closings(state: LineState, now: number): ReadonlyMap<number, number> {
  const through = new Map<number, number>();
  for (const window of state.windows) {
    if (!isEnded(window, now)) continue;
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
  /** Those of them who took their place long ago: most of them wait for nothing but the end of their lease. */
  readonly lingering: number;
  /** Blocks that no longer matter: closed to their last place, and no lease left. */
  readonly dead: ReadonlySet<number>;
}

/** @param blocks every live block as it is after the closings */
export function census(state: LineState, blocks: ReadonlyMap<number, Block>, now: number): Census {
  const dead = new Set<number>();
  const lingersUntil = now + state.leaseSeconds * 1000 - LINGER_MS;
  let active = 0;
  let lingering = 0;
  for (const number of state.live) {
    const block = blocks.get(number);
    if (!block) throw new Error(`block ${number} was not read`);
    const { first, last } = placesOf(number);
    const before = active;
    for (let seq = first; seq <= Math.min(last, state.watermark); seq++) {
      const value = block.values.get(seq);
      const until = leaseEnd(value);
      if (until === undefined ? !isGone(value) && block.closedThrough < seq : until > now - SKEW_MS) active++;
      if (until !== undefined && until > now - SKEW_MS && until < lingersUntil) lingering++;
    }
    if (active === before && block.closedThrough >= last) dead.add(number);
  }
  return { active, lingering, dead };
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

/** What one tick saw, after the closings. */
export interface Sight {
  readonly walk: Walk;
  readonly census: Census;
  readonly blocks: ReadonlyMap<number, Block>;
  readonly joined: number;
  readonly pressure: Pressure;
  /** Since when the pace could be used, epoch ms. */
  readonly usableSince: number;
  readonly now: number;
}

/** What an admission leaves behind, or undefined when there is nothing to write. */
export function move(state: LineState, sight: Sight): Moved | undefined {
  const { now, joined, pressure, blocks, usableSince } = sight;
  const { active, lingering, dead } = sight.census;
  const { to, admitted } = sight.walk;
  const ended = state.windows.filter((window) => isEnded(window, now));
  const kept = state.windows.filter((window) => !isEnded(window, now));
  const isSame = to === state.watermark && ended.length === 0 && dead.size === 0 && pressure === state.pressure;
  if (isSame) return undefined;
  const { watermark } = state;
  const places = to - watermark;
  const shown = turnout(ended, blocks);
  return {
    watermark: to,
    lastAdmitAt: admitted === 0 ? state.lastAdmitAt : spent({ ...state, pressure }, admitted, sight),
    windows: places === 0 ? kept : withWindow(state, kept, to, now),
    live: withBlocks(
      state.live.filter((block) => !dead.has(block)),
      watermark + 1,
      to,
    ),
    flow: flowAfter(state.flow, { now, usableSince, active, lingering, admitted, places, ...shown, joined, watermark }),
    pressure,
  };
}

/** The time that so many people use up; who was passed through beyond the rate uses up no more than there was. */
function spent(state: LineState, admitted: number, { usableSince, now }: Sight): number {
  const pace = paceOf(state);
  if (pace <= 0) return now;
  const since = unusedSince(state, usableSince, now);
  return Math.max(since, Math.min(since + (admitted * 1000) / pace, now));
}

/** Of windows that ended: the places that somebody took, and those that nobody did. Who left is neither. */
function turnout(windows: readonly ClaimWindow[], blocks: ReadonlyMap<number, Block>) {
  let taken = 0;
  let noShows = 0;
  for (const { from, to } of windows) {
    for (let seq = from; seq <= to; seq++) {
      const value = blocks.get(blockOf(seq))?.values.get(seq);
      if (value === undefined) noShows++;
      else if (wasTaken(value)) taken++;
    }
  }
  return { taken, noShows };
}

/** Never closes before the newest window does: a shorter claim window takes nothing from those admitted before. */
function withWindow(state: LineState, kept: readonly ClaimWindow[], to: number, now: number): ClaimWindow[] {
  const claimMs = state.claimSeconds * 1000;
  const partMs = Math.ceil(claimMs / WINDOW_PARTS);
  const newest = kept.at(-1);
  const closesAt = Math.max(newest?.closesAt ?? 0, Math.ceil(now / partMs) * partMs + claimMs);
  if (newest?.closesAt === closesAt) return [...kept.slice(0, -1), { ...newest, to }];
  return [...kept, { from: state.watermark + 1, to, closesAt }];
}

function withBlocks(live: readonly number[], from: number, to: number): number[] {
  const all = [...live];
  for (let block = blockOf(from); from <= to && block <= blockOf(to); block++) {
    if (all.at(-1) !== block) all.push(block);
  }
  return all;
}
