// Concerts by the end of their sale: for jobs that look after every sale that goes on, or has just ended.
import type { Db } from '../shared/aws.ts';
import { padded } from './keys.ts';
import { readSlice } from './reads.ts';

export interface OpenReads {
  /**
   * Every concert whose sale is not over or ended at or after `since` (epoch milliseconds), those that end first in
   * front. Disabled ones too: their tickets may be under way.
   */
  openSince(since: number): Promise<string[]>;
}

/** How many places of the list one query reads. */
const SLICE = 100;

export function createOpenReads(table: { db: Db; CATALOG_TABLE: string }): OpenReads {
  return {
    async openSince(since) {
      const ids: string[] = [];
      // A place at the very instant sorts after it, as its key goes on with the concert's id.
      for (let after: string | undefined = padded(since); after !== undefined; ) {
        const places = await readSlice(table, 'CONCERTS', { after, size: SLICE });
        ids.push(...places.map(({ concertId }) => String(concertId)));
        after = places.length < SLICE ? undefined : String(places.at(-1)?.sk);
      }
      return ids;
    },
  };
}
