// The rules every write follows: conflicts are retried, a refusal hands back what it met.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { clientConfig, conditional, createDb, secretReader } from '../../../functions/shared/aws.ts';
import { common } from '../../../functions/shared/refusal.ts';

const document = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'ap-northeast-2' }));
const client = mockClient(document);
const db = createDb(document);
const update = new UpdateCommand({ TableName: 't', Key: { pk: 'a' } });
const conflict = new TransactionConflictException({ $metadata: {}, message: 'conflict' });
const sent = () => client.commandCalls(UpdateCommand).length;

beforeEach(() => client.reset());

describe('a plain write that meets a transaction', () => {
  it('is sent again until it gets through', async () => {
    client
      .on(UpdateCommand)
      .rejectsOnce(conflict)
      .rejectsOnce(conflict)
      .resolves({ Attributes: { n: 1 } });
    expect(await db.send(update)).toEqual({ Attributes: { n: 1 } });
    expect(sent()).toBe(3);
  });

  it('is given up after six tries, with when to come again', async () => {
    client.on(UpdateCommand).rejects(conflict);
    await expect(db.send(update)).rejects.toMatchObject({ kind: common.TRY_AGAIN, retryAfterSeconds: 1 });
    expect(sent()).toBe(6);
  });

  it('still knows its own condition', async () => {
    const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'no', Item: { pk: { S: 'a' } } });
    client.on(UpdateCommand).rejectsOnce(conflict).rejects(refused);
    expect(await conditional(db.send(update))).toEqual({ ok: false, old: { pk: 'a' } });
  });
});

describe('what DynamoDB cannot do now', () => {
  it.each(['ThrottlingException', 'ProvisionedThroughputExceededException', 'InternalServerError', 'TimeoutError'])(
    '(%s) is 503 with when to come again, after the tries of the SDK',
    async (name) => {
      client.on(UpdateCommand).rejects(Object.assign(new Error('busy'), { name }));
      await expect(db.send(update)).rejects.toMatchObject({ kind: common.TRY_AGAIN, retryAfterSeconds: 1 });
    },
  );

  it('(no answer at all) is given up, and 503', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as AddressInfo;
    const hanging = new DynamoDBClient({
      ...clientConfig,
      requestHandler: { ...clientConfig.requestHandler, requestTimeout: 30 },
      region: 'ap-northeast-2',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const read = new GetCommand({ TableName: 't', Key: { pk: 'a' } });
    const answer = createDb(DynamoDBDocumentClient.from(hanging)).send(read);
    await expect(answer).rejects.toMatchObject({ kind: common.TRY_AGAIN });
    silent.closeAllConnections();
    silent.close();
  });
});

describe('any other failure', () => {
  it.each(['ResourceNotFoundException', 'AccessDeniedException'])('(%s) is not sent again', async (name) => {
    const error = new DynamoDBServiceException({ name, $fault: 'client', $metadata: {}, message: 'no' });
    client.on(UpdateCommand).rejects(error);
    await expect(db.send(update)).rejects.toBe(error);
    expect(sent()).toBe(1);
  });
});

describe('a conditional write', () => {
  it('hands on what it returned', async () => {
    client.on(PutCommand).resolves({ Attributes: { pk: 'a', n: 1 } });
    const put = db.send(new PutCommand({ TableName: 't', Item: { pk: 'a' }, ReturnValues: 'ALL_OLD' }));
    expect(await conditional(put)).toEqual({ ok: true, item: { pk: 'a', n: 1 } });
  });

  it('that was refused by nothing being there has no old item', async () => {
    client.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'no' }));
    expect(await conditional(db.send(update))).toEqual({ ok: false, old: undefined });
  });

  it('lets every other error through', async () => {
    client.on(UpdateCommand).rejects(new Error('socket hang up'));
    await expect(conditional(db.send(update))).rejects.toThrow('socket hang up');
  });
});

describe('a secret', () => {
  const secrets = mockClient(SecretsManagerClient);

  it('is read once per instance, and again after a read that failed', async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('throttled')).resolves({ SecretString: 's3' });
    const read = secretReader('arn', secrets as unknown as SecretsManagerClient);
    await expect(read()).rejects.toThrow('throttled');
    expect([await read(), await read()]).toEqual(['s3', 's3']);
    expect(secrets.commandCalls(GetSecretValueCommand, { SecretId: 'arn' })).toHaveLength(2);
  });

  it('is read again when it is asked for as it is now, and that is kept', async () => {
    secrets.reset();
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    const read = secretReader('arn', secrets as unknown as SecretsManagerClient);
    expect([await read(), await read({ fresh: true }), await read()]).toEqual(['old', 'new', 'new']);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(2);
  });

  it('stays known while it is read again, and when that fails', async () => {
    secrets.reset();
    secrets.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).rejects(new Error('throttled'));
    const read = secretReader('arn', secrets as unknown as SecretsManagerClient);
    await read();
    const fresh = read({ fresh: true });
    expect(await read()).toBe('old');
    await expect(fresh).rejects.toThrow('throttled');
    expect(await read()).toBe('old');
  });
});
