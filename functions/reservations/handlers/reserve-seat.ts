// POST /api/v1/concerts/{concertId}/seats/{seatNo}/reserve: holds one seat for a few minutes.
import { createCatalogReads } from '../../catalog/reads.ts';
import { createHealthWatch } from '../../queue/writes.ts';
import { createSeatWrites } from '../../seats/writes.ts';
import { createDb, createOnceDb, secretReader } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createReservationStore } from '../store.ts';
import { reserve } from '../use-cases-reserve.ts';

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
  catalog: createCatalogReads({ db, ...env, clock: systemClock }),
  idSecret: secretReader(env.ID_SECRET),
};

const watch = createHealthWatch({ onceDb: createOnceDb(), ...env });

export const handler = http(
  routes.reserve,
  ({ params, query, buyer, place, idempotencyKey, now, cause }) =>
    reserve(tools, { ...params, ...query, buyer, place, idempotencyKey, now, cause }),
  watch,
);
