// What somebody who waits is told: how long it may take, and when to ask again.
import { isPassing, type LineState, paceOf } from './domain.ts';
import { type Flow, joinedAtOf } from './domain-flow.ts';
import type { Sale } from './domain-sale.ts';

/** Whole seconds: half of those who are told this wait less than `p50`, nine of ten less than `p90`. */
export interface Estimate {
  readonly p50: number;
  readonly p90: number;
}

/** What somebody who waits is told. Seconds are whole. */
export interface Waiting {
  readonly queuePosition: number;
  /** The same as `estimatedWait.p50`. */
  readonly estimatedWaitTime: number;
  readonly estimatedWait: Estimate;
  readonly pollAfterSeconds: number;
}

/** Less than this was measured: the configured time for each place is told. */
const MEASURED_SECONDS = 30;
/**
 * Until departures are measured, people are taken to stay about as long as a hold. It counts as so many departures, and
 * as this part of those inside while they are the first ones: nobody is done a minute after coming in.
 */
const STAY_SECONDS = 300;
const STAY_WEIGHT = 4;
const FIRST_PART = 0.25;
/** How far an estimate is off even when all was measured: the next hour is not quite like the last minutes. */
const DRIFT = 0.15;
/** How many standard deviations nine of ten stay below. */
const P90 = 1.2816;
/** From the tick that admits to the poll that notices. */
const NOTICE_SECONDS = 2;

/** @param position places in front, and one's own */
export function waitingAt(position: number, { line, sale }: { line: LineState; sale: Sale }, now: number): Waiting {
  const isBefore = sale.phase === 'EARLY' || sale.phase === 'NOT_STARTED';
  const untilOpen = isBefore ? Math.max(0, (sale.opensAt ?? now) - now) / 1000 : 0;
  const { mean, deviation, soonest = mean } = secondsTo(position, line, now);
  const p50 = Math.ceil(untilOpen + mean);
  const p90 = Math.ceil(untilOpen + mean + P90 * deviation + NOTICE_SECONDS);
  return {
    queuePosition: position,
    estimatedWaitTime: p50,
    estimatedWait: { p50, p90 },
    pollAfterSeconds: pollAfter(
      position,
      { seconds: untilOpen + soonest, untilOpen, stands: stands(line, sale, now) },
      line,
    ),
  };
}

/** In seconds. `soonest`: when it may be at the earliest, where nothing else is known. */
interface Until {
  readonly mean: number;
  readonly deviation: number;
  readonly soonest?: number;
}

/** Seconds until a place is let in, and the standard deviation of that. */
function secondsTo(position: number, line: LineState, now: number): Until {
  const { flow, capacity, secondsPerPlace } = line;
  if (isPassing(line, now)) return { mean: 1, deviation: 1 };
  const pace = paceOf(line);
  if (pace <= 0 || flow.waitedSeconds < MEASURED_SECONDS) {
    const mean = position * secondsPerPlace;
    return { mean, deviation: 0.5 * mean, soonest: pace > 0 ? position / pace : mean };
  }
  const people = position * partWhoStay(flow);
  const { perSecond, known } = endings(flow);
  const idleSeconds = Math.max(0, now - flow.at) / 1000;
  // Who lingers keeps a place from the others until the lease ends.
  const room = Math.max(1, capacity - flow.lingering);
  const active = (flow.active - flow.lingering) * Math.exp(-perSecond * idleSeconds);
  const { seconds, full } = fill(people, { pace, room, active, perSecond, linger: lingerers(line, perSecond) });
  const unknown = full ? 1 / known : 0;
  const scatter = Math.sqrt(people) / (full ? Math.min(pace, room * perSecond) : pace);
  return { mean: seconds, deviation: Math.hypot(seconds * Math.sqrt(DRIFT ** 2 + unknown), scatter) };
}

/** Of the places passed lately, the part that people were let in for: the others had left while they waited. */
function partWhoStay({ people, places }: Flow): number {
  return places === 0 ? 1 : Math.min(1, Math.max(people, 1) / places);
}

/**
 * How often an active person's admission ends, per second, as measured: those who never came, who bought, left and
 * whose lease ran out, over the time that all were active (the estimate for exponential times with some still running).
 * @returns also how many endings it rests on
 */
function endings({ ended, activeSeconds, active, admitted }: Flow) {
  const first = Math.min(active, Math.max(0, active - (admitted - active)));
  const weight = STAY_WEIGHT + FIRST_PART * first;
  const perSecond = (ended + weight) / (activeSeconds + weight * STAY_SECONDS);
  return { perSecond, known: ended + STAY_WEIGHT };
}

