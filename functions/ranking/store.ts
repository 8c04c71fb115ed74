// Tallies as their items hold them, moved by compare-and-set.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import type { Tally } from './domain.ts';
import { itemOf, tallyKey, tallyOf } from './keys.ts';

/** A tally, and the version of its item. */
export interface Kept {
  readonly tally: Tally;
  readonly version: number;
}

export interface RankingStore {
  /** As it is now: strongly consistent; undefined before anything was sold. */
  kept(concertId: string): Promise<Kept | undefined>;
  /**
   * Puts `tally` in the place of `seen`.
   * @param ttl epoch seconds
   * @returns `moved`, or what is there instead
   */
  move(
    concertId: string,
    seen: Kept | undefined,
    next: { readonly tally: Tally; readonly ttl: number },
  ): Promise<'moved' | { readonly found: Kept | undefined }>;
}

export function createRankingStore({ db, RANKING_TABLE }: { db: Db; RANKING_TABLE: string }): RankingStore {
  return {
    async kept(concertId) {
      const Key = tallyKey(concertId);
      const { Item } = await db.send(new GetCommand({ TableName: RANKING_TABLE, Key, ConsistentRead: true }));
      return keptIn(Item);
    },

    async move(concertId, seen, { tally, ttl }) {
      const version = (seen?.version ?? 0) + 1;
      const put = new PutCommand({
        TableName: RANKING_TABLE,
        Item: { ...tallyKey(concertId), ...itemOf(tally, { version, ttl }) },
        ...(seen
          ? {
              ConditionExpression: '#version = :seen',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':seen': seen.version },
            }
          : { ConditionExpression: 'attribute_not_exists(pk)' }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(put));
      return outcome.ok ? 'moved' : { found: keptIn(outcome.old) };
    },
  };
}

function keptIn(item: Item | undefined): Kept | undefined {
  return item && { tally: tallyOf(item), version: Number(item.version) };
}
