// A relay that stands still between write and publish: what was written meanwhile is told when it goes on.
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, expect, inject, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { api, charge, eventually, newAdmitted, newConcert, PRICES, reserve } from '../../support/journey.ts';
import { createQueues } from '../../support/queues.ts';
import { createRelay, RELAYED } from '../../support/relay.ts';

const cloud = inject('cloud');
const { lambda } = createQueues(cloud);
const relay = createRelay(cloud);
afterEach(() => relay.start());

it('loses nothing: a ticket that was paid while the relay stood still is confirmed when it goes on', async () => {
  const { concertId } = await newConcert();
  const buyer = await newAdmitted(concertId);
  const { accessToken, queueToken } = buyer;
  await charge(buyer, PRICES.VIP);
  await relay.stop();
  const { reservationId } = await reserve(buyer, concertId, 1);
  await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  const look = () => api.call(reservations.one, { accessToken, params: { reservationId } });
  expect((await look()).status).toBe('PAID');

  await relay.start();
  const ticket = await eventually(async () => {
    const found = await look();
    return found.status === 'CONFIRMED' ? found : undefined;
  });
  expect(ticket).toMatchObject({ status: 'CONFIRMED', seats: [{ seatNo: 1 }] });
});

it('is noticed: no table’s age is told while it stands still, and every one’s when it goes on', async () => {
  const FunctionName = `${cloud.functionPrefix}outbox-send-pulse`;
  await relay.stop();
  // What it was at when it was stopped it may still tell; each of these takes longer than a pulse to be told.
  await newConcert();
  const stopped = Date.now();
  expect((await lambda.send(new InvokeCommand({ FunctionName }))).FunctionError).toBeUndefined();
  await newConcert();
  expect(await relay.measured(stopped)).toEqual([]);

  await relay.start();
  const measured = await eventually(async () => {
    const tables = await relay.measured(stopped);
    return tables.length === RELAYED.length ? tables : undefined;
  });
  expect(measured).toEqual(RELAYED);
});