/** How those who linger slow a full line down. */
interface Lingerers {
  /** The part of the admitted who will linger. */
  readonly share: number;
  /** Until the first of them have to go, and people a second from then on. */
  readonly leaseSeconds: number;
  readonly lastlyPerSecond: number;
}

/** Of those who bought, left or lingered so far, the part that lingers: so it will go on. */
function lingerers({ flow, capacity, leaseSeconds }: LineState, perSecond: number): Lingerers {
  const { lingering, admitted, active } = flow;
  const share = lingering === 0 ? 0 : lingering / Math.max(lingering, admitted - active + lingering);
  return { share, leaseSeconds, lastlyPerSecond: capacity / (1 / perSecond + share * leaseSeconds) };
}

interface Room {
  readonly pace: number;
  readonly room: number;
  readonly active: number;
  readonly perSecond: number;
  readonly linger: Lingerers;
}

/** First the free room fills at the pace that is set; once it is full, one goes in for each that is done. */
function fill(people: number, line: Room): { readonly seconds: number; readonly full: boolean } {
  const { pace, room, active, perSecond } = line;
  if (active >= room) {
    return { seconds: Math.log(active / room) / perSecond + inTurn(people, line), full: true };
  }
  if (pace <= room * perSecond) return { seconds: people / pace, full: false };
  const level = pace / perSecond;
  const untilFull = Math.log((level - active) / (level - room)) / perSecond;
  if (people <= pace * untilFull) return { seconds: people / pace, full: false };
  return { seconds: untilFull + inTurn(people - pace * untilFull, line), full: true };
}

/** Seconds until so many were let in of a full line, whose room shrinks by those who linger until their leases end. */
function inTurn(people: number, { pace, room, perSecond, linger }: Room): number {
  const { share, leaseSeconds, lastlyPerSecond } = linger;
  const fastest = people / pace;
  if (share === 0) return Math.max(fastest, people / (room * perSecond));
  const inOneLease = (room / share) * -Math.expm1(-share * perSecond * leaseSeconds);
  if (people > inOneLease) return Math.max(fastest, leaseSeconds + (people - inOneLease) / lastlyPerSecond);
  return Math.max(fastest, Math.min(leaseSeconds, -Math.log1p((-people * share) / room) / (share * perSecond)));
}

/** Places passed a second, as measured while people waited; undefined before there is enough of it. */
export function placesPerSecond({ flow }: Pick<LineState, 'flow'>, now: number): number | undefined {
  const { waitedSeconds, places, someWait, at } = flow;
  if (waitedSeconds < MEASURED_SECONDS) return undefined;
  const seconds = waitedSeconds + (someWait ? Math.max(0, now - at) / 1000 : 0);
  return Math.round((places / seconds) * 1000) / 1000;
}

/** Polls on the way from here to the front: each waits for this part of what is left. */
const POLLS = 4;
const LONGEST_POLL_SECONDS = 30;
/** Of a claim window may pass before the next poll, however fast those in front leave. */
const CLAIM_PART = 3;
/** Just before the open, those far behind ask this often. */
const OPENING_POLL_SECONDS = 5;
/** So many in front may go in at any moment, however slow the line: they ask this often. */
const FRONT = 3;
const FRONT_POLL_SECONDS = 4;

/** Whether nobody is let in at the moment, though the sale is open. */
function stands(line: LineState, { phase, admits }: Sale, now: number): boolean {
  return phase === 'OPEN' && !(admits && (line.ratePerSecond > 0 || isPassing(line, now)));
}

/** @param seconds until it may be this place's turn */
function pollAfter(
  position: number,
  { seconds, untilOpen, stands }: { readonly seconds: number; readonly untilOpen: number; readonly stands: boolean },
  { claimSeconds }: LineState,
): number {
  const most = position <= FRONT && untilOpen === 0 ? FRONT_POLL_SECONDS : LONGEST_POLL_SECONDS;
  const longest = Math.min(most, Math.ceil(claimSeconds / CLAIM_PART));
  const beforeOpen = untilOpen > 0 ? Math.max(OPENING_POLL_SECONDS, Math.ceil(untilOpen / POLLS)) : longest;
  const soonest = stands ? Math.min(longest, FRONT_POLL_SECONDS) : 1;
  return Math.max(soonest, Math.min(longest, beforeOpen, Math.floor(seconds / POLLS)));
}

/** How long the one who is next has waited, by the curve of joins (seconds); undefined while that is not known. */
export function waitedByNext({ flow, watermark }: LineState, now: number): number | undefined {
  const joinedAt = joinedAtOf(watermark + 1, flow.joins);
  return joinedAt === undefined ? undefined : Math.max(0, Math.round(now / 1000 - joinedAt));
}
