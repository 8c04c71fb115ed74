// The counts of a date: the exact commands, and what a refusal tells.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCountsStore } from '../../../functions/seats/store.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createCountsStore({ db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats' });
const counts = {
  concertId: 'con_1',
  version: 2,
  soldOutNo: 2,
  holders: 'second',
  soldOuts: [{ v: 2, no: 2, soldOutAt: 1_800_000_000_000, secondsSinceOpen: 60 }],
  log: [{ v: 2, type: 'SoldOut', at: 1_800_000_000_000, cause: 'j1 e1' }],
};
const Key = { pk: 'COUNTS#sch_1', sk: 'COUNTS' };

beforeEach(() => client.reset());

describe('the counts', () => {
  it('are one strongly consistent read, and nothing before the first sell-out', async () => {
    client
      .on(GetCommand)
      .resolvesOnce({})
      .resolves({ Item: { ...Key, ...counts } });
    expect(await store.counts('sch_1')).toBeUndefined();
    expect(await store.counts('sch_1')).toEqual(counts);
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Key,
      ConsistentRead: true,
    });
  });

  it('move only from the version that was seen', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.move('sch_1', { ...counts, version: 1 }, counts)).toBe('moved');
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Key,
      UpdateExpression:
        'SET concertId = :concertId, #version = :version, soldOutNo = :soldOutNo, holders = :holders, ' +
        'soldOuts = :soldOuts, #log = :log',
      ConditionExpression: '#version = :seen',
      ExpressionAttributeNames: { '#version': 'version', '#log': 'log' },
      ExpressionAttributeValues: {
        ':concertId': 'con_1',
        ':version': 2,
        ':soldOutNo': 2,
        ':holders': 'second',
        ':soldOuts': counts.soldOuts,
        ':log': counts.log,
        ':seen': 1,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('are made only where there are none', async () => {
    client.on(UpdateCommand).resolves({});
    await store.move('sch_1', undefined, counts);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(#version)',
    });
  });

  it('show what is there when another was first', async () => {
    const Item = marshall({ ...Key, ...counts });
    client.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: '', Item }));
    expect(await store.move('sch_1', undefined, { ...counts, holders: 'other' })).toEqual({ found: counts });
  });
});
