// The line's store: the exact commands, and what their refusals mean.
import {
  ConditionalCheckFailedException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLineStore } from '../../../functions/queue/store.ts';
import { controls, NOW } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
let now = NOW;
const store = createLineStore({ db, onceDb: db, QUEUE_TABLE: 'lines', clock: () => now });
const owner = { concertId: 'con_1', personId: 'p1' };

beforeEach(() => {
  client.reset();
  now = NOW;
});

const meta = { $metadata: {}, message: 'refused' };
const refusedBy = (item?: Record<string, unknown>) =>
  new ConditionalCheckFailedException(item ? { ...meta, Item: marshall(item) } : meta);
const updates = () => client.commandCalls(UpdateCommand).map((call) => call.args[0].input);

describe('the counter', () => {
  it('gives the next place by one ADD', async () => {
    client.on(UpdateCommand).resolves({ Attributes: { n: 7 } });
    expect(await store.takePlace('con_1')).toBe(7);
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key: { pk: 'SALE#con_1', sk: 'COUNTER' },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      },
    ]);
  });

  it.each([
    new ProvisionedThroughputExceededException(meta),
    new ThrottlingException(meta),
    new RequestLimitExceeded(meta),
    new InternalServerError(meta),
  ])('is busy above what it can take: %s', async (error) => {
    client.on(UpdateCommand).rejects(error);
    expect(await store.takePlace('con_1')).toBe('busy');
  });

  it('is asked once, by the client that repeats nothing: a repeat would count twice', async () => {
    const repeating = {
      send: () => Promise.reject(new Error('the wrong client')),
    } as unknown as DynamoDBDocumentClient;
    const once = createLineStore({ db: repeating, onceDb: db, QUEUE_TABLE: 'lines', clock: () => now });
    client.on(UpdateCommand).resolves({ Attributes: { n: 8 } });
    expect(await once.takePlace('con_1')).toBe(8);
  });

  it('is busy when it does not answer in time', async () => {
    client.on(UpdateCommand).rejects(Object.assign(new Error('late'), { name: 'TimeoutError' }));
    expect(await store.takePlace('con_1')).toBe('busy');
  });

  it('hides no other fault', async () => {
    client.on(UpdateCommand).rejects(new Error('no such table'));
    await expect(store.takePlace('con_1')).rejects.toThrow('no such table');
  });
});

describe('what is read as it is now', () => {
  const Key = { pk: 'TICKET#con_1#p1', sk: 'TICKET' };

  it('is the place that a ticket names, if there is one', async () => {
    client
      .on(GetCommand)
      .resolvesOnce({ Item: { ...Key, seq: 9 } })
      .resolves({});
    expect([await store.ticket('con_1', 'p1'), await store.ticket('con_1', 'p1')]).toEqual([9, undefined]);
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'lines',
      Key,
      ConsistentRead: true,
    });
  });

  it('is what operators made of the line, nothing where they did nothing', async () => {
    const paused = controls({ paused: true, version: 3 });
    client.on(GetCommand).resolvesOnce({ Item: paused }).resolves({});
    expect([await store.controls('con_1'), await store.controls('con_1')]).toEqual([paused, controls()]);
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'lines',
      Key: { pk: 'SALE#con_1', sk: 'CONTROLS' },
      ConsistentRead: true,
    });
  });

  it('is the health of the shop: the sum of the newest three spans, one of which nobody wrote', async () => {
    client.on(BatchGetCommand).resolves({
      Responses: {
        lines: [
          { calls: 50, failed: 1 },
          { calls: 7, failed: 4 },
        ],
      },
    });
    expect(await store.health(NOW + 4_999)).toEqual({ calls: 57, failed: 5 });
    const Keys = [0, 1, 2].map((ago) => ({ pk: `HEALTH#${NOW / 5_000 - ago}`, sk: 'HEALTH' }));
    expect(client.commandCalls(BatchGetCommand).map((call) => call.args[0].input)).toEqual([
      { RequestItems: { lines: { Keys, ConsistentRead: true } } },
    ]);
  });
});

describe('a ticket', () => {
  const ticket = { seq: 9, joinedAt: NOW, ttl: 1_800_090_000 };

  it('is put where there is none', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.keepTicket(owner, { ...ticket, ended: undefined })).toBe(9);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'lines',
      Item: { pk: 'TICKET#con_1#p1', sk: 'TICKET', ...ticket },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('replaces exactly the one whose place ended', async () => {
    client.on(PutCommand).resolves({});
    await store.keepTicket(owner, { ...ticket, ended: 3 });
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk) OR seq = :ended',
      ExpressionAttributeValues: { ':ended': 3 },
    });
  });

  it('is the winner’s when another request was first, and its own when that was this very write', async () => {
    client
      .on(PutCommand)
      .rejectsOnce(refusedBy({ seq: 8 }))
      .rejects(refusedBy({ seq: 9 }));
    expect(await store.keepTicket(owner, { ...ticket, ended: undefined })).toBe(8);
    expect(await store.keepTicket(owner, { ...ticket, ended: undefined })).toBe(9);
  });
});

describe('the list of open sales', () => {
  it('is read page by page', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({
        Items: [{ sk: 'SALE#con_1', listedAt: 5 }],
        LastEvaluatedKey: { pk: 'ON_SALE', sk: 'SALE#con_1' },
      })
      .resolves({ Items: [{ sk: 'SALE#con_2', listedAt: 6 }] });
    expect(await store.listed()).toEqual([
      { concertId: 'con_1', listedAt: 5 },
      { concertId: 'con_2', listedAt: 6 },
    ]);
  });

  it('keeps a sale that was listed again meanwhile', async () => {
    client.on(DeleteCommand).rejects(refusedBy());
    await store.delist({ concertId: 'con_1', listedAt: 5 });
    expect(client.commandCalls(DeleteCommand)[0]?.args[0].input).toEqual({
      TableName: 'lines',
      Key: { pk: 'ON_SALE', sk: 'SALE#con_1' },
      ConditionExpression: 'listedAt = :seen',
      ExpressionAttributeValues: { ':seen': 5 },
    });
  });
});
