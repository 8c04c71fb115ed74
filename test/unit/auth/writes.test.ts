// Signing: the key is published before the first token, and nothing that failed is kept.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokenSigner } from '../../../functions/auth/writes.ts';
import { deriveSigningKey, verifyToken } from '../../../functions/shared/jwt.ts';

const client = mockClient(DynamoDBDocumentClient);
const SECRET = 'a secret of this deployment, made for a test';
const key = await deriveSigningKey(SECRET);
const now = 1_700_000_000_000;
const token = { typ: 'x+jwt', audience: 'a', claims: { sub: 'u1' }, issuedAt: now, expiresAt: now + 1_000 };

function signerOf(readSecret: () => Promise<string>) {
  return createTokenSigner({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts', readSecret });
}

beforeEach(() => {
  client.reset();
  client.on(PutCommand).resolves({});
});

it('publishes the public part, and nothing more, before it signs', async () => {
  const text = await signerOf(async () => SECRET).sign(token);
  const findKey = async () => key.publicJwk;
  expect(await verifyToken(text, { typ: 'x+jwt', audience: 'a', findKey, now })).toMatchObject({ sub: 'u1' });
  expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
    TableName: 'accounts',
    Item: { pk: 'KEYS', sk: `KEY#${key.kid}`, jwk: key.publicJwk },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
});

it('signs with a key that was published before', async () => {
  client.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'is there' }));
  const text = await signerOf(async () => SECRET).sign(token);
  expect(text.split('.')).toHaveLength(3);
});

it('reads the secret and publishes once per instance', async () => {
  const readSecret = vi.fn(async () => SECRET);
  const signer = signerOf(readSecret);
  await Promise.all([signer.sign(token), signer.sign(token)]);
  await signer.sign(token);
  expect([readSecret.mock.calls.length, client.commandCalls(PutCommand).length]).toEqual([1, 1]);
});

describe('when the key cannot be published', () => {
  it('gives no token, and tries again at the next one', async () => {
    client.on(PutCommand).rejectsOnce(new Error('throttled')).resolves({});
    const signer = signerOf(async () => SECRET);
    await expect(signer.sign(token)).rejects.toThrow('throttled');
    expect((await signer.sign(token)).split('.')).toHaveLength(3);
  });
});

it.each(['', 'short'])('never signs with a key that could be guessed (secret "%s")', async (secret) => {
  await expect(signerOf(async () => secret).sign(token)).rejects.toThrow('32 characters');
  expect(client.commandCalls(PutCommand)).toHaveLength(0);
});
