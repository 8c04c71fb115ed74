// GET /api/v1/payments/{paymentId}: one own payment.
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { getPayment } from '../use-cases-own.ts';

const reads = createReservationReads({ db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string' }) });

export const handler = http(routes.one, ({ buyer, params }) =>
  getPayment(reads, { paymentId: params.paymentId, userId: buyer.userId }),
);
