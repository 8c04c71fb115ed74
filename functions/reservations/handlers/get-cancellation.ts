// GET /api/v1/reservations/{reservationId}/cancellation: what cancelling now would give back.
import { createConcertReads } from '../../catalog/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createReservationReads } from '../reads.ts';
import { getCancellation } from '../use-cases-cancel.ts';

const env = readEnv({ RESERVATIONS_TABLE: 'string', CATALOG_TABLE: 'string' });
const db = createDb();
const tools = {
  reads: createReservationReads({ db, ...env }),
  catalog: createConcertReads({ db, ...env, clock: systemClock }),
};

export const handler = http(routes.cancellation, ({ params, buyer, now }) =>
  getCancellation(tools, { ...params, userId: buyer.userId, now }),
);
