// Signing: only with a key that is published, and that stays until the token is over; nothing that failed is kept.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { decodeProtectedHeader } from 'jose';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { acceptedFor, FOREVER, type KeyTimes } from '../../../functions/auth/domain-keys.ts';
import { createTokenSigner } from '../../../functions/auth/writes.ts';
import { deriveSigningKey } from '../../../functions/shared/jwt.ts';
import { common } from '../../../functions/shared/refusal.ts';

const client = mockClient(DynamoDBDocumentClient);
const LINE = 'a line of the secret, made for a test of the signer';
const NEXT_LINE = 'the line after it, made for a test of the signer, too';
const key = await deriveSigningKey(LINE);
const next = await deriveSigningKey(NEXT_LINE);

const START = 1_700_000_000_000;
const MINUTE = 60_000;
let now = START;
const token = () => ({
  typ: 'x+jwt',
  audience: 'a',
  claims: { sub: 'u1' },
  issuedAt: now,
  expiresAt: now + 15 * MINUTE,
});

const item = ({ kid, publicJwk }: typeof key, times: Partial<KeyTimes> = {}) => ({
  pk: 'KEYS',
  sk: `KEY#${kid}`,
  kid,
  jwk: publicJwk,
  publishedAt: START - 60 * MINUTE,
  signsFrom: START - 55 * MINUTE,
  acceptedUntil: START + 600 * MINUTE,
  ...times,
});
const published = (...items: object[]) => client.on(QueryCommand).resolves({ Items: items });
/** Nobody published a key yet; one is there at the second look. */
const newStack = () =>
  client
    .on(QueryCommand)
    .resolvesOnce({ Items: [] })
    .resolves({ Items: [item(key)] });
const secretOf = (...lines: string[]) => vi.fn(async () => lines.join('\n'));
const signerOf = (readSecret: () => Promise<string>) =>
  createTokenSigner({
    db: client as unknown as DynamoDBDocumentClient,
    AUTH_TABLE: 'accounts',
    readSecret,
    clock: () => now,
  });
const signedWith = async (signer: ReturnType<typeof signerOf>) => decodeProtectedHeader(await signer.sign(token())).kid;
const sent = () => ({
  reads: client.commandCalls(QueryCommand).length,
  puts: client.commandCalls(PutCommand).length,
  updates: client.commandCalls(UpdateCommand).length,
});
const refusedBy = (old: object | undefined) =>
  new ConditionalCheckFailedException({ $metadata: {}, message: 'no', ...(old ? { Item: marshall(old) } : {}) });

beforeEach(() => {
  client.reset();
  client.on(PutCommand).resolves({});
  client.on(UpdateCommand).resolves({});
  now = START;
  published(item(key));
});

