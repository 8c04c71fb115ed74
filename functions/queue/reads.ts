// What the gate and other services may read of the line: a token's claims, and the place it stands for.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { type FindKey, verifyToken } from '../shared/jwt.ts';
import { type Block, blockOf, EMPTY_BLOCK, type PlaceState, placeIn, placesOf, slotOf } from './domain-places.ts';
import { claimsOf, QUEUE_TOKEN, type QueueClaims } from './domain-token.ts';
import { blockKey } from './keys.ts';

export { type Admission, admission, type PlaceState } from './domain-places.ts';
export { QUEUE_TOKEN, type QueueClaims } from './domain-token.ts';

/** The claims of a genuine queue token; undefined for a missing, altered, expired or foreign one. */
export async function verifyQueueToken(
  token: string | undefined,
  { findKey, now }: { findKey: FindKey; now: number },
): Promise<QueueClaims | undefined> {
  if (token === undefined) return undefined;
  const payload = await verifyToken(token, { ...QUEUE_TOKEN, findKey, now });
  return payload && claimsOf(payload);
}

export interface PlaceReads {
  /** A place as it is now: one strongly consistent read of its block. `admission` says what it is good for. */
  place(concertId: string, seq: number): Promise<PlaceState>;
}

export function createPlaceReads({ db, QUEUE_TABLE }: { db: Db; QUEUE_TABLE: string }): PlaceReads {
  return {
    async place(concertId, seq) {
      const Key = blockKey(concertId, blockOf(seq));
      const { Item } = await db.send(new GetCommand({ TableName: QUEUE_TABLE, Key, ConsistentRead: true }));
      return placeIn(blockFrom(Item, blockOf(seq)), seq);
    },
  };
}

/** A block out of its item; one that nobody wrote to is empty. */
export function blockFrom(item: Item | undefined, block: number): Block {
  if (!item) return EMPTY_BLOCK;
  const values = new Map<number, string>();
  const { first, last } = placesOf(block);
  for (let seq = first; seq <= last; seq++) {
    const value = item[slotOf(seq)];
    if (typeof value === 'string') values.set(seq, value);
  }
  return { values, closedThrough: Number(item.closedThrough ?? 0) };
}
