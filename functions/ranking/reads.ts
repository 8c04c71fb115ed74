// Every concert that sells, as it was looked at last.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import type { Tally } from './domain.ts';
import { RANKING, tallyOf } from './keys.ts';

export interface RankingReads {
  tallies(): Promise<{ readonly concertId: string; readonly tally: Tally }[]>;
}

export function createRankingReads({ db, RANKING_TABLE }: { db: Db; RANKING_TABLE: string }): RankingReads {
  return {
    async tallies() {
      const items: Item[] = [];
      let from: Item | undefined;
      do {
        const page = await db.send(
          new QueryCommand({
            TableName: RANKING_TABLE,
            KeyConditionExpression: 'pk = :ranking',
            ExpressionAttributeValues: { ':ranking': RANKING },
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return items.map((item) => ({ concertId: String(item.sk).slice('CONCERT#'.length), tally: tallyOf(item) }));
    },
  };
}