describe('the first token of a stack', () => {
  it('is signed after its key was published, and nothing of the key but its public part', async () => {
    newStack();
    expect(await signedWith(signerOf(secretOf(LINE)))).toBe(key.kid);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Item: {
        pk: 'KEYS',
        sk: `KEY#${key.kid}`,
        kid: key.kid,
        jwk: key.publicJwk,
        publishedAt: START,
        signsFrom: START,
        acceptedUntil: START,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('is signed by the key that another instance published first', async () => {
    client.on(PutCommand).rejects(refusedBy(undefined));
    newStack();
    expect(await signedWith(signerOf(secretOf(LINE)))).toBe(key.kid);
  });

  it('publishes the oldest line: a rotation gives the newer one its time', async () => {
    newStack();
    await signedWith(signerOf(secretOf(LINE, NEXT_LINE)));
    expect(client.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({ kid: key.kid });
  });

  it('is not signed when its key cannot be published', async () => {
    published();
    client.on(PutCommand).rejects(new Error('throttled'));
    await expect(signerOf(secretOf(LINE)).sign(token())).rejects.toThrow('throttled');
  });

  it.each(['', 'short'])('is not signed with a key that could be guessed (secret "%s")', async (secret) => {
    published();
    await expect(signerOf(secretOf(secret)).sign(token())).rejects.toThrow('32 characters');
    expect(sent().puts).toBe(0);
  });
});

describe('a signer', () => {
  it('never signs with a line that is not published', async () => {
    expect(await signedWith(signerOf(secretOf(LINE, NEXT_LINE)))).toBe(key.kid);
  });

  it('signs with a new key from its time on, and not before', async () => {
    const signsFrom = START + 5 * MINUTE;
    published(item(key), item(next, { publishedAt: START, signsFrom }));
    const signer = signerOf(secretOf(LINE, NEXT_LINE));
    now = signsFrom - 1;
    expect(await signedWith(signer)).toBe(key.kid);
    now = signsFrom;
    expect(await signedWith(signer)).toBe(next.kid);
  });

  it('reads keys and secret once for many tokens', async () => {
    const readSecret = secretOf(LINE);
    const signer = signerOf(readSecret);
    await Promise.all([signedWith(signer), signedWith(signer)]);
    now += MINUTE - 1;
    await signedWith(signer);
    expect([readSecret.mock.calls.length, sent()]).toEqual([1, { reads: 1, puts: 0, updates: 0 }]);
  });

  it('reads the list again after a minute', async () => {
    const signer = signerOf(secretOf(LINE));
    await signedWith(signer);
    now += MINUTE;
    await signedWith(signer);
    expect(sent().reads).toBe(2);
  });

  it('reads the secret afresh for the line of a new key, at most once in ten seconds', async () => {
    published(item(key), item(next, { signsFrom: START }));
    const readSecret = secretOf(LINE);
    const signer = signerOf(readSecret);
    for (let i = 0; i < 5; i++) expect(await signedWith(signer)).toBe(key.kid);
    expect(readSecret.mock.calls).toEqual([[{ fresh: true }]]);
    now += 10_000;
    readSecret.mockResolvedValue(`${LINE}\n${NEXT_LINE}`);
    expect(await signedWith(signer)).toBe(next.kid);
  });

  it('goes on with an older key while the secret cannot be read', async () => {
    published(item(key), item(next, { signsFrom: START }));
    const readSecret = secretOf(LINE);
    const signer = signerOf(readSecret);
    await signedWith(signer);
    now += 10_000;
    readSecret.mockRejectedValue(new Error('throttled'));
    expect(await signedWith(signer)).toBe(key.kid);
  });

  it('goes on with the list it knows while the table is busy', async () => {
    const signer = signerOf(secretOf(LINE));
    await signedWith(signer);
    client.on(QueryCommand).rejects(new Error('throttled'));
    now += 5 * MINUTE;
    expect(await signedWith(signer)).toBe(key.kid);
  });

  it('tries again what failed', async () => {
    client
      .on(QueryCommand)
      .rejectsOnce(new Error('throttled'))
      .resolves({ Items: [item(key)] });
    const signer = signerOf(secretOf(LINE));
    await expect(signer.sign(token())).rejects.toThrow('throttled');
    now += 1_000;
    expect(await signedWith(signer)).toBe(key.kid);
  });

  it('says what to do when the secret fits no published key', async () => {
    await expect(signerOf(secretOf(NEXT_LINE)).sign(token())).rejects.toThrow('run npm run keys -- rotate');
  });
});

describe('a token that ends later than its key', () => {
  it('has the key stay for longer, before it is signed', async () => {
    published(item(key, { acceptedUntil: START }));
    expect(await signedWith(signerOf(secretOf(LINE)))).toBe(key.kid);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key: { pk: 'KEYS', sk: `KEY#${key.kid}` },
      UpdateExpression: 'SET acceptedUntil = :until',
      ConditionExpression: 'attribute_exists(pk) AND acceptedUntil < :until',
      ExpressionAttributeValues: { ':until': acceptedFor(START + 15 * MINUTE) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('is not signed when that cannot be written', async () => {
    published(item(key, { acceptedUntil: START }));
    client.on(UpdateCommand).rejects(new Error('throttled'));
    await expect(signerOf(secretOf(LINE)).sign(token())).rejects.toThrow('throttled');
  });

  it('costs one write for all tokens of the next hours', async () => {
    published(item(key, { acceptedUntil: START }));
    const signer = signerOf(secretOf(LINE));
    for (let i = 0; i < 50; i++) await signedWith(signer);
    expect(sent().updates).toBe(1);
  });

  it('is signed when another signer was first', async () => {
    published(item(key, { acceptedUntil: START }));
    client.on(UpdateCommand).rejects(refusedBy(item(key, { acceptedUntil: START + 600 * MINUTE })));
    const signer = signerOf(secretOf(LINE));
    expect([await signedWith(signer), await signedWith(signer)]).toEqual([key.kid, key.kid]);
    expect(sent().updates).toBe(1);
  });

  it('is signed by the next key when its own was deleted', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [item(key, { acceptedUntil: START })] })
      .resolves({ Items: [item(next)] });
    client.on(UpdateCommand).rejects(refusedBy(undefined));
    expect(await signedWith(signerOf(secretOf(LINE, NEXT_LINE)))).toBe(next.kid);
  });

  it('is refused for now when every key chosen is gone', async () => {
    published(item(key, { acceptedUntil: START }));
    client.on(UpdateCommand).rejects(refusedBy(undefined));
    await expect(signerOf(secretOf(LINE)).sign(token())).rejects.toMatchObject({ kind: common.TRY_AGAIN });
    expect(sent().updates).toBe(3);
  });

  it('needs no write under a key of an older version, which stays for good', async () => {
    published({ pk: 'KEYS', sk: `KEY#${key.kid}`, jwk: key.publicJwk });
    await signerOf(secretOf(LINE)).sign({ ...token(), expiresAt: FOREVER });
    expect(sent().updates).toBe(0);
  });
});
