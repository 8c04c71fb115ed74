// Strong reads of card payments.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import type { CardPayment } from './domain-card.ts';
import { cardKey, cardOf } from './keys.ts';

export type { CardPayment };

export interface CardReads {
  /** The payment as it is now, or undefined. */
  card(paymentId: string): Promise<CardPayment | undefined>;
  /** Those of `paymentIds` that are there, in no order. */
  cards(paymentIds: readonly string[]): Promise<CardPayment[]>;
}

export function createCardReads({ db, PAYMENTS_TABLE }: { db: Db; PAYMENTS_TABLE: string }): CardReads {
  return {
    async card(paymentId) {
      const Key = cardKey(paymentId);
      const { Item } = await db.send(new GetCommand({ TableName: PAYMENTS_TABLE, Key, ConsistentRead: true }));
      return Item && cardOf(Item);
    },

    async cards(paymentIds) {
      const items = await readAll(db, PAYMENTS_TABLE, [...new Set(paymentIds)].map(cardKey));
      return items.map(cardOf);
    },
  };
}
