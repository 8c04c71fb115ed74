// A journey out of tables and real logs: what belongs to it is found by every id of ours, and nothing else.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { placeOf } from '../../../functions/external-data/domain-message.ts';
import { attemptKey, deliveryKey, webhookKey } from '../../../functions/external-data/keys.ts';
import { createDeliveryReads } from '../../../functions/external-data/reads-deliveries.ts';
import { showJourney } from '../../../functions/operations/use-cases-journey.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { createReservationReads } from '../../../functions/reservations/reads.ts';
import { transact } from '../../../functions/shared/transaction.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { moveMoney } from '../../../functions/wallet/writes.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { heldReservation } from '../../unit/reservations/samples.ts';
import { newStage, type TestStage } from './own-queues.ts';

let stage: TestStage;
let table: TestTable;
beforeEach(async () => {
  [stage, table] = await Promise.all([newStage(), createTable(inject('cloud').cloud)]);
});
afterEach(async () => {
  await Promise.all([stage.end(), table.drop()]);
});

const reservationId = 'rsv_aaaaaaaaaaaa';
const request = { service: 'payments', message: 'request', route: 'POST /api/v1/payments' };

/** A reservation of just now, paid by a request that the client gave a correlation id of its own. */
async function paid(at: number): Promise<void> {
  const { name: WALLET_TABLE, db } = table;
  const seen = { balance: 500_000, version: 0 };
  const amount = { id: 'pay_aaaaaaaaaaaa', amount: 100_000, balanceAfter: 400_000, reservationId };
  const line = { ...amount, walletVersion: 1, type: 'PAYMENT', at: at + 20 } as const;
  const cause = { correlationId: 'journey', causationId: 'paid-by=' };
  await transact(db, moveMoney(WALLET_TABLE, { userId: 'user-1', seen, line, cause }));
  const log = [{ v: 1, type: 'SeatReserved', at, cause: 'journey reserved-by=' }];
  const times = { reservedAt: at, paidAt: at + 20, updatedAt: at + 20 };
  const reservation = heldReservation({ ...times, status: 'PAID', walletVersion: 1, log });
  await db.send(new PutCommand({ TableName: WALLET_TABLE, Item: itemOf(reservation) }));
}

function toolsWith(workers: readonly string[]) {
  const { db, name } = table;
  const moved = { WALLET_TABLE: name, PAYMENTS_TABLE: name, EXTERNAL_DATA_TABLE: name };
  const tables = { db, RESERVATIONS_TABLE: name, ...moved };
  return {
    reservations: createReservationReads(tables),
    wallets: createWalletReads(tables),
    cards: createCardReads(tables),
    approvalSeconds: 60,
    deliveries: createDeliveryReads(tables),
    logs: stage.tools.logs,
    workers,
  };
}

it('has the lines of its ids, of the request that caused its payment, and of its failed messages', async () => {
  const at = Date.now() - 1_000;
  await paid(at);
  await stage.says(
    at + 30,
    'START RequestId: 1',
    { ...request, correlationId: 'journey', route: 'by correlation id alone' },
    { ...request, correlationId: reservationId, route: 'by a correlation id that looks like it' },
    { ...request, correlationId: 'journey', reservationId: 'rsv_bbbbbbbbbbbb', route: 'of another order' },
    { ...request, correlationId: 'own', reservationId, route: 'by reservation' },
    { ...request, correlationId: 'own', requestId: 'paid-by=', route: 'by request' },
    { ...request, correlationId: 'own', requestId: 'unknown', route: 'of a stranger' },
    { message: 'event', event: 'PaymentCompleted', eventId: 'wallet/user-1/1', messageId: 'm1' },
    {
      message: 'event',
      event: 'PaymentCompleted',
      eventId: 'wallet/user-2/1',
      correlationId: 'journey',
      messageId: 'm2',
    },
    { message: 'message failed', messageId: 'm1', error: { name: 'Error', message: 'no answer' } },
    { message: 'message failed', messageId: 'm2', error: { name: 'Error', message: "a stranger's" } },
  );
  await stage.says(at + 700_000, { ...request, reservationId, route: 'too late' });
  const { steps, status, ...rest } = await showJourney(toolsWith([stage.worker]), { reservationId, now: Date.now() });
  expect([status, rest]).toEqual(['PAID', { reservationId, correlationId: 'journey' }]);
  expect(steps.map(({ source, what }) => [source, what])).toEqual([
    ['reservation', 'SeatReserved'],
    ['wallet', 'PAYMENT'],
    ['reservation', 'PAID'],
    ['log', 'by reservation'],
    ['log', 'by request'],
    ['log', 'PaymentCompleted'],
    ['log', 'message failed'],
  ]);
});

it('is complete beside a function that has no log group yet: it was never called', async () => {
  const at = Date.now() - 1_000;
  await paid(at);
  await stage.says(at, { ...request, reservationId });
  const tools = toolsWith([stage.worker, 'never-called']);
  const { steps, ...rest } = await showJourney(tools, { reservationId, now: at });
  expect(rest).not.toHaveProperty('incomplete');
  expect(steps.at(1)).toMatchObject({ source: 'log', what: 'POST /api/v1/payments' });
});

it('has every attempt to tell outside platforms of it: days later and after a replay too', async () => {
  const at = Date.now() - 1_000;
  await paid(at);
  const happened = { id: `reservation/${reservationId}/1/SeatReserved`, occurredAt: at };
  const place = placeOf(happened);
  const put = (Item: Record<string, unknown>) => table.db.send(new PutCommand({ TableName: table.name, Item }));
  const [first, again] = [at + 1_000, at + 2 * 86_400_000];
  const tried = (attempt: { startedAt: number; no: number }, more: object) =>
    put({ ...attemptKey('whk_1', place, attempt), latencyMs: 5, ...more });
  for (const webhookId of ['whk_1', 'whk_2']) await put({ ...webhookKey(webhookId), webhookId });
  const delivery = { event: 'SeatReserved', eventId: happened.id, status: 'DELIVERED', attempts: 1, startedAt: again };
  await put({ ...deliveryKey('whk_1', place), webhookId: 'whk_1', place, ...delivery, createdAt: first });
  await tried({ startedAt: first, no: 1 }, { at: first + 5, error: 'TIMED_OUT' });
  await tried({ startedAt: first, no: 2 }, { at: first + 80_000_000, status: 500 });
  await tried({ startedAt: again, no: 1 }, { at: again + 5, status: 200 });
  await stage.says(first + 5, { service: 'external-data', message: 'attempt', reservationId, webhookId: 'whk_1' });
  const { steps } = await showJourney(toolsWith([stage.worker]), { reservationId, now: at });
  const told = steps.filter(({ service }) => service === 'external-data');
  expect(told.map(({ at: on, what, detail }) => [Date.parse(on), what, detail.status, detail.error])).toEqual([
    [first, 'delivery', 'DELIVERED', undefined],
    [first + 5, 'attempt', undefined, 'TIMED_OUT'],
    [first + 80_000_000, 'attempt', 500, undefined],
    [again + 5, 'attempt', 200, undefined],
  ]);
});
