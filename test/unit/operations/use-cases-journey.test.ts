// Showing a journey: what is read, what is asked of the logs, and what happens when they do not answer.
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeliveryReads } from '../../../functions/external-data/reads-deliveries.ts';
import { createLogGateway } from '../../../functions/operations/gateway-logs.ts';
import { showJourney } from '../../../functions/operations/use-cases-journey.ts';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { itemOf as cardItemOf, cardKey } from '../../../functions/payments/keys.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf, reservationKey } from '../../../functions/reservations/keys.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import { log } from '../../../functions/shared/log.ts';
import { lineKey } from '../../../functions/wallet/keys.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { cardPayment, PAYMENT_ID, paidByCard } from '../reservations/card-samples.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';

vi.spyOn(log, 'warn').mockReturnValue();
const client = mockClient(DynamoDBDocumentClient);
const cloudWatch = mockClient(CloudWatchLogsClient);
const tables = {
  db: client as unknown as DynamoDBDocumentClient,
  RESERVATIONS_TABLE: 'reservations',
  WALLET_TABLE: 'wallets',
  PAYMENTS_TABLE: 'payments',
  EXTERNAL_DATA_TABLE: 'external-data',
};
const tools = {
  reservations: createReservationReads(tables),
  wallets: createWalletReads(tables),
  cards: createCardReads(tables),
  approvalSeconds: 60,
  deliveries: createDeliveryReads(tables),
  logs: createLogGateway({ STAGE: 'prod' }, cloudWatch as unknown as CloudWatchLogsClient),
  workers: ['reservations-reserve-seat', 'payments-pay-reservation'],
};
const reservationId = 'rsv_aaaaaaaaaaaa';
const groupOf = (worker: string) => `/aws/lambda/onsale-prod-${worker}`;

beforeEach(() => {
  client.reset();
  cloudWatch.reset();
  client.on(GetCommand).resolves({});
  client.on(QueryCommand).resolves({});
  cloudWatch.on(FilterLogEventsCommand).resolves({});
});

function knows(changes: Partial<Reservation> = {}): void {
  const Item = itemOf(heldReservation(changes));
  client.on(GetCommand, { Key: reservationKey(reservationId) }).resolves({ Item });
}

function knowsLine(walletVersion: number, line: object): void {
  const Item = { ...lineKey('user-1', walletVersion), userId: 'user-1', walletVersion, ...line };
  client.on(GetCommand, { Key: lineKey('user-1', walletVersion) }).resolves({ Item });
}

it('puts reservation, payment, refund and logs together', async () => {
  knows({ status: 'CANCELLED', walletVersion: 4, refundVersion: 5, paidAt: NOW + 10, updatedAt: NOW + 30 });
  const line = { id: 'pay_aaaaaaaaaaaa', amount: 100_000, balanceAfter: 0 };
  knowsLine(4, { ...line, type: 'PAYMENT', at: NOW + 10, cause: 'journey paid-by=' });
  knowsLine(5, { ...line, type: 'REFUND', at: NOW + 30, cause: 'journey cancelled-by=', reason: 'CANCELLED' });
  const said = { service: 'payments', message: 'request', route: 'POST /api/v1/payments', requestId: 'paid-by=' };
  cloudWatch
    .on(FilterLogEventsCommand, { logGroupName: groupOf('payments-pay-reservation') })
    .resolves({ events: [{ message: JSON.stringify(said), timestamp: NOW + 12 }] });

  const journey = await showJourney(tools, { reservationId, now: NOW + 99 });
  expect(journey).toMatchObject({ reservationId, status: 'CANCELLED', correlationId: 'journey' });
  expect(journey).not.toHaveProperty('incomplete');
  expect(journey).not.toHaveProperty('truncated');
  expect(journey.steps.map(({ at, source, what }) => [at, source, what])).toEqual([
    ['2025-07-13T18:55:00.000+09:00', 'reservation', 'SeatReserved'],
    ['2025-07-13T18:55:00.010+09:00', 'wallet', 'PAYMENT'],
    ['2025-07-13T18:55:00.010+09:00', 'reservation', 'PAID'],
    ['2025-07-13T18:55:00.012+09:00', 'log', 'POST /api/v1/payments'],
    ['2025-07-13T18:55:00.030+09:00', 'wallet', 'REFUND'],
  ]);

  const asked = cloudWatch.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);
  expect(asked.map(({ logGroupName }) => logGroupName)).toEqual(tools.workers.map(groupOf));
  expect(asked[0]).toMatchObject({ startTime: NOW - 60_000, endTime: NOW + 30 + 600_000 });
  expect(asked[0]?.filterPattern).toContain('($.requestId = "cancelled-by=")');
});

