// Operators over HTTP: they find an order, see its journey, and mend what died.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { adminRoutes as webhooks } from '../../../functions/external-data/contract.ts';
import { adminRoutes as operations } from '../../../functions/operations/contract.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { events, routes as reservations } from '../../../functions/reservations/contract.ts';
import { published } from '../../../functions/shared/event.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  newAdmitted,
  newConcert,
  PRICES,
  refusalOf,
  reserve,
} from '../../support/journey.ts';
import { createPeople, type Person } from '../../support/people.ts';
import { openPlatform, type Platform } from '../../support/platform.ts';

const cloud = inject('cloud');
const sqs = new SQSClient(clientConfig(cloud.cloud));
const lambda = new LambdaClient(clientConfig(cloud.cloud));
const nobody = '00000000-0000-4000-8000-000000000000';

let operator: Person;
let platform: Platform;
let webhookId: string;
let buyer: Admitted;
let reservationId: string;
let paymentId: string;
let concert: { readonly concertId: string; readonly scheduleId: string };

beforeAll(async () => {
  [operator, concert, platform] = await Promise.all([createPeople(cloud).operator(), newConcert(), openPlatform()]);
  const webhook = { url: platform.url, events: ['ReservationCompleted' as const] };
  ({ webhookId } = await api.call(webhooks.create, { ...asOperator(), body: webhook }));
  // What forwards events may go on with the webhooks that it knows for 10 s.
  const known = Date.now() + 10_500;
  buyer = await newAdmitted(concert.concertId);
  await charge(buyer, PRICES.VIP);
  ({ reservationId } = await reserve(buyer, concert.concertId, 3));
  await vi.waitUntil(() => Date.now() > known, { timeout: 11_000 });
  const { accessToken, queueToken } = buyer;
  const body = { reservationId };
  // A client may give each request a correlation id of its own.
  const pay = () => api.call(payments.pay, { accessToken, queueToken, body, correlationId: 'another-journey' });
  ({ paymentId } = await pay());
  // As impatient people do; the emulator may drop what a function says in its first call.
  expect(await pay()).toMatchObject({ paymentId });
  await eventually(async () => {
    const { status } = await api.call(reservations.one, { accessToken, params: { reservationId } });
    return status === 'CONFIRMED' ? status : undefined;
  });
});

afterAll(async () => {
  await api.call(webhooks.remove, { ...asOperator(), params: { webhookId } });
  await platform.close();
});

const asOperator = () => ({ accessToken: operator.accessToken });
const find = (query: { email?: string; reservationId?: string; paymentId?: string }) =>
  api.call(operations.orders, { ...asOperator(), query });
const messagesOf = (name: string) => api.call(operations.deadMessages, { ...asOperator(), params: { name } });
const redrive = (name: string, messageId?: string) =>
  api.call(operations.redrive, { ...asOperator(), params: { name }, body: messageId ? { messageId } : {} });

