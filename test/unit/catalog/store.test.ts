// The catalogue's store: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import { newConcert, withSale } from '../../../functions/catalog/domain.ts';
import { createCatalogStore } from '../../../functions/catalog/store.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createCatalogStore({ db: client as unknown as DynamoDBDocumentClient, CATALOG_TABLE: 'catalog' });
const at = 1_700_000_000_000;
const concert = newConcert({
  concertId: 'con_1',
  code: 'SHOW',
  category: 'CONCERT',
  name: 'Show',
  description: '',
  enabled: true,
  bookingStartAt: at,
  bookingEndAt: at + 10,
  settings: DEFAULT_SETTINGS,
  now: at,
});

beforeEach(() => client.reset());

const isNew = { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
const metadata = { $metadata: {}, message: 'refused' };

function refusal(old?: Record<string, unknown>) {
  return new ConditionalCheckFailedException({ ...metadata, ...(old ? { Item: marshall(old) } : {}) });
}

/** The transaction in which the write number `failed` was refused by the item `old`. */
function cancelled(failed: number, code: string, old?: Record<string, unknown>) {
  const reason = { Code: code, ...(old ? { Item: marshall(old) } : {}) };
  const reasons = Array.from({ length: failed + 1 }, (_, i) => (i === failed ? reason : { Code: 'None' }));
  return new TransactionCanceledException({ ...metadata, CancellationReasons: reasons });
}

describe('a category', () => {
  const category = { code: 'CONCERT', name: 'Concerts', createdAt: at, updatedAt: at };

  it('is put if its code is free', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.createCategory(category)).toBe('created');
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'catalog',
      Item: { pk: 'CATEGORY', sk: 'CONCERT', ...category },
      ...isNew,
    });
  });

  it("is another's when what is there differs, and our own when it is the same", async () => {
    client
      .on(PutCommand)
      .rejectsOnce(refusal({ ...category, createdAt: at - 1 }))
      .rejectsOnce(refusal(category));
    expect(await store.createCategory(category)).toBe('CODE_TAKEN');
    expect(await store.createCategory(category)).toBe('created');
  });

  it('is renamed only if it is there', async () => {
    client.on(UpdateCommand).resolvesOnce({ Attributes: { pk: 'CATEGORY', sk: 'CONCERT', ...category } });
    expect(await store.renameCategory({ code: 'CONCERT', name: 'Shows', at })).toEqual(category);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'catalog',
      Key: { pk: 'CATEGORY', sk: 'CONCERT' },
      UpdateExpression: 'SET #name = :name, #updatedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#name': 'name', '#updatedAt': 'updatedAt' },
      ExpressionAttributeValues: { ':name': 'Shows', ':at': at },
      ReturnValues: 'ALL_NEW',
    });
    client.on(UpdateCommand).rejects(refusal());
    expect(await store.renameCategory({ code: 'CONCERT', name: 'Shows', at })).toBeUndefined();
  });
});

describe('a new concert', () => {
  it('is one transaction of its category, its code, itself and its place in the list', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.createConcert(concert)).toBe('created');
    const put = (Item: object) => ({ Put: { TableName: 'catalog', Item, ...isNew } });
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input).toEqual({
      TransactItems: [
        {
          ConditionCheck: {
            TableName: 'catalog',
            Key: { pk: 'CATEGORY', sk: 'CONCERT' },
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
        put({ pk: 'CODE#SHOW', sk: 'CODE', concertId: 'con_1' }),
        put({ pk: 'CONCERT#con_1', sk: 'META', ...concert }),
        put({ pk: 'CONCERTS', sk: '01700000000010#con_1', concertId: 'con_1' }),
      ],
    });
  });

  it.each([
    ['CATEGORY_NOT_FOUND', 0, 'ConditionalCheckFailed', undefined],
    ['CODE_TAKEN', 1, 'ConditionalCheckFailed', { concertId: 'con_2' }],
    ['created', 1, 'ConditionalCheckFailed', { concertId: 'con_1' }],
    ['conflict', 1, 'TransactionConflict', undefined],
  ])('is %s when write %d is refused with %s by %j', async (outcome, failed, code, old) => {
    client.on(TransactWriteCommand).rejects(cancelled(failed, code, old));
    expect(await store.createConcert(concert)).toBe(outcome);
  });
});

