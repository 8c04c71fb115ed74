// The list of open sales: whom the schedule visits.
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db } from '../shared/aws.ts';
import { queryAll } from '../shared/pages.ts';
import { ON_SALE, onSaleKey } from './keys.ts';

/** A sale that the schedule visits. */
export interface Listed {
  readonly concertId: string;
  readonly listedAt: number;
}

export interface SaleList {
  listed(): Promise<Listed[]>;
  /** Ends the schedule's visits, unless the sale was listed again. */
  delist(sale: Listed): Promise<void>;
}

export function createSaleList({ db, QUEUE_TABLE }: { db: Db; QUEUE_TABLE: string }): SaleList {
  return {
    async listed() {
      const items = await queryAll(db, {
        TableName: QUEUE_TABLE,
        KeyConditionExpression: 'pk = :list',
        ExpressionAttributeValues: { ':list': ON_SALE },
        ConsistentRead: true,
      });
      return items.map((item) => ({ concertId: String(item.sk).slice(5), listedAt: Number(item.listedAt) }));
    },

    async delist({ concertId, listedAt }) {
      const remove = new DeleteCommand({
        TableName: QUEUE_TABLE,
        Key: onSaleKey(concertId),
        ConditionExpression: 'listedAt = :seen',
        ExpressionAttributeValues: { ':seen': listedAt },
      });
      await conditional(db.send(remove));
    },
  };
}
