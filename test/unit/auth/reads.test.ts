// Public keys: read seldom, found when they are ours; and what an access token is not.
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN } from '../../../functions/auth/domain.ts';
import { createKeyReads, verifyAccessToken } from '../../../functions/auth/reads.ts';
import { deriveSigningKey, signToken } from '../../../functions/shared/jwt.ts';

const client = mockClient(DynamoDBDocumentClient);
const ours = await deriveSigningKey('a secret of this deployment, made for a test');
const next = await deriveSigningKey('the secret that comes after it, also for a test');

let now = 0;
const readsNow = () =>
  createKeyReads({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts', clock: () => now });
const published = (...keys: (typeof ours)[]) =>
  client.on(QueryCommand).resolves({ Items: keys.map(({ publicJwk }) => ({ jwk: publicJwk })) });
const timesRead = () => client.commandCalls(QueryCommand).length;

beforeEach(() => {
  client.reset();
  now = 1_700_000_000_000;
  published(ours);
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

  it('tries again after a read that failed', async () => {
    const { findKey } = readsNow();
    client
      .on(QueryCommand)
      .rejectsOnce(new Error('throttled'))
      .resolves({ Items: [{ jwk: ours.publicJwk }] });
    await expect(findKey(ours.kid)).rejects.toThrow('throttled');
    expect(await findKey(ours.kid)).toEqual(ours.publicJwk);
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
  const claims = { sub: 'u1', personId: 'p1', role: 'buyer', jti: 'j1' };
  const token = { ...ACCESS_TOKEN, claims, issuedAt: 1_700_000_000_000, expiresAt: 1_700_000_900_000 };
  const verify = (text: string) => verifyAccessToken(text, { findKey: readsNow().findKey, now });

  it('names its owner until it ends', async () => {
    const text = await signToken(ours, token);
    now = 1_700_000_899_000;
    expect(await verify(text)).toEqual({ userId: 'u1', personId: 'p1', role: 'buyer', exp: 1_700_000_900 });
    now = 1_700_000_900_000;
    expect(await verify(text)).toBeUndefined();
  });

  it.each([
    ['of another kind', () => signToken(ours, { ...token, typ: 'queue+jwt' })],
    ['for another audience', () => signToken(ours, { ...token, audience: 'elsewhere' })],
    ['of a key that is not published', () => signToken(next, token)],
    ['without a role', () => signToken(ours, { ...token, claims: { ...claims, role: undefined } })],
    ['signed by another key under our id', () => signToken({ ...next, kid: ours.kid }, token)],
  ])('%s names nobody', async (_, make) => {
    expect(await verify(await make())).toBeUndefined();
  });
});
