// GET /api/v1/reservations: own reservations, newest first.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createReservationReads } from '../reads.ts';
import { listReservations } from '../use-cases.ts';

const reads = createReservationReads({ db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string' }) });

export const handler = http(routes.list, ({ buyer, query, now }) => listReservations(reads, buyer, { ...query, now }));
