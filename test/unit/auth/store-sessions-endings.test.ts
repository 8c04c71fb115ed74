// How sessions are ended in the table: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createSessionStore({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' });
const now = 1_700_000_000_000;
const id = { userId: 'u1', sessionId: 'ses_1' };
const Key = { pk: 'USER#u1', sk: 'SESSION#ses_1' };
const refusal = () => new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' });

beforeEach(() => client.reset());

describe('ending a session', () => {
  it('deletes one that is not over', async () => {
    client.on(DeleteCommand).resolvesOnce({}).rejects(refusal());
    expect([await store.end(id, now), await store.end(id, now)]).toEqual(['ended', 'NOT_FOUND']);
    expect(client.commandCalls(DeleteCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key,
      ConditionExpression: '#expiresAt > :now AND attribute_not_exists(#endedAt)',
      ExpressionAttributeNames: { '#expiresAt': 'expiresAt', '#endedAt': 'endedAt' },
      ExpressionAttributeValues: { ':now': now },
    });
  });

  it('by logging out leaves the mark of a reuse, and does not mind', async () => {
    client.on(DeleteCommand).rejects(refusal());
    await store.logOut(id);
    expect(client.commandCalls(DeleteCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key,
      ConditionExpression: 'attribute_not_exists(#endedAt)',
      ExpressionAttributeNames: { '#endedAt': 'endedAt' },
    });
  });
});

describe('ending them all', () => {
  it('is one write: the account gets another stamp', async () => {
    client.on(UpdateCommand).resolves({});
    await store.logOutAll('u1', 's2', now);
    expect(client.calls()).toHaveLength(1);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
      UpdateExpression: 'SET #securityStamp = :stamp, #updatedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#securityStamp': 'securityStamp', '#updatedAt': 'updatedAt' },
      ExpressionAttributeValues: { ':stamp': 's2', ':at': now },
    });
  });

  it('makes no account of nobody', async () => {
    client.on(UpdateCommand).rejects(refusal());
    expect(await store.logOutAll('u9', 's2', now)).toBeUndefined();
  });
});

describe('a new password', () => {
  const change = { ...id, seenStamp: 's1', stamp: 's2', passwordHash: '$scrypt$…', at: now };
  const cancelled = (...codes: string[]) =>
    new TransactionCanceledException({
      $metadata: {},
      message: 'cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });

  it('is one transaction with the stamps of the account and of the session that goes on', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.changePassword(change)).toBe('changed');
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toEqual([
      {
        Update: {
          TableName: 'accounts',
          Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
          UpdateExpression: 'SET #passwordHash = :hash, #securityStamp = :stamp, #updatedAt = :at',
          ConditionExpression: '#securityStamp = :seen',
          ExpressionAttributeNames: {
            '#passwordHash': 'passwordHash',
            '#securityStamp': 'securityStamp',
            '#updatedAt': 'updatedAt',
          },
          ExpressionAttributeValues: { ':hash': '$scrypt$…', ':stamp': 's2', ':at': now, ':seen': 's1' },
        },
      },
      {
        Update: {
          TableName: 'accounts',
          Key,
          UpdateExpression: 'SET #stamp = :stamp',
          ConditionExpression: '#stamp = :seen AND attribute_not_exists(#endedAt)',
          ExpressionAttributeNames: { '#stamp': 'stamp', '#endedAt': 'endedAt' },
          ExpressionAttributeValues: { ':stamp': 's2', ':seen': 's1' },
        },
      },
    ]);
  });

  it('takes an account of an older version, which has no stamp yet', async () => {
    client.on(TransactWriteCommand).resolves({});
    await store.changePassword({ ...change, seenStamp: '' });
    const [account] = client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(account?.Update?.ConditionExpression).toBe(
      'attribute_exists(pk) AND (#securityStamp = :seen OR attribute_not_exists(#securityStamp))',
    );
  });

  it.each([
    ['moved', 'the account has another stamp', cancelled('ConditionalCheckFailed', 'None')],
    ['moved', 'the session ended', cancelled('None', 'ConditionalCheckFailed')],
    ['conflict', 'somebody else is at one of them', cancelled('None', 'TransactionConflict')],
  ])('answers %s when %s', async (outcome, _, error) => {
    client.on(TransactWriteCommand).rejects(error);
    expect(await store.changePassword(change)).toBe(outcome);
  });
});
