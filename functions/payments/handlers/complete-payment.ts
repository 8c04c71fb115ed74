// POST /api/v1/payments/{paymentId}/complete: takes the money of a card, if there is still something to pay for.
import { createHealthWatch } from '../../queue/writes.ts';
import { createReservationReads } from '../../reservations/reads.ts';
import { createDb, createOnceDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createSender } from '../../shared/sqs.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { routes as cardRoutes } from '../contract-card.ts';
import { topUpLimits } from '../domain-topup.ts';
import { createCardGateway } from '../gateway-portone.ts';
import { createCardReads } from '../reads-card.ts';
import { createChargedReads } from '../reads-charged.ts';
import { complete } from '../use-cases-complete.ts';

const tables = readEnv({ RESERVATIONS_TABLE: 'string', WALLET_TABLE: 'string', PAYMENTS_TABLE: 'string' });
const portone = readEnv({ PORTONE_URL: 'string', PORTONE_STORE_ID: 'string', PORTONE_LIVE: 'string' });
const env = readEnv({ PORTONE_SECRET: 'string', SETTLE_QUEUE_URL: 'string', CHARGE_KRW: 'string' });
const own = readEnv({ QUEUE_TABLE: 'string', APPROVAL_SECONDS: 'number' });
const table = { db: createDb(), clock, ...tables };
const live = portone.PORTONE_LIVE === 'on';
const tools = {
  ...table,
  shop: { storeId: portone.PORTONE_STORE_ID, live },
  cards: createCardReads(table),
  charged: createChargedReads(table),
  reservations: createReservationReads(table),
  wallets: createWalletReads(table),
  gateway: createCardGateway({ ...portone, PORTONE_LIVE: live, readSecret: secretReader(env.PORTONE_SECRET) }),
  settleLater: createSender(env.SETTLE_QUEUE_URL),
  limits: topUpLimits(env.CHARGE_KRW),
  approvalSeconds: own.APPROVAL_SECONDS,
};

export const handler = http(
  cardRoutes.complete,
  ({ buyer: { userId }, params, body, cause }) => complete(tools, { ...params, ...body, userId, cause }),
  createHealthWatch({ onceDb: createOnceDb(), ...own }),
);
