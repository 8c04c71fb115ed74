// Places as those who only watch need them: a few seconds old, and one read for all 48 of a block.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import { cached } from '../shared/cache.ts';
import type { Clock } from '../shared/clock.ts';
import { type Block, blockOf, placeIn } from './domain-places.ts';
import { blockKey } from './keys.ts';
import { blockFrom, createPlaceReads, type PlaceReads } from './reads.ts';

export { leaseEnd } from './domain-places.ts';

/** How long an instance keeps a block of places, and how many. */
const BLOCK_MS = 5_000;
const BLOCKS = 500;

/** A place up to five seconds old; one that was claimed since is found all the same, as a claim never goes away. */
export function createRecentPlaces(tools: { db: Db; QUEUE_TABLE: string; clock: Clock }): PlaceReads {
  const { db, QUEUE_TABLE, clock } = tools;
  const strong = createPlaceReads(tools);
  /** @param name `<concertId> <block>` */
  const load = async (name: string): Promise<Block> => {
    const [concertId = '', number = ''] = name.split(' ');
    const { Item } = await db.send(
      new GetCommand({ TableName: QUEUE_TABLE, Key: blockKey(concertId, Number(number)) }),
    );
    return blockFrom(Item, Number(number));
  };
  const blocks = cached(load, { clock, forMs: BLOCK_MS, most: BLOCKS });
  return {
    async place(concertId, seq) {
      const block = await blocks(`${concertId} ${blockOf(seq)}`);
      const known = block && placeIn(block, seq);
      return known?.value === undefined ? strong.place(concertId, seq) : known;
    },
  };
}
