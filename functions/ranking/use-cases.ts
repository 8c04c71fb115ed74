// Which concerts are hot: looking at their seats when something happened, and the list.
import { type CatalogReads, type ConcertFacts, saleWindow } from '../catalog/reads.ts';
import type { DateReads, SeatCounts } from '../seats/reads.ts';
import { jitter } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { type Entrant, isSame, type Look, type Ranked, ranked, type SoldOutSeconds, withLook } from './domain.ts';
import type { RankingReads } from './reads.ts';
import type { RankingStore } from './store.ts';

export interface Refreshing {
  readonly store: RankingStore;
  readonly catalog: CatalogReads;
  readonly dates: Pick<DateReads, 'counts'>;
  readonly clock: Clock;
}

/** Why to look at a concert: something was held, sold, or (with `soldOut`) a date was sold out. */
export interface Reason {
  readonly concertId: string;
  readonly soldOut?: { readonly scheduleId: string; readonly secondsSinceOpen: number };
}

/** How often a tally is written while others move it. */
const TRIES = 6;
/** Seconds that a tally outlives its sale, should the sale be prolonged. */
const KEPT_SECONDS = 86_400;

/** A reason whose concert could not be looked at, and why. */
export interface Unseen<R extends Reason> {
  readonly reason: R;
  readonly error: unknown;
}

/**
 * Looks once at each concert that something happened to, however many reasons there are.
 * @returns the reasons of the concerts that could not be looked at
 */
export async function refreshRanking<R extends Reason>(
  tools: Refreshing,
  reasons: readonly R[],
): Promise<readonly Unseen<R>[]> {
  const concerts = Map.groupBy(reasons, ({ concertId }) => concertId);
  const refreshed = await inParallel([...concerts], async ([concertId, ofConcert]) => {
    try {
      await refresh(tools, concertId, timesOf(ofConcert));
      return [];
    } catch (error) {
      return ofConcert.map((reason) => ({ reason, error }));
    }
  });
  return refreshed.flat();
}

function timesOf(reasons: readonly Reason[]): SoldOutSeconds {
  const times: Record<string, number> = {};
  for (const { soldOut } of reasons) {
    if (soldOut) times[soldOut.scheduleId] = Math.min(soldOut.secondsSinceOpen, times[soldOut.scheduleId] ?? Infinity);
  }
  return times;
}

async function refresh(tools: Refreshing, concertId: string, soldOut: SoldOutSeconds): Promise<void> {
  const concert = await tools.catalog.concert(concertId);
  if (!concert) throw new Error(`there is no concert ${concertId}`);
  const ttl = Math.ceil(saleWindow(concert).closesAt / 1000) + KEPT_SECONDS;
  const look = await lookAt(tools, concert, soldOut);
  let seen = await tools.store.kept(concertId);
  for (let tries = 1; tries <= TRIES; tries++) {
    const tally = withLook(seen?.tally, look);
    if (!tally || (seen && isSame(tally, seen.tally))) return;
    const outcome = await tools.store.move(concertId, seen, { tally, ttl });
    if (outcome === 'moved') return;
    seen = outcome.found;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

async function lookAt({ catalog, dates, clock }: Refreshing, concert: ConcertFacts, soldOut: SoldOutSeconds) {
  const at = clock();
  const counts = await inParallel(concert.schedules, async ({ scheduleId, layoutId }) =>
    dates.counts(scheduleId, await catalog.layout(layoutId), at),
  );
  const grades = counts.flatMap((count: SeatCounts) => Object.values(count));
  const look: Look = {
    at,
    sold: grades.reduce((sum, { sold }) => sum + sold, 0),
    available: grades.reduce((sum, { available }) => sum + available, 0),
    total: grades.reduce((sum, { total }) => sum + total, 0),
    soldOut,
  };
  return look;
}

interface Listed extends Entrant {
  readonly concert: ConcertFacts;
}

/** @param limit how many at most. Concerts that are disabled, or whose sale is over, are left out. */
export async function hotConcerts(
  { reads, catalog }: { readonly reads: RankingReads; readonly catalog: Pick<CatalogReads, 'concert'> },
  { limit, now }: { readonly limit: number; readonly now: number },
) {
  const kept = await reads.tallies();
  const found = await inParallel(kept, async ({ concertId, tally }): Promise<Listed[]> => {
    const concert = await catalog.concert(concertId);
    if (!concert?.enabled) return [];
    const { opensAt, closesAt } = saleWindow(concert);
    if (now >= closesAt) return [];
    return [{ concertId, tally, concert, opensAt, scheduleIds: concert.schedules.map(({ scheduleId }) => scheduleId) }];
  });
  const best = ranked(found.flat(), now).slice(0, limit);
  return { asOf: toIso(now), concerts: best.map((one, i) => viewOf(one, i + 1)) };
}

function viewOf({ concertId, concert, tally, score, soldOutSeconds }: Ranked<Listed>, rank: number) {
  const { code, name } = concert;
  const { sold, total, available } = tally;
  return {
    rank,
    concertId,
    code,
    name,
    score: Number(score.toFixed(4)),
    // Rounded down: 1 is said of a hall only that is sold to the last seat.
    soldShare: Math.floor((sold * 10_000) / total) / 10_000,
    available,
    total,
    soldOut: soldOutSeconds !== undefined,
    ...(soldOutSeconds === undefined ? {} : { soldOutSeconds }),
  };
}
