// What nobody asks for by hand: timers, releases, jobs and the last net, in the deployed functions with their own rights.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { reservationKey, standingKey } from '../../../functions/reservations/keys.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import {
  api,
  charge,
  documents,
  eventually,
  join,
  newAdmitted,
  newConcert,
  newPerson,
  PRICES,
  reserve,
  tableOf,
} from '../../support/journey.ts';

const { cloud, functionPrefix } = inject('cloud');
const lambda = new LambdaClient(clientConfig(cloud));

async function invoke(handler: string, event: object) {
  const FunctionName = `${functionPrefix}${handler}`;
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const answer: unknown = Payload?.length ? JSON.parse(Buffer.from(Payload).toString()) : undefined;
  return { error: FunctionError, answer };
}

async function item(service: string, Key: Record<string, string>) {
  return (await documents.send(new GetCommand({ TableName: tableOf(service), Key, ConsistentRead: true }))).Item;
}

/** The stored values of a date's seats. */
async function held(scheduleId: string): Promise<string[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: tableOf('Seats'),
      KeyConditionExpression: 'pk = :section',
      ExpressionAttributeValues: { ':section': `SECTION#${scheduleId}#0` },
      ConsistentRead: true,
    }),
  );
  return Items.flatMap(({ pk: _pk, sk: _sk, version: _version, ...seats }) => Object.values(seats).map(String));
}

describe('a hold that nobody pays', () => {
  it('ends by its timer, frees its seat, and is marked ended in its owner’s standing', async () => {
    const { concertId, scheduleId } = await newConcert({ holdSeconds: 2 });
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 15);
    expect(await held(scheduleId)).toHaveLength(1);

    const expired = await eventually(async () => {
      const found = await item('Reservations', reservationKey(reservationId));
      return found?.status === 'EXPIRED' ? found : undefined;
    });
    expect(expired.log.map(({ type }: { type: string }) => type)).toEqual(['SeatReserved', 'ReservationFailed']);
    await eventually(async () => ((await held(scheduleId)).length === 0 ? true : undefined));
    await eventually(async () => {
      const standing = await item('Reservations', standingKey(expired.personId, concertId));
      return standing?.entries[reservationId]?.ended === true ? true : undefined;
    });
  });

  it('is brought to its end by its deletion record, when DynamoDB TTL was faster than everything else', async () => {
    const { concertId, scheduleId } = await newConcert({ holdSeconds: 3_600 });
    const buyer = await newAdmitted(concertId);
    const { reservationId } = await reserve(buyer, concertId, 16);
    const Key = reservationKey(reservationId);
    const image = await item('Reservations', Key);
    await documents.send(new DeleteCommand({ TableName: tableOf('Reservations'), Key }));

    const record = {
      eventName: 'REMOVE',
      eventSourceARN: `arn:aws:dynamodb:${cloud.region}:000000000000:table/${tableOf('Reservations')}/stream/s`,
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: { SequenceNumber: '1', OldImage: marshall(image) },
    };
    for (let delivery = 1; delivery <= 2; delivery++) {
      expect((await invoke('outbox-relay', { Records: [record] })).error).toBeUndefined();
    }
    expect(await item('Reservations', Key)).toMatchObject({ status: 'EXPIRED', log: [{ type: 'ReservationFailed' }] });
    await eventually(async () => ((await held(scheduleId)).length === 0 ? true : undefined));
  });
});

describe('a ticket that was bought', () => {
  it('gives its place in line to the next person', async () => {
    const { concertId } = await newConcert({ capacity: 1 });
    const first = await newAdmitted(concertId);
    const second = await newPerson();
    // The sale's state is a second old at most: until then the first person still counts as ahead.
    await eventually(async () => ((await join(second, concertId)).queuePosition === 1 ? true : undefined));
    await charge(first, PRICES.VIP);
    const { reservationId } = await reserve(first, concertId, 1);
    const { accessToken, queueToken } = first;
    await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
    await eventually(async () => {
      const again = await join(second, concertId);
      return again.status === 'ACTIVE' ? again : undefined;
    });
  });
});

describe('the schedule of each minute', () => {
  it('starts the ticks of every open sale', async () => {
    const { concertId } = await newConcert();
    await join(await newPerson(), concertId);
    expect(await invoke('queue-start-ticks', {})).toMatchObject({ error: undefined });
  });
});

describe('messages and records that come twice', () => {
  it('are taken by every consumer without a failure, and change nothing', async () => {
    const { concertId, scheduleId } = await newConcert();
    const buyer = await newAdmitted(concertId);
    await charge(buyer, PRICES.STANDARD);
    const { reservationId } = await reserve(buyer, concertId, 15);
    const { accessToken, queueToken } = buyer;
    const { paymentId } = await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
    const confirmed = await eventually(async () => {
      const found = await item('Reservations', reservationKey(reservationId));
      return found?.status === 'CONFIRMED' ? found : undefined;
    });
    const seats = await held(scheduleId);

    const ids = { reservationId, userId: buyer.userId, concertId, scheduleId };
    const all = { ...ids, personId: buyer.userId, seq: 1, amount: PRICES.STANDARD, paymentId };
    const sold = [{ seatNo: 15, section: '1', row: '2', grade: 'STANDARD', price: PRICES.STANDARD, at: '0.0.E' }];
    const failed = { ...all, seats: sold, expiresAt: confirmed.expiresAt, reason: 'EXPIRED' };
    const consumers = [
      ['reservations-confirm-reservation', 'PaymentCompleted', { ...all, method: 'WALLET' }],
      ['reservations-watch-reservation', 'SeatReserved', { ...all, seats: sold, expiresAt: confirmed.expiresAt }],
      ['queue-end-place', 'ReservationCompleted', { ...all, seats: sold }],
      ['seats-release-seats', 'ReservationFailed', { ...failed, reservationId: 'rsv_000000000000' }],
    ] as const;
    for (const [handler, type, data] of [...consumers, ...consumers].reverse()) {
      const head = { id: `again/${type}`, type, version: 1, occurredAt: new Date().toISOString() };
      const detail = { ...head, correlationId: 'c', causationId: 'r', data };
      const event = { Records: [{ messageId: type, body: JSON.stringify({ detail }) }] };
      expect(await invoke(handler, event), handler).toMatchObject({
        error: undefined,
        answer: { batchItemFailures: [] },
      });
    }
    expect(await item('Reservations', reservationKey(reservationId))).toEqual(confirmed);
    expect(await held(scheduleId)).toEqual(seats);
  });
});
