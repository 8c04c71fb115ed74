// The wallet's own items: charges and the marks that keep a repeated charge from counting twice.
import type { Db, Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import type { Cause } from '../shared/event.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import { EMPTY_WALLET, type Line, type Wallet } from './domain.ts';
import { chargeKey, walletKey } from './keys.ts';
import { createWalletReads, type WalletReads } from './reads.ts';
import { moveMoney } from './writes.ts';

/** Days a charge's mark is kept, so that its Idempotency-Key is good for longer than the 24 hours promised. */
const MARK_DAYS = 7;

/** The trace of a charge that was made under an Idempotency-Key. */
export interface ChargeMark {
  readonly chargeId: string;
  readonly requestHash: string;
  readonly walletVersion: number;
}

export interface WalletStore extends WalletReads {
  /** The wallet and, if that charge was made before, its mark: one strongly consistent round trip. */
  walletAndMark(userId: string, chargeId: string): Promise<{ wallet: Wallet; mark: ChargeMark | undefined }>;
  /**
   * Commits a charge. `charge-is-new` refused: the mark that was there; `moved`: read again.
   * @param requestHash given when the charge came with an Idempotency-Key
   */
  charge(charge: {
    userId: string;
    seen: Wallet;
    line: Line;
    cause: Cause;
    requestHash: string | undefined;
  }): Promise<'committed' | 'moved' | ChargeMark>;
}

export function createWalletStore({ db, WALLET_TABLE }: { db: Db; WALLET_TABLE: string }): WalletStore {
  return {
    ...createWalletReads({ db, WALLET_TABLE }),

    async walletAndMark(userId, chargeId) {
      const Keys = [walletKey(userId), chargeKey(userId, chargeId)];
      const items = await readAll(db, WALLET_TABLE, Keys);
      const wallet = items.find((item) => item.sk === 'WALLET');
      const mark = items.find((item) => item.sk !== 'WALLET');
      return { wallet: (wallet as unknown as Wallet | undefined) ?? EMPTY_WALLET, mark: mark && markOf(mark) };
    },

    async charge({ requestHash, ...movement }) {
      const { userId, line } = movement;
      const writes: Labelled[] = moveMoney(WALLET_TABLE, movement);
      if (requestHash !== undefined) {
        const ttl = Math.floor(line.at / 1000) + MARK_DAYS * 86_400;
        const mark = { chargeId: line.id, requestHash, walletVersion: line.walletVersion, ttl };
        writes.unshift({
          label: 'charge-is-new',
          write: {
            Put: {
              TableName: WALLET_TABLE,
              Item: { ...chargeKey(userId, line.id), ...mark },
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        });
      }
      const result = await transact(db, writes);
      if (result.outcome === 'committed') return 'committed';
      if (result.outcome === 'refused' && result.label === 'charge-is-new' && result.old) return markOf(result.old);
      return 'moved';
    },
  };
}

function markOf({ chargeId, requestHash, walletVersion }: Item): ChargeMark {
  return { chargeId: String(chargeId), requestHash: String(requestHash), walletVersion: Number(walletVersion) };
}
