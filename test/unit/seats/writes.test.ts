// The exact updates that move seats, and what their refusals tell.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { blockSlots, createSeatWrites } from '../../../functions/seats/writes.ts';

const client = mockClient(DynamoDBDocumentClient);
const writes = createSeatWrites({ db: client as unknown as DynamoDBDocumentClient, SEATS_TABLE: 'seats' });
const ref = { section: 0, block: 3 };
const reservationId = 'rsv_aaaaaaaaaaaa';
const untilMs = 1_752_400_800_000;
const mine = 'Hszc140aaaaaaaaaaaa';
const thiefs = 'Hszc141bbbbbbbbbbbb';

beforeEach(() => client.reset());

function refusedWith(item: Record<string, string>) {
  const Item = Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]));
  return new ConditionalCheckFailedException({ $metadata: {}, message: 'refused', Item });
}

const sent = () => client.commandCalls(UpdateCommand).map(({ args }) => args[0].input);

describe('claiming', () => {
  it('is one update of the block: each seat free, or held by this very hold, or what an ended one left', async () => {
    client.on(UpdateCommand).resolves({});
    const claim = { reservationId, untilMs, slots: ['5', 'b'], over: { b: 'Hszc13zcccccccccccc' } };
    expect(await writes.claim('sch_1', ref, claim)).toEqual({ ok: true });
    expect(sent()).toEqual([
      {
        TableName: 'seats',
        Key: { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0003' },
        UpdateExpression: 'SET #s0 = :v0, #s1 = :v0 ADD #version :one',
        ConditionExpression:
          '(attribute_not_exists(#s0) OR #s0 = :v0) AND (attribute_not_exists(#s1) OR #s1 = :v0 OR #s1 = :v1)',
        ExpressionAttributeNames: { '#s0': '5', '#s1': 'b', '#version': 'version' },
        ExpressionAttributeValues: { ':v0': mine, ':v1': 'Hszc13zcccccccccccc', ':one': 1 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('never goes over a blocked seat, also when it is told to', async () => {
    client.on(UpdateCommand).resolves({});
    await writes.claim('sch_1', ref, { reservationId, untilMs, slots: ['5'], over: { '5': '!cccccccccccc' } });
    expect(sent()).toMatchObject([
      {
        ConditionExpression: '(attribute_not_exists(#s0) OR #s0 = :v0)',
        ExpressionAttributeValues: { ':v0': mine, ':one': 1 },
      },
    ]);
    expect(JSON.stringify(sent())).not.toContain('!');
  });

  it('shows the block that refused it', async () => {
    client.on(UpdateCommand).rejects(refusedWith({ '5': thiefs, '6': '~cccccccccccc' }));
    expect(await writes.claim('sch_1', ref, { reservationId, untilMs, slots: ['5'], over: {} })).toEqual({
      ok: false,
      old: {
        version: 0,
        seats: {
          '5': { status: 'HOLD', holder: 'rsv_bbbbbbbbbbbb', untilMs: untilMs + 1_000, exact: thiefs },
          '6': { status: 'SOLD', holder: 'rsv_cccccccccccc', exact: '~cccccccccccc' },
        },
      },
    });
  });
});

describe('selling', () => {
  it('turns exactly this hold into a sale, and finds a sale made before', async () => {
    client.on(UpdateCommand).resolves({});
    await writes.sell('sch_1', ref, { reservationId, untilMs, slots: ['5'] });
    expect(sent()).toMatchObject([
      {
        UpdateExpression: 'SET #s0 = :v0 ADD #version :one',
        ConditionExpression: '(#s0 = :v1 OR #s0 = :v0)',
        ExpressionAttributeValues: { ':v0': '~aaaaaaaaaaaa', ':v1': mine, ':one': 1 },
      },
    ]);
  });
});

describe('releasing', () => {
  it('removes what is still this reservation’s, held or sold, on its exact values', async () => {
    client.on(GetCommand).resolves({ Item: { version: 4, '1': mine, '2': '~aaaaaaaaaaaa', '3': thiefs } });
    client.on(UpdateCommand).resolves({});
    await writes.releaseOwn('sch_1', ref, { reservationId });
    expect(client.commandCalls(GetCommand)[0]?.args[0].input).toMatchObject({ ConsistentRead: true });
    expect(sent()).toMatchObject([
      {
        UpdateExpression: 'REMOVE #s0, #s1 ADD #version :one',
        ConditionExpression: '(#s0 = :v0) AND (#s1 = :v1)',
        ExpressionAttributeNames: { '#s0': '1', '#s1': '2' },
        ExpressionAttributeValues: { ':v0': mine, ':v1': '~aaaaaaaaaaaa' },
      },
    ]);
  });

  it('keeps the seats that a living reservation lists, and writes nothing when none is left', async () => {
    client.on(GetCommand).resolves({ Item: { version: 4, '1': mine, '3': thiefs } });
    await writes.releaseOwn('sch_1', ref, { reservationId, keep: ['1'] });
    expect(sent()).toEqual([]);
  });

  it('goes on from what it met when another was faster', async () => {
    client.on(GetCommand).resolves({ Item: { version: 4, '1': mine, '2': mine } });
    client
      .on(UpdateCommand)
      .rejectsOnce(refusedWith({ '1': thiefs, '2': mine }))
      .resolves({});
    await writes.releaseOwn('sch_1', ref, { reservationId });
    expect(sent()[1]).toMatchObject({ UpdateExpression: 'REMOVE #s0 ADD #version :one' });
    expect(sent()[1]?.ExpressionAttributeNames).toEqual({ '#s0': '2', '#version': 'version' });
  });
});

describe('blocking', () => {
  it('takes free seats, or those that it has already, and no others', () => {
    const blocked = { blockingId: 'blk_aaaaaaaaaaaa', slots: ['5', 'b'] };
    expect(blockSlots('seats', 'sch_1', ref, blocked)).toEqual({
      label: 'seats-are-free',
      write: {
        Update: {
          TableName: 'seats',
          Key: { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0003' },
          UpdateExpression: 'SET #s0 = :v0, #s1 = :v0 ADD #version :one',
          ConditionExpression: '(attribute_not_exists(#s0) OR #s0 = :v0) AND (attribute_not_exists(#s1) OR #s1 = :v0)',
          ExpressionAttributeNames: { '#s0': '5', '#s1': 'b', '#version': 'version' },
          ExpressionAttributeValues: { ':v0': '!aaaaaaaaaaaa', ':one': 1 },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    });
  });
});

describe('unblocking', () => {
  const slots = ['1', '2', '3', '4'];

  it('removes this blocking’s value alone, of the named seats alone', async () => {
    const Item = { version: 4, '1': '!aaaaaaaaaaaa', '2': '!bbbbbbbbbbbb', '3': '~aaaaaaaaaaaa', '5': '!aaaaaaaaaaaa' };
    client.on(GetCommand).resolves({ Item });
    client.on(UpdateCommand).resolves({});
    expect(await writes.unblock('sch_1', ref, { blockingId: 'blk_aaaaaaaaaaaa', slots })).toEqual(['1']);
    expect(sent()).toMatchObject([
      {
        UpdateExpression: 'REMOVE #s0 ADD #version :one',
        ConditionExpression: '(#s0 = :v0)',
        ExpressionAttributeNames: { '#s0': '1' },
        ExpressionAttributeValues: { ':v0': '!aaaaaaaaaaaa' },
      },
    ]);
  });

  it('writes nothing where it has nothing, and says so', async () => {
    client.on(GetCommand).resolves({ Item: { version: 4, '1': '!bbbbbbbbbbbb' } });
    expect(await writes.unblock('sch_1', ref, { blockingId: 'blk_aaaaaaaaaaaa', slots })).toEqual([]);
    expect(sent()).toEqual([]);
  });
});
