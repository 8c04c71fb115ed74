// GET /api/v1/payments: own payments, newest first.
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { listPayments } from '../use-cases-own.ts';

const reads = createReservationReads({ db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string' }) });

export const handler = http(routes.list, ({ buyer, query }) => listPayments(reads, buyer, query));
