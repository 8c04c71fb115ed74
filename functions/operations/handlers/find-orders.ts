// GET /api/v1/admin/orders: finds orders by address, reservation or payment.
import { createAccountReads } from '../../auth/reads-account.ts';
import { createCardReads } from '../../payments/reads-card.ts';
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { adminRoutes } from '../contract.ts';
import { findOrders } from '../use-cases-orders.ts';

const env = readEnv({ AUTH_TABLE: 'string', RESERVATIONS_TABLE: 'string', PAYMENTS_TABLE: 'string' });
const tables = { db: createDb(), ...env };
const tools = {
  accounts: createAccountReads(tables),
  reservations: createReservationReads(tables),
  cards: createCardReads(tables),
};

export const handler = http(adminRoutes.orders, ({ query, now }) => findOrders(tools, query, now));
