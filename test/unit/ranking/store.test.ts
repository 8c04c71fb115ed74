// Tallies in their items: the exact commands, and what a refusal tells.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRankingReads } from '../../../functions/ranking/reads.ts';
import { createRankingStore } from '../../../functions/ranking/store.ts';

const client = mockClient(DynamoDBDocumentClient);
const tools = { db: client as unknown as DynamoDBDocumentClient, RANKING_TABLE: 'ranking' };
const store = createRankingStore(tools);
const tally = {
  at: 1_800_000_000_000,
  sold: 15,
  available: 80,
  total: 100,
  samples: [
    { minute: 30_000_000, sold: 12 },
    { minute: 30_000_007, sold: 15 },
  ],
  soldOut: { sch_1: 90 },
};
const item = {
  pk: 'RANKING',
  sk: 'CONCERT#con_1',
  at: 1_800_000_000_000,
  sold: 15,
  available: 80,
  total: 100,
  since: 30_000_000,
  samples: [0, 12, 7, 15],
  soldOut: { sch_1: 90 },
  version: 4,
  ttl: 1_900_000_000,
};

beforeEach(() => client.reset());

describe('a tally', () => {
  it('is one strongly consistent read', async () => {
    client.on(GetCommand).resolvesOnce({}).resolves({ Item: item });
    expect(await store.kept('con_1')).toBeUndefined();
    expect(await store.kept('con_1')).toEqual({ tally, version: 4 });
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'ranking',
      Key: { pk: 'RANKING', sk: 'CONCERT#con_1' },
      ConsistentRead: true,
    });
  });

  it('is put in the place of the version that was seen', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.move('con_1', { tally, version: 3 }, { tally, ttl: 1_900_000_000 })).toBe('moved');
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'ranking',
      Item: item,
      ConditionExpression: '#version = :seen',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':seen': 3 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('is put where there was none', async () => {
    client.on(PutCommand).resolves({});
    await store.move('con_1', undefined, { tally, ttl: 1_900_000_000 });
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'ranking',
      Item: { ...item, version: 1 },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('shows what is there when another was first', async () => {
    const error = new ConditionalCheckFailedException({ $metadata: {}, message: '', Item: marshall(item) });
    client.on(PutCommand).rejects(error);
    const found = { tally, version: 4 };
    expect(await store.move('con_1', undefined, { tally, ttl: 1 })).toEqual({ found });
  });
});

describe('the list of tallies', () => {
  it('is one partition, read to its last page', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [item], LastEvaluatedKey: { pk: 'RANKING', sk: 'CONCERT#con_1' } })
      .resolves({ Items: [{ ...item, sk: 'CONCERT#con_2' }] });
    expect((await createRankingReads(tools).tallies()).map(({ concertId }) => concertId)).toEqual(['con_1', 'con_2']);
    expect(client.commandCalls(QueryCommand).map(({ args }) => args[0].input)).toEqual([
      {
        TableName: 'ranking',
        KeyConditionExpression: 'pk = :ranking',
        ExpressionAttributeValues: { ':ranking': 'RANKING' },
      },
      {
        TableName: 'ranking',
        KeyConditionExpression: 'pk = :ranking',
        ExpressionAttributeValues: { ':ranking': 'RANKING' },
        ExclusiveStartKey: { pk: 'RANKING', sk: 'CONCERT#con_1' },
      },
    ]);
  });
});
