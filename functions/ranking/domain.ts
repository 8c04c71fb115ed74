// The rules of the ranking: what is kept of a concert's sale, and how hot it is (docs/adr has the reasons).
import { isDeepStrictEqual } from 'node:util';

/** How many seats were sold in all when a minute was looked at last; `minute` is epoch milliseconds / 60,000. */
export interface Sample {
  readonly minute: number;
  readonly sold: number;
}

/** Seats of all dates of a concert at `at` (epoch milliseconds). */
export interface Seats {
  readonly at: number;
  readonly sold: number;
  readonly available: number;
  readonly total: number;
}

/** For dates that were sold out: the seconds it took from the opening of their sale, by schedule. */
export type SoldOutSeconds = Readonly<Record<string, number>>;

/** What is kept of a concert's sale: the newest look, and a sample for each minute of the hour before it. */
export interface Tally extends Seats {
  /** In the order of their minutes; the first may be older than the hour: what the others count from. */
  readonly samples: readonly Sample[];
  readonly soldOut: SoldOutSeconds;
}

/** One look at a concert's seats, with what events said of sell-outs. */
export interface Look extends Seats {
  readonly soldOut: SoldOutSeconds;
}

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 60;
/** After so many minutes a sale counts 1/e of what it did at first. */
const DECAY_MINUTES = 15;

/**
 * The tally after one more look. Looks may come twice, late and in any order: each minute keeps the most that was seen
 * sold in it, each sell-out its first time, and the newest look wins. A look that finds nothing sold leaves no trace
 * before one did.
 */
export function withLook(tally: Tally | undefined, { soldOut, ...seats }: Look): Tally | undefined {
  if (!tally && seats.sold === 0) return undefined;
  const newest = tally && !isNewer(seats, tally) ? seatsOf(tally) : seats;
  const minute = minuteOf(seats.at);
  const known = tally?.samples ?? [];
  const same = known.find((sample) => sample.minute === minute);
  const sample = { minute, sold: Math.max(seats.sold, same?.sold ?? 0) };
  const samples = [...known.filter((other) => other !== same), sample].toSorted((a, b) => a.minute - b.minute);
  return {
    ...newest,
    samples: recent(samples, minuteOf(newest.at)),
    soldOut: firstTimes(tally?.soldOut ?? {}, soldOut),
  };
}

/** Two looks at the same instant are told apart by what they saw, so that their order does not matter. */
function isNewer(one: Seats, other: Seats): boolean {
  const ranks = (seats: Seats) => [seats.at, seats.sold, seats.total, seats.available];
  const others = ranks(other);
  const difference = ranks(one).map((rank, i) => rank - (others[i] ?? 0));
  return (difference.find((by) => by !== 0) ?? 0) > 0;
}

/** Those of the window that ends with `last`, and the one before it. */
function recent(samples: readonly Sample[], last: number): Sample[] {
  const first = samples.findLastIndex(({ minute }) => minute <= last - WINDOW_MINUTES);
  return samples.slice(Math.max(0, first));
}

function firstTimes(known: SoldOutSeconds, told: SoldOutSeconds): SoldOutSeconds {
  const times = { ...known };
  for (const [scheduleId, seconds] of Object.entries(told)) {
    times[scheduleId] = Math.min(seconds, times[scheduleId] ?? seconds);
  }
  return times;
}

function seatsOf({ at, sold, available, total }: Seats): Seats {
  return { at, sold, available, total };
}

/** Whether a look told nothing but its time: then nothing needs to be written. */
export function isSame(one: Tally, other: Tally): boolean {
  return isDeepStrictEqual({ ...one, at: 0 }, { ...other, at: 0 });
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS);
}

/** What a pace is worked out from. */
export interface Selling extends Pick<Tally, 'samples' | 'total'> {
  /** When the concert's first sale opened: epoch milliseconds. */
  readonly opensAt: number;
}

/**
 * Of all seats, the share sold a minute: over the last hour, where what was sold `a` minutes ago counts e^(−a / 15).
 * A sale at an even pace comes to that pace.
 */
export function pace({ samples, total, opensAt }: Selling, now: number): number {
  const nowMinute = now / MINUTE_MS;
  let weighted = 0;
  for (const [i, { minute, sold }] of samples.entries()) {
    const before = samples[i - 1];
    // Nobody knows when the seats were sold that the first look found: evenly since the opening, as far as it tells.
    if (!before) weighted += sold * meanWeight(minuteOf(opensAt), minute, nowMinute);
    // Seats that came back were sold before, and count as sold again when they are.
    else weighted += Math.max(0, sold - before.sold) * weightOf(minute, nowMinute);
  }
  const whole = DECAY_MINUTES * (1 - Math.exp(-WINDOW_MINUTES / DECAY_MINUTES));
  return total === 0 ? 0 : weighted / total / whole;
}

function weightOf(minute: number, nowMinute: number): number {
  const age = Math.max(0, nowMinute - minute);
  return age >= WINDOW_MINUTES ? 0 : Math.exp(-age / DECAY_MINUTES);
}

/** Of all minutes from one to another; a first one that comes after the last stands for it. */
function meanWeight(first: number, last: number, nowMinute: number): number {
  const from = Math.min(first, last);
  let sum = 0;
  for (let minute = last; minute >= from && minute > nowMinute - WINDOW_MINUTES; minute--) {
    sum += weightOf(minute, nowMinute);
  }
  return sum / (last - from + 1);
}

/**
 * How hot a sale is. While it goes on: 1 / (1 + hours that all seats would take at its pace), so below 1. Sold out:
 * 1 + 1 / (1 + hours it took), so above 1.
 * @param soldOutSeconds absent while a date was not sold out yet
 */
export function scoreOf(selling: Selling, soldOutSeconds: number | undefined, now: number): number {
  if (soldOutSeconds !== undefined) return 1 + 1 / (1 + soldOutSeconds / 3_600);
  const hallsPerHour = 60 * pace(selling, now);
  return hallsPerHour / (hallsPerHour + 1);
}

/** How long a concert took to sell out: the longest of its dates; undefined while one of them never was sold out. */
export function soldOutSeconds(
  { soldOut }: Pick<Tally, 'soldOut'>,
  scheduleIds: readonly string[],
): number | undefined {
  const times = scheduleIds.flatMap((scheduleId) => soldOut[scheduleId] ?? []);
  return times.length > 0 && times.length === scheduleIds.length ? Math.max(...times) : undefined;
}

/** A concert that may be on the list. */
export interface Entrant {
  readonly concertId: string;
  readonly tally: Tally;
  /** All dates of the concert. */
  readonly scheduleIds: readonly string[];
  /** When the first of their sales opened: epoch milliseconds. */
  readonly opensAt: number;
}

export type Ranked<E extends Entrant> = E & { readonly score: number; readonly soldOutSeconds: number | undefined };

/** The hottest first; of equals the one with the lower id, so that they do not change places. */
export function ranked<E extends Entrant>(entrants: readonly E[], now: number): Ranked<E>[] {
  return entrants
    .map((entrant) => {
      const { tally, scheduleIds, opensAt } = entrant;
      const seconds = soldOutSeconds(tally, scheduleIds);
      return { ...entrant, score: scoreOf({ ...tally, opensAt }, seconds, now), soldOutSeconds: seconds };
    })
    .toSorted((a, b) => b.score - a.score || (a.concertId < b.concertId ? -1 : 1));
}
