// What the gate and other services may read of auth: public keys, and whom an access token names.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { JWK } from 'jose';
import type { Db, Item } from '../shared/aws.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { type FindKey, verifyToken } from '../shared/jwt.ts';
import { createRecent } from '../shared/recent.ts';
import { ACCESS_TOKEN, type Access, accessOf } from './domain.ts';
import { FOREVER, type KeyTimes } from './domain-keys.ts';
import { KEYS } from './keys.ts';

/** The least time between two reads of the keys: made-up key ids must not become reads. */
const READ_EVERY_MS = 10_000;

/** The most time that a key which was taken out of the table is still trusted. */
const TRUSTED_FOR_MS = 300_000;

/** As long, while the table cannot be read: what is deleted is over for an hour (domain-keys.ts). */
const TRUSTED_UNREAD_MS = 3_600_000;

/** A public key, and its times. */
export interface PublishedKey extends KeyTimes {
  readonly jwk: JWK;
}

/** All keys that are published, strongly consistent. */
export async function readKeys(db: Db, table: string): Promise<PublishedKey[]> {
  const { Items = [] } = await db.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :keys',
      ExpressionAttributeValues: { ':keys': KEYS },
      ConsistentRead: true,
    }),
  );
  return Items.map(keyOf);
}

/** A key as its item says it; one of an older version has no times. */
export function keyOf({ jwk, publishedAt = 0, signsFrom = 0, acceptedUntil = FOREVER }: Item): PublishedKey {
  const times = {
    publishedAt: Number(publishedAt),
    signsFrom: Number(signsFrom),
    acceptedUntil: Number(acceptedUntil),
  };
  return { kid: String((jwk as JWK).kid), jwk: jwk as JWK, ...times };
}

export interface KeyReads {
  /** One of our public keys; a new one is found at once, unless the keys were read in the last ten seconds. */
  readonly findKey: FindKey;
  /** All public keys, at most ten seconds old. */
  keys(): Promise<JWK[]>;
}

/** Reads the public keys from the table, and keeps them for this instance: also while the table is busy. */
export function createKeyReads(given: { db: Db; AUTH_TABLE: string; clock?: Clock }): KeyReads {
  const { db, AUTH_TABLE, clock = systemClock } = given;
  const read = async () => new Map((await readKeys(db, AUTH_TABLE)).map(({ kid, jwk }) => [kid, jwk]));
  const recent = createRecent(read, clock);

  // An empty answer is not kept: the first token of a new stack is good as soon as it is signed.
  const readAgain = () => recent.within(recent.latest()?.value.size === 0 ? 0 : READ_EVERY_MS);

  return {
    async findKey(kid) {
      const { value, at = 0 } = recent.latest() ?? {};
      const known = value?.get(kid);
      const age = clock() - at;
      if (known && age < TRUSTED_FOR_MS) return known;
      try {
        return (await readAgain()).get(kid);
      } catch (error) {
        if (known && age < TRUSTED_UNREAD_MS) return known;
        throw error;
      }
    },
    async keys() {
      return [...(await readAgain()).values()];
    },
  };
}

/**
 * Whom an access token names, or undefined: altered, expired, of another kind, not ours.
 * @param now epoch milliseconds
 */
export async function verifyAccessToken(
  token: string,
  { findKey, now }: { findKey: FindKey; now: number },
): Promise<Access | undefined> {
  const claims = await verifyToken(token, { ...ACCESS_TOKEN, findKey, now });
  return claims && accessOf(claims);
}
