// GET /api/v1/admin/orders: finds orders by address, reservation or payment.
import { createAccountReads } from '../../auth/reads-account.ts';
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { adminRoutes } from '../contract.ts';
import { findOrders } from '../use-cases-orders.ts';

const tables = { db: createDb(), ...readEnv({ AUTH_TABLE: 'string', RESERVATIONS_TABLE: 'string' }) };
const tools = { accounts: createAccountReads(tables), reservations: createReservationReads(tables) };

export const handler = http(adminRoutes.orders, ({ query, now }) => findOrders(tools, query, now));
