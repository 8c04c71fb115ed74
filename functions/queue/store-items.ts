// A line's state and controls as their items hold them: packed, so that a tick's write stays within 1 KB.
import type { Item } from '../shared/aws.ts';
import type { ClaimWindow, LineState } from './domain.ts';
import type { Moved } from './domain-admit.ts';
import { type Controls, NO_CONTROLS } from './domain-controls.ts';
import { type Flow, FRESH_FLOW } from './domain-flow.ts';
import { packBlocks, unpackBlocks } from './domain-places.ts';
import { UNPRESSED } from './domain-pressure.ts';

const SOLD_OUT = 'soldOut:';

/** Each date that was sold out has an attribute of its own, so that one condition keeps the newest time. */
export const soldOutName = (scheduleId: string) => `${SOLD_OUT}${scheduleId}`;

const thousandth = (value: number) => Math.round(value * 1000) / 1000;

/** @param line a version before this one knows the end of a window by its claim time */
export function attributesOf(moved: Moved, { claimSeconds }: Pick<LineState, 'claimSeconds'>): Item {
  const { watermark, lastAdmitAt, windows, live, flow, pressure } = moved;
  const { tail, bits } = packBlocks(live);
  return {
    watermark,
    lastAdmitAt,
    windows: windows.map(({ from, to, closesAt }) => [from, to, closesAt - claimSeconds * 1000, closesAt]),
    tail,
    live: bits,
    flow: packFlow(flow),
    joins: flow.joins.flat(),
    waits: [...flow.waits],
    pressure: [pressure.factor, pressure.at],
  };
}

function packFlow({ joins: _joins, waits: _waits, someWait, ...sums }: Flow): number[] {
  const { at, active, lingering, waitedSeconds, people, places, activeSeconds, ended, admitted, taken, noShows } = sums;
  const fading = [waitedSeconds, people, places, activeSeconds, ended].map(thousandth);
  return [at, active, someWait ? 1 : 0, ...fading, admitted, taken, noShows, lingering];
}

function flowFrom({ flow, joins = [], waits = [] }: Item): Flow {
  if (!Array.isArray(flow)) return FRESH_FLOW;
  const [at = 0, active = 0, someWait, ...sums] = flow as number[];
  const [waitedSeconds = 0, people = 0, places = 0, activeSeconds = 0, ended = 0, ...totals] = sums;
  const [admitted = 0, taken = 0, noShows = 0, lingering = 0] = totals;
  return {
    ...{ at, active, lingering, someWait: someWait === 1, waitedSeconds, people, places, activeSeconds, ended },
    ...{ admitted, taken, noShows, joins: pairs(joins as number[]), waits: waits as number[] },
  };
}

function pairs(flat: readonly number[]): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0]);
}

/** A new state's attributes, without keys and without what operators set. */
export function itemOf(state: LineState): Item {
  const { capacity, ratePerSecond, leaseSeconds, claimSeconds, secondsPerPlace, phase, ticksUntil, version } = state;
  const set = { capacity, ratePerSecond, leaseSeconds, claimSeconds, secondsPerPlace };
  return { ...set, phase, ticksUntil, version, ...attributesOf(state, state) };
}

/** @param controls the item of what operators made of it, if there is one */
export function stateFrom(item: Item, controls: Item | undefined): LineState {
  const set = controlsFrom(controls);
  const claimSeconds = Number(item.claimSeconds);
  const windows = item.windows as [number, number, number, number?][];
  const [factor = 1, at = 0] = (item.pressure as [number, number] | undefined) ?? [];
  const [dueAt, ranAt] = (item.ticked as [number, number] | undefined) ?? [];
  return {
    capacity: Number(item.capacity),
    ratePerSecond: Number(item.ratePerSecond),
    leaseSeconds: Number(item.leaseSeconds),
    claimSeconds,
    secondsPerPlace: Number(item.secondsPerPlace),
    ...set.settings,
    phase: item.phase === 'CLOSED' ? 'CLOSED' : 'OPEN',
    controls: set,
    watermark: Number(item.watermark),
    lastAdmitAt: Number(item.lastAdmitAt),
    // A version before this one wrote no end: then it is one claim time after the beginning.
    windows: windows.map(([from, to, admittedAt, closesAt = admittedAt + claimSeconds * 1000]): ClaimWindow => {
      return { from, to, closesAt };
    }),
    live: unpackBlocks({ tail: Number(item.tail), bits: item.live as Uint8Array }),
    flow: flowFrom(item),
    pressure: at === 0 ? UNPRESSED : { factor, at },
    ticksUntil: Number(item.ticksUntil),
    ticked: dueAt === undefined || ranAt === undefined ? undefined : { dueAt, ranAt },
    soldOut: soldOutFrom(item),
    version: Number(item.version),
  };
}

function soldOutFrom(item: Item): Record<string, number> {
  // A version before this one kept a set of dates, and the time of the last.
  const before = [...((item.soldOut as Set<string> | undefined) ?? [])].map((id) => [id, Number(item.soldOutAt)]);
  const each = Object.entries(item)
    .filter(([name]) => name.startsWith(SOLD_OUT))
    .map(([name, at]) => [name.slice(SOLD_OUT.length), Number(at)]);
  return Object.fromEntries([...before, ...each]);
}

export function controlsFrom(item: Item | undefined): Controls {
  if (!item) return NO_CONTROLS;
  const { settings, paused, draining, closed, rateSince, goesOnSince, passThroughUntil, version } =
    item as unknown as Controls;
  const message = item.message as string | undefined;
  return { settings, message, paused, draining, closed, rateSince, goesOnSince, passThroughUntil, version };
}
