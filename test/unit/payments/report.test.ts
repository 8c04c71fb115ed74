// The daily report and the reconciliation: what is read where, sent to whom, and told.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import type { GatewayPayment } from '../../../functions/payments/domain-settle.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { createPaymentStore } from '../../../functions/payments/store.ts';
import { reconcile } from '../../../functions/payments/use-cases-reconcile.ts';
import { report } from '../../../functions/payments/use-cases-report.ts';
import { count } from '../../../functions/shared/log.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { AMOUNT, card, confirmed, NOW, theirs } from './card-samples.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

beforeEach(() => void vi.mocked(count).mockClear());

const counted = () => vi.mocked(count).mock.calls;

/** The day before NOW, in Seoul. */
const DAY = '2025-07-12';
const FROM = Date.parse('2025-07-12T00:00:00+09:00');
const MORNING = FROM + 8 * 3_600_000;
const idOf = (i: number) => `pay${String(i).padStart(12, '0')}`;
const applied = (i: number, more: Partial<CardPayment> = {}) =>
  confirmed({ paymentId: idOf(i), status: 'APPLIED', paidAt: MORNING, ...more });

/** @param changed what the gateway lists for the day, by number; `known`: what it knows beside that */
function given(
  ours: readonly CardPayment[],
  changed: Record<number, GatewayPayment | undefined>,
  known: Record<number, GatewayPayment> = {},
) {
  const db = createMemoryDb();
  for (const payment of ours) db.put('payments', itemOf(payment));
  const store = createPaymentStore({ db, PAYMENTS_TABLE: 'payments' });
  const sent: object[] = [];
  const spans: object[] = [];
  const all = new Map(Object.entries({ ...known, ...changed }).map(([i, payment]) => [idOf(Number(i)), payment]));
  const tools = {
    store,
    clock: () => NOW + 5,
    settleLater: async (messages: readonly { readonly body: object }[]) => {
      sent.push(...messages.map(({ body }) => body));
    },
    gateway: {
      read: vi.fn(async (paymentId: string) => all.get(paymentId)),
      async *changed(span: object) {
        spans.push(span);
        for (const [i, payment] of Object.entries(changed)) yield [{ paymentId: idOf(Number(i)), payment }];
        yield [{ paymentId: 'order-7', payment: theirs() }];
      },
    },
  };
  return { tools, sent, spans, all, db, store };
}

