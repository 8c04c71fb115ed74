// Places in their blocks: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPlaceWrites } from '../../../functions/queue/store-places.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createPlaceWrites({ db: client as unknown as DynamoDBDocumentClient, QUEUE_TABLE: 'lines' });
beforeEach(() => client.reset());

const meta = { $metadata: {}, message: 'refused' };
const refusedBy = (item: Record<string, unknown>) =>
  new ConditionalCheckFailedException({ ...meta, Item: marshall(item) });
const updates = () => client.commandCalls(UpdateCommand).map((call) => call.args[0].input);

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
