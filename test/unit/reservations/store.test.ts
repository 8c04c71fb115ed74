// The exact commands of the reservations table, and what their refusals mean.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { expired, type Move, type Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf, keptOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const table = { db: client as unknown as DynamoDBDocumentClient, RESERVATIONS_TABLE: 'reservations' };
const store = createReservationStore(table);
const held = heldReservation();
/** What a step made of it. */
const moved = ({ to, at, log = held.log, set }: Move): Reservation => {
  return { ...held, ...set, status: to, updatedAt: at, version: held.version + 1, log };
};
const who = { personId: 'person-1', concertId: 'con_1' };

beforeEach(() => client.reset());

const refusedWith = (item: Record<string, unknown>) =>
  new ConditionalCheckFailedException({ $metadata: {}, message: 'refused', Item: marshall(item) });

const puts = () => client.commandCalls(PutCommand).map(({ args }) => args[0].input);
const updates = () => client.commandCalls(UpdateCommand).map(({ args }) => args[0].input);

describe('a reservation’s item', () => {
  it('reads back as it was written', () => {
    expect(keptOf(itemOf(held, 1))).toEqual(held);
  });
});

describe('making a reservation', () => {
  it('puts it only where there is nothing, with a TTL a minute after its end', async () => {
    client.on(PutCommand).resolves({});
    expect(await store.create(held)).toBeUndefined();
    expect(puts()).toEqual([
      {
        TableName: 'reservations',
        Item: {
          pk: 'RESERVATION#rsv_aaaaaaaaaaaa',
          sk: 'RESERVATION',
          userId: 'user-1',
          personId: 'person-1',
          concertId: 'con_1',
          scheduleId: 'sch_1',
          seq: 7,
          seats: [[15, 'Floor', 'A', 'VIP', 100_000, '0.0.E']],
          amount: 100_000,
          status: 'PENDING',
          expiresAt: UNTIL,
          reservedAt: NOW,
          updatedAt: NOW,
          requestHash: 'hash-1',
          version: 1,
          log: [{ v: 1, type: 'SeatReserved', at: NOW, cause: 'journey request' }],
          ttl: UNTIL / 1000 + 60,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('gives what is there already', async () => {
    client.on(PutCommand).rejects(refusedWith(itemOf(held, 1)));
    expect(await store.create(held)).toEqual(held);
  });

  it('entombs for a day, only where there is nothing', async () => {
    client.on(PutCommand).resolves({});
    const tombstone = { reservationId: held.reservationId, tombstone: true, status: 'EXPIRED' } as const;
    expect(await store.entomb(tombstone, NOW)).toBeUndefined();
    expect(puts()).toMatchObject([
      {
        Item: { tombstone: true, status: 'EXPIRED', ttl: NOW / 1000 + 86_400 },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    ]);
  });

  it('writes a deleted one back over nothing or a tombstone, never over a reservation', async () => {
    client.on(PutCommand).rejects(refusedWith(itemOf(held)));
    await store.bury({ ...held, status: 'EXPIRED' });
    expect(puts()).toMatchObject([{ ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(tombstone)' }]);
    expect(puts()[0]?.Item).not.toHaveProperty('ttl');
  });
});

describe('a step of a reservation', () => {
  it('is taken from the version and the status that were read, and ends its TTL', async () => {
    client.on(UpdateCommand).resolves({});
    expect(await store.move(held, expired(held, UNTIL, 'timer'))).toBe(true);
    expect(updates()).toEqual([
      {
        TableName: 'reservations',
        Key: { pk: 'RESERVATION#rsv_aaaaaaaaaaaa', sk: 'RESERVATION' },
        UpdateExpression:
          'SET #status = :status, #updatedAt = :updatedAt, #version = :version, #log = :log REMOVE #ttl',
        ConditionExpression: '#status = :from AND #version = :seen',
        ExpressionAttributeNames: {
          '#status': 'status',
          '#updatedAt': 'updatedAt',
          '#version': 'version',
          '#log': 'log',
          '#ttl': 'ttl',
        },
        ExpressionAttributeValues: {
          ':status': 'EXPIRED',
          ':updatedAt': UNTIL,
          ':version': 2,
          ':log': [...held.log, { v: 2, type: 'ReservationFailed', at: UNTIL, cause: 'journey timer' }],
          ':from': 'PENDING',
          ':seen': 1,
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('knows its own success when the write was repeated', async () => {
    const move = expired(held, UNTIL, 'timer');
    client.on(UpdateCommand).rejects(refusedWith(itemOf(moved(move))));
    expect(await store.move(held, move)).toBe(true);
  });

  it('is not taken for another’s that came to the same status in the same millisecond', async () => {
    client.on(UpdateCommand).rejects(refusedWith(itemOf(moved(expired(held, UNTIL, 'thief')))));
    expect(await store.move(held, expired(held, UNTIL, 'timer'))).toBe(false);
  });

  it('is lost when another moved it', async () => {
    client.on(UpdateCommand).rejects(refusedWith({ status: 'PAID', version: 2, updatedAt: UNTIL }));
    expect(await store.move(held, expired(held, UNTIL, 'timer'))).toBe(false);
  });
});

describe('a standing', () => {
  it('is read with the reservation in one strongly consistent round trip', async () => {
    const entries = { rsv_a: { seats: 1, reservedAt: UNTIL - 300_000, until: UNTIL, requestHash: 'h' } };
    const item = { pk: 'PERSON#person-1', sk: 'CONCERT#con_1', version: 3, entries };
    client.on(BatchGetCommand).resolves({ Responses: { reservations: [item] } });
    const { kept, standing } = await store.keptAndStanding(held.reservationId, who);
    expect(kept).toBeUndefined();
    expect(standing).toMatchObject({ version: 3, entries });
    expect(client.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems).toEqual({
      reservations: {
        Keys: [
          { pk: 'RESERVATION#rsv_aaaaaaaaaaaa', sk: 'RESERVATION' },
          { pk: 'PERSON#person-1', sk: 'CONCERT#con_1' },
        ],
        ConsistentRead: true,
      },
    });
  });

  it('is written only from the version that was read', async () => {
    client.on(UpdateCommand).resolves({});
    const next = { version: 1, entries: {} };
    expect(await store.writeStanding(who, { version: 0, entries: {} }, next)).toBeUndefined();
    expect(await store.writeStanding(who, { version: 1, entries: {} }, { ...next, version: 2 })).toBeUndefined();
    expect(updates().map(({ ConditionExpression }) => ConditionExpression)).toEqual([
      'attribute_not_exists(#version)',
      '#version = :seen',
    ]);
    expect(updates()[1]?.ExpressionAttributeValues).toEqual({ ':entries': {}, ':next': 2, ':seen': 1 });
  });

  it('gives the standing that was there instead', async () => {
    const there = {
      version: 5,
      entries: { rsv_b: { seats: 2, reservedAt: UNTIL - 300_000, until: UNTIL, requestHash: 'h' } },
    };
    client.on(UpdateCommand).rejects(refusedWith(there));
    expect(await store.writeStanding(who, { version: 4, entries: {} }, { version: 5, entries: {} })).toEqual(there);
  });

  it('lets an entry count fewer seats, never more, and bumps the version likewise', async () => {
    client.on(UpdateCommand).resolves({});
    await store.shrinkEntry(who, 'rsv_a', 2);
    expect(updates()).toMatchObject([
      {
        UpdateExpression: 'SET #entries.#id.#seats = :seats ADD #version :one',
        ConditionExpression: '#entries.#id.#seats > :seats',
        ExpressionAttributeNames: { '#id': 'rsv_a' },
        ExpressionAttributeValues: { ':seats': 2, ':one': 1 },
      },
    ]);
  });

  it('marks an entry ended once, and bumps the version so that a hold under way reads it again', async () => {
    client.on(UpdateCommand).resolves({});
    await store.endEntry(who, 'rsv_a');
    expect(updates()).toMatchObject([
      {
        UpdateExpression: 'SET #entries.#id.#ended = :true ADD #version :one',
        ConditionExpression: 'attribute_exists(#entries.#id) AND attribute_not_exists(#entries.#id.#ended)',
        ExpressionAttributeNames: { '#id': 'rsv_a' },
      },
    ]);
  });
});
