// The counts of a date as their item holds them, moved by compare-and-set.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import type { Counts } from './domain-count.ts';
import { countsKey } from './keys.ts';

export interface CountsStore {
  /** As they are now: strongly consistent; undefined before the first sell-out. */
  counts(scheduleId: string): Promise<Counts | undefined>;
  /** Moves the counts from `seen` to `next`. @returns `moved`, or what is there in the place of `seen` */
  move(scheduleId: string, seen: Counts | undefined, next: Counts): Promise<'moved' | { found: Counts | undefined }>;
}

export function createCountsStore({ db, SEATS_TABLE }: { db: Db; SEATS_TABLE: string }): CountsStore {
  return {
    async counts(scheduleId) {
      const Key = countsKey(scheduleId);
      const { Item } = await db.send(new GetCommand({ TableName: SEATS_TABLE, Key, ConsistentRead: true }));
      return countsFrom(Item);
    },

    async move(scheduleId, seen, { concertId, version, soldOutNo, holders, soldOuts, log }) {
      const update = new UpdateCommand({
        TableName: SEATS_TABLE,
        Key: countsKey(scheduleId),
        UpdateExpression:
          'SET concertId = :concertId, #version = :version, soldOutNo = :soldOutNo, holders = :holders, ' +
          'soldOuts = :soldOuts, #log = :log',
        ConditionExpression: seen ? '#version = :seen' : 'attribute_not_exists(#version)',
        ExpressionAttributeNames: { '#version': 'version', '#log': 'log' },
        ExpressionAttributeValues: {
          ':concertId': concertId,
          ':version': version,
          ':soldOutNo': soldOutNo,
          ':holders': holders,
          ':soldOuts': soldOuts,
          ':log': log,
          ...(seen ? { ':seen': seen.version } : {}),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(update));
      return outcome.ok ? 'moved' : { found: countsFrom(outcome.old) };
    },
  };
}

function countsFrom(item: Item | undefined): Counts | undefined {
  if (item?.version === undefined) return undefined;
  const { pk: _pk, sk: _sk, ...counts } = item;
  return counts as unknown as Counts;
}
