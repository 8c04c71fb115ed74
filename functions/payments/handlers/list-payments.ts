// GET /api/v1/payments: own payments, newest first.
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createCardReads } from '../reads-card.ts';
import { listPayments } from '../use-cases-own.ts';

const tables = { db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string', PAYMENTS_TABLE: 'string' }) };
const tools = { reservations: createReservationReads(tables), cards: createCardReads(tables) };

export const handler = http(routes.list, ({ buyer, query }) => listPayments(tools, buyer, query));
