// Keys that rotate under traffic: instances with clocks and memories of their own, some of them frozen for hours.
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { publicKeyKey } from '../../../functions/auth/keys.ts';
import { createKeyReads } from '../../../functions/auth/reads.ts';
import { createKeyStore } from '../../../functions/auth/store-keys.ts';
import { rotateKeys } from '../../../functions/auth/use-cases-keys.ts';
import { createTokenSigner } from '../../../functions/auth/writes.ts';
import { secretReader } from '../../../functions/shared/aws.ts';
import { deriveSigningKey, signToken, verifyToken } from '../../../functions/shared/jwt.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import { createTable, type TestTable } from '../../support/table.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const AUDIENCE = 'a';
const TYP = 'x+jwt';

const { cloud } = inject('cloud');
const secrets = new SecretsManagerClient(clientConfig(cloud));

let table: TestTable;
let secretId: string;
let now: number;

beforeEach(async () => {
  table = await createTable(cloud);
  const name = `test-${table.name}`;
  const SecretString = 'the first line of the secret, made for a test of keys';
  secretId = (await secrets.send(new CreateSecretCommand({ Name: name, SecretString }))).ARN ?? name;
  now = 1_700_000_000_000;
});
afterEach(async () => {
  await secrets.send(new DeleteSecretCommand({ SecretId: secretId, ForceDeleteWithoutRecovery: true }));
  await table.drop();
});

const store = () => createKeyStore({ db: table.db, AUTH_TABLE: table.name, SIGNING_SECRET: secretId, secrets });
const rotate = (force = false) => rotateKeys({ store: store(), clock: () => now, rotateAfterMs: 30 * DAY }, { force });
const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? '';
const kids = async () => (await store().keys()).map(({ kid }) => kid).sort();

const aToken = (lifeMs = 15 * MINUTE, issuedAt = now) => ({
  typ: TYP,
  audience: AUDIENCE,
  claims: { sub: 'u1' },
  issuedAt,
  expiresAt: now + lifeMs,
});

/** An instance that signs; its clock is off by `skewMs`. */
function newSigner(skewMs = 0) {
  const clock = () => now + skewMs;
  const readSecret = secretReader(secretId, secrets);
  const signer = createTokenSigner({ db: table.db, AUTH_TABLE: table.name, readSecret, clock });
  return (lifeMs: number) => signer.sign(aToken(lifeMs, clock()));
}

/** An instance that checks tokens. */
function newVerifier(skewMs = 0) {
  const { findKey } = createKeyReads({ db: table.db, AUTH_TABLE: table.name, clock: () => now + skewMs });
  return async (token: string) =>
    (await verifyToken(token, { typ: TYP, audience: AUDIENCE, findKey, now })) !== undefined;
}

/** Instances of which each is awake at times of its own, and a few only every five hours. */
function instances<T>(count: number, make: (skewMs: number) => T) {
  const all = Array.from({ length: count }, (_, i) => make(((i % 5) - 2) * SECOND));
  return (step: number) => all.filter((_, i) => (i % 5 === 4 ? step % 1_800 === 0 : (step + i) % (1 + (i % 4)) === 0));
}

/** Those of `tokens` that one of `verifiers` refuses. */
async function refusedOf(tokens: readonly string[], verifiers: readonly ReturnType<typeof newVerifier>[]) {
  const verdicts = await Promise.all(
    tokens.map(async (token) => (await Promise.all(verifiers.map((verify) => verify(token)))).every(Boolean)),
  );
  return tokens.filter((_, i) => !verdicts[i]);
}

describe('a rotation under traffic', () => {
  it('refuses no token at any instance, in the minutes when the new key takes over', async () => {
    const signers = instances(10, newSigner);
    const verifiers = instances(10, newVerifier);
    const stranger = await signToken(await deriveSigningKey('a secret of somebody else, also long enough'), aToken());
    const used = new Set<string>();
    const refused: string[] = [];
    let before: string[] = [];
    for (let step = 0; step < 220; step++, now += 2 * SECOND) {
      if (step === 32) await rotate(true);
      // An instance that just started knows the newest keys; strangers have the others read theirs at times of their own.
      const tokens = await Promise.all([newSigner(), ...signers(step)].map((sign) => sign(15 * MINUTE)));
      const awake = verifiers(step);
      expect(await refusedOf([stranger], awake)).toHaveLength(awake.length === 0 ? 0 : 1);
      refused.push(...(await refusedOf([...tokens, ...before], awake)));
      before = tokens;
      for (const token of tokens) used.add(kidOf(token));
    }
    expect(refused).toEqual([]);
    expect([...used].sort()).toEqual(await kids());
    expect(new Set(before.map(kidOf)).size).toBe(1);
  });

  it('refuses no token in weeks of rotations, with frozen instances, and each key goes after its last token', async () => {
    const signers = instances(6, newSigner);
    const verifiers = instances(6, newVerifier);
    const good: { token: string; until: number }[] = [];
    const refused: string[] = [];
    for (let hour = 0; hour < 30 * 24; hour += 2, now += 2 * HOUR) {
      if (hour % 24 === 0) await rotate(hour % (8 * 24) === 0);
      const life = hour % 24 === 12 ? 9 * DAY : 15 * MINUTE;
      const tokens = await Promise.all(signers(hour * 360).map((sign) => sign(life)));
      good.push(...tokens.map((token) => ({ token, until: now + life })));
      const alive = good.filter(({ until }) => until > now).map(({ token }) => token);
      refused.push(...(await refusedOf(hour % 24 === 0 ? alive : tokens, verifiers(hour * 360))));
    }
    expect(refused).toEqual([]);
    const used = new Set(good.map(({ token }) => kidOf(token)));
    expect(used.size).toBeGreaterThan(3);
    const needed = new Set(good.filter(({ until }) => until > now).map(({ token }) => kidOf(token)));
    expect((await kids()).length).toBeLessThanOrEqual(needed.size + 2);
    expect(await kids()).toEqual(expect.arrayContaining([...needed]));
  });

  it('has every key published for five minutes before its first token, but for the first of all', async () => {
    const signers = Array.from({ length: 10 }, () => newSigner());
    const publishedAt = new Map<string, number>();
    const firstToken = new Map<string, number>();
    for (let step = 0; step < 60; step++, now += 15 * SECOND) {
      if (step === 5 || step === 35) await rotate(true);
      for (const { kid } of await store().keys()) if (!publishedAt.has(kid)) publishedAt.set(kid, now);
      for (const token of await Promise.all(signers.map((sign) => sign(15 * MINUTE)))) {
        if (!firstToken.has(kidOf(token))) firstToken.set(kidOf(token), now);
      }
    }
    const ahead = [...firstToken].map(([kid, at]) => at - (publishedAt.get(kid) ?? Number.NaN));
    expect(ahead).toHaveLength(3);
    expect(ahead.slice(1).every((ms) => ms >= 5 * MINUTE)).toBe(true);
  });
});

