// SeatReserved, ReservationCompleted and SoldOut, many at once: looks again at the concerts that they tell of.
import { createCatalogReads } from '../../catalog/reads.ts';
import { events as reservations } from '../../reservations/contract.ts';
import { events as seats } from '../../seats/contract.ts';
import { createDateReads } from '../../seats/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { together } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import type { EventKind } from '../../shared/event.ts';
import { createRankingStore } from '../store.ts';
import { refreshRanking } from '../use-cases.ts';

const env = readEnv({ RANKING_TABLE: 'string', SEATS_TABLE: 'string', CATALOG_TABLE: 'string' });
const tools = { ...env, db: createDb(), clock: systemClock };
const refreshing = {
  store: createRankingStore(tools),
  catalog: createCatalogReads(tools),
  dates: createDateReads(tools),
  clock: systemClock,
};

/** What all three tell; only a sell-out has the seconds. */
interface Told {
  readonly concertId: string;
  readonly scheduleId: string;
  readonly secondsSinceOpen?: number;
}

const kinds: EventKind<Told>[] = [reservations.SeatReserved, reservations.ReservationCompleted, seats.SoldOut];

export const handler = together(kinds, async (received) => {
  const reasons = received.map((event) => {
    const { concertId, scheduleId, secondsSinceOpen } = event.data;
    const soldOut = secondsSinceOpen === undefined ? {} : { soldOut: { scheduleId, secondsSinceOpen } };
    return { concertId, ...soldOut, event };
  });
  const unseen = await refreshRanking(refreshing, reasons);
  return unseen.map(({ reason: { event }, error }) => ({ event, error }));
});
