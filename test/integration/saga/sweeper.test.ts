// The sweeper in the deployed stack, with its own rights: it brings to an end what no message ever will.
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, expect, inject, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { admission, createPlaceReads } from '../../../functions/queue/reads.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { reservationKey } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import {
  api,
  charge,
  documents,
  eventually,
  newAdmitted,
  newConcert,
  PRICES,
  reserve,
  tableOf,
} from '../../support/journey.ts';
import { createQueues } from '../../support/queues.ts';
import { createRelay } from '../../support/relay.ts';

const cloud = inject('cloud');
const { lambda } = createQueues(cloud);
const relay = createRelay(cloud);
const seats = createSeatWrites({ db: documents, SEATS_TABLE: tableOf('Seats') });
const store = createReservationStore({ db: documents, RESERVATIONS_TABLE: tableOf('Reservations') });
const BLOCK = { section: 0, block: 0 };
const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000;

afterEach(() => relay.start());

/** A time of a reservation is moved to some minutes ago. */
async function age(
  reservationId: string,
  time: 'paidAt' | 'confirmedAt' | 'updatedAt',
  minutes: number,
): Promise<void> {
  await documents.send(
    new UpdateCommand({
      TableName: tableOf('Reservations'),
      Key: reservationKey(reservationId),
      UpdateExpression: 'SET #time = :at',
      ExpressionAttributeNames: { '#time': time },
      ExpressionAttributeValues: { ':at': minutesAgo(minutes) },
    }),
  );
}

/** One round of the schedule, which also comes by itself each minute. */
async function sweep(): Promise<void> {
  const FunctionName = `${cloud.functionPrefix}reservations-sweep-reservations`;
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  expect(FunctionError, Buffer.from(Payload ?? []).toString()).toBeUndefined();
}

it('frees the seats of a reservation that ended, and of one that was never written', async () => {
  const { concertId, scheduleId } = await newConcert();
  const buyer = await newAdmitted(concertId);
  const { accessToken } = buyer;
  const { reservationId } = await reserve(buyer, concertId, 1);
  await api.call(reservations.cancel, { accessToken, params: { reservationId } });
  await age(reservationId, 'updatedAt', 2);
  const lost = `rsv_${randomChars()}`;
  await eventually(async () =>
    Object.keys((await seats.block(scheduleId, BLOCK)).seats).length === 0 ? true : undefined,
  );
  const claim = { untilMs: minutesAgo(2), over: {} };
  await seats.claim(scheduleId, BLOCK, { ...claim, reservationId, slots: ['0'] });
  await seats.claim(scheduleId, BLOCK, { ...claim, reservationId: lost, slots: ['1'] });

  await sweep();
  expect((await seats.block(scheduleId, BLOCK)).seats).toEqual({});
  expect(await store.kept(lost)).toMatchObject({ tombstone: true, status: 'EXPIRED' });
});

it('has a paid reservation confirmed whose event no relay tells', async () => {
  const { concertId, scheduleId } = await newConcert();
  const buyer = await newAdmitted(concertId);
  const { accessToken, queueToken } = buyer;
  await charge(buyer, PRICES.VIP);
  await relay.stop();
  const { reservationId, reservedUntil } = await reserve(buyer, concertId, 1);
  await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  // Two minutes ago, and its consumer died after it had sold the seat.
  await age(reservationId, 'paidAt', 2);
  await seats.sell(scheduleId, BLOCK, { reservationId, untilMs: Date.parse(reservedUntil), slots: ['0'] });

  await sweep();
  const ticket = await eventually(async () => {
    const found = await store.reservation(reservationId);
    return found?.status === 'CONFIRMED' ? found : undefined;
  });
  expect(ticket.log.map(({ type }) => type)).toEqual(['SeatReserved', 'ReservationCompleted']);
});

it('tells a ticket’s event again that no relay told: its place in line ends', async () => {
  const { concertId, scheduleId } = await newConcert();
  const buyer = await newAdmitted(concertId);
  const { accessToken, queueToken } = buyer;
  await charge(buyer, PRICES.VIP);
  const { reservationId, reservedUntil } = await reserve(buyer, concertId, 1);
  // From here on nothing is told; the sweeper alone asks for the confirmation.
  await relay.stop();
  await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  await age(reservationId, 'paidAt', 2);
  await seats.sell(scheduleId, BLOCK, { reservationId, untilMs: Date.parse(reservedUntil), slots: ['0'] });
  await sweep();
  const seq = await eventually(async () => {
    const found = await store.reservation(reservationId);
    return found?.status === 'CONFIRMED' ? found.seq : undefined;
  });
  const places = createPlaceReads({ db: documents, QUEUE_TABLE: tableOf('Queue') });
  const isActive = async () => admission(await places.place(concertId, seq), seq, Date.now());
  expect(await isActive()).toBe('ACTIVE');

  await age(reservationId, 'confirmedAt', 2);
  await sweep();
  const ended = await eventually(async () => {
    const found = await isActive();
    return found === 'ACTIVE' ? undefined : found;
  });
  expect(ended).toBe('BOUGHT');
});
