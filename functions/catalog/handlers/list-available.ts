// GET /api/v1/concerts/available: the concerts that can be booked now, and those to come.
import { createDb } from '../../shared/aws.ts';
import { cached } from '../../shared/cache.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createCatalogStore } from '../store.ts';
import { listAvailable } from '../use-cases.ts';

const store = createCatalogStore({ db: createDb(), ...readEnv({ CATALOG_TABLE: 'string' }) });
const read = cached(() => listAvailable(store, systemClock()), { clock: systemClock, forMs: 1_000, most: 1 });

export const handler = http(routes.listAvailable, async ({ query }) => {
  const { concerts = [], upcoming = [] } = (await read('available')) ?? {};
  return query.include === 'upcoming' ? { concerts, upcoming } : { concerts };
});
