// POST /api/v1/me/balance/charge: tops up the wallet, or begins to by card; once per Idempotency-Key.
import { createCardGateway } from '../../payments/gateway-portone.ts';
import { topUpLimits } from '../../payments/reads.ts';
import { createCardReads } from '../../payments/reads-card.ts';
import { createChargedReads } from '../../payments/reads-charged.ts';
import { checkoutOf } from '../../payments/use-cases-card.ts';
import { beginTopUp } from '../../payments/use-cases-topup.ts';
import { createDb, secretReader } from '../../shared/aws.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createWalletStore } from '../store.ts';
import { charge } from '../use-cases.ts';

const tables = readEnv({ WALLET_TABLE: 'string', PAYMENTS_TABLE: 'string' });
const portone = readEnv({ PORTONE_URL: 'string', PORTONE_STORE_ID: 'string', PORTONE_LIVE: 'string' });
const checkout = readEnv({ PORTONE_CARD_CHANNEL: 'string', CARD_REDIRECT_URL: 'string' });
const env = readEnv({ DIRECT_TOP_UP: 'string', PORTONE_SECRET: 'string', CHARGE_KRW: 'string' });
const table = { db: createDb(), clock, ...tables };
const live = portone.PORTONE_LIVE === 'on';
const store = createWalletStore(table);
const direct = { store, directTopUp: env.DIRECT_TOP_UP === 'on' };
const card = {
  ...table,
  cards: createCardReads(table),
  charged: createChargedReads(table),
  wallets: store,
  limits: topUpLimits(env.CHARGE_KRW),
  gateway: createCardGateway({ ...portone, PORTONE_LIVE: live, readSecret: secretReader(env.PORTONE_SECRET) }),
  checkout: checkoutOf({ ...portone, ...checkout }),
};

export const handler = http(routes.charge, ({ buyer, body: { amount, method }, idempotencyKey, now, cause }) => {
  const asked = { userId: buyer.userId, amount, idempotencyKey, cause };
  if (method === 'CARD') return beginTopUp(card, { ...asked, personId: buyer.personId });
  return charge(direct, { ...asked, now });
});
