// What the gate and other services may read of the line: a token's claims, and the place it stands for.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
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

export interface LineReads {
  /** Places as they are now, by seq, each of those asked for: one strongly consistent read of every block of theirs. */
  places(concertId: string, seqs: Iterable<number>): Promise<ReadonlyMap<number, PlaceState>>;
}

export function createLineReads(table: { db: Db; QUEUE_TABLE: string }): LineReads {
  return {
    async places(concertId, seqs) {
      const wanted = [...seqs];
      const blocks = await readBlocks(table, concertId, new Set(wanted.map(blockOf)));
      return new Map(wanted.map((seq) => [seq, placeIn(blocks.get(blockOf(seq)) ?? EMPTY_BLOCK, seq)]));
    },
  };
}

/** The blocks as they are now, each of those asked for. */
export async function readBlocks(
  { db, QUEUE_TABLE }: { db: Db; QUEUE_TABLE: string },
  concertId: string,
  numbers: Iterable<number>,
): Promise<Map<number, Block>> {
  const wanted = [...numbers];
  const keys = wanted.map((number) => blockKey(concertId, number));
  const found = new Map((await readAll(db, QUEUE_TABLE, keys)).map((item) => [item.pk, item]));
  return new Map(wanted.map((number) => [number, blockFrom(found.get(blockKey(concertId, number).pk), number)]));
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
