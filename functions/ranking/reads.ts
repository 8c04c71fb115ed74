// Every concert that sells, as it was looked at last.
import type { Db } from '../shared/aws.ts';
import { queryAll } from '../shared/pages.ts';
import type { Tally } from './domain.ts';
import { RANKING, tallyOf } from './keys.ts';

export interface RankingReads {
  tallies(): Promise<{ readonly concertId: string; readonly tally: Tally }[]>;
}

export function createRankingReads({ db, RANKING_TABLE }: { db: Db; RANKING_TABLE: string }): RankingReads {
  return {
    async tallies() {
      const items = await queryAll(db, {
        TableName: RANKING_TABLE,
        KeyConditionExpression: 'pk = :ranking',
        ExpressionAttributeValues: { ':ranking': RANKING },
      });
      return items.map((item) => ({ concertId: String(item.sk).slice('CONCERT#'.length), tally: tallyOf(item) }));
    },
  };
}
