// What a line measures of itself, admission by admission: how people flow through it, and how long they waited.

import { SKEW_MS } from './domain-places.ts';

/** What the admitter saw at one admission. */
export interface Seen {
  /** Epoch ms. */
  readonly now: number;
  /** Since when the pace could be used (epoch ms): what was paused before does not count. */
  readonly usableSince: number;
  /** Active just before this admission, and those of them who have been for long. */
  readonly active: number;
  readonly lingering: number;
  /** People let in now, and places that the watermark passed for them. */
  readonly admitted: number;
  readonly places: number;
  /** Of the places whose claim window ended: those that somebody took, and those that nobody did. */
  readonly taken: number;
  readonly noShows: number;
  /** How many joined so far, and up to which place people were admitted before. */
  readonly joined: number;
  readonly watermark: number;
}

/** Sums that fade: what is older than about `FADE_SECONDS`, or `FADE_EVENTS` people ago, counts little. */
export interface Flow {
  /** When it was written last (epoch ms); 0 before the first admission. */
  readonly at: number;
  /** Active after that, those of them who have been for long, and whether people waited. */
  readonly active: number;
  readonly lingering: number;
  readonly someWait: boolean;
  /** Seconds in which people waited, the people let in then, and the places passed. */
  readonly waitedSeconds: number;
  readonly people: number;
  readonly places: number;
  /** Seconds that people were active, all together, but for those who linger; and admissions that ended. */
  readonly activeSeconds: number;
  readonly ended: number;
  /** These do not fade: people let in, and of those whose claim window ended, who came and who did not. */
  readonly admitted: number;
  readonly taken: number;
  readonly noShows: number;
  /** How many had joined by when: `[epoch seconds, joined]`, in order. */
  readonly joins: readonly (readonly [at: number, joined: number])[];
  /** How long people waited who were let in lately, seconds, the newest last. */
  readonly waits: readonly number[];
}

export const FRESH_FLOW: Flow = {
  at: 0,
  active: 0,
  lingering: 0,
  someWait: false,
  waitedSeconds: 0,
  people: 0,
  places: 0,
  activeSeconds: 0,
  ended: 0,
  admitted: 0,
  taken: 0,
  noShows: 0,
  joins: [],
  waits: [],
};

const IDLE_MS = 60_000;
const FADE_SECONDS = 120;
const FADE_EVENTS = 256;
/** Points of the curve of joins that are kept; of those before the watermark only the last matters. */
const MOST_JOINS = 16;
const MOST_WAITS = 16;
const WAIT_EVERY_SECONDS = 10;

/** The flow after one admission, or after one look that found windows ended. */
export function flowAfter(flow: Flow, seen: Seen): Flow {
  const since = Math.max(flow.at, Math.min(seen.usableSince, seen.now));
  // While nobody waited nothing was written for long: what happened then is not known in time.
  const isUnseen = flow.at === 0 || (!flow.someWait && seen.now - flow.at > IDLE_MS);
  const seconds = isUnseen ? 0 : Math.max(0, seen.now - since) / 1000;
  const ended = isUnseen ? 0 : Math.max(0, flow.active - seen.active);
  const fade = Math.exp(-Math.min(seconds / FADE_SECONDS, Math.max(ended, seen.admitted) / FADE_EVENTS));
  const waitedSeconds = flow.someWait ? seconds : 0;
  const someWait = seen.watermark + seen.places < seen.joined;
  const joins = joinsAfter(flow.joins, seen);
  const busy = flow.active - flow.lingering + seen.active - seen.lingering;
  return {
    // Two admitters' clocks differ: time that was counted is not counted again.
    at: flow.at > seen.now + SKEW_MS ? seen.now : Math.max(flow.at, seen.now),
    active: seen.active + seen.admitted,
    lingering: seen.lingering,
    someWait,
    waitedSeconds: flow.waitedSeconds * fade + waitedSeconds,
    people: flow.people * fade + (flow.someWait ? seen.admitted : 0),
    places: flow.places * fade + (flow.someWait ? seen.places : 0),
    activeSeconds: flow.activeSeconds * fade + (busy / 2) * seconds,
    ended: flow.ended * fade + ended,
    admitted: flow.admitted + seen.admitted,
    taken: flow.taken + seen.taken,
    noShows: flow.noShows + seen.noShows,
    joins,
    waits: waitsAfter(flow, joins, seen),
  };
}

