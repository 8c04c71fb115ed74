// Blockings as their items hold them; their seats are taken in one transaction with the item.
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { queryAll } from '../shared/pages.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import type { BlockRef } from './domain.ts';
import type { Blocking, Made } from './domain-block.ts';
import { blockingKey, blockingPartition } from './keys.ts';
import { blockSlots } from './writes.ts';

export interface BlockingStore {
  /** Puts a blocking that is new. @returns what is there under its id: this one, or an earlier request's */
  begin(blocking: Blocking): Promise<Blocking>;
  /** As it is now: strongly consistent. */
  blocking(scheduleId: string, blockingId: string): Promise<Blocking | undefined>;
  /** All of a date, also those that have ended; strongly consistent. */
  blockings(scheduleId: string): Promise<Blocking[]>;
  /**
   * Takes slots of a block off sale if they are free (`seats-are-free`) and the blocking is as it was seen
   * (`is-being-made`).
   * @returns the blocking after that, or undefined when it could not: read again
   */
  take(seen: Blocking, ref: BlockRef, slots: readonly string[]): Promise<Blocking | undefined>;
  /**
   * Says what the blocking came to, if it is as it was seen; from then on it takes no seats.
   * @param endedAt epoch milliseconds, where it came to nothing
   * @returns whether it did; if not, read again
   */
  close(seen: Blocking, made: Made, endedAt: number | undefined): Promise<boolean>;
  /** Notes when the last of its seats was put back, once. @param endedAt epoch milliseconds */
  end(blocking: Blocking, endedAt: number): Promise<void>;
}

const IS_BEING_MADE = 'version = :seen AND attribute_not_exists(made)';

export function createBlockingStore({ db, SEATS_TABLE }: { db: Db; SEATS_TABLE: string }): BlockingStore {
  const keyOf = ({ scheduleId, blockingId }: Blocking) => ({
    TableName: SEATS_TABLE,
    Key: blockingKey(scheduleId, blockingId),
  });

  function isBeingMade(seen: Blocking): Labelled<'is-being-made'> {
    const Update = {
      ...keyOf(seen),
      UpdateExpression: 'SET version = :next',
      ConditionExpression: IS_BEING_MADE,
      ExpressionAttributeValues: { ':seen': seen.version, ':next': seen.version + 1 },
    };
    return { label: 'is-being-made', write: { Update } };
  }

  return {
    async begin(blocking) {
      const { blockingId, scheduleId, ...rest } = blocking;
      const put = new PutCommand({
        TableName: SEATS_TABLE,
        Item: { ...blockingKey(scheduleId, blockingId), ...rest },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(put));
      return outcome.ok || !outcome.old ? blocking : blockingFrom(outcome.old);
    },

    async blocking(scheduleId, blockingId) {
      const Key = blockingKey(scheduleId, blockingId);
      const { Item } = await db.send(new GetCommand({ TableName: SEATS_TABLE, Key, ConsistentRead: true }));
      return Item && blockingFrom(Item);
    },

    async blockings(scheduleId) {
      const items = await queryAll(db, {
        TableName: SEATS_TABLE,
        KeyConditionExpression: 'pk = :date',
        ExpressionAttributeValues: { ':date': blockingPartition(scheduleId) },
        ConsistentRead: true,
      });
      return items.map(blockingFrom);
    },

    async take(seen, ref, slots) {
      const { scheduleId, blockingId } = seen;
      const { outcome } = await transact<string>(db, [
        isBeingMade(seen),
        blockSlots(SEATS_TABLE, scheduleId, ref, { blockingId, slots }),
      ]);
      return outcome === 'committed' ? { ...seen, version: seen.version + 1 } : undefined;
    },

    async close(seen, made, endedAt) {
      const update = new UpdateCommand({
        ...keyOf(seen),
        UpdateExpression: `SET version = :next, made = :made${endedAt === undefined ? '' : ', endedAt = :endedAt'}`,
        ConditionExpression: IS_BEING_MADE,
        ExpressionAttributeValues: {
          ':seen': seen.version,
          ':next': seen.version + 1,
          ':made': made,
          ...(endedAt === undefined ? {} : { ':endedAt': endedAt }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return (await conditional(db.send(update))).ok;
    },

    async end(blocking, endedAt) {
      const update = new UpdateCommand({
        ...keyOf(blocking),
        UpdateExpression: 'SET endedAt = :endedAt',
        ConditionExpression: 'attribute_exists(made) AND attribute_not_exists(endedAt)',
        ExpressionAttributeValues: { ':endedAt': endedAt },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      await conditional(db.send(update));
    },
  };
}

function blockingFrom({ pk, sk, ...rest }: Item): Blocking {
  const scheduleId = String(pk).slice(blockingPartition('').length);
  return { scheduleId, blockingId: String(sk), ...rest } as unknown as Blocking;
}
