// A sale's state in its item: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { FRESH_FLOW } from '../../../functions/queue/domain-flow.ts';
import { createLineStore } from '../../../functions/queue/store.ts';
import { itemOf } from '../../../functions/queue/store-items.ts';
import { controls, line, NOW } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
let now = NOW;
const store = createLineStore({ db, onceDb: db, QUEUE_TABLE: 'lines', clock: () => now });
const fresh = line();
const Key = { pk: 'SALE#con_1', sk: 'STATE' };

beforeEach(() => {
  client.reset();
  now = NOW;
});

const meta = { $metadata: {}, message: 'refused' };
const refusedBy = (item?: Record<string, unknown>) =>
  new ConditionalCheckFailedException(item ? { ...meta, Item: marshall(item) } : meta);
const updates = () => client.commandCalls(UpdateCommand).map((call) => call.args[0].input);

describe('the state', () => {
  it('is listed first, then put if there is none', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.open('con_1', fresh, NOW)).toEqual(fresh);
    expect(client.commandCalls(PutCommand).map((call) => call.args[0].input)).toEqual([
      { TableName: 'lines', Item: { pk: 'ON_SALE', sk: 'SALE#con_1', listedAt: NOW } },
      {
        TableName: 'lines',
        Item: { ...Key, ...itemOf(fresh) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('is put as the concert was made, without what operators set: that is theirs to change', async () => {
    client.on(PutCommand).resolves({});
    await store.open('con_1', line({ controls: controls({ paused: true, settings: { capacity: 7 } }) }), NOW);
    const item = client.commandCalls(PutCommand)[1]?.args[0].input.Item;
    expect(item).toEqual({ ...Key, ...itemOf(fresh) });
  });

  it('is the one that is there', async () => {
    const there = line({ watermark: 3, version: 4 });
    client
      .on(PutCommand)
      .resolvesOnce({})
      .rejects(refusedBy(itemOf(there)));
    expect(await store.open('con_1', fresh, NOW)).toEqual(there);
    expect(updates()).toEqual([]);
  });

  it('is opened again if it was closed', async () => {
    const closed = line({ phase: 'CLOSED', version: 4 });
    client
      .on(PutCommand)
      .resolvesOnce({})
      .rejects(refusedBy(itemOf(closed)));
    client.on(UpdateCommand).resolves({});
    await store.open('con_1', fresh, NOW);
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key,
        UpdateExpression: 'SET phase = :phase, version = :next, movedBy = :writer',
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: { ':phase': 'OPEN', ':next': 5, ':seen': 4, ':writer': `open/${NOW}` },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });
});

describe('an admission', () => {
  const seen = line({ version: 6 });
  const moved = {
    watermark: 3,
    lastAdmitAt: NOW + 0.5,
    windows: [{ from: 1, to: 3, closesAt: NOW + 90_000 }],
    live: [0],
    flow: { ...FRESH_FLOW, at: NOW, admitted: 3, joins: [[NOW / 1000, 3] as const], waits: [5] },
    pressure: { factor: 0.5, at: NOW },
  };

  it('is one compare-and-set of the version, and touches nothing that others write', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.move('con_1', seen, moved, 'w1')).toBe(true);
    const set =
      'watermark = :watermark, lastAdmitAt = :lastAdmitAt, windows = :windows, tail = :tail, live = :live, ' +
      'flow = :flow, joins = :joins, waits = :waits, pressure = :pressure, version = :version, movedBy = :writer';
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key,
        UpdateExpression: `SET ${set}`,
        ConditionExpression: 'version = :seen',
        ExpressionAttributeValues: {
          ':watermark': 3,
          ':lastAdmitAt': NOW + 0.5,
          ':windows': [[1, 3, NOW, NOW + 90_000]],
          ':tail': 0,
          ':live': Uint8Array.of(1),
          ':flow': [NOW, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0],
          ':joins': [NOW / 1000, 3],
          ':waits': [5],
          ':pressure': [0.5, NOW],
          ':version': 7,
          ':seen': 6,
          ':writer': 'w1',
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it.each([
    ['its own, written before the answer was lost', 'w1', true],
    ['another’s', 'w2', false],
  ])('that finds a newer version is a success only if that is %s', async (_, movedBy, isOwn) => {
    client.on(UpdateCommand).rejects(refusedBy({ ...itemOf(fresh), movedBy }));
    expect(await store.move('con_1', seen, moved, 'w1')).toBe(isOwn);
  });
});

describe('the right to send ticks', () => {
  const batch = { until: NOW + 10_000, ticks: [] };
  const seen = line({ ticksUntil: NOW - 5, version: 6 });
  const taken = (set: string, values: object) => ({
    TableName: 'lines',
    Key,
    UpdateExpression: `SET ticksUntil = :until${set}, ticksBy = :writer`,
    ConditionExpression: 'ticksUntil = :seen',
    ExpressionAttributeValues: { ':until': NOW + 10_000, ':seen': NOW - 5, ...values, ':writer': 'w1' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

  it('is taken by one, and leaves the version to admissions', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.takeTicks('con_1', seen, batch, 'w1')).toBe(true);
    expect(updates()).toEqual([taken('', {})]);
  });

  it('notes the tick that takes it', async () => {
    client.on(UpdateCommand).resolves({});
    await store.takeTicks('con_1', seen, { ...batch, ticked: { dueAt: NOW - 3, ranAt: NOW } }, 'w1');
    expect(updates()).toEqual([taken(', ticked = :ticked', { ':ticked': [NOW - 3, NOW] })]);
  });

  it('is nobody else’s once taken', async () => {
    client
      .on(UpdateCommand)
      .rejectsOnce(refusedBy({ ...itemOf(fresh), ticksBy: 'w2', movedBy: 'w1' }))
      .rejects(refusedBy({ ...itemOf(fresh), ticksBy: 'w1' }));
    expect(await store.takeTicks('con_1', seen, batch, 'w1')).toBe(false);
    expect(await store.takeTicks('con_1', seen, batch, 'w1')).toBe(true);
  });
});

describe('a finished sale', () => {
  it('is closed if nobody moved it since', async () => {
    client
      .on(UpdateCommand)
      .resolvesOnce({})
      .rejects(refusedBy(itemOf(fresh)));
    expect(await store.close('con_1', line({ version: 6 }), 'w1')).toBe(true);
    expect(await store.close('con_1', line({ version: 6 }), 'w1')).toBe(false);
    expect(updates()[0]?.ExpressionAttributeValues).toEqual({
      ':phase': 'CLOSED',
      ':next': 7,
      ':seen': 6,
      ':writer': 'w1',
    });
  });
});

describe('a line', () => {
  const answer = (...items: object[]) => client.on(BatchGetCommand).resolves({ Responses: { lines: items } });
  const state = { ...Key, ...itemOf(fresh) };

  it('is state, counter and controls in one strongly consistent read', async () => {
    const set = controls({ settings: { capacity: 7 }, version: 2 });
    answer({ pk: 'SALE#con_1', sk: 'COUNTER', n: 12 }, { pk: 'SALE#con_1', sk: 'CONTROLS', ...set }, state);
    expect(await store.line('con_1')).toEqual({ state: line({ capacity: 7, controls: set }), joined: 12 });
    const Keys = ['STATE', 'COUNTER', 'CONTROLS'].map((sk) => ({ pk: 'SALE#con_1', sk }));
    expect(client.commandCalls(BatchGetCommand).map((call) => call.args[0].input)).toEqual([
      { RequestItems: { lines: { Keys, ConsistentRead: true } } },
    ]);
  });

  it('has nobody before the first join, and is none before it was opened', async () => {
    answer(state);
    expect(await store.line('con_1')).toEqual({ state: fresh, joined: 0 });
    answer({ pk: 'SALE#con_1', sk: 'COUNTER', n: 12 });
    expect(await store.line('con_1')).toBeUndefined();
  });

  it.each([
    ['a line', [state]],
    ['no line', []],
  ])('is read once a second for any number of positions: %s', async (_, items) => {
    answer(...items);
    now += 10_000;
    const reads = () => client.commandCalls(BatchGetCommand).length;
    const concertId = `con_${items.length}`;
    await Promise.all([store.recentLine(concertId), store.recentLine(concertId)]);
    now += 999;
    await store.recentLine(concertId);
    expect(reads()).toBe(1);
    now += 1;
    await store.recentLine(concertId);
    expect(reads()).toBe(2);
  });
});

describe('a date that is sold out', () => {
  const date = { scheduleId: 'sch_1', soldOutAt: NOW };

  it('is noted with its time, where there is a state and nothing newer, and leaves the version', async () => {
    client.on(UpdateCommand).resolves({});
    await store.noteSoldOut('con_1', date);
    expect(updates()).toEqual([
      {
        TableName: 'lines',
        Key,
        UpdateExpression: 'SET #date = :at',
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#date) OR #date < :at)',
        ExpressionAttributeNames: { '#date': 'soldOut:sch_1' },
        ExpressionAttributeValues: { ':at': NOW },
      },
    ]);
  });

  it('that was noted later, or of a sale that nobody joined, is not written again', async () => {
    client.on(UpdateCommand).rejects(refusedBy());
    await store.noteSoldOut('con_1', date);
    expect(updates()).toHaveLength(1);
  });
});