describe('a change of a concert', () => {
  it('sets what is given, and only where the concert is', async () => {
    client.on(UpdateCommand).resolves({ Attributes: { pk: 'CONCERT#con_1', sk: 'META', ...concert } });
    expect(await store.changeConcert('con_1', { enabled: false, name: undefined }, at)).toEqual(concert);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'catalog',
      Key: { pk: 'CONCERT#con_1', sk: 'META' },
      UpdateExpression: 'SET #enabled = :enabled, #updatedAt = :updatedAt ADD #version :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#enabled': 'enabled', '#updatedAt': 'updatedAt', '#version': 'version' },
      ExpressionAttributeValues: { ':enabled': false, ':updatedAt': at, ':one': 1 },
      ReturnValues: 'ALL_NEW',
    });
    client.on(UpdateCommand).rejects(refusal());
    expect(await store.changeConcert('con_1', { name: 'New' }, at)).toBeUndefined();
  });
});

describe('a new date', () => {
  const schedule = {
    scheduleId: 'sch_1',
    concertId: 'con_1',
    layoutId: 'lay_1',
    startAt: at + 100,
    endAt: at + 200,
    saleStartAt: at,
    saleEndAt: at + 50,
    prices: { VIP: 10 },
    createdAt: at,
    updatedAt: at,
  };
  const writesFor = async (saleEndAt: number) => {
    client.on(TransactWriteCommand).resolves({});
    const next = withSale(concert, [at, saleEndAt]);
    expect(await store.addSchedule({ schedule, seen: concert, next })).toBe('created');
    return { next, input: client.commandCalls(TransactWriteCommand)[0]?.args[0].input };
  };

  it('moves its concert from the version that was seen, and later in the list', async () => {
    const { next, input } = await writesFor(at + 50);
    expect(input).toEqual({
      TransactItems: [
        {
          Put: {
            TableName: 'catalog',
            Item: { pk: 'CONCERT#con_1', sk: 'META', ...next, version: 2, closesAt: at + 50, sales: [[at, at + 50]] },
            ConditionExpression: '#version = :seen',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':seen': 1 },
          },
        },
        {
          Put: {
            TableName: 'catalog',
            Item: { pk: 'CONCERT#con_1', sk: 'SCHEDULE#01700000000100#sch_1', ...schedule },
            ...isNew,
          },
        },
        { Delete: { TableName: 'catalog', Key: { pk: 'CONCERTS', sk: '01700000000010#con_1' } } },
        {
          Put: {
            TableName: 'catalog',
            Item: { pk: 'CONCERTS', sk: '01700000000050#con_1', concertId: 'con_1' },
            ...isNew,
          },
        },
      ],
    });
  });

  it('leaves the list alone when its sale ends no later', async () => {
    const { input } = await writesFor(at + 5);
    expect(input?.TransactItems).toHaveLength(2);
  });

  it.each(['ConditionalCheckFailed', 'TransactionConflict'])('is tried again after a %s', async (code) => {
    client.on(TransactWriteCommand).rejects(cancelled(0, code));
    const next = withSale(concert, [at, at + 5]);
    expect(await store.addSchedule({ schedule, seen: concert, next })).toBe('moved');
  });
});

describe('the list of concerts', () => {
  it('is read by the end of sales, after where the last page ended', async () => {
    client.on(QueryCommand).resolves({ Items: [{ pk: 'CONCERTS', sk: '01700000000010#con_1', concertId: 'con_1' }] });
    client.on(BatchGetCommand).resolves({
      Responses: { catalog: [{ pk: 'CONCERT#con_1', sk: 'META', ...concert }] },
    });
    expect(await store.concerts({ after: store.startOfOpen(at), size: 21 })).toEqual([
      { concert, sk: '01700000000010#con_1' },
    ]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'catalog',
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': 'CONCERTS', ':after': '01700000000000' },
      ConsistentRead: true,
      Limit: 21,
    });
    expect(client.commandCalls(BatchGetCommand)[0]?.args[0].input).toEqual({
      RequestItems: { catalog: { Keys: [{ pk: 'CONCERT#con_1', sk: 'META' }], ConsistentRead: true } },
    });
  });
});
