// Strong reads of what people charged by card, day by day.
import type { Db } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import type { ChargedDay } from './domain-charged.ts';
import { chargedKey } from './keys.ts';

export type { ChargedDay };

export interface ChargedReads {
  /** What a person charged on a day in Seoul (yyyy-MM-dd); nothing yet: a day without entries, of version 0. */
  charged(personId: string, date: string): Promise<ChargedDay>;
  /** Those of several days, in their order. */
  chargedOn(personId: string, dates: readonly string[]): Promise<ChargedDay[]>;
}

export function createChargedReads({ db, PAYMENTS_TABLE }: { db: Db; PAYMENTS_TABLE: string }): ChargedReads {
  const chargedOn = async (personId: string, dates: readonly string[]): Promise<ChargedDay[]> => {
    const keys = dates.map((date) => chargedKey(personId, date));
    const items = await readAll(db, PAYMENTS_TABLE, keys);
    return dates.map((date) => {
      const item = items.find(({ sk }) => sk === chargedKey(personId, date).sk);
      const { entries = {}, version = 0 } = (item ?? {}) as Partial<ChargedDay>;
      return { personId, date, entries, version };
    });
  };
  return {
    chargedOn,
    async charged(personId, date) {
      const [day] = await chargedOn(personId, [date]);
      return day ?? { personId, date, entries: {}, version: 0 };
    },
  };
}
