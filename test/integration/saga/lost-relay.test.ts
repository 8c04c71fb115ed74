// A relay that stands still between write and publish: what was written meanwhile is told when it goes on.
import { GetEventSourceMappingCommand, InvokeCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, expect, inject, it } from 'vitest';
import { PULSE } from '../../../functions/outbox/domain.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
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

const cloud = inject('cloud');
const { lambda, mappings } = createQueues(cloud);

async function relay(Enabled: boolean): Promise<void> {
  const own = (await mappings()).filter(({ functionName }) => functionName === `${cloud.functionPrefix}outbox-relay`);
  expect(own.length).toBe(4);
  for (const { id: UUID } of own) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    await eventually(async () => {
      const { State } = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
      return State === (Enabled ? 'Enabled' : 'Disabled') ? State : undefined;
    });
  }
}
afterEach(() => relay(true));

it('loses nothing: a ticket that was paid while the relay stood still is confirmed when it goes on', async () => {
  const { concertId } = await newConcert();
  const buyer = await newAdmitted(concertId);
  const { accessToken, queueToken } = buyer;
  await charge(buyer, PRICES.VIP);
  await relay(false);
  const { reservationId } = await reserve(buyer, concertId, 1);
  await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  const look = () => api.call(reservations.one, { accessToken, params: { reservationId } });
  expect((await look()).status).toBe('PAID');

  await relay(true);
  const ticket = await eventually(async () => {
    const found = await look();
    return found.status === 'CONFIRMED' ? found : undefined;
  });
  expect(ticket).toMatchObject({ status: 'CONFIRMED', seats: [{ seatNo: 1 }] });
});

it('would be noticed: every table takes the pulse by which the age of what waits is known', async () => {
  const FunctionName = `${cloud.functionPrefix}outbox-send-pulse`;
  const before = Date.now();
  expect((await lambda.send(new InvokeCommand({ FunctionName }))).FunctionError).toBeUndefined();
  for (const service of ['Reservations', 'Wallet', 'Seats', 'ExternalData']) {
    const ask = new GetCommand({ TableName: tableOf(service), Key: PULSE, ConsistentRead: true });
    expect((await documents.send(ask)).Item?.at, service).toBeGreaterThanOrEqual(before);
  }
});