describe('many at once', () => {
  it('on a new stack sign with one key, that all believe', async () => {
    const tokens = await Promise.all([
      ...Array.from({ length: 50 }, () => newSigner()(15 * MINUTE)),
      ...Array.from({ length: 5 }, () => rotate().then(() => newSigner()(15 * MINUTE))),
    ]);
    expect(await refusedOf(tokens, [newVerifier(), newVerifier()])).toEqual([]);
    expect(new Set(tokens.map(kidOf)).size).toBe(1);
  });

  it('rotate, and whatever became of the lines, tokens go on and what is left over goes', async () => {
    const sign = newSigner();
    const verify = newVerifier();
    await sign(15 * MINUTE);
    await Promise.all(Array.from({ length: 6 }, () => rotate(true)));
    for (let minute = 0; minute < 10; minute++, now += MINUTE) {
      const tokens = await Promise.all([sign(15 * MINUTE), newSigner()(15 * MINUTE)]);
      expect(await refusedOf(tokens, [verify, newVerifier()])).toEqual([]);
    }
    now += DAY;
    await rotate();
    const current = kidOf(await newSigner()(15 * MINUTE));
    expect(await kids()).toEqual([current]);
  });

  it('sign while an old key is removed: each token has a key that stays', async () => {
    for (let round = 0; round < 10; round++) {
      const late = newSigner();
      await late(15 * MINUTE);
      await rotate(true);
      now += 2 * DAY;
      // It was frozen since, and knows the old key only; its list is read again at once.
      const [token] = await Promise.all([late(15 * MINUTE), rotate()]);
      expect(await newVerifier()(token)).toBe(true);
    }
  });

  it('move the end of a key on with one item to show for it', async () => {
    const signers = Array.from({ length: 50 }, () => newSigner());
    await Promise.all(signers.map((sign) => sign(15 * MINUTE)));
    now += HOUR;
    await Promise.all(signers.map((sign, i) => sign((i + 1) * DAY)));
    const { Items = [] } = await table.db.send(new ScanCommand({ TableName: table.name, ConsistentRead: true }));
    expect(Items).toHaveLength(1);
    expect(Number(Items[0]?.acceptedUntil)).toBeGreaterThanOrEqual(now + 50 * DAY);
  });
});

describe('a signer', () => {
  it('whose key an operator deleted goes on with the next one', async () => {
    const sign = newSigner();
    const old = kidOf(await sign(15 * MINUTE));
    await rotate(true);
    now += 10 * MINUTE;
    await table.db.send(new DeleteCommand({ TableName: table.name, Key: publicKeyKey(old) }));
    const token = await sign(15 * MINUTE);
    expect(kidOf(token)).not.toBe(old);
    expect(await newVerifier()(token)).toBe(true);
  });

  it('frozen between a rotation and its end signs with the new key at once', async () => {
    const sign = newSigner();
    const old = kidOf(await sign(15 * MINUTE));
    const { kid } = await rotate(true);
    now += 3 * DAY;
    await rotate();
    expect(await kids()).toEqual([kid]);
    expect([old === kid, kidOf(await sign(15 * MINUTE))]).toEqual([false, kid]);
  });

  it('does not sign with a line that nobody published', async () => {
    const sign = newSigner();
    const old = kidOf(await sign(15 * MINUTE));
    const { lines } = await store().secret();
    const SecretString = [...lines, 'a line that a rotation wrote before it ended halfway'].join('\n');
    await secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString }));
    now += HOUR;
    expect([kidOf(await sign(15 * MINUTE)), kidOf(await newSigner()(15 * MINUTE))]).toEqual([old, old]);
    const { kid } = await rotate();
    now += 6 * MINUTE;
    expect([kidOf(await sign(15 * MINUTE)), await kids()]).toEqual([kid, [old, kid].sort()]);
  });

  it('of a stack whose keys have no times yet goes on with its key, which is never removed', async () => {
    const sign = newSigner();
    const old = kidOf(await sign(15 * MINUTE));
    await table.db.send(
      new UpdateCommand({
        TableName: table.name,
        Key: publicKeyKey(old),
        UpdateExpression: 'REMOVE publishedAt, signsFrom, acceptedUntil, kid',
      }),
    );
    expect(kidOf(await newSigner()(40 * DAY))).toBe(old);
    const { outcome, kid } = await rotate();
    now += 30 * DAY;
    await rotate();
    expect([outcome, await kids()]).toEqual(['published', expect.arrayContaining([old, kid])]);
  });
});
