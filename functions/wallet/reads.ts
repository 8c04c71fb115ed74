// Strong reads of a wallet that another service's decision rests on.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import { EMPTY_WALLET, type Line, type Wallet } from './domain.ts';
import { lineKey, walletKey } from './keys.ts';

export interface WalletReads {
  /** The wallet as it is now; an empty one for a user nobody charged. */
  wallet(userId: string): Promise<Wallet>;
  /** Line number `walletVersion`, or undefined. */
  line(userId: string, walletVersion: number): Promise<Line | undefined>;
}

export function createWalletReads({ db, WALLET_TABLE }: { db: Db; WALLET_TABLE: string }): WalletReads {
  const get = (key: Record<string, string>) =>
    db.send(new GetCommand({ TableName: WALLET_TABLE, Key: key, ConsistentRead: true }));
  return {
    async wallet(userId) {
      const { Item } = await get(walletKey(userId));
      return Item ? { balance: Item.balance, version: Item.version } : EMPTY_WALLET;
    },
    async line(userId, walletVersion) {
      const { Item } = await get(lineKey(userId, walletVersion));
      return Item as Line | undefined;
    },
  };
}
