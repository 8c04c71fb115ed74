// Whose address it is: the exact reads, and that nothing secret is asked for.
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createAccountReads } from '../../../functions/auth/reads-account.ts';

const client = mockClient(DynamoDBDocumentClient);
const reads = createAccountReads({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'auth' });

beforeEach(() => client.reset());

it('finds the owner of an address in any spelling by two strongly consistent reads of two attributes', async () => {
  client
    .on(GetCommand)
    .resolvesOnce({ Item: { userId: 'u1' } })
    .resolvesOnce({ Item: { userId: 'u1', personId: 'p1' } });
  expect(await reads.ownerOf('Haneul@Example.COM')).toEqual({ userId: 'u1', personId: 'p1' });
  const read = { TableName: 'auth', ConsistentRead: true, ProjectionExpression: 'userId, personId' };
  expect(client.commandCalls(GetCommand).map(({ args }) => args[0].input)).toEqual([
    { ...read, Key: { pk: 'EMAIL#haneul@example.com', sk: 'EMAIL' } },
    { ...read, Key: { pk: 'USER#u1', sk: 'ACCOUNT' } },
  ]);
});

it('knows nobody by an address without an account, nor by one whose account has just left', async () => {
  client.on(GetCommand).resolves({});
  expect(await reads.ownerOf('nobody@example.com')).toBeUndefined();
  client
    .on(GetCommand)
    .resolvesOnce({ Item: { userId: 'u1' } })
    .resolves({});
  expect(await reads.ownerOf('gone@example.com')).toBeUndefined();
});
