// The list of open sales: whom the schedule visits.
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
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
      const sales: Listed[] = [];
      let from: Item | undefined;
      do {
        const page = await db.send(
          new QueryCommand({
            TableName: QUEUE_TABLE,
            KeyConditionExpression: 'pk = :list',
            ExpressionAttributeValues: { ':list': ON_SALE },
            ConsistentRead: true,
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        const items = page.Items ?? [];
        sales.push(...items.map((item) => ({ concertId: String(item.sk).slice(5), listedAt: Number(item.listedAt) })));
        from = page.LastEvaluatedKey;
      } while (from);
      return sales;
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
