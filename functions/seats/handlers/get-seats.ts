// GET /api/v1/concerts/{concertId}/seats: every seat of a date.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createSeatReads } from '../reads.ts';
import { seatMap } from '../use-cases.ts';

const env = readEnv({ SEATS_TABLE: 'string', CATALOG_TABLE: 'string' });
const db = createDb();
const tools = {
  catalog: createCatalogReads({ db, ...env, clock: systemClock }),
  seats: createSeatReads({ db, ...env, clock: systemClock }),
};

export const handler = http(routes.map, ({ params, query, place, now }) =>
  seatMap(tools, { ...params, ...query, place, now }),
);