async function die(queue: string, body: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${cloud.functionPrefix}${queue}` }));
  const { MessageId = '' } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  return MessageId;
}

describe('an order', () => {
  it('is found by address, reservation and payment', async () => {
    const byEmail = await find({ email: buyer.email.toUpperCase() });
    expect(byEmail.orders).toMatchObject([
      { reservationId, paymentId, userId: buyer.userId, status: 'CONFIRMED', paymentStatus: 'COMPLETED' },
    ]);
    expect(await find({ reservationId })).toEqual(byEmail);
    expect(await find({ paymentId })).toEqual(byEmail);
    expect(await find({ email: 'nobody-at-all@example.com' })).toEqual({ orders: [] });
  });

  it('has a journey of every step, from the request that held it to its confirmation', async () => {
    const journey = await eventually(async () => {
      const found = await api.call(operations.journey, { ...asOperator(), params: { reservationId } });
      // Consumers may still be at work, and their lines on the way.
      const seen = found.steps.map(({ source, what }) => `${source} ${what}`);
      return seen.includes('log ReservationCompleted') && seen.includes('webhook attempt') ? found : undefined;
    });
    expect(journey).toMatchObject({ reservationId, status: 'CONFIRMED' });
    expect(journey).not.toHaveProperty('incomplete');
    const steps = journey.steps.map(({ source, what }) => `${source} ${what}`);
    const expected = [
      'reservation SeatReserved',
      'wallet PAYMENT',
      'reservation PAID',
      'reservation ReservationCompleted',
      'log POST /api/v1/concerts/{concertId}/seats/{seatNo}/reserve',
      'log POST /api/v1/payments',
      'log SeatReserved',
      'log PaymentCompleted',
      'log ReservationCompleted',
    ];
    expect(steps).toEqual(expect.arrayContaining(expected));
    expect(journey.steps.map(({ at }) => at)).toEqual(journey.steps.map(({ at }) => at).toSorted());
    const payment = journey.steps.find(({ what }) => what === 'POST /api/v1/payments');
    expect(payment?.detail).toMatchObject({ correlationId: 'another-journey', reservationId, status: 200 });
    expect(journey.steps.filter(({ detail }) => detail.webhookId === webhookId)).toMatchObject([
      { source: 'webhook', what: 'delivery', detail: { event: 'ReservationCompleted' } },
      { source: 'webhook', what: 'attempt', detail: { status: 200 } },
    ]);
    expect(JSON.stringify(journey)).not.toContain(buyer.accessToken);
  });
});

describe('dead letters', () => {
  const poison = JSON.stringify({ detail: { type: 'Unheard', version: 9 } });

  it('are listed, shown with the error of their consumer, and stay where they are', async () => {
    const messageId = await die('reservations-standing-dead', poison);
    const record = { messageId, body: poison, receiptHandle: 'r', attributes: {}, messageAttributes: {} };
    const Payload = JSON.stringify({ Records: [{ ...record, eventSource: 'aws:sqs' }] });
    await lambda.send(new InvokeCommand({ FunctionName: `${cloud.functionPrefix}reservations-end-standing`, Payload }));
    const shown = await eventually(async () => {
      const { messages } = await messagesOf('reservations-standing-dead');
      return messages.find((message) => message.messageId === messageId && message.error !== undefined);
    });
    expect(shown.body).toEqual(JSON.parse(poison));
    const { queues } = await api.call(operations.deadLetters, asOperator());
    const listed = queues.find(({ name }) => name === 'reservations-standing-dead');
    expect(listed).toMatchObject({ inFlight: 0, feeds: 'reservations-standing', redrivable: true });
    expect(listed?.messages).toBeGreaterThanOrEqual(1);
    expect(queues[0]?.messages).toBeGreaterThanOrEqual(1);
    const idle = queues.findIndex(({ messages, inFlight }) => messages + inFlight === 0);
    expect(queues.slice(idle).every(({ messages, inFlight }) => messages + inFlight === 0)).toBe(true);
  });

  it('of an order that is confirmed change nothing when they are sent back late', async () => {
    const { concertId, scheduleId } = concert;
    const ids = { reservationId, userId: buyer.userId, concertId, scheduleId };
    const head = {
      id: `reservation/${reservationId}/1/late`,
      at: Date.now(),
      cause: { correlationId: 'late', causationId: 'late' },
    };
    const late = { ...ids, seats: [], amount: PRICES.VIP, expiresAt: Date.now() };
    const before = await find({ reservationId });
    const detail = published(events.SeatReserved, head, late).envelope;
    const messageId = await die('reservations-watch-dead', JSON.stringify({ detail }));
    expect((await redrive('reservations-watch-dead', messageId)).redriven).toBe(1);
    await eventually(async () => {
      const { steps } = await api.call(operations.journey, { ...asOperator(), params: { reservationId } });
      return steps.find((step) => step.detail.eventId === head.id);
    });
    expect(await find({ reservationId })).toEqual(before);
  });

  it('that feed no queue are not sent back, and the answer says what to do', async () => {
    const refused = await refusalOf(redrive('outbox-parked'));
    expect([refused.status, refused.code]).toEqual([409, 'NOT_REDRIVABLE']);
    expect(refused.problem.detail).toContain('npm run outbox:replay');
  });
});

describe('what nobody has, or may have,', () => {
  it('is 404 under its own code', async () => {
    const refused = await Promise.all([
      refusalOf(messagesOf('no-such-queue')),
      refusalOf(redrive('no-such-queue', nobody)),
      refusalOf(api.call(operations.journey, { ...asOperator(), params: { reservationId: 'rsv_000000000000' } })),
    ]);
    expect(refused.map(({ status, code }) => [status, code])).toEqual([
      [404, 'DEAD_LETTERS_NOT_FOUND'],
      [404, 'DEAD_LETTERS_NOT_FOUND'],
      [404, 'RESERVATION_NOT_FOUND'],
    ]);
  });

  it('is nothing to a buyer, who may do none of this', async () => {
    const { accessToken } = buyer;
    const refused = await Promise.all([
      refusalOf(api.call(operations.deadLetters, { accessToken })),
      refusalOf(api.call(operations.orders, { accessToken, query: { reservationId } })),
      refusalOf(api.call(operations.journey, { accessToken, params: { reservationId } })),
    ]);
    expect(refused.map(({ status, code }) => [status, code])).toEqual(Array(3).fill([403, 'OPERATORS_ONLY']));
  });
});
