// POST /api/v1/payments: pays a held reservation from the wallet, or begins to by card.
import { createConcertReads } from '../../catalog/reads.ts';
import { createHealthWatch } from '../../queue/writes.ts';
import { createReservationReads } from '../../reservations/reads.ts';
import { createReservationWrites } from '../../reservations/writes.ts';
import { createDb, createOnceDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { routes } from '../contract.ts';
import { createCardGateway } from '../gateway-portone.ts';
import { createCardReads } from '../reads-card.ts';
import { pay } from '../use-cases.ts';
import { beginCard, checkoutOf } from '../use-cases-card.ts';

const env = readEnv({ RESERVATIONS_TABLE: 'string', WALLET_TABLE: 'string', CATALOG_TABLE: 'string' });
const own = readEnv({ PAYMENTS_TABLE: 'string', QUEUE_TABLE: 'string', CARD_REDIRECT_URL: 'string' });
const portone = readEnv({ PORTONE_URL: 'string', PORTONE_STORE_ID: 'string', PORTONE_LIVE: 'string' });
const card = readEnv({ PORTONE_SECRET: 'string', PORTONE_CARD_CHANNEL: 'string' });
const table = { db: createDb(), clock, ...env, ...own };
const reservations = { ...createReservationReads(table), ...createReservationWrites(table) };
const fromWallet = { ...table, reservations, wallets: createWalletReads(table) };
const readSecret = secretReader(card.PORTONE_SECRET);
const gateway = createCardGateway({ ...portone, PORTONE_LIVE: portone.PORTONE_LIVE === 'on', readSecret });
const shop = { catalog: createConcertReads(table), gateway, checkout: checkoutOf({ ...portone, ...card, ...own }) };
const byCard = { ...table, ...shop, reservations, cards: createCardReads(table) };

const watch = createHealthWatch({ onceDb: createOnceDb(), ...own });

export const handler = http(
  routes.pay,
  ({ buyer, place, body: { reservationId, amount, method }, cause }) => {
    const asked = { userId: buyer.userId, concertId: place.concertId, reservationId, amount, cause };
    return method === 'CARD' ? beginCard(byCard, asked) : pay(fromWallet, asked);
  },
  watch,
);
