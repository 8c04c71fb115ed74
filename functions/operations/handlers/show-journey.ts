// GET /api/v1/admin/journeys/{reservationId}: every step of one order in time order.
import { createDeliveryReads } from '../../external-data/reads-deliveries.ts';
import { createCardReads } from '../../payments/reads-card.ts';
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { adminRoutes } from '../contract.ts';
import { createLogGateway } from '../gateway-logs.ts';
import { showJourney } from '../use-cases-journey.ts';

const env = readEnv({
  STAGE: 'string',
  RESERVATIONS_TABLE: 'string',
  WALLET_TABLE: 'string',
  PAYMENTS_TABLE: 'string',
  APPROVAL_SECONDS: 'number',
  EXTERNAL_DATA_TABLE: 'string',
  JOURNEY_LOGS: 'string',
});
const tables = { db: createDb(), ...env };
const tools = {
  reservations: createReservationReads(tables),
  wallets: createWalletReads(tables),
  cards: createCardReads(tables),
  approvalSeconds: env.APPROVAL_SECONDS,
  deliveries: createDeliveryReads(tables),
  logs: createLogGateway(env),
  workers: env.JOURNEY_LOGS.split(','),
};

export const handler = http(adminRoutes.journey, ({ params, now }) => showJourney(tools, { ...params, now }));
