// The items of a large date's map: the exact commands, what a refusal means, and what cannot be read.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { SOLD } from '../../../functions/seats/domain-map.ts';
import { encodeImages } from '../../../functions/seats/domain-map-codec.ts';
import { readNewest } from '../../../functions/seats/reads-map-items.ts';
import { createMapStore } from '../../../functions/seats/store-map.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createMapStore({ db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats' });
const NOW = 1_800_000_000_000;
const TTL = NOW / 1000 + 60;
const images = [
  { section: 1, block: 2, version: 3, marks: Uint32Array.from({ length: 48 }, (_, i) => (i ? 0 : SOLD)) },
];
const bytes = encodeImages(images);
const refused = (item?: Record<string, unknown>) =>
  new ConditionalCheckFailedException({ message: '', $metadata: {}, ...(item ? { Item: marshall(item) } : {}) });

beforeEach(() => {
  client.reset();
});

describe('the head of a map', () => {
  it('is read strongly in one query, with the last delta', async () => {
    const head = { sk: 'HEAD', version: 7, until: TTL, open: NOW };
    client.on(QueryCommand).resolves({ Items: [head, { sk: 'DELTA#000000000012', version: 12, ttl: 9 }] });
    expect(await store.head('sch_1', NOW)).toEqual({ isKept: true, last: 12, snapshot: 7, until: TTL, isOpen: true });
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      KeyConditionExpression: 'pk = :map AND sk BETWEEN :delta AND :head',
      ExpressionAttributeNames: { '#version': 'version', '#until': 'until', '#open': 'open' },
      ExpressionAttributeValues: { ':map': 'MAP#sch_1', ':delta': 'DELTA#', ':head': 'HEAD' },
      ProjectionExpression: 'sk, #version, #until, #open',
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 2,
    });
  });

  it('knows the last number also when all deltas are gone', async () => {
    client.on(QueryCommand).resolves({ Items: [{ sk: 'HEAD', version: 7, until: TTL }] });
    expect((await store.head('sch_1', NOW)).last).toBe(7);
  });

  it('says that nobody keeps a map without one, and of one whose time is over', async () => {
    client.on(QueryCommand).resolves({ Items: [{ sk: 'DELTA#000000000012', version: 12, ttl: TTL }] });
    expect(await store.head('sch_1', NOW)).toEqual({
      ...{ isKept: false, last: 12, snapshot: 0, until: 0 },
      isOpen: false,
    });
    client.on(QueryCommand).resolves({ Items: [{ sk: 'HEAD', version: 7, until: TTL }] });
    expect((await store.head('sch_1', TTL * 1000 - 1)).isKept).toBe(true);
    expect((await store.head('sch_1', TTL * 1000)).isKept).toBe(false);
  });

  const at = { now: NOW, until: TTL };

  it('begins once, open, and after a break with numbers far above all that there can have been', async () => {
    client.on(UpdateCommand).resolvesOnce({}).rejects(refused());
    expect(await store.begin('sch_1', at)).toBe(true);
    expect(await store.begin('sch_1', at)).toBe(false);
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Key: { pk: 'MAP#sch_1', sk: 'HEAD' },
      UpdateExpression:
        'SET #version = if_not_exists(#version, :before) + :passed, #until = :until, #ttl = :ttl, #open = :now',
      ConditionExpression: 'attribute_not_exists(#until) OR #until <= :second',
      ExpressionAttributeNames: { '#version': 'version', '#until': 'until', '#ttl': 'ttl', '#open': 'open' },
      ExpressionAttributeValues: {
        ':before': -1e9,
        ':passed': 1e9,
        ':until': TTL,
        ':ttl': TTL + 400 * 86_400,
        ':now': NOW,
        ':second': NOW / 1000,
      },
    });
  });

  it('is kept for longer with the snapshot, if neither was over', async () => {
    client.on(UpdateCommand).resolvesOnce({}).rejects(refused());
    await store.keep('sch_1', at);
    const asked = client.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
    expect(asked).toEqual([
      {
        TableName: 'seats',
        Key: { pk: 'MAP#sch_1', sk: 'HEAD' },
        UpdateExpression: 'SET #until = :until, #ttl = :ttl',
        ConditionExpression: '#until > :second',
        ExpressionAttributeNames: { '#until': 'until', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':until': TTL, ':ttl': TTL + 400 * 86_400, ':second': NOW / 1000 },
      },
      {
        TableName: 'seats',
        Key: { pk: 'MAP#sch_1', sk: 'SNAPSHOT' },
        UpdateExpression: 'SET #ttl = :until',
        ConditionExpression: '#ttl > :second',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':until': TTL, ':second': NOW / 1000 },
      },
    ]);
    await store.keep('sch_1', at);
    expect(client.commandCalls(UpdateCommand)).toHaveLength(3);
  });

  it('says that the map is open, until whoever opened it last is done', async () => {
    client.on(UpdateCommand).resolvesOnce({}).rejects(refused());
    await store.open('sch_1', NOW);
    await store.close('sch_1', NOW);
    const own = {
      TableName: 'seats',
      Key: { pk: 'MAP#sch_1', sk: 'HEAD' },
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':now': NOW },
    };
    expect(client.commandCalls(UpdateCommand).map(({ args }) => args[0].input)).toEqual([
      { ...own, UpdateExpression: 'SET #open = :now' },
      { ...own, UpdateExpression: 'REMOVE #open', ConditionExpression: '#open = :now' },
    ]);
  });
});

