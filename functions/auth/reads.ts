// What the gate and other services may read of auth: public keys, and whom an access token names.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { JWK } from 'jose';
import type { Db } from '../shared/aws.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { type FindKey, verifyToken } from '../shared/jwt.ts';
import { ACCESS_TOKEN, type Access, accessOf } from './domain.ts';
import { KEYS } from './keys.ts';

/** The least time between two reads of the keys: made-up key ids must not become reads. */
const READ_EVERY_MS = 10_000;

/** The most time that a key which was taken out of the table is still trusted. */
const TRUSTED_FOR_MS = 300_000;

export interface KeyReads {
  /** One of our public keys; a new one is found at once, unless the keys were read in the last ten seconds. */
  readonly findKey: FindKey;
  /** All public keys, at most ten seconds old. */
  keys(): Promise<JWK[]>;
}

/** Reads the public keys from the table, and keeps them for this instance. */
export function createKeyReads(given: { db: Db; AUTH_TABLE: string; clock?: Clock }): KeyReads {
  const { db, AUTH_TABLE, clock = systemClock } = given;
  let known = { keys: new Map<string, JWK>(), readAt: Number.NEGATIVE_INFINITY };

  const atMost = async (ageMs: number) => {
    const now = clock();
    if (known.readAt > now - ageMs) return known.keys;
    const { Items = [] } = await db.send(
      new QueryCommand({
        TableName: AUTH_TABLE,
        KeyConditionExpression: 'pk = :keys',
        ExpressionAttributeValues: { ':keys': KEYS },
        ConsistentRead: true,
      }),
    );
    const keys = new Map(Items.map(({ jwk }) => [String(jwk.kid), jwk as JWK]));
    // An empty answer is not kept: the first token of a new stack is good as soon as it is signed.
    known = { keys, readAt: keys.size > 0 ? now : Number.NEGATIVE_INFINITY };
    return keys;
  };

  return {
    async findKey(kid) {
      return (await atMost(TRUSTED_FOR_MS)).get(kid) ?? (await atMost(READ_EVERY_MS)).get(kid);
    },
    async keys() {
      return [...(await atMost(READ_EVERY_MS)).values()];
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
