// GET /api/v1/concerts/{concertId}/schedules: a concert's dates, with what is left of each.
import { createSeatReads } from '../../seats/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createCatalogReads } from '../reads.ts';
import { listSchedules } from '../use-cases.ts';

const env = readEnv({ CATALOG_TABLE: 'string', SEATS_TABLE: 'string' });
const tools = { db: createDb(), clock: systemClock, ...env };
const reads = createCatalogReads(tools);
const seats = createSeatReads(tools);

export const handler = http(routes.listSchedules, ({ params, now }) =>
  listSchedules({ reads, seats }, { concertId: params.concertId, now }),
);