/** Adds where the line ends now; when there are too many points, those that a straight line replaces best go. */
function joinsAfter(
  old: Flow['joins'],
  { now, joined, watermark }: Pick<Seen, 'now' | 'joined' | 'watermark'>,
): Flow['joins'] {
  const at = Math.floor(now / 1000);
  const last = old.at(-1);
  const all = last && (last[1] >= joined || last[0] >= at) ? old : [...old, [at, joined] as const];
  const first = all.findLastIndex(([, n]) => n <= watermark);
  const wanted = all.slice(Math.max(0, first));
  return wanted.length > MOST_JOINS ? wanted.toSpliced(straightest(wanted), 1) : wanted;
}

/** The inner point that lies nearest to the line between its neighbours, in people. */
function straightest(points: Flow['joins']): number {
  const errors = points.slice(1, -1).map(([at, n], i) => {
    const [from, fromN] = points[i] ?? [0, 0];
    const [to, toN] = points[i + 2] ?? [0, 0];
    return Math.abs(n - (fromN + ((toN - fromN) * (at - from)) / Math.max(1, to - from)));
  });
  return 1 + errors.indexOf(Math.min(...errors));
}

/** One wait for each ten seconds, that of the middle one of those let in. */
function waitsAfter({ waits, at }: Flow, joins: Flow['joins'], { now, places, watermark }: Seen): Flow['waits'] {
  const turn = (time: number) => Math.floor(time / 1000 / WAIT_EVERY_SECONDS);
  if (places === 0 || (waits.length > 0 && turn(now) === turn(at))) return waits;
  const joinedAt = joinedAtOf(watermark + Math.ceil(places / 2), joins);
  if (joinedAt === undefined) return waits;
  return [...waits.slice(1 - MOST_WAITS), Math.max(0, Math.round(now / 1000 - joinedAt))];
}

/** The flow with one more point of the curve of joins: for the time in which nobody is admitted yet. */
export function withJoins(flow: Flow, seen: Pick<Seen, 'now' | 'joined' | 'watermark'>): Flow {
  return { ...flow, joins: joinsAfter(flow.joins, seen) };
}

/** When about a place was given (epoch seconds), read off the curve of joins. */
export function joinedAtOf(seq: number, joins: Flow['joins']): number | undefined {
  const after = joins.findIndex(([, n]) => n >= seq);
  const [to, toN] = joins[after] ?? [];
  if (to === undefined || toN === undefined) return undefined;
  const [from, fromN] = joins[after - 1] ?? [to, toN];
  return toN === fromN ? to : from + ((to - from) * (seq - fromN)) / (toN - fromN);
}

/** People let in a second while people waited, by now; undefined before there was a second to measure. */
export function admittedPerSecond({ waitedSeconds, people, someWait, at }: Flow, now: number): number | undefined {
  const seconds = waitedSeconds + (someWait ? Math.max(0, now - at) / 1000 : 0);
  return seconds < 1 || at === 0 ? undefined : people / seconds;
}

/** The part of the admitted, whose time to claim is over, that never came; undefined before anybody's was. */
export function noShowShare({ taken, noShows }: Flow): number | undefined {
  return taken + noShows === 0 ? undefined : noShows / (taken + noShows);
}

/** The wait (seconds) that a part `q` (0–1) of the people let in lately did not exceed. */
export function waitOf({ waits }: Flow, q: number): number | undefined {
  return waits.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * waits.length) - 1)];
}