describe('a delta', () => {
  const delta = { version: 12, at: NOW, images };
  const item = { pk: 'MAP#sch_1', sk: 'DELTA#000000000012', version: 12, at: NOW, ttl: NOW / 1000 + 604_800 };

  it('is put where none of its number is', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.append('sch_1', delta)).toBe(true);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Item: { ...item, images: bytes },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('without images is the mark of a rebuild', async () => {
    client.on(PutCommand).resolves({});
    await store.append('sch_1', { version: 12, at: NOW, images: undefined });
    expect(client.commandCalls(PutCommand)[0]?.args[0].input.Item).toEqual(item);
  });

  it('that another writer was faster with is told so; one’s own, put by a repeated request, is done', async () => {
    client
      .on(PutCommand)
      .rejectsOnce(refused({ ...item, images: bytes }))
      .rejectsOnce(refused({ ...item, images: encodeImages([]) }))
      .rejectsOnce(refused({ ...item, at: NOW - 1, images: bytes }))
      .rejectsOnce(refused(item));
    const told = [await store.append('sch_1', delta), await store.append('sch_1', delta)];
    told.push(await store.append('sch_1', delta), await store.append('sch_1', delta));
    expect(told).toEqual([true, false, false, false]);
  });

  it('is read with all that follow it, page by page, up to one or to the end', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ ...item, images: bytes }], LastEvaluatedKey: { pk: item.pk, sk: item.sk } })
      .resolves({ Items: [{ ...item, version: 13 }] });
    expect(await store.deltas('sch_1', { after: 11 })).toEqual([delta, { version: 13, at: NOW, images: undefined }]);
    await store.deltas('sch_1', { after: 11, upTo: 20 });
    const [first, , bounded] = client.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(first).toEqual({
      TableName: 'seats',
      KeyConditionExpression: 'pk = :map AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':map': 'MAP#sch_1', ':first': 'DELTA#000000000012', ':last': 'DELTA#~' },
      ConsistentRead: true,
    });
    expect(bounded?.ExpressionAttributeValues?.[':last']).toBe('DELTA#000000000020');
  });

  it('that cannot be read breaks the chain, as a missing one does', async () => {
    client.on(QueryCommand).resolves({ Items: [{ ...item, images: Uint8Array.from([1, 2, 3]) }] });
    expect(await store.deltas('sch_1', { after: 11 })).toEqual([{ version: 12, at: NOW, images: undefined }]);
  });
});

describe('the number of the newest delta', () => {
  it('is read strongly, without the delta, and is 0 where there is none', async () => {
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ version: 12 }] })
      .resolves({ Items: [] });
    const table = { db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats' };
    expect([await readNewest(table, 'sch_1'), await readNewest(table, 'sch_1')]).toEqual([12, 0]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      KeyConditionExpression: 'pk = :map AND sk BETWEEN :first AND :last',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':map': 'MAP#sch_1', ':first': 'DELTA#', ':last': 'DELTA#~' },
      ProjectionExpression: '#version',
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 1,
    });
  });
});

describe('the snapshot', () => {
  const item = { pk: 'MAP#sch_1', sk: 'SNAPSHOT', version: 60, ttl: TTL, images: bytes };

  it('only ever moves on, and the head then knows its number', async () => {
    client.on(PutCommand).resolves({});
    client.on(UpdateCommand).resolves({});
    await store.moveSnapshot('sch_1', { version: 60, images }, TTL);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Item: item,
      ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': 60 },
    });
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Key: { pk: 'MAP#sch_1', sk: 'HEAD' },
      UpdateExpression: 'SET #version = :version',
      ConditionExpression: '#version < :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': 60 },
    });
  });

  it('that is newer than one’s own stays', async () => {
    client.on(PutCommand).rejects(refused());
    client.on(UpdateCommand).rejects(refused());
    expect(await store.moveSnapshot('sch_1', { version: 60, images }, TTL)).toBeUndefined();
  });

  it('is read strongly, and is none when its time is over or it cannot be read', async () => {
    client.on(GetCommand).resolves({ Item: item });
    expect(await store.snapshot('sch_1', NOW)).toEqual({ version: 60, images });
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'seats',
      Key: { pk: 'MAP#sch_1', sk: 'SNAPSHOT' },
      ConsistentRead: true,
    });
    expect(await store.snapshot('sch_1', TTL * 1000)).toBeUndefined();
    client.on(GetCommand).resolves({ Item: { ...item, images: Uint8Array.from([9]) } });
    expect(await store.snapshot('sch_1', NOW)).toBeUndefined();
    client.on(GetCommand).resolves({});
    expect(await store.snapshot('sch_1', NOW)).toBeUndefined();
  });
});
