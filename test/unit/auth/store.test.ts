// The accounts' store: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { newAccount } from '../../../functions/auth/domain.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createAccountStore({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' });
const account = newAccount({ userId: 'u1', email: 'Kim@Example.com', name: 'Kim', at: 1_000 });

beforeEach(() => client.reset());

function cancelled(Code: string, ownerId = 'u2') {
  const Item = { userId: { S: ownerId } };
  const CancellationReasons = [Code === 'ConditionalCheckFailed' ? { Code, Item } : { Code }, { Code: 'None' }];
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
}

describe('adding an account', () => {
  it('takes the lower-case address and makes the account together, each if absent', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.add(account, '$scrypt$…')).toBe('added');
    const ifAbsent = {
      TableName: 'accounts',
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input).toEqual({
      TransactItems: [
        {
          Put: {
            ...ifAbsent,
            Item: { pk: 'EMAIL#kim@example.com', sk: 'EMAIL', userId: 'u1', passwordHash: '$scrypt$…' },
          },
        },
        {
          Put: {
            ...ifAbsent,
            Item: {
              pk: 'USER#u1',
              sk: 'ACCOUNT',
              userId: 'u1',
              personId: 'u1',
              email: 'Kim@Example.com',
              name: 'Kim',
              role: 'buyer',
              createdAt: 1_000,
              updatedAt: 1_000,
            },
          },
        },
      ],
    });
  });

  it.each([
    ['EMAIL_TAKEN', 'another account has the address', cancelled('ConditionalCheckFailed')],
    ['added', 'the address is its own: the same write came twice', cancelled('ConditionalCheckFailed', 'u1')],
    ['conflict', 'somebody else is at the address just now', cancelled('TransactionConflict')],
  ])('answers %s when %s', async (outcome, _, error) => {
    client.on(TransactWriteCommand).rejects(error);
    expect(await store.add(account, '$scrypt$…')).toBe(outcome);
  });
});

describe('reading', () => {
  it('finds a credential by the address in any case, strongly consistent', async () => {
    client.on(GetCommand).resolves({ Item: { userId: 'u1', passwordHash: 'h' } });
    expect(await store.credential('KIM@example.COM')).toEqual({ userId: 'u1', passwordHash: 'h' });
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key: { pk: 'EMAIL#kim@example.com', sk: 'EMAIL' },
      ConsistentRead: true,
    });
  });

  it('gives an account without its keys', async () => {
    client.on(GetCommand).resolves({ Item: { pk: 'USER#u1', sk: 'ACCOUNT', ...account } });
    expect(await store.account('u1')).toEqual(account);
  });

  it('knows who is not there', async () => {
    client.on(GetCommand).resolves({});
    expect([await store.account('u9'), await store.credential('u9@example.com')]).toEqual([undefined, undefined]);
  });
});

describe('setting a role', () => {
  it('changes an account that is there', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.setRole('u1', 'operator', 2_000)).toBe('set');
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
      UpdateExpression: 'SET #role = :role, #updatedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#role': 'role', '#updatedAt': 'updatedAt' },
      ExpressionAttributeValues: { ':role': 'operator', ':at': 2_000 },
    });
  });

  it('makes no account of nobody', async () => {
    client.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' }));
    expect(await store.setRole('u9', 'operator', 2_000)).toBe('NO_ACCOUNT');
  });
});
