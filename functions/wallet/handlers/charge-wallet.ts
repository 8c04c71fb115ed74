// POST /api/v1/me/balance/charge: tops up the wallet, once per Idempotency-Key.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createWalletStore } from '../store.ts';
import { charge } from '../use-cases.ts';

const { WALLET_TABLE, DIRECT_TOP_UP } = readEnv({ WALLET_TABLE: 'string', DIRECT_TOP_UP: 'string' });
const store = createWalletStore({ db: createDb(), WALLET_TABLE });
const directTopUp = DIRECT_TOP_UP === 'on';

export const handler = http(routes.charge, ({ buyer, body, idempotencyKey, now, cause }) =>
  charge({ store, directTopUp }, { userId: buyer.userId, amount: body.amount, idempotencyKey, now, cause }),
);
