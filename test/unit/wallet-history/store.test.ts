// The wallet history's store: the exact commands.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_BOOKS } from '../../../functions/wallet-history/domain-books.ts';
import { createHistoryStore } from '../../../functions/wallet-history/store.ts';
import { at } from './books.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createHistoryStore({
  db: client as unknown as DynamoDBDocumentClient,
  WALLET_HISTORY_TABLE: 'history',
});
const cause = { correlationId: 'c1', causationId: 'e1' };
const mark = `${at}#AAAAAAAAAAAA`;
const failed = { type: 'PAYMENT_FAILED', mark, at, amount: 900, reservationId: 'rsv_1', reason: 'SHORT' } as const;
const balance = { ...EMPTY_BOOKS, differenceKrw: 0, startedAt: at, finishedAt: at + 5 };

beforeEach(() => client.reset());

describe('a failed attempt', () => {
  it('is put where its event has its place, if it is not there, for ninety days', async () => {
    client.on(PutCommand).resolves({});
    await store.keepFailed('u1', failed, cause);
    const { mark: _mark, ...kept } = failed;
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'history',
      Item: { pk: 'USER#u1', sk: `FAILED#${mark}`, ...kept, cause: 'c1 e1', ttl: at / 1000 + 7_776_000 },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('that is there already is no fault', async () => {
    client.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'there' }));
    await expect(store.keepFailed('u1', failed, cause)).resolves.toBeUndefined();
  });

  it('that the table did not take is asked again', async () => {
    client.on(PutCommand).rejects(new Error('no answer'));
    await expect(store.keepFailed('u1', failed, cause)).rejects.toThrow('no answer');
  });

  it('is read newest first, below a mark, while it is told', async () => {
    const item = { pk: 'USER#u1', sk: `FAILED#${mark}`, type: failed.type, at, reason: 'SHORT', cause: 'c', ttl: 1 };
    client.on(QueryCommand).resolves({ Items: [item] });
    const read = await store.failed('u1', { below: String(at + 1), most: 21, now: at + 999 });
    expect(read).toEqual([{ type: failed.type, mark, at, reason: 'SHORT' }]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'history',
      KeyConditionExpression: 'pk = :user AND sk < :below',
      FilterExpression: '#ttl > :now',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':user': 'USER#u1', ':below': `FAILED#${at + 1}`, ':now': at / 1000 },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 21,
    });
  });
});

describe('a trial balance', () => {
  it('is kept by the day and the time it was begun', async () => {
    client.on(PutCommand).resolves({});
    await store.keepTrialBalance(balance);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'history',
      Item: { pk: 'TRIAL_BALANCE', sk: `2027-01-15#${at}`, ...balance },
    });
  });

  it.each([
    [undefined, 'pk = :all', { ':all': 'TRIAL_BALANCE' }],
    ['2027-01-15#1', 'pk = :all AND sk < :below', { ':all': 'TRIAL_BALANCE', ':below': '2027-01-15#1' }],
  ])('is read newest first below %s', async (below, condition, values) => {
    client.on(QueryCommand).resolves({ Items: [{ pk: 'TRIAL_BALANCE', sk: 'x', ...balance }] });
    expect(await store.trialBalances({ below, most: 3 })).toEqual([balance]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'history',
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 3,
    });
  });
});
