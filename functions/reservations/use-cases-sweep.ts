// The sweeper: finds journeys that stand still, brings on what the rules allow, and counts the rest.
import type { CatalogReads } from '../catalog/reads.ts';
import type { OpenReads } from '../catalog/reads-open.ts';
import { admission, type LineReads } from '../queue/reads.ts';
import type { HeldSeat, HolderReads } from '../seats/reads-holders.ts';
import { inParallel } from '../shared/batch.ts';
import { count, log } from '../shared/log.ts';
import { isTombstone, type Reservation } from './domain.ts';
import { inTurn, RANKS, rankOf } from './domain-sweep.ts';
import type { SweepReads } from './reads-sweep.ts';
import { bringOn, type Found, type Journey, type JourneyTools, type Tally } from './use-cases-sweep-journey.ts';

export interface SweepTools extends JourneyTools {
  readonly open: OpenReads;
  readonly catalog: Pick<CatalogReads, 'concert' | 'layout'>;
  readonly holders: HolderReads;
  readonly kept: SweepReads;
  readonly line: LineReads;
}

/** A sale is looked after for so long after its end. */
const AFTER_SALE_MS = 86_400_000;
/** Confirmed ones are looked at again after so long: cancelling moves them, and its events can be lost too. */
const FINAL_MS = 60 * 60_000;
/** The most journeys that one sweep reads; what is left over has its turn in the next one. */
const MOST_READ = 5_000;
/** Dates that are swept at the same time: the seats of a large one are many. */
const DATES_AT_ONCE = 4;

interface DateSwept {
  readonly concertId: string;
  readonly scheduleId: string;
  readonly layoutId: string;
  readonly holdSeconds: number;
  /** Whether one purchase ends the place it was made from. */
  readonly endsPlaces: boolean;
}

interface Round {
  readonly now: number;
  readonly tally: Tally;
  /** How many journeys may still be read. */
  left: number;
  /** Dates that were read to their end. */
  dates: number;
  /** Concerts and dates that could not be read. */
  unread: number;
}

/** What a round came to; `dates`: how many of them were read. */
export type Swept = Omit<Tally, 'failed'> & { readonly dates: number };

/**
 * One round over every sale that goes on or ended less than a day ago.
 * @throws when a date could not be read or a journey not be brought on, after all others had their turn
 */
export async function sweep(tools: SweepTools, now: number): Promise<Swept> {
  const tally = { seen: 0, repaired: 0, stuck: 0, toldAgain: 0, failed: 0 };
  const round = { now, tally, left: MOST_READ, dates: 0, unread: 0 };
  const dates = inTurn(await datesOf(tools, round), now);
  const sweepOne = async (date: DateSwept) => {
    try {
      if (round.left > 0) await sweepDate(tools, date, round);
    } catch (error) {
      round.unread += 1;
      log.error('a date could not be swept', { scheduleId: date.scheduleId, error: error as Error });
    }
  };
  await inParallel(dates, sweepOne, DATES_AT_ONCE);
  const { failed, ...came } = tally;
  const swept = { dates: round.dates, ...came };
  log.info('swept', swept);
  if (swept.repaired > 0) count('journeysRepaired', swept.repaired);
  if (swept.stuck > 0) count('journeysStuck', swept.stuck);
  if (swept.toldAgain > 0) count('eventsToldAgain', swept.toldAgain);
  if (failed + round.unread > 0) {
    throw new Error(`${failed} of ${swept.seen} journeys and ${round.unread} dates could not be brought on`);
  }
  return swept;
}

async function datesOf({ open, catalog }: SweepTools, round: Round): Promise<DateSwept[]> {
  const { now } = round;
  const ids = await open.openSince(now - AFTER_SALE_MS);
  const dates = await inParallel(ids, async (concertId): Promise<DateSwept[]> => {
    try {
      const concert = await catalog.concert(concertId, 0);
      const swept = concert?.schedules.filter(
        ({ saleStartAt, saleEndAt }) => saleStartAt <= now && saleEndAt > now - AFTER_SALE_MS,
      );
      const { holdSeconds = 0, purchasesPerAdmission = 1 } = concert?.settings ?? {};
      const common = { concertId, holdSeconds, endsPlaces: purchasesPerAdmission === 1 };
      return (swept ?? []).map(({ scheduleId, layoutId }) => ({ ...common, scheduleId, layoutId }));
    } catch (error) {
      round.unread += 1;
      log.error('a concert could not be swept', { concertId, error: error as Error });
      return [];
    }
  });
  return dates.flat();
}

/** Brings on the journeys behind the seats of a date, but for those known to be confirmed; tickets last. */
async function sweepDate(tools: SweepTools, date: DateSwept, round: Round): Promise<void> {
  const { sections } = await tools.catalog.layout(date.layoutId);
  const all = journeysIn(await tools.holders.holders(date.scheduleId, sections.length), date, tools.final, round.now);
  const journeys = all.slice(0, round.left);
  round.left -= journeys.length;
  const found = await tools.kept.keptAll(journeys.map(({ reservationId }) => reservationId));
  const keptOf = ({ reservationId }: Journey) => found.get(reservationId);
  const ticketOf = (journey: Journey): Reservation | undefined => {
    const kept = keptOf(journey);
    return kept && !isTombstone(kept) && kept.status === 'CONFIRMED' ? kept : undefined;
  };

  const others = journeys.filter((journey) => !ticketOf(journey));
  await inParallel(others, (journey) => bringOn(tools, journey, { kept: keptOf(journey), inLine: false }, round));

  const tickets = journeys.flatMap((journey) => {
    const kept = ticketOf(journey);
    return kept ? [{ journey, kept }] : [];
  });
  const places = await tools.line.places(date.concertId, new Set(tickets.map(({ kept }) => kept.seq)));
  await inParallel(tickets, ({ journey, kept }) => {
    const place = places.get(kept.seq);
    // Where more purchases are allowed, a place that goes on says nothing.
    const goesOn = place !== undefined && admission(place, kept.seq, round.now) === 'ACTIVE';
    const found: Found = { kept, inLine: date.endsPlaces && goesOn };
    return bringOn(tools, journey, found, round);
  });
  round.dates += 1;
}

/** By their ranks; the order of their seats within each. */
function journeysIn(
  seats: readonly HeldSeat[],
  { scheduleId, holdSeconds }: DateSwept,
  final: ReadonlyMap<string, number>,
  now: number,
): Journey[] {
  const journeys = new Map<string, Journey>();
  for (const seat of seats) {
    const { holder: reservationId, at } = seat;
    const rank = rankOf(seat, holdSeconds, now);
    const isKnown = rank === 'sold' && (final.get(reservationId) ?? 0) + FINAL_MS > now;
    if (!rank || isKnown) continue;
    const journey = journeys.get(reservationId);
    if (journey) journey.seats.push({ at });
    else journeys.set(reservationId, { reservationId, scheduleId, rank, seats: [{ at }] });
  }
  return [...journeys.values()].toSorted((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank));
}
