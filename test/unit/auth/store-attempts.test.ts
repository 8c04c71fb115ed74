// The store of failed guesses: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Attempts } from '../../../functions/auth/domain-attempts.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createAttemptsStore({ db: client as unknown as DynamoDBDocumentClient, AUTH_TABLE: 'accounts' });
const rule = { limit: 5, afterBlock: 1, windowSeconds: 900 };
const now = 1_700_000_000_000;
const counter = { kind: 'ACCOUNT', hash: 'h1', own: true } as const;
const Key = { pk: 'ATTEMPTS#ACCOUNT#h1', sk: 'ATTEMPTS' };
const seen = { count: 5, since: now - 70_000, lastAt: now - 60_000, blocks: 2 };

beforeEach(() => client.reset());

function refusedBy(item: Attempts | undefined) {
  const Item = item && Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { N: String(value) }]));
  return new ConditionalCheckFailedException({ $metadata: {}, message: 'refused', ...(Item ? { Item } : {}) });
}

describe('counters', () => {
  it('are read in one strongly consistent round trip, in the order they were asked for; those of an older version too', async () => {
    const address = { kind: 'ADDRESS', hash: 'h2', own: false } as const;
    const none = { kind: 'DEVICE', hash: 'h3', own: true } as const;
    client.on(BatchGetCommand).resolves({
      Responses: {
        accounts: [
          { pk: 'ATTEMPTS#ADDRESS#h2', sk: 'ATTEMPTS', count: 9, since: 1, lastAt: 2, ttl: 3 },
          { ...Key, ...seen, ttl: 4 },
        ],
      },
    });
    const older = { count: 9, since: 1, lastAt: 2, blocks: 0 };
    expect(await store.read([counter, none, address])).toEqual([seen, undefined, older]);
    expect(client.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems)).toEqual([
      {
        accounts: {
          Keys: [Key, { pk: 'ATTEMPTS#DEVICE#h3', sk: 'ATTEMPTS' }, { pk: 'ATTEMPTS#ADDRESS#h2', sk: 'ATTEMPTS' }],
          ConsistentRead: true,
        },
      },
    ]);
  });
});

describe('a failure', () => {
  it('is one write, the first as any other below the limit', async () => {
    client.on(UpdateCommand).resolves({ Attributes: { ...Key, count: 1, since: now, lastAt: now } });
    const counted = await store.count(counter, rule, now);
    expect(counted).toEqual({ outcome: 'counted', attempts: { count: 1, since: now, lastAt: now, blocks: 0 } });
    expect(client.calls().map(({ args }) => args[0].input)).toEqual([
      {
        TableName: 'accounts',
        Key,
        UpdateExpression:
          'SET #count = if_not_exists(#count, :none) + :one, #since = if_not_exists(#since, :now), #lastAt = :now, #ttl = :ttl',
        ConditionExpression: 'attribute_not_exists(pk) OR (#count < :limit AND #since > :windowStart)',
        ExpressionAttributeNames: { '#count': 'count', '#since': 'since', '#lastAt': 'lastAt', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':none': 0,
          ':one': 1,
          ':now': now,
          ':ttl': 1_700_001_800,
          ':limit': 5,
          ':windowStart': now - 900_000,
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('after a block is written by the one who saw the counter as it is', async () => {
    const next = { count: 1, since: now, lastAt: now, blocks: 3 };
    client.on(UpdateCommand).resolves({ Attributes: { ...Key, ...next } });
    expect(await store.replace(counter, seen, next, rule)).toEqual({ outcome: 'counted', attempts: next });
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'accounts',
      Key,
      UpdateExpression: 'SET #count = :count, #since = :since, #lastAt = :lastAt, blocks = :blocks, #ttl = :ttl',
      ConditionExpression: '#count = :seenCount AND #since = :seenSince AND #lastAt = :seenLastAt',
      ExpressionAttributeNames: { '#count': 'count', '#since': 'since', '#lastAt': 'lastAt', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':seenCount': 5,
        ':seenSince': seen.since,
        ':seenLastAt': seen.lastAt,
        ':count': 1,
        ':since': now,
        ':lastAt': now,
        ':blocks': 3,
        ':ttl': 1_700_001_800,
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it.each([
    ['what it met', refusedBy(seen), seen],
    ['that there is none any more', refusedBy(undefined), undefined],
  ])('that is refused says %s', async (_, error, met) => {
    client.on(UpdateCommand).rejects(error);
    expect(await store.count(counter, rule, now)).toEqual({ outcome: 'refused', seen: met });
    expect(await store.replace(counter, seen, seen, rule)).toEqual({ outcome: 'refused', seen: met });
  });
});

describe('taking failures back', () => {
  it('deletes the counter only as it was seen', async () => {
    client.on(DeleteCommand).resolves({});
    await store.forget(counter, seen);
    expect(client.calls().map(({ args }) => args[0].input)).toEqual([
      {
        TableName: 'accounts',
        Key,
        ConditionExpression: '#count = :seenCount AND #since = :seenSince AND #lastAt = :seenLastAt',
        ExpressionAttributeNames: { '#count': 'count', '#since': 'since', '#lastAt': 'lastAt' },
        ExpressionAttributeValues: { ':seenCount': 5, ':seenSince': seen.since, ':seenLastAt': seen.lastAt },
      },
    ]);
  });

  it('leaves a counter that somebody failed at meanwhile', async () => {
    client.on(DeleteCommand).rejects(refusedBy(undefined));
    await expect(store.forget(counter, seen)).resolves.toBeUndefined();
  });
});