describe('an order by card', () => {
  const knowsCards = (...cards: CardPayment[]) =>
    client.on(BatchGetCommand).resolves({ Responses: { payments: cards.map(cardItemOf) } });
  const isoOf = (at: string) => Date.parse(at) - NOW;

  it('has every card payment that was begun for it, those that failed first, and none is looked for without', async () => {
    knows();
    await showJourney(tools, { reservationId, now: NOW });
    expect(client.commandCalls(BatchGetCommand)).toHaveLength(0);

    const declined = { paymentId: 'paydddddddddddd', status: 'FAILED', createdAt: NOW + 1_000 } as const;
    const { paidAt: _, payingUntil: __, ...first } = cardPayment({ ...declined, updatedAt: NOW + 3_000, log: [] });
    const [held] = heldReservation().log;
    const failure = {
      type: 'PaymentFailed',
      reason: 'DECLINED',
      ref: declined.paymentId,
      cause: 'journey declined-by=',
    };
    knows(paidByCard({ log: held ? [held, { v: 3, at: NOW + 3_000, ...failure }] : [] }));
    knowsCards(cardPayment(), first);
    const { steps } = await showJourney(tools, { reservationId, now: NOW });
    expect(steps.map(({ at, what, detail }) => [isoOf(at), what, detail.paymentId])).toEqual([
      [0, 'SeatReserved', undefined],
      [1_000, 'OPEN', declined.paymentId],
      [3_000, 'FAILED', declined.paymentId],
      [3_000, 'PaymentFailed', declined.paymentId],
      [10_000, 'OPEN', PAYMENT_ID],
      [20_000, 'CONFIRMING', PAYMENT_ID],
      [21_000, 'CAPTURED', PAYMENT_ID],
      [22_000, 'PaymentCompleted', PAYMENT_ID],
      [22_000, 'PAID', undefined],
    ]);
    const Keys = [cardKey(PAYMENT_ID), cardKey(declined.paymentId)];
    const { input } = client.commandCalls(BatchGetCommand)[0]?.args[0] ?? {};
    expect(input).toEqual({ RequestItems: { payments: { Keys, ConsistentRead: true } } });
  });

  it('asks the logs for its payments, to ten minutes after the refund', async () => {
    knows(paidByCard());
    knowsCards(cardPayment({ status: 'CANCELLED', updatedAt: NOW + 500_000 }));
    await showJourney(tools, { reservationId, now: NOW });
    const [asked] = cloudWatch.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);
    expect(asked?.filterPattern).toContain(`($.paymentId = "${PAYMENT_ID}")`);
    expect(asked?.filterPattern).toContain('($.requestId = "begun-by=")');
    expect(asked?.endTime).toBe(NOW + 500_000 + 600_000);
  });
});

const says = (n: number) => ({ message: JSON.stringify({ message: `line ${n}`, reservationId }), timestamp: NOW + n });

it('names the functions whose logs did not answer, and shows the rest', async () => {
  knows();
  cloudWatch
    .on(FilterLogEventsCommand, { logGroupName: groupOf('payments-pay-reservation') })
    .rejects(new Error('throttled'));
  const { steps, incomplete } = await showJourney(tools, { reservationId, now: NOW });
  expect(incomplete).toEqual(['payments-pay-reservation']);
  expect(steps).toHaveLength(1);
});

it('shows what a function said before its logs stopped answering, and names it', async () => {
  knows();
  cloudWatch
    .on(FilterLogEventsCommand, { logGroupName: groupOf('payments-pay-reservation') })
    .resolvesOnce({ events: [says(1)], nextToken: 'more' })
    .rejects(new Error('throttled'));
  const { steps, incomplete } = await showJourney(tools, { reservationId, now: NOW });
  expect(incomplete).toEqual(['payments-pay-reservation']);
  expect(steps.map(({ what }) => what)).toEqual(['SeatReserved', 'line 1']);
});

it('asks four logs at a time, and all of them', async () => {
  knows();
  let [open, most] = [0, 0];
  cloudWatch.on(FilterLogEventsCommand).callsFake(async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((done) => setImmediate(done));
    open -= 1;
    return {};
  });
  const workers = Array.from({ length: 13 }, (_, n) => `service-${n}`);
  await showJourney({ ...tools, workers }, { reservationId, now: NOW });
  const asked = cloudWatch.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input.logGroupName);
  expect([most, asked]).toEqual([4, workers.map(groupOf)]);
});

it('says that it does not show all when there are too many steps', async () => {
  knows();
  cloudWatch
    .on(FilterLogEventsCommand, { logGroupName: groupOf('payments-pay-reservation') })
    .resolves({ events: Array.from({ length: 600 }, (_, n) => says(n)) });
  const { steps, truncated } = await showJourney(tools, { reservationId, now: NOW });
  expect([steps.length, truncated]).toEqual([500, true]);
});

it('says of a hold whose time is over what its owner sees', async () => {
  knows();
  expect((await showJourney(tools, { reservationId, now: UNTIL })).status).toBe('EXPIRED');
});

it('is refused for a reservation that nobody made', async () => {
  await expect(showJourney(tools, { reservationId, now: NOW })).rejects.toThrow('RESERVATION_NOT_FOUND');
  expect(cloudWatch.calls()).toHaveLength(0);
});