describe('the daily report', () => {
  it('compares what moved yesterday in Seoul, keeps the sums and reads nothing twice that agrees', async () => {
    const { tools, sent, spans, store } = given([applied(1), applied(2)], { 1: theirs(), 2: theirs() });
    const sums = { captured: 2 * AMOUNT, returned: 0 };
    const kept = await report(tools, { startedAt: NOW });
    expect(kept).toEqual({
      ...{ date: DAY, startedAt: NOW, finishedAt: NOW + 5, payments: 2 },
      ...{ ours: sums, theirs: sums, differences: 0, different: [] },
    });
    expect(spans).toEqual([{ from: FROM, until: FROM + 86_400_000 }]);
    expect([sent, tools.gateway.read.mock.calls]).toEqual([[], []]);
    expect(await store.reports({ below: undefined, most: 9 })).toEqual([kept]);
    expect(counted()).toEqual([['paymentReports']]);
  });

  it('compares any day that is asked for, and keeps each time', async () => {
    const { tools, spans, store } = given([applied(1)], {});
    await report(tools, { date: '2025-07-01', startedAt: NOW });
    await report(tools, { date: '2025-07-01', startedAt: NOW + 1 });
    expect(spans[0]).toEqual({ from: Date.parse('2025-06-30T15:00:00Z'), until: Date.parse('2025-07-01T15:00:00Z') });
    const marks = (await store.reports({ below: undefined, most: 9 })).map(({ startedAt }) => startedAt);
    expect(marks).toEqual([NOW + 1, NOW]);
  });

  it('lets midnight divide nothing: what one side has on another day is read there', async () => {
    const yesterdays = applied(1, { paidAt: FROM - 1 });
    const { tools, sent } = given([yesterdays, applied(2)], { 1: theirs() }, { 2: theirs() });
    expect(await report(tools, { startedAt: NOW })).toMatchObject({ payments: 2, differences: 0 });
    expect(sent).toEqual([]);
    expect(tools.gateway.read.mock.calls).toEqual([[idOf(2)]]);
  });

  it('counts a payment that went back on the day, with all that was taken', async () => {
    const back = applied(1, {
      ...{ status: 'CANCELLED', paidAt: FROM - 1, refundedAt: MORNING, reason: { code: 'CANCELLED' } },
      ...{ refundAmount: 50_000, refundedAmount: 50_000 },
    });
    const { tools } = given([back], {}, { 1: theirs({ status: 'PARTIAL_CANCELLED', cancelled: 50_000 }) });
    const sums = { captured: AMOUNT, returned: 50_000 };
    expect(await report(tools, { startedAt: NOW })).toMatchObject({ payments: 1, ours: sums, theirs: sums });
  });

  it('gives what differs to the worker, reads it once more, and alarms for what still does', async () => {
    const lost = confirmed({ paymentId: idOf(3), status: 'FAILED' });
    const { tools, sent } = given([applied(1), lost], { 1: theirs({ total: 1 }), 3: theirs(), 9: theirs() });
    const kept = await report(tools, { startedAt: NOW });
    expect(kept).toMatchObject({
      ...{ payments: 3, differences: 3, ours: { captured: AMOUNT } },
      different: [
        { paymentId: idOf(1), ours: { captured: AMOUNT }, theirs: { captured: 1 } },
        { paymentId: idOf(3), ours: { status: 'FAILED', captured: 0 }, theirs: { captured: AMOUNT } },
        { paymentId: idOf(9), ours: { status: 'UNKNOWN' }, theirs: { captured: AMOUNT } },
      ],
    });
    expect(sent).toEqual([1, 3, 9].map((i) => ({ paymentId: idOf(i), why: 'reconcile' })));
    expect(counted()).toEqual([['paymentReportFaults', 3], ['paymentReports']]);
  });

  it('lets pass what settled while it was looked at, and what is on its way', async () => {
    const asked = [1, 2].map((i) => confirmed({ paymentId: idOf(i) }));
    const { tools, sent, db, all } = given(asked, { 1: theirs(), 2: theirs() });
    tools.gateway.read.mockImplementation(async (paymentId) => {
      db.put('payments', itemOf(applied(1)));
      return all.get(paymentId);
    });
    expect(await report(tools, { startedAt: NOW })).toMatchObject({ payments: 2, differences: 0 });
    expect(sent).toHaveLength(2);
  });

  it('tells of what the gateway shows as nobody can read it, and compares the others', async () => {
    const { tools, sent } = given([applied(1), applied(2), confirmed({ paymentId: idOf(3), status: 'FAILED' })], {
      ...{ 1: undefined, 2: theirs(), 3: undefined },
    });
    const readIt = tools.gateway.read.getMockImplementation();
    tools.gateway.read.mockImplementation(async (paymentId) => {
      if (paymentId === idOf(1)) throw new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE);
      return readIt?.(paymentId);
    });
    const unread = { status: 'UNKNOWN', captured: 0, returned: 0 };
    expect(await report(tools, { startedAt: NOW })).toMatchObject({
      ...{ payments: 3, ours: { captured: 2 * AMOUNT }, theirs: { captured: AMOUNT }, differences: 1 },
      different: [{ paymentId: idOf(1), ours: { status: 'APPLIED' }, theirs: unread }],
    });
    expect(sent).toEqual([1, 3].map((i) => ({ paymentId: idOf(i), why: 'reconcile' })));
    expect(tools.gateway.read.mock.calls).toEqual([1, 3, 1, 1].map((i) => [idOf(i)]));
    expect(counted()).toEqual([['paymentReportFaults', 1], ['paymentReports']]);
  });

  it('asks once more for a payment that could not be read just now', async () => {
    const { tools } = given([applied(1)], {}, { 1: theirs() });
    tools.gateway.read.mockRejectedValueOnce(new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE));
    expect(await report(tools, { startedAt: NOW })).toMatchObject({ payments: 1, differences: 0 });
    expect(tools.gateway.read).toHaveBeenCalledTimes(2);
  });

  it('fails by what is no refusal of the gateway', async () => {
    const { tools } = given([applied(1)], {});
    tools.gateway.read.mockRejectedValueOnce(new TypeError('a fault of ours'));
    await expect(report(tools, { startedAt: NOW })).rejects.toThrow('a fault of ours');
  });

  it('is an alarm also when it cannot be kept', async () => {
    const { tools, store } = given([applied(1)], {});
    const keepReport = () => Promise.reject(new Error('no answer'));
    const broken = { ...tools, store: { ...store, keepReport } };
    await expect(report(broken, { startedAt: NOW })).rejects.toThrow('no answer');
    expect(counted()).toEqual([['paymentReportFaults', 1]]);
  });
});

describe('reconciling', () => {
  it('sends every payment to the worker that is not settled and due, in tens, and counts the overdue', async () => {
    const unsettled = Array.from({ length: 23 }, (_, i) => confirmed({ paymentId: idOf(i), updatedAt: NOW }));
    const live = card({ paymentId: idOf(30) });
    const over = card({ paymentId: idOf(31), expiresAt: NOW });
    const slow = confirmed({ paymentId: idOf(32), updatedAt: NOW - 3_600_000 });
    const task = { code: 'PG_PROVIDER', since: 0 };
    const waiting = confirmed({ paymentId: idOf(33), status: 'CANCELLING', refundSince: 0, task });
    const settled = applied(34);
    const { tools, sent } = given([...unsettled, live, over, slow, waiting, settled], {});
    expect(await reconcile(tools, NOW)).toEqual({ looked: 27, sent: 26 });
    const due = [...unsettled, over, slow, waiting].map(({ paymentId }) => ({ paymentId, why: 'reconcile' }));
    expect(sent).toHaveLength(26);
    expect(sent).toEqual(expect.arrayContaining(due));
    expect(counted()).toEqual([
      ['paymentsUnsettled', 27],
      ['paymentsOverdue', 1],
    ]);
  });

  it('fails when the queue refuses, so that somebody hears of it', async () => {
    const { tools } = given([confirmed()], {});
    const settleLater = () => Promise.reject(new Error('the queue refused 1 messages'));
    await expect(reconcile({ ...tools, settleLater }, NOW)).rejects.toThrow('refused');
  });
});
