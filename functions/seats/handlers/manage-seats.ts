// The operator's routes of a date's seats: few calls, so one function for all of them.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createSaleReads } from '../../reservations/reads-sales.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { adminRoutes as routes } from '../contract-admin.ts';
import { createDateReads } from '../reads.ts';
import { createCountsStore } from '../store.ts';
import { createBlockingStore } from '../store-blockings.ts';
import { blockSeats } from '../use-cases-block.ts';
import { listBlockings, seatForOperators, unblockSeats } from '../use-cases-blockings.ts';
import { countSeats, type SaleOfDate } from '../use-cases-count.ts';
import { createSeatWrites } from '../writes.ts';

const env = readEnv({ SEATS_TABLE: 'string', CATALOG_TABLE: 'string', RESERVATIONS_TABLE: 'string' });
const tools = { ...env, db: createDb(), clock: systemClock };
const dates = createDateReads(tools);
const catalog = createCatalogReads(tools);
const counting = { store: createCountsStore(tools), dates, catalog, sales: createSaleReads(tools), clock: systemClock };
const blocking = {
  store: createBlockingStore(tools),
  seats: createSeatWrites(tools),
  dates,
  catalog,
  count: (sold: readonly SaleOfDate[]) => countSeats(counting, sold),
  clock: systemClock,
};

export const handler = httpRoutes(
  bind(routes.block, ({ params, body, buyer, idempotencyKey, cause }) =>
    blockSeats(blocking, { ...params, body, by: buyer.userId, idempotencyKey, cause }),
  ),
  bind(routes.listBlockings, ({ params }) => listBlockings(blocking, params)),
  bind(routes.unblock, ({ params, body }) => unblockSeats(blocking, { ...params, body })),
  bind(routes.seat, ({ params, now }) => seatForOperators(blocking, { ...params, now })),
);
