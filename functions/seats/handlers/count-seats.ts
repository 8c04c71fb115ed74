// ReservationCompleted, many at once: counts the dates that were sold of, and tells when one is sold out.
import { createCatalogReads } from '../../catalog/reads.ts';
import { events } from '../../reservations/contract.ts';
import { createSaleReads } from '../../reservations/reads-sales.ts';
import { createDb } from '../../shared/aws.ts';
import { fromIso, systemClock } from '../../shared/clock.ts';
import { together } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createDateReads } from '../reads.ts';
import { createCountsStore } from '../store.ts';
import { countSeats } from '../use-cases-count.ts';

const env = readEnv({ SEATS_TABLE: 'string', CATALOG_TABLE: 'string', RESERVATIONS_TABLE: 'string' });
const tools = { ...env, db: createDb(), clock: systemClock };
const counting = {
  store: createCountsStore(tools),
  dates: createDateReads(tools),
  catalog: createCatalogReads(tools),
  sales: createSaleReads(tools),
  clock: systemClock,
};

export const handler = together([events.ReservationCompleted], async (sold) => {
  const sales = sold.map((event) => {
    const { data, envelope, cause } = event;
    const { concertId, scheduleId } = data;
    return { concertId, scheduleId, at: fromIso(envelope.occurredAt), cause, event };
  });
  const uncounted = await countSeats(counting, sales);
  return uncounted.map(({ sale: { event }, error }) => ({ event, error }));
});
