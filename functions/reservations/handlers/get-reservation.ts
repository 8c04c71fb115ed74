// GET /api/v1/reservations/{reservationId}: one own reservation.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createReservationReads } from '../reads.ts';
import { getReservation } from '../use-cases.ts';

const reads = createReservationReads({ db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string' }) });

export const handler = http(routes.one, ({ params, buyer, now }) =>
  getReservation(reads, { ...params, userId: buyer.userId, now }),
);
