// The operator's routes of the catalogue: few calls, so one function for all of them.
import { createSeatReads } from '../../seats/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { adminRoutes as routes } from '../contract-admin.ts';
import { createCatalogReads } from '../reads.ts';
import { createCatalogStore } from '../store.ts';
import { listSchedules } from '../use-cases.ts';
import * as admin from '../use-cases-admin.ts';
import { createLayout, getLayout } from '../use-cases-layout.ts';

const env = readEnv({ CATALOG_TABLE: 'string', SEATS_TABLE: 'string' });
const tools = { db: createDb(), clock: systemClock, ...env };
const store = createCatalogStore(tools);
const reads = createCatalogReads(tools);
const seats = createSeatReads(tools);

export const handler = httpRoutes(
  bind(routes.createCategory, ({ body, now }) => admin.createCategory(store, body, now)),
  bind(routes.listCategories, ({ query }) => admin.listCategories(store, query)),
  bind(routes.changeCategory, ({ params, body, now }) => admin.changeCategory(store, params.code, body, now)),
  bind(routes.createConcert, ({ body, now }) => admin.createConcert(store, body, now)),
  bind(routes.listConcerts, ({ query }) => admin.listConcerts(store, query)),
  bind(routes.getConcert, ({ params }) => admin.getConcert(store, params.concertId)),
  bind(routes.changeConcert, ({ params, body, now }) => admin.changeConcert(store, params.concertId, body, now)),
  bind(routes.createSchedule, ({ params, body, idempotencyKey, now }) =>
    admin.createSchedule(store, { concertId: params.concertId, body, idempotencyKey, now }),
  ),
  bind(routes.listSchedules, ({ params, now }) =>
    listSchedules({ reads, seats }, { concertId: params.concertId, now, maxAgeMs: 0 }),
  ),
  bind(routes.createLayout, (call) => createLayout(store, { ...call, csv: call.raw?.text })),
  bind(routes.getLayout, ({ params }) => getLayout(store, params.layoutId)),
);
