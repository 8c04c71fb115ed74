// Keys where they are: the exact commands to the secret and the table, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeyStore } from '../../../functions/auth/store-keys.ts';

const client = mockClient(DynamoDBDocumentClient);
const secrets = mockClient(SecretsManagerClient);
const store = createKeyStore({
  db: client as unknown as DynamoDBDocumentClient,
  AUTH_TABLE: 'accounts',
  SIGNING_SECRET: 'arn',
  secrets: secrets as unknown as SecretsManagerClient,
});
const key = { kid: 'k1', jwk: { kty: 'OKP', kid: 'k1' }, publishedAt: 1, signsFrom: 2, acceptedUntil: 3 };
const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });

beforeEach(() => {
  client.reset();
  secrets.reset();
});

describe('the secret', () => {
  it('is read as lines, with its version', async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: 'a\nb', VersionId: 'v1' });
    expect(await store.secret()).toEqual({ version: 'v1', lines: ['a', 'b'] });
    expect(secrets.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({ SecretId: 'arn' });
  });

  const put = async (version: string, lines: string[]) => {
    const outcome = await store.replaceLines({ version, lines: [] }, lines);
    return { outcome, input: secrets.commandCalls(PutSecretValueCommand).at(-1)?.args[0].input };
  };

  it('is replaced by a version whose id follows from the one before', async () => {
    secrets.on(PutSecretValueCommand).resolves({});
    const { outcome, input } = await put('v1', ['a', 'b']);
    expect(outcome).toBe('replaced');
    expect(input).toEqual({
      SecretId: 'arn',
      SecretString: 'a\nb',
      ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('gets one successor for a version, whoever writes it, and another one for the next', async () => {
    secrets.on(PutSecretValueCommand).resolves({});
    const [one, same, other] = [await put('v1', ['a']), await put('v1', ['b']), await put('v2', ['a'])];
    expect(same.input?.ClientRequestToken).toBe(one.input?.ClientRequestToken);
    expect(other.input?.ClientRequestToken).not.toBe(one.input?.ClientRequestToken);
  });

  it('has moved when somebody else wrote the successor', async () => {
    secrets.on(PutSecretValueCommand).rejects(new ResourceExistsException({ $metadata: {}, message: 'exists' }));
    expect((await put('v1', ['a'])).outcome).toBe('moved');
  });

  it('that cannot be written is no success', async () => {
    secrets.on(PutSecretValueCommand).rejects(new Error('throttled'));
    await expect(put('v1', ['a'])).rejects.toThrow('throttled');
  });
});

describe('public keys', () => {
  it('are read with their times', async () => {
    client.on(QueryCommand).resolves({ Items: [{ pk: 'KEYS', sk: 'KEY#k1', ...key }] });
    expect(await store.keys()).toEqual([key]);
  });

  it('are published once', async () => {
    client.on(PutCommand).resolvesOnce({}).rejects(refused);
    expect([await store.publish(key), await store.publish(key)]).toEqual(['published', 'there']);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Item: { pk: 'KEYS', sk: 'KEY#k1', ...key },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('are removed unless a signer needs them for longer meanwhile', async () => {
    client.on(DeleteCommand).resolvesOnce({}).rejects(refused);
    expect([await store.remove(key), await store.remove(key)]).toEqual(['removed', 'moved']);
    expect(client.commandCalls(DeleteCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key: { pk: 'KEYS', sk: 'KEY#k1' },
      ConditionExpression: 'acceptedUntil = :seen',
      ExpressionAttributeValues: { ':seen': 3 },
    });
  });
});
