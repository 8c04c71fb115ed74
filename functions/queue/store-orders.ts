// What operators order: the line's next controls and the entry of who did it, written together.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { transact } from '../shared/transaction.ts';
import type { Controls } from './domain-controls.ts';
import { auditKey, auditPk, controlsKey } from './keys.ts';

/** One thing that an operator did. `at`: epoch ms; before and after: what it changed. */
export interface Audited {
  readonly at: number;
  readonly userId: string;
  readonly action: string;
  readonly reason: string;
  readonly confirmed: boolean;
  readonly before: Item;
  readonly after: Item;
  readonly version: number;
}

export interface OrderStore {
  /** Writes the next version of the controls and its entry, if nobody did since. @returns whether this call did */
  order(concertId: string, next: Controls, entry: Audited): Promise<boolean>;
  /** The newest first. @param before entries older than this version */
  audit(concertId: string, slice: { readonly before?: number | undefined; readonly size: number }): Promise<Audited[]>;
}

export function createOrderStore({ db, QUEUE_TABLE }: { db: Db; QUEUE_TABLE: string }): OrderStore {
  return {
    async order(concertId, next, entry) {
      const seen = next.version - 1;
      const unchanged = seen === 0 ? 'attribute_not_exists(pk)' : 'version = :seen';
      const { outcome } = await transact(db, [
        {
          label: 'unchanged',
          write: {
            Put: {
              TableName: QUEUE_TABLE,
              Item: { ...controlsKey(concertId), ...next },
              ConditionExpression: unchanged,
              ...(seen === 0 ? {} : { ExpressionAttributeValues: { ':seen': seen } }),
            },
          },
        },
        {
          label: 'noted once',
          write: {
            Put: {
              TableName: QUEUE_TABLE,
              Item: { ...auditKey(concertId, next.version), ...entry },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        },
      ]);
      return outcome === 'committed';
    },

    async audit(concertId, { before, size }) {
      const { Items = [] } = await db.send(
        new QueryCommand({
          TableName: QUEUE_TABLE,
          KeyConditionExpression: before === undefined ? 'pk = :list' : 'pk = :list AND sk < :before',
          ExpressionAttributeValues: {
            ':list': auditPk(concertId),
            ...(before === undefined ? {} : { ':before': auditKey(concertId, before).sk }),
          },
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: size,
        }),
      );
      return Items.map(({ pk: _pk, sk: _sk, ...entry }) => entry as unknown as Audited);
    },
  };
}
