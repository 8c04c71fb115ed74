// The store of deliveries: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDeliveryStore } from '../../../functions/external-data/store-deliveries.ts';
import { delivery, NOW } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createDeliveryStore({ db: client as unknown as DynamoDBDocumentClient, EXTERNAL_DATA_TABLE: 'data' });
const { webhookId, place } = delivery();
const Key = { pk: `WEBHOOK#${webhookId}`, sk: `DELIVERY#${place}` };
const ttl = NOW / 1_000 + 14 * 86_400;

beforeEach(() => client.reset());

const met = (item: object) =>
  new ConditionalCheckFailedException({ $metadata: {}, message: 'no', Item: marshall(item) });
const sent = () => client.commandCalls(UpdateCommand)[0]?.args[0].input;

describe('a new delivery', () => {
  it('is kept for 14 days, if there is none of its event', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.add(delivery())).toEqual(delivery());
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'data',
      Item: { ...Key, ...delivery(), ttl },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('gives way to the one that is there', async () => {
    const before = delivery({ status: 'DELIVERED', attempts: 2 });
    client.on(PutCommand).rejects(met({ ...Key, ...before, ttl, claimedBy: 'x' }));
    expect(await store.add(delivery())).toEqual(before);
  });
});

describe('an attempt', () => {
  const lease = { until: NOW + 30_000, at: NOW, by: 'worker-1' };

  it('begins if none was begun since', async () => {
    const claimed = delivery({ attempts: 1, dueAt: NOW + 30_000 });
    client.on(UpdateCommand).resolves({ Attributes: { ...Key, ...claimed, ttl, claimedBy: 'worker-1' } });
    expect(await store.claim(delivery(), lease)).toEqual(claimed);
    expect(sent()).toMatchObject({
      Key,
      UpdateExpression:
        'SET #attempts = :new_attempts, #dueAt = :new_dueAt, #leaseUntil = :new_leaseUntil, ' +
        '#claimedBy = :new_claimedBy, #updatedAt = :new_updatedAt',
      ConditionExpression:
        '#attempts = :attempts AND #startedAt = :startedAt AND #dueAt = :dueAt AND #status = :pending',
      ExpressionAttributeValues: {
        ':attempts': 0,
        ':startedAt': NOW,
        ':dueAt': NOW,
        ':pending': 'PENDING',
        ':new_attempts': 1,
        ':new_dueAt': NOW + 30_000,
        ':new_leaseUntil': NOW + 30_000,
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('ahead of its time is counted as an extra one', async () => {
    client.on(UpdateCommand).resolves({});
    await store.claim(delivery({ dueAt: NOW + 1, attempts: 6, extra: 2 }), lease);
    expect(sent()?.ExpressionAttributeValues).toMatchObject({ ':new_attempts': 7, ':new_extra': 3 });
  });

  it.each([
    ['is ours when we began it and did not learn so', 'worker-1', delivery({ attempts: 1 })],
    ['is not ours when somebody else began it', 'worker-2', undefined],
  ])('%s', async (_, claimedBy, outcome) => {
    client.on(UpdateCommand).rejects(met({ ...Key, ...delivery({ attempts: 1 }), ttl, claimedBy }));
    expect(await store.claim(delivery(), lease)).toEqual(outcome);
  });

  it('is kept beside its delivery, under its number', async () => {
    client.on(PutCommand).resolves({});
    await store.note(delivery({ attempts: 3 }), { at: NOW, status: 500, latencyMs: 12, answer: 'no' });
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'data',
      Item: { pk: Key.pk, sk: `ATTEMPT#${place}#${NOW}#003`, at: NOW, status: 500, latencyMs: 12, answer: 'no', ttl },
    });
  });
});

describe('the end of an attempt', () => {
  const still = '#attempts = :attempts AND #startedAt = :startedAt';
  const claimed = delivery({ attempts: 2, dueAt: NOW + 30_000 });

  it('delivers, also what was ended meanwhile', async () => {
    client.on(UpdateCommand).resolves({});
    await store.finish(claimed, { status: 'DELIVERED', deliveredAt: NOW }, NOW);
    expect(sent()).toMatchObject({
      UpdateExpression:
        'SET #status = :new_status, #deliveredAt = :new_deliveredAt, #updatedAt = :new_updatedAt ' +
        'REMOVE #leaseUntil, #reason',
      ConditionExpression: still,
      ExpressionAttributeValues: { ':attempts': 2, ':startedAt': NOW, ':new_status': 'DELIVERED' },
    });
  });

  it('says when it is tried next, unless it was ended meanwhile', async () => {
    client.on(UpdateCommand).resolves({});
    await store.finish(claimed, { status: 'PENDING', dueAt: NOW + 5_000 }, NOW);
    expect(sent()).toMatchObject({
      ConditionExpression: `${still} AND #status = :pending`,
      ExpressionAttributeValues: { ':new_dueAt': NOW + 5_000, ':pending': 'PENDING' },
    });
  });

  it('is nothing when another attempt was begun or it was replayed', async () => {
    client.on(UpdateCommand).rejects(met({ ...Key, ...delivery({ attempts: 3 }) }));
    expect(await store.finish(claimed, { status: 'FAILED', reason: 'GAVE_UP' }, NOW)).toBe(false);
    expect(await store.end(claimed, 'GAVE_UP', NOW)).toBe(false);
  });

  it('is known to be written, also by the one who did not learn so', async () => {
    client.on(UpdateCommand).resolves({});
    const ends = () =>
      Promise.all([
        store.finish(claimed, { status: 'FAILED', reason: 'GAVE_UP' }, NOW),
        store.end(claimed, 'GAVE_UP', NOW),
      ]);
    expect(await ends()).toEqual([true, true]);
    const ended = { ...claimed, status: 'FAILED', reason: 'GAVE_UP', updatedAt: NOW };
    client.on(UpdateCommand).rejects(met({ ...Key, ...ended }));
    expect(await ends()).toEqual([true, true]);
    client.on(UpdateCommand).rejects(met({ ...Key, ...ended, updatedAt: NOW - 1 }));
    expect(await ends()).toEqual([false, false]);
  });
});

describe('a replay', () => {
  it('begins anew, whatever became of it', async () => {
    const again = delivery({ startedAt: NOW + 9_000, dueAt: NOW + 9_000 });
    client.on(UpdateCommand).resolves({ Attributes: { ...Key, ...again, ttl } });
    expect(await store.restart(delivery({ status: 'FAILED', attempts: 11 }), NOW + 9_000)).toEqual(again);
    expect(sent()).toMatchObject({
      UpdateExpression: expect.stringContaining('REMOVE #reason, #deliveredAt, #extra, #leaseUntil'),
      ConditionExpression: '#startedAt < :new_startedAt',
      ExpressionAttributeValues: { ':new_status': 'PENDING', ':new_attempts': 0, ':new_ttl': ttl + 9 },
    });
  });

  it('that began before, here or where its message was looked at, is what there is', async () => {
    const again = delivery({ startedAt: NOW + 9, attempts: 1, status: 'DELIVERED' });
    client.on(UpdateCommand).rejects(met({ ...Key, ...again, ttl }));
    expect(await store.restart(delivery(), NOW + 9)).toEqual(again);
  });

  it('of what is gone is none', async () => {
    const gone = new ConditionalCheckFailedException({ $metadata: {}, message: 'no' });
    client.on(UpdateCommand).rejects(gone);
    expect(await store.restart(delivery(), NOW + 9)).toBeUndefined();
  });
});

describe('a list of deliveries', () => {
  it('is read from one place on, and says whether it may go on', async () => {
    const LastEvaluatedKey = Key;
    client.on(QueryCommand).resolves({ Items: [{ ...Key, ...delivery(), ttl }], LastEvaluatedKey });
    const listed = await store.deliveries(webhookId, { after: place, newestFirst: true, size: 20 });
    expect(listed).toEqual({ read: [delivery()], more: true });
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'data',
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': Key.pk, ':from': 'DELIVERY#', ':to': 'DELIVERY#~' },
      ExclusiveStartKey: Key,
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 20,
    });
  });
});
