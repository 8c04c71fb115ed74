// The exact writes of a blocking's item, and what their refusals tell.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Blocking } from '../../../functions/seats/domain-block.ts';
import { createBlockingStore } from '../../../functions/seats/store-blockings.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createBlockingStore({ db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats' });
const Key = { pk: 'BLOCKINGS#sch_1', sk: 'blk_aaaaaaaaaaaa' };
const facts = {
  kind: 'HOUSE',
  reason: 'kept back',
  by: 'usr_op',
  at: 1_000,
  wish: { seatNos: [1] },
  requestHash: 'h',
  version: 3,
} as const;
const blocking: Blocking = { blockingId: 'blk_aaaaaaaaaaaa', scheduleId: 'sch_1', ...facts };
const refused = new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' });

beforeEach(() => client.reset());

describe('beginning', () => {
  it('puts the item only where there is none', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.begin(blocking)).toEqual(blocking);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Item: { ...Key, ...facts },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('shows what is there, as a read would', async () => {
    const Item = { pk: { S: Key.pk }, sk: { S: Key.sk }, requestHash: { S: 'other' } };
    client.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'refused', Item }));
    const found = { blockingId: blocking.blockingId, scheduleId: 'sch_1', requestHash: 'other' };
    expect(await store.begin(blocking)).toEqual(found);
  });
});

describe('reading', () => {
  it('is strongly consistent, one or all of a date', async () => {
    client.on(GetCommand).resolves({ Item: { ...Key, ...facts } });
    client.on(QueryCommand).resolves({ Items: [{ ...Key, ...facts }] });
    expect(await store.blocking('sch_1', 'blk_aaaaaaaaaaaa')).toEqual(blocking);
    expect(await store.blockings('sch_1')).toEqual([blocking]);
    const get = { TableName: 'seats', Key, ConsistentRead: true };
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual(get);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      KeyConditionExpression: 'pk = :date',
      ExpressionAttributeValues: { ':date': 'BLOCKINGS#sch_1' },
      ConsistentRead: true,
    });
  });
});

describe('taking seats', () => {
  const ref = { section: 0, block: 1 };

  it('is one transaction of the item, as it was seen and not made, and the block', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.take(blocking, ref, ['5'])).toEqual({ ...blocking, version: 4 });
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toMatchObject([
      {
        Update: {
          TableName: 'seats',
          Key,
          UpdateExpression: 'SET version = :next',
          ConditionExpression: 'version = :seen AND attribute_not_exists(made)',
          ExpressionAttributeValues: { ':seen': 3, ':next': 4 },
        },
      },
      {
        Update: {
          Key: { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0001' },
          UpdateExpression: 'SET #s0 = :v0 ADD #version :one',
          ConditionExpression: '(attribute_not_exists(#s0) OR #s0 = :v0)',
        },
      },
    ]);
  });

  it.each([
    ['ConditionalCheckFailed', 'None'],
    ['None', 'ConditionalCheckFailed'],
    ['None', 'TransactionConflict'],
  ])('is to be tried anew after %s, %s', async (...codes) => {
    const CancellationReasons = codes.map((Code) => ({ Code }));
    client
      .on(TransactWriteCommand)
      .rejects(new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons }));
    expect(await store.take(blocking, ref, ['5'])).toBeUndefined();
  });
});

describe('closing', () => {
  const made = { outcome: 'SEAT_TAKEN', taken: [] } as const;

  it('says what it came to, and when it ended if that was nothing, once', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.close(blocking, made, undefined)).toBe(true);
    expect(await store.close(blocking, made, 9_000)).toBe(true);
    const about = { TableName: 'seats', Key, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    const ConditionExpression = 'version = :seen AND attribute_not_exists(made)';
    const values = { ':seen': 3, ':next': 4, ':made': made };
    expect(client.commandCalls(UpdateCommand).map(({ args }) => args[0].input)).toEqual([
      {
        ...about,
        ConditionExpression,
        UpdateExpression: 'SET version = :next, made = :made',
        ExpressionAttributeValues: values,
      },
      {
        ...about,
        ConditionExpression,
        UpdateExpression: 'SET version = :next, made = :made, endedAt = :endedAt',
        ExpressionAttributeValues: { ...values, ':endedAt': 9_000 },
      },
    ]);
  });

  it('is to be looked at again when another moved it', async () => {
    client.on(UpdateCommand).rejects(refused);
    expect(await store.close(blocking, made, undefined)).toBe(false);
  });
});

describe('ending', () => {
  it('is noted once, of a blocking that takes no more seats, and again is no error', async () => {
    client.on(UpdateCommand).rejectsOnce(refused).resolves({});
    for (const endedAt of [5_000, 6_000]) await store.end(blocking, endedAt);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Key,
      UpdateExpression: 'SET endedAt = :endedAt',
      ConditionExpression: 'attribute_exists(made) AND attribute_not_exists(endedAt)',
      ExpressionAttributeValues: { ':endedAt': 5_000 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });
});
