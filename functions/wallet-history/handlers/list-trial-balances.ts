// GET /api/v1/admin/trial-balances: what the books came to, newest first.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { adminRoutes } from '../contract.ts';
import { createHistoryStore } from '../store.ts';
import { listTrialBalances } from '../use-cases.ts';

const store = createHistoryStore({ db: createDb(), ...readEnv({ WALLET_HISTORY_TABLE: 'string' }) });

export const handler = http(adminRoutes.trialBalances, ({ query }) => listTrialBalances(store, query));
