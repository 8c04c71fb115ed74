// The queue of payments to look at: what the gateway says of each takes effect. It mostly waits, so side by side.
import { createConcertReads } from '../../catalog/reads.ts';
import { createReservationStore } from '../../reservations/store.ts';
import { settle as endIfOver } from '../../reservations/use-cases.ts';
import { holdAgain } from '../../reservations/use-cases-hold-again.ts';
import { createSeatWrites } from '../../seats/writes.ts';
import { createDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { worker } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { createCardGateway } from '../gateway-portone.ts';
import { createCardReads } from '../reads-card.ts';
import { createChargedReads } from '../reads-charged.ts';
import type { SettleTools } from '../use-cases-settle.ts';
import { settleMessage, settleMessaged } from '../use-cases-settle-queue.ts';

const TABLES = { PAYMENTS_TABLE: 'string', RESERVATIONS_TABLE: 'string', SEATS_TABLE: 'string' } as const;
const OTHERS = { WALLET_TABLE: 'string', CATALOG_TABLE: 'string', ID_SECRET: 'string' } as const;
const PORTONE = { PORTONE_URL: 'string', PORTONE_STORE_ID: 'string', PORTONE_SECRET: 'string' } as const;
const env = readEnv({ ...TABLES, ...OTHERS, ...PORTONE, PORTONE_LIVE: 'string', SETTLE_QUEUE_URL: 'string' });
const live = env.PORTONE_LIVE === 'on';
const table = { db: createDb(), ...env };
const store = createReservationStore(table);
const held = { store, seats: createSeatWrites(table), catalog: createConcertReads({ ...table, clock }) };
const idSecret = secretReader(env.ID_SECRET);

const tools: SettleTools = {
  ...{ ...table, clock, shop: { storeId: env.PORTONE_STORE_ID, live } },
  ...{ cards: createCardReads(table), charged: createChargedReads(table), wallets: createWalletReads(table) },
  gateway: createCardGateway({ ...env, PORTONE_LIVE: live, readSecret: secretReader(env.PORTONE_SECRET) }),
  reservations: store,
  settleLater: createSender(env.SETTLE_QUEUE_URL),
  holdAgain: (ended, by) => holdAgain({ ...held, idSecret }, ended, by),
  expire: (reservationId, by) => endIfOver(store, reservationId, by),
};

export const handler = worker(settleMessage, (message) => settleMessaged(tools, message), { sideBySide: true });
