// Counters of failed guesses: what DynamoDB lets through is what is answered.
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import { type AttemptRule, type Attempts, attemptsTtl, type Counter } from './domain-attempts.ts';
import { attemptsKey } from './keys.ts';

/** A write's outcome: the counter as it is now, or what refused it (absent if there was none). */
export type Counted =
  | { readonly outcome: 'counted'; readonly attempts: Attempts }
  | { readonly outcome: 'refused'; readonly seen: Attempts | undefined };

export interface AttemptsStore {
  /** In the counters' order, undefined where nothing failed: one strongly consistent round trip. */
  read(counters: readonly Counter[]): Promise<(Attempts | undefined)[]>;
  /** One more failure, the first or one below the limit; any number of them at once. */
  count(counter: Counter, rule: AttemptRule, now: number): Promise<Counted>;
  /** From `seen` to `next`, for one of those who try. */
  replace(counter: Counter, seen: Attempts, next: Attempts, rule: AttemptRule): Promise<Counted>;
  /** Takes failures back, unless there were more meanwhile: these stay. */
  forget(counter: Counter, seen: Attempts): Promise<void>;
}

const NAMES = { '#count': 'count', '#since': 'since', '#lastAt': 'lastAt', '#ttl': 'ttl' };

/** `since` names the window, and with it `blocks`, which the items of an older version do not have. */
const IS_SEEN = '#count = :seenCount AND #since = :seenSince AND #lastAt = :seenLastAt';

const seenValues = ({ count, since, lastAt }: Attempts) => ({
  ':seenCount': count,
  ':seenSince': since,
  ':seenLastAt': lastAt,
});

export function createAttemptsStore({ db, AUTH_TABLE }: { db: Db; AUTH_TABLE: string }): AttemptsStore {
  const update = async (counter: Counter, set: string, condition: string, values: Item): Promise<Counted> => {
    const written = await conditional(
      db.send(
        new UpdateCommand({
          TableName: AUTH_TABLE,
          Key: attemptsKey(counter.kind, counter.hash),
          UpdateExpression: set,
          ConditionExpression: condition,
          ExpressionAttributeNames: NAMES,
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if (written.ok) return { outcome: 'counted', attempts: attemptsOf(written.item ?? {}) };
    return { outcome: 'refused', seen: written.old && attemptsOf(written.old) };
  };

  return {
    async read(counters) {
      const keys = counters.map(({ kind, hash }) => attemptsKey(kind, hash));
      const items = new Map((await readAll(db, AUTH_TABLE, keys)).map((item) => [item.pk, item]));
      return keys.map(({ pk }) => {
        const item = items.get(pk);
        return item && attemptsOf(item);
      });
    },

    count: (counter, rule, now) =>
      update(
        counter,
        'SET #count = if_not_exists(#count, :none) + :one, #since = if_not_exists(#since, :now), #lastAt = :now, #ttl = :ttl',
        'attribute_not_exists(pk) OR (#count < :limit AND #since > :windowStart)',
        {
          ':none': 0,
          ':one': 1,
          ':now': now,
          ':ttl': attemptsTtl(now, rule),
          ':limit': rule.limit,
          ':windowStart': now - rule.windowSeconds * 1000,
        },
      ),

    replace: (counter, seen, { count, since, lastAt, blocks }, rule) =>
      update(
        counter,
        'SET #count = :count, #since = :since, #lastAt = :lastAt, blocks = :blocks, #ttl = :ttl',
        IS_SEEN,
        {
          ...seenValues(seen),
          ':count': count,
          ':since': since,
          ':lastAt': lastAt,
          ':blocks': blocks,
          ':ttl': attemptsTtl(lastAt, rule),
        },
      ),

    async forget(counter, seen) {
      const { '#ttl': _, ...names } = NAMES;
      await conditional(
        db.send(
          new DeleteCommand({
            TableName: AUTH_TABLE,
            Key: attemptsKey(counter.kind, counter.hash),
            ConditionExpression: IS_SEEN,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: seenValues(seen),
          }),
        ),
      );
    },
  };
}

function attemptsOf({ count, since, lastAt, blocks = 0 }: Item): Attempts {
  return { count: Number(count), since: Number(since), lastAt: Number(lastAt), blocks: Number(blocks) };
}
