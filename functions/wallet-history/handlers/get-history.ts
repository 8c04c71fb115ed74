// GET /api/v1/me/balance/history: what moved the wallet, newest first.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createLineReads } from '../../wallet/reads-lines.ts';
import { routes } from '../contract.ts';
import { createHistoryStore } from '../store.ts';
import { readHistory } from '../use-cases.ts';

const tables = { db: createDb(), ...readEnv({ WALLET_TABLE: 'string', WALLET_HISTORY_TABLE: 'string' }) };
const tools = { lines: createLineReads(tables), store: createHistoryStore(tables) };

export const handler = http(routes.history, ({ buyer, query, now }) =>
  readHistory(tools, { ...query, userId: buyer.userId, now }),
);
