// What operators see of card payments, and a refund that they have asked for once more.
import { beforeEach, describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import type { Report } from '../../../functions/payments/domain-report.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { createPaymentStore } from '../../../functions/payments/store.ts';
import { closeRefund, listReports, listTasks, retryRefund } from '../../../functions/payments/use-cases-tasks.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { AMOUNT, card, charge, confirmed, NOW, PAYMENT_ID, RESERVATION_ID } from './card-samples.ts';

const waiting = (more: Partial<CardPayment> = {}) =>
  confirmed({
    ...{ status: 'CANCELLING', refundAmount: AMOUNT, refundSince: NOW, leaseUntil: NOW + 60_000 },
    ...{ task: { code: 'PG_PROVIDER', message: '취소 기한이 지났습니다', since: NOW }, ...more },
  });

let db = createMemoryDb();
let store = createPaymentStore({ db, PAYMENTS_TABLE: 'payments' });
let sent: object[] = [];

beforeEach(() => {
  db = createMemoryDb();
  store = createPaymentStore({ db, PAYMENTS_TABLE: 'payments' });
  sent = [];
});

const tools = () => ({
  store,
  clock: () => NOW + 9,
  settleLater: async (messages: readonly object[]) => void sent.push(...messages),
});
const put = (...payments: CardPayment[]) => {
  for (const payment of payments) db.put('payments', itemOf(payment));
};

describe('the list of tasks', () => {
  it('has refunds that wait for an operator, the oldest first, and no others', async () => {
    const older = { code: 'REFUND_FAILED', since: NOW - 1_000 };
    const { refundAmount: _, ...unknown } = waiting({ paymentId: 'pay000000000001', task: older });
    const { reservationId: __, ...ofCharge } = { ...unknown, purpose: 'CHARGE' as const };
    put(waiting(), ofCharge, card({ paymentId: 'pay000000000002' }));
    put(confirmed({ paymentId: 'pay000000000003', status: 'CANCELLING', refundAmount: 1 }));
    expect(await listTasks(store)).toEqual({
      tasks: [
        {
          ...{ paymentId: 'pay000000000001', purpose: 'CHARGE', userId: 'user-1', amount: AMOUNT },
          ...{ code: 'REFUND_FAILED', since: '2025-07-13T18:59:59.000+09:00' },
        },
        {
          ...{ paymentId: PAYMENT_ID, purpose: 'RESERVATION', reservationId: RESERVATION_ID, userId: 'user-1' },
          ...{ amount: AMOUNT, refundAmount: AMOUNT, code: 'PG_PROVIDER', message: '취소 기한이 지났습니다' },
          since: '2025-07-13T19:00:00.000+09:00',
        },
      ],
    });
  });
});

describe('a refund that is asked for once more', () => {
  it('is a task no more, and the worker is told to ask', async () => {
    put(waiting());
    expect(await retryRefund(tools(), { paymentId: PAYMENT_ID })).toEqual({
      paymentId: PAYMENT_ID,
      status: 'CANCELLING',
    });
    const now = await store.card(PAYMENT_ID);
    expect(now).toMatchObject({ status: 'CANCELLING', version: 3, updatedAt: NOW + 9 });
    expect(now).not.toHaveProperty('task');
    expect(now).not.toHaveProperty('leaseUntil');
    expect(sent).toEqual([{ body: { paymentId: PAYMENT_ID, why: 'operator', forced: true }, delaySeconds: 0 }]);
    await expect(retryRefund(tools(), { paymentId: PAYMENT_ID })).rejects.toMatchObject({
      kind: { code: 'NO_REFUND_TASK', status: 409 },
    });
    expect(sent).toHaveLength(1);
  });

  it('is asked for when somebody moved the payment meanwhile and the task is still there', async () => {
    put(waiting({ version: 7 }));
    const reads = [waiting({ version: 6 }), waiting({ version: 7 })];
    const stale = { ...store, card: async () => reads.shift() };
    await retryRefund({ ...tools(), store: stale }, { paymentId: PAYMENT_ID });
    expect([(await store.card(PAYMENT_ID))?.version, sent.length]).toEqual([8, 1]);
  });

  it('is refused with 503 when others never stop moving the payment', async () => {
    put(waiting({ version: 7 }));
    const stale = { ...store, card: async () => waiting({ version: 6 }) };
    await expect(retryRefund({ ...tools(), store: stale }, { paymentId: PAYMENT_ID })).rejects.toMatchObject({
      kind: { code: 'TRY_AGAIN' },
    });
    expect(sent).toEqual([]);
  });

  it.each<[string, CardPayment | undefined, string]>([
    ['there is no such payment', undefined, 'PAYMENT_NOT_FOUND'],
    ['its refund waits for nobody', confirmed({ status: 'CANCELLING' }), 'NO_REFUND_TASK'],
    ['nothing is to go back', charge(), 'NO_REFUND_TASK'],
  ])('is refused when %s', async (_, payment, code) => {
    if (payment) put(payment);
    await expect(retryRefund(tools(), { paymentId: PAYMENT_ID })).rejects.toMatchObject({ kind: { code } });
    expect(sent).toEqual([]);
  });
});

describe('a refund that was made without the gateway', () => {
  const cause = { correlationId: 'journey-2', causationId: 'request-2' };
  const by = { paymentId: PAYMENT_ID, userId: 'operator-1', note: '계좌로 돌려드림', refundedAmount: 70_000, cause };

  it('is ended by an operator, who says how much went back and how', async () => {
    put(waiting({ reason: { code: 'SEAT_GONE' } }));
    const answer = { paymentId: PAYMENT_ID, status: 'CANCELLED', refundedAmount: 70_000 };
    expect(await closeRefund(tools(), by)).toEqual(answer);
    const now = await store.card(PAYMENT_ID);
    expect(now).toMatchObject({
      ...{ status: 'CANCELLED', version: 3, reason: { code: 'SEAT_GONE' }, refundedAmount: 70_000 },
      ...{ refundedAt: NOW + 9, closed: { by: 'operator-1', note: '계좌로 돌려드림', at: NOW + 9 } },
      log: [{ type: 'PaymentRefunded', v: 3, cause: 'journey-1 request-2' }],
    });
    expect(now).not.toHaveProperty('task');
    expect(db.items('payments')[0]).not.toHaveProperty('unsettled');
    expect(await closeRefund(tools(), by)).toEqual(answer);
    expect(await store.card(PAYMENT_ID)).toEqual(now);
    for (const other of [{ note: 'another' }, { userId: 'operator-2' }, { refundedAmount: 1 }]) {
      await expect(closeRefund(tools(), { ...by, ...other })).rejects.toMatchObject({
        kind: { code: 'NO_REFUND_TASK', status: 409 },
      });
    }
    expect(sent).toEqual([]);
  });

  it.each([
    [AMOUNT, AMOUNT],
    [AMOUNT + 5, AMOUNT + 5],
    [AMOUNT - 5, AMOUNT],
  ])('of %i may be all that was paid or taken, and no more (%i)', async (refundAmount, most) => {
    put(waiting({ refundAmount }));
    await expect(closeRefund(tools(), { ...by, refundedAmount: most + 1 })).rejects.toMatchObject({
      ...{ kind: { code: 'INVALID_REQUEST' }, fields: { errors: [{ field: 'refundedAmount' }] } },
    });
    expect(await store.card(PAYMENT_ID)).toEqual(waiting({ refundAmount }));
    expect(await closeRefund(tools(), { ...by, refundedAmount: most })).toMatchObject({ refundedAmount: most });
  });

  it.each<[string, CardPayment | undefined, string]>([
    ['there is no such payment', undefined, 'PAYMENT_NOT_FOUND'],
    ['its refund waits for nobody', confirmed({ status: 'CANCELLING' }), 'NO_REFUND_TASK'],
    ['it paid', confirmed({ status: 'APPLIED' }), 'NO_REFUND_TASK'],
  ])('is not ended when %s', async (_, payment, code) => {
    if (payment) put(payment);
    await expect(closeRefund(tools(), by)).rejects.toMatchObject({ kind: { code } });
  });

  it('is not ended when the gateway is being asked again', async () => {
    const { task: _, ...asking } = waiting({ version: 3 });
    put(asking);
    const reads = [waiting(), asking];
    const stale = { ...store, card: async () => reads.shift() };
    await expect(closeRefund({ ...tools(), store: stale }, by)).rejects.toMatchObject({
      kind: { code: 'NO_REFUND_TASK' },
    });
    expect(await store.card(PAYMENT_ID)).toEqual(asking);
  });
});

describe('the list of reports', () => {
  const sums = { captured: AMOUNT, returned: 0 };
  const day = (date: string, startedAt: number): Report => ({
    ...{ date, startedAt, finishedAt: startedAt + 1_000, payments: 1, ours: sums, theirs: sums },
    ...{ differences: 0, different: [] },
  });

  it('is newest first, page by page', async () => {
    for (const [date, at] of [
      ['2025-07-11', NOW],
      ['2025-07-12', NOW],
      ['2025-07-12', NOW + 1],
    ] as const) {
      await store.keepReport(day(date, at));
    }
    const first = await listReports(store, { limit: 2 });
    expect(first.reports.map(({ date, startedAt }) => [date, startedAt])).toEqual([
      ['2025-07-12', '2025-07-13T19:00:00.001+09:00'],
      ['2025-07-12', '2025-07-13T19:00:00.000+09:00'],
    ]);
    const { reports, ...rest } = await listReports(store, { limit: 2, cursor: first.cursor });
    expect(reports).toEqual([
      {
        ...day('2025-07-11', NOW),
        ...{ startedAt: '2025-07-13T19:00:00.000+09:00', finishedAt: '2025-07-13T19:00:01.000+09:00' },
      },
    ]);
    expect(rest).toEqual({});
  });

  it('refuses a cursor that it did not give', async () => {
    const cursor = Buffer.from('PAYMENT').toString('base64url');
    await expect(listReports(store, { cursor })).rejects.toMatchObject({ kind: { code: 'INVALID_REQUEST' } });
  });
});
