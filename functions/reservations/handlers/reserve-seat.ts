// Holds seats for a few minutes: one by its number, several, or the best available.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createHealthWatch } from '../../queue/writes.ts';
import { createMapReads } from '../../seats/reads-map.ts';
import { createSeatWrites } from '../../seats/writes.ts';
import { createDb, createOnceDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createReservationStore } from '../store.ts';
import { reserve, reserveSeveral } from '../use-cases-reserve.ts';

const env = readEnv({
  RESERVATIONS_TABLE: 'string',
  SEATS_TABLE: 'string',
  CATALOG_TABLE: 'string',
  QUEUE_TABLE: 'string',
  ID_SECRET: 'string',
});
const db = createDb();
const tools = {
  store: createReservationStore({ db, ...env }),
  seats: createSeatWrites({ db, ...env }),
  map: createMapReads({ db, ...env, clock }),
  catalog: createCatalogReads({ db, ...env, clock }),
  idSecret: secretReader(env.ID_SECRET),
};
const watch = createHealthWatch({ onceDb: createOnceDb(), ...env });

export const handler = httpRoutes(
  bind(routes.reserve, (call) => reserve(tools, { ...call, ...call.params, ...call.query }), watch),
  bind(routes.hold, (call) => reserveSeveral(tools, { ...call, ...call.body }), watch),
);
