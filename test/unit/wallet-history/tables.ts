// Two tables that answer as a test says, and a wallet of two lines in them.
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createLineReads } from '../../../functions/wallet/reads-lines.ts';
import { createHistoryStore } from '../../../functions/wallet-history/store.ts';
import { at } from './books.ts';

export const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
export const lines = createLineReads({ db, WALLET_TABLE: 'wallets' });
export const store = createHistoryStore({ db, WALLET_HISTORY_TABLE: 'history' });
export const tools = { lines, store, clock: () => at + 7 };

export const bought = { reservationId: 'rsv_1', concertId: 'con_1', scheduleId: 'sch_1' };
const charge = {
  pk: 'USER#u1',
  userId: 'u1',
  sk: 'LINE#0000000001',
  walletVersion: 1,
  type: 'CHARGE',
  id: 'chg_1',
  amount: 900,
};
export const first = { ...charge, balanceAfter: 900, at, cause: 'c r' };
const back = {
  ...first,
  ...bought,
  sk: 'LINE#0000000002',
  walletVersion: 2,
  type: 'REFUND',
  id: 'pay_1',
  balanceAfter: 1_800,
};
export const second = { ...back, reason: 'CANCELLED' };
