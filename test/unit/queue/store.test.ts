// The line's store: the exact commands, and what their refusals mean.
import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  ThrottlingException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLineStore } from '../../../functions/queue/store.ts';

const NOW = 1_800_000_000_000;
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

  it.each([new ProvisionedThroughputExceededException(meta), new ThrottlingException(meta)])(
    'is busy above what it can take: %s',
    async (error) => {
      client.on(UpdateCommand).rejects(error);
      expect(await store.takePlace('con_1')).toBe('busy');
    },
  );

  it('is busy when it does not answer in time', async () => {
    client.on(UpdateCommand).rejects(Object.assign(new Error('late'), { name: 'TimeoutError' }));
    expect(await store.takePlace('con_1')).toBe('busy');
  });

  it('hides no other fault', async () => {
    client.on(UpdateCommand).rejects(new Error('no such table'));
    await expect(store.takePlace('con_1')).rejects.toThrow('no such table');
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

describe('a place', () => {
  it('is claimed only while it is unclaimed and not closed', async () => {
    client.on(UpdateCommand).resolves({ Attributes: { pk: 'PLACES#con_1#1', sk: 'BLOCK', '2': 'tmynaf' } });
    expect(await store.claim('con_1', 50, 'tmynaf')).toEqual({ value: 'tmynaf', closedThrough: 0 });
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key: { pk: 'PLACES#con_1#1', sk: 'BLOCK' },
        UpdateExpression: 'SET #place = :lease',
        ConditionExpression:
          'attribute_not_exists(#place) AND (attribute_not_exists(closedThrough) OR closedThrough < :seq)',
        ExpressionAttributeNames: { '#place': '2' },
        ExpressionAttributeValues: { ':lease': 'tmynaf', ':seq': 50 },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('is what refused the claim: an earlier claim, or a closed window', async () => {
    client
      .on(UpdateCommand)
      .rejectsOnce(refusedBy({ '2': 'tmyaaa' }))
      .rejects(refusedBy({ closedThrough: 60 }));
    expect(await store.claim('con_1', 50, 'tmynaf')).toEqual({ value: 'tmyaaa', closedThrough: 0 });
    expect(await store.claim('con_1', 50, 'tmynaf')).toEqual({ value: undefined, closedThrough: 60 });
  });

  it('ends whatever it was, so that ending it twice changes nothing', async () => {
    client.on(UpdateCommand).resolves({});
    await store.depart('con_1', 50, 'BOUGHT');
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key: { pk: 'PLACES#con_1#1', sk: 'BLOCK' },
        UpdateExpression: 'SET #place = :gone',
        ExpressionAttributeNames: { '#place': '2' },
        ExpressionAttributeValues: { ':gone': '1' },
      },
    ]);
  });
});

describe('closing blocks', () => {
  it('only ever moves forward, and counts from the item it finds', async () => {
    client
      .on(UpdateCommand, { Key: { pk: 'PLACES#con_1#0', sk: 'BLOCK' } })
      .resolves({ Attributes: { '1': '0', closedThrough: 47 } })
      .on(UpdateCommand, { Key: { pk: 'PLACES#con_1#1', sk: 'BLOCK' } })
      .rejects(refusedBy({ '0': 'tmynaf', closedThrough: 80 }));
    const through = new Map([
      [0, 47],
      [1, 60],
    ]);
    expect(await store.closeBlocks('con_1', through)).toEqual(
      new Map([
        [0, { values: new Map([[1, '0']]), closedThrough: 47 }],
        [1, { values: new Map([[48, 'tmynaf']]), closedThrough: 80 }],
      ]),
    );
    expect(updates()[0]).toEqual({
      TableName: 'lines',
      Key: { pk: 'PLACES#con_1#0', sk: 'BLOCK' },
      UpdateExpression: 'SET closedThrough = :last',
      ConditionExpression: 'attribute_not_exists(closedThrough) OR closedThrough < :last',
      ExpressionAttributeValues: { ':last': 47 },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });
});

describe('reading blocks', () => {
  it('asks again for what was left unread, and gives every block asked for', async () => {
    const left = { lines: { Keys: [{ pk: 'PLACES#con_1#1', sk: 'BLOCK' }] } };
    client
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { lines: [{ pk: 'PLACES#con_1#0', '1': '0' }] }, UnprocessedKeys: left })
      .resolves({ Responses: { lines: [{ pk: 'PLACES#con_1#1', '0': '1', closedThrough: 90 }] } });
    const blocks = await store.blocks('con_1', [0, 1, 2]);
    expect([...blocks.values()].map(({ values, closedThrough }) => [[...values], closedThrough])).toEqual([
      [[[1, '0']], 0],
      [[[48, '1']], 90],
      [[], 0],
    ]);
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
