// GET /api/v1/me/balance: the balance in won.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createWalletReads } from '../reads.ts';

const reads = createWalletReads({ db: createDb(), ...readEnv({ WALLET_TABLE: 'string' }) });

export const handler = http(routes.balance, async ({ buyer }) => {
  const { balance } = await reads.wallet(buyer.userId);
  return { balance };
});
