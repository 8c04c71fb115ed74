// ReservationCompleted, many at once: counts the dates that were sold of, and tells when one is sold out.
import { createCatalogReads } from '../../catalog/reads.ts';
import { events } from '../../reservations/contract.ts';
import { createDb } from '../../shared/aws.ts';
import { fromIso, systemClock } from '../../shared/clock.ts';
import { together } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createDateReads } from '../reads.ts';
import { createCountsStore } from '../store.ts';
import { countSeats } from '../use-cases-count.ts';

const env = readEnv({ SEATS_TABLE: 'string', CATALOG_TABLE: 'string' });
const tools = { ...env, db: createDb(), clock: systemClock };
const counting = {
  store: createCountsStore(tools),
  dates: createDateReads(tools),
  catalog: createCatalogReads(tools),
  clock: systemClock,
};

export const handler = together([events.ReservationCompleted], (sold) =>
  countSeats(
    counting,
    sold.map(({ data: { concertId, scheduleId }, envelope, cause }) => {
      return { concertId, scheduleId, at: fromIso(envelope.occurredAt), cause };
    }),
  ),
);
