// Transactions: a refusal says which rule failed, and what it met.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { type Labelled, transact } from '../../../functions/shared/transaction.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const put = (pk: string) => ({ Put: { TableName: 't', Item: { pk } } });
const writes: Labelled<'first' | 'second'>[] = [
  { label: 'first', write: put('a') },
  { label: 'second', write: put('b') },
];
const REFUSED = { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'old' }, n: { N: '3' } } };

function cancelledBy(...CancellationReasons: { Code: string }[]) {
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
}

beforeEach(() => client.reset());

it('sends all writes together, in their order', async () => {
  client.on(TransactWriteCommand).resolves({});
  expect(await transact(db, writes)).toEqual({ outcome: 'committed' });
  expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toEqual([put('a'), put('b')]);
});

it.each([
  ['the rule that failed', [{ Code: 'None' }, REFUSED], 'second', { pk: 'old', n: 3 }],
  ['the first of several', [REFUSED, REFUSED], 'first', { pk: 'old', n: 3 }],
  ['the rule before a conflict', [REFUSED, { Code: 'TransactionConflict' }], 'first', { pk: 'old', n: 3 }],
  ['that there was nothing', [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }], 'first', undefined],
])('tells %s', async (_, reasons, label, old) => {
  client.on(TransactWriteCommand).rejects(cancelledBy(...reasons));
  expect(await transact(db, writes)).toEqual({ outcome: 'refused', label, old });
});

it.each([
  ['at the last of them', [{ Code: 'None' }, { Code: 'TransactionConflict' }]],
  [
    'before a rule that failed: the first rule is told first, and is not known yet',
    [{ Code: 'TransactionConflict' }, REFUSED],
  ],
])('tells that another writer was there, %s', async (_, reasons) => {
  client.on(TransactWriteCommand).rejects(cancelledBy(...reasons));
  expect(await transact(db, writes)).toEqual({ outcome: 'conflict' });
});

it.each([
  ['a cancellation of another kind', cancelledBy({ Code: 'ValidationError' }, { Code: 'None' })],
  ['any other error', new Error('socket hang up')],
])('does not swallow %s', async (_, error) => {
  client.on(TransactWriteCommand).rejects(error);
  await expect(transact(db, writes)).rejects.toBe(error);
});
