// Public keys: read seldom, found when they are ours; and what an access token is not.
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN } from '../../../functions/auth/domain.ts';
import { FOREVER } from '../../../functions/auth/domain-keys.ts';
import { createKeyReads, readKeys, verifyAccessToken } from '../../../functions/auth/reads.ts';
import { deriveSigningKey, signToken } from '../../../functions/shared/jwt.ts';
import { FORGERIES } from '../../support/forged-tokens.ts';
import { misused, misuses } from '../../support/misused-tokens.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const ours = await deriveSigningKey('a secret of this deployment, made for a test');
const next = await deriveSigningKey('the secret that comes after it, also for a test');

const claims = { sub: 'u1', personId: 'p1', role: 'buyer', sid: 's1', jti: 'j1' };
const issued = 1_700_000_000_000;
const token = { ...ACCESS_TOKEN, claims, issuedAt: issued, expiresAt: issued + 900_000 };
const genuine = await signToken(ours, token);

let now = 0;
const readsNow = () => createKeyReads({ db, AUTH_TABLE: 'accounts', clock: () => now });
const itemsOf = (keys: (typeof ours)[]) => ({ Items: keys.map(({ kid, publicJwk }) => ({ kid, jwk: publicJwk })) });
const published = (...keys: (typeof ours)[]) => client.on(QueryCommand).resolves(itemsOf(keys));
const timesRead = () => client.commandCalls(QueryCommand).length;

beforeEach(() => {
  client.reset();
  now = issued;
  published(ours);
});

describe('the list of keys', () => {
  it('says of each what it is and when', async () => {
    const times = { publishedAt: 1, signsFrom: 2, acceptedUntil: 3 };
    client.on(QueryCommand).resolves({ Items: [{ ...times, jwk: ours.publicJwk, pk: 'KEYS', sk: `KEY#${ours.kid}` }] });
    expect(await readKeys(db, 'accounts')).toEqual([{ kid: ours.kid, jwk: ours.publicJwk, ...times }]);
  });

  it('takes a key of an older version for one that signs, and is accepted for good', async () => {
    client.on(QueryCommand).resolves({ Items: [{ jwk: ours.publicJwk }] });
    const times = { publishedAt: 0, signsFrom: 0, acceptedUntil: FOREVER };
    expect(await readKeys(db, 'accounts')).toEqual([{ kid: ours.kid, jwk: ours.publicJwk, ...times }]);
  });
});

describe('finding a key', () => {
  it('reads one partition, strongly consistent', async () => {
    expect(await readsNow().findKey(ours.kid)).toEqual(ours.publicJwk);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      KeyConditionExpression: 'pk = :keys',
      ExpressionAttributeValues: { ':keys': 'KEYS' },
      ConsistentRead: true,
    });
  });

  it('needs no read for a key that is known', async () => {
    const { findKey } = readsNow();
    for (let i = 0; i < 5; i++) await findKey(ours.kid);
    expect(timesRead()).toBe(1);
  });

  it('reads at most once in ten seconds, however many unknown keys are asked for', async () => {
    const { findKey } = readsNow();
    for (let i = 0; i < 50; i++) expect(await findKey(`made-up-${i}`)).toBeUndefined();
    now += 9_999;
    await findKey('made-up');
    expect(timesRead()).toBe(1);
    now += 1;
    await findKey('made-up');
    expect(timesRead()).toBe(2);
  });

  it('reads once for all unknown keys that are asked for at once', async () => {
    const { findKey } = readsNow();
    const found = await Promise.all(Array.from({ length: 200 }, (_, i) => findKey(`made-up-${i}`)));
    expect(new Set(found)).toEqual(new Set([undefined]));
    expect(timesRead()).toBe(1);
  });

  it('finds a key that was published later', async () => {
    const { findKey } = readsNow();
    await findKey(ours.kid);
    published(ours, next);
    now += 10_000;
    expect(await findKey(next.kid)).toEqual(next.publicJwk);
  });

  it('finds the first key of a new stack at once', async () => {
    const { findKey } = readsNow();
    published();
    expect(await findKey(ours.kid)).toBeUndefined();
    published(ours);
    expect(await findKey(ours.kid)).toEqual(ours.publicJwk);
  });

  it('trusts a key that was taken back for five minutes at most', async () => {
    const { findKey } = readsNow();
    await findKey(ours.kid);
    published(next);
    now += 300_000;
    expect(await findKey(ours.kid)).toBeUndefined();
  });

  it('tries again after a read that failed, a second later', async () => {
    const { findKey } = readsNow();
    client
      .on(QueryCommand)
      .rejectsOnce(new Error('throttled'))
      .resolves(itemsOf([ours]));
    await expect(findKey(ours.kid)).rejects.toThrow('throttled');
    now += 1_000;
    expect(await findKey(ours.kid)).toEqual(ours.publicJwk);
  });
});

describe('while the table cannot be read', () => {
  const busy = () => client.on(QueryCommand).rejects(new Error('throttled'));

  it('a key that is known goes on for an hour', async () => {
    const { findKey } = readsNow();
    await findKey(ours.kid);
    busy();
    now += 3_599_999;
    expect(await findKey(ours.kid)).toEqual(ours.publicJwk);
    now += 10_000;
    await expect(findKey(ours.kid)).rejects.toThrow('throttled');
  });

  it('a key that is not known is not called a stranger', async () => {
    const { findKey } = readsNow();
    await findKey(ours.kid);
    busy();
    now += 10_000;
    await expect(findKey(next.kid)).rejects.toThrow('throttled');
  });

  it('a flood of unknown keys adds one read in ten seconds to what is wrong', async () => {
    const { findKey } = readsNow();
    await findKey(ours.kid);
    busy();
    now += 10_000;
    for (let i = 0; i < 50; i++) await findKey(`made-up-${i}`).catch(() => {});
    expect(timesRead()).toBe(2);
  });
});

describe('all keys', () => {
  it('are at most ten seconds old', async () => {
    const { keys } = readsNow();
    expect(await keys()).toEqual([ours.publicJwk]);
    published(ours, next);
    now += 10_000;
    expect(await keys()).toEqual([ours.publicJwk, next.publicJwk]);
  });

  it('have no private part', async () => {
    const [jwk] = await readsNow().keys();
    expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });
});

describe('an access token', () => {
  const verify = (text: string) => verifyAccessToken(text, { findKey: readsNow().findKey, now });
  const named = { userId: 'u1', personId: 'p1', role: 'buyer', sessionId: 's1', exp: 1_700_000_900 };

  it('names its owner and session until it ends', async () => {
    now = issued + 899_000;
    expect(await verify(genuine)).toEqual(named);
    now = issued + 900_000;
    expect(await verify(genuine)).toBeUndefined();
  });

  it.each([
    ['of a queue', () => signToken(ours, { ...token, typ: 'queue+jwt', audience: 'onsale-queue' })],
    ['of a key that is not published', () => signToken(next, token)],
    ['without a role', () => signToken(ours, { ...token, claims: { ...claims, role: undefined } })],
    ['signed by another key under our id', () => signToken({ ...next, kid: ours.kid }, token)],
  ])('%s names nobody', async (_, make) => {
    expect(await verify(await make())).toBeUndefined();
  });

  it.each(FORGERIES)('that is forged names nobody: %s', async (_, forge) => {
    expect(await verify(forge({ token: genuine, publicJwk: ours.publicJwk }))).toBeUndefined();
  });

  it.each(misuses('queue+jwt', issued))('names nobody with %s', async (...misuse) => {
    expect(await verify(misused(genuine, ours, misuse))).toBeUndefined();
  });
});
