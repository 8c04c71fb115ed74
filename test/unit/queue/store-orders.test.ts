// What operators order, written and read: the exact commands, and what their refusals mean.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Audited, createOrderStore } from '../../../functions/queue/store-orders.ts';
import { controls, NOW } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createOrderStore({ db: client as unknown as DynamoDBDocumentClient, QUEUE_TABLE: 'lines' });
beforeEach(() => client.reset());

const Key = { pk: 'SALE#con_1', sk: 'CONTROLS' };
const entry = (version: number): Audited => ({
  at: NOW,
  userId: 'u1',
  action: 'set',
  reason: 'more seats',
  confirmed: false,
  before: { capacity: 100 },
  after: { capacity: 7 },
  version,
});
const next = (version: number) => controls({ settings: { capacity: 7 }, version });
const cancelledBy = (...codes: string[]) => {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
};

describe('an order', () => {
  const noted = (version: number) => ({
    Put: {
      TableName: 'lines',
      Item: { pk: 'AUDIT#con_1', sk: `ORDER#00000000${version}`, ...entry(version) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });
  const sent = () => client.commandCalls(TransactWriteCommand).map((call) => call.args[0].input.TransactItems);

  it('is written with its entry, the first where there is none', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.order('con_1', next(1), entry(1))).toBe(true);
    const Item = { ...Key, ...next(1) };
    expect(sent()).toEqual([
      [{ Put: { TableName: 'lines', Item, ConditionExpression: 'attribute_not_exists(pk)' } }, noted(1)],
    ]);
  });

  it('is written on the version that was seen', async () => {
    client.on(TransactWriteCommand).resolves({});
    await store.order('con_1', next(5), entry(5));
    const put = {
      TableName: 'lines',
      Item: { ...Key, ...next(5) },
      ConditionExpression: 'version = :seen',
      ExpressionAttributeValues: { ':seen': 4 },
    };
    expect(sent()).toEqual([[{ Put: put }, noted(5)]]);
  });

  it.each([
    ['somebody else gave one', cancelledBy('ConditionalCheckFailed', 'None')],
    ['somebody else is giving one', cancelledBy('TransactionConflict', 'None')],
    ['its entry is there', cancelledBy('None', 'ConditionalCheckFailed')],
  ])('is not this call’s when %s', async (_, error) => {
    client.on(TransactWriteCommand).rejects(error);
    expect(await store.order('con_1', next(5), entry(5))).toBe(false);
  });

  it('hides no fault', async () => {
    client.on(TransactWriteCommand).rejects(new Error('no such table'));
    await expect(store.order('con_1', next(5), entry(5))).rejects.toThrow('no such table');
  });
});

describe('the list of what operators did', () => {
  const query = (more: object) => ({
    TableName: 'lines',
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: 3,
    ...more,
  });

  it('is read from the newest on, without keys', async () => {
    client.on(QueryCommand).resolves({ Items: [{ pk: 'AUDIT#con_1', sk: 'ORDER#000000009', ...entry(9) }] });
    expect(await store.audit('con_1', { size: 3 })).toEqual([entry(9)]);
    const all = { KeyConditionExpression: 'pk = :list', ExpressionAttributeValues: { ':list': 'AUDIT#con_1' } };
    expect(client.commandCalls(QueryCommand).map((call) => call.args[0].input)).toEqual([query(all)]);
  });

  it('goes on with what is older, in the order of numbers', async () => {
    client.on(QueryCommand).resolves({});
    expect(await store.audit('con_1', { before: 10, size: 3 })).toEqual([]);
    const older = {
      KeyConditionExpression: 'pk = :list AND sk < :before',
      ExpressionAttributeValues: { ':list': 'AUDIT#con_1', ':before': 'ORDER#000000010' },
    };
    expect(client.commandCalls(QueryCommand).map((call) => call.args[0].input)).toEqual([query(older)]);
  });
});
