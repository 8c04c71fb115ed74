// Each day: sees whether all wallets add up.
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createLineReads } from '../../wallet/reads-lines.ts';
import { createHistoryStore } from '../store.ts';
import { balanceBooks } from '../use-cases-books.ts';

const tables = { db: createDb(), ...readEnv({ WALLET_TABLE: 'string', WALLET_HISTORY_TABLE: 'string' }) };
const tools = { lines: createLineReads(tables), store: createHistoryStore(tables), clock: systemClock };

export const handler = async (): Promise<void> => {
  await balanceBooks(tools, systemClock());
};
