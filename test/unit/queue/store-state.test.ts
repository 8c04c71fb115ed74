// A sale's state in its item: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { newLine } from '../../../functions/queue/domain.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { itemOf } from '../../../functions/queue/store-state.ts';

const NOW = 1_800_000_000_000;
const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
let now = NOW;
const store = createLineStore({ db, onceDb: db, QUEUE_TABLE: 'lines', clock: () => now });
const settings = { capacity: 100, ratePerSecond: 1, leaseSeconds: 3_600, claimSeconds: 90, secondsPerPlace: 30 };
const fresh = newLine(settings, NOW);

beforeEach(() => {
  client.reset();
  now = NOW;
});

const meta = { $metadata: {}, message: 'refused' };
const refusedBy = (item?: Record<string, unknown>) =>
  new ConditionalCheckFailedException(item ? { ...meta, Item: marshall(item) } : meta);
const updates = () => client.commandCalls(UpdateCommand).map((call) => call.args[0].input);

describe('the state', () => {
  const moved = { ...fresh, watermark: 3, windows: [{ from: 1, to: 3, admittedAt: NOW }], live: [0] };

  it('is listed first, then put if there is none', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.open('con_1', fresh, NOW)).toEqual(fresh);
    expect(client.commandCalls(PutCommand).map((call) => call.args[0].input)).toEqual([
      { TableName: 'lines', Item: { pk: 'ON_SALE', sk: 'SALE#con_1', listedAt: NOW } },
      {
        TableName: 'lines',
        Item: { pk: 'SALE#con_1', sk: 'STATE', ...itemOf(fresh) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('is the one that is there, opened again if it was closed', async () => {
    client
      .on(PutCommand)
      .resolvesOnce({})
      .rejects(refusedBy(itemOf({ ...moved, phase: 'CLOSED', version: 4 })));
    client.on(UpdateCommand).resolves({});
    expect(await store.open('con_1', fresh, NOW)).toMatchObject({ watermark: 3, version: 4 });
    expect(updates()[0]).toMatchObject({
      UpdateExpression: 'SET phase = :phase, version = :next, movedBy = :writer',
      ConditionExpression: 'version = :seen',
      ExpressionAttributeValues: { ':phase': 'OPEN', ':next': 5, ':seen': 4 },
    });
  });

  it('is moved only from the version that was seen', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.move('con_1', { ...fresh, version: 4 }, moved, 'me')).toBe(true);
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key: { pk: 'SALE#con_1', sk: 'STATE' },
        UpdateExpression:
          'SET watermark = :watermark, lastAdmitAt = :lastAdmitAt, windows = :windows, tail = :tail, live = :live, ' +
          'measuredPerSecond = :measuredPerSecond, measuringSince = :measuringSince, version = :next, movedBy = :writer',
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: {
          ':watermark': 3,
          ':lastAdmitAt': NOW - 1_000,
          ':windows': [[1, 3, NOW]],
          ':tail': 0,
          ':live': new Uint8Array([1]),
          ':measuredPerSecond': null,
          ':measuringSince': null,
          ':next': 5,
          ':seen': 4,
          ':writer': 'me',
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('was moved by who finds the own name in it, and not by others', async () => {
    client
      .on(UpdateCommand)
      .rejectsOnce(refusedBy({ movedBy: 'me' }))
      .rejects(refusedBy({ movedBy: 'another' }));
    expect(await store.move('con_1', fresh, moved, 'me')).toBe(true);
    expect(await store.move('con_1', fresh, moved, 'me')).toBe(false);
  });

  it('gives the right to send ticks once, and keeps its version', async () => {
    client
      .on(UpdateCommand)
      .resolvesOnce({})
      .rejects(refusedBy({ ticksBy: 'another' }));
    expect(await store.takeTicks('con_1', fresh, { until: NOW + 10_000, ticks: [] }, 'me')).toBe(true);
    expect(await store.takeTicks('con_1', fresh, { until: NOW + 10_000, ticks: [] }, 'me')).toBe(false);
    expect(updates()[0]).toMatchObject({
      UpdateExpression: 'SET ticksUntil = :until, ticksBy = :writer',
      ConditionExpression: 'ticksUntil = :seen',
      ExpressionAttributeValues: { ':until': NOW + 10_000, ':seen': 0, ':writer': 'me' },
    });
  });

  it('is read with the counter in one strongly consistent round trip', async () => {
    const Responses = {
      lines: [
        { sk: 'STATE', ...itemOf(moved) },
        { sk: 'COUNTER', n: 12 },
      ],
    };
    client.on(BatchGetCommand).resolves({ Responses });
    expect(await store.line('con_1')).toEqual({ state: moved, joined: 12 });
    const Keys = [
      { pk: 'SALE#con_1', sk: 'STATE' },
      { pk: 'SALE#con_1', sk: 'COUNTER' },
    ];
    expect(client.commandCalls(BatchGetCommand)[0]?.args[0].input).toEqual({
      RequestItems: { lines: { Keys, ConsistentRead: true } },
    });
  });

  it('is read once a second for any number of positions', async () => {
    client.on(GetCommand).resolves({ Item: itemOf(moved) });
    await Promise.all([store.recentState('con_1'), store.recentState('con_1')]);
    now += 999;
    await store.recentState('con_1');
    expect(client.commandCalls(GetCommand)).toHaveLength(1);
    now += 1;
    await store.recentState('con_1');
    expect(client.commandCalls(GetCommand).map((call) => call.args[0].input.ConsistentRead)).toEqual([true, true]);
  });
});

describe('a date that is sold out', () => {
  const date = { scheduleId: 'sch_1', soldOutAt: NOW };

  it('is noted with its time, where there is a state, and leaves the version', async () => {
    client.on(UpdateCommand).resolves({});
    await store.noteSoldOut('con_1', date);
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key: { pk: 'SALE#con_1', sk: 'STATE' },
        UpdateExpression: 'ADD soldOut :date SET soldOutAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(soldOutAt) OR soldOutAt < :at)',
        ExpressionAttributeValues: { ':date': new Set(['sch_1']), ':at': NOW },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('is noted without its time when another date was sold out later', async () => {
    const later = { ...fresh, soldOut: ['sch_2'], soldOutAt: NOW + 5 };
    client
      .on(UpdateCommand)
      .rejectsOnce(refusedBy(itemOf(later)))
      .resolves({});
    await store.noteSoldOut('con_1', date);
    expect(updates()[1]).toEqual({
      TableName: 'lines',
      Key: { pk: 'SALE#con_1', sk: 'STATE' },
      UpdateExpression: 'ADD soldOut :date',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':date': new Set(['sch_1']) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it.each([
    ['that was noted before', itemOf({ ...fresh, soldOut: ['sch_1', 'sch_2'], soldOutAt: NOW })],
    ['of a sale that nobody joined', undefined],
  ])('%s is not written again', async (_, old) => {
    client.on(UpdateCommand).rejects(refusedBy(old));
    await store.noteSoldOut('con_1', date);
    expect(updates()).toHaveLength(1);
  });

  it('is read with the state', async () => {
    client.on(GetCommand).resolves({ Item: itemOf({ ...fresh, soldOut: ['sch_1'], soldOutAt: NOW }) });
    expect(await store.recentState('con_2')).toEqual({ ...fresh, soldOut: ['sch_1'], soldOutAt: NOW });
  });
});
