// The card payments of an order in its journey.
import { describe, expect, it } from 'vitest';
import type { Card } from '../../../functions/operations/domain-card.ts';
import { happenedIn, journeyOf, spanOf, tracesOf } from '../../../functions/operations/domain-journey.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { eventsOf } from '../../../functions/payments/outbox.ts';
import { cardPayment } from '../reservations/card-samples.ts';
import { line, order, RSV, T } from './samples.ts';

const PAY = 'paycccccccccccc';
const bought: Card = {
  paymentId: PAY,
  reservationId: RSV,
  amount: 900,
  status: 'APPLIED',
  createdAt: T + 100,
  confirmingSince: T + 1_500,
  paidAt: T + 1_800,
  updatedAt: T + 2_000,
  cause: 'journey1 begun-by=',
  log: [{ v: 3, type: 'PaymentCompleted', at: T + 2_000, cause: 'journey1 completed-by=' }],
};
const returned: Card = {
  ...bought,
  status: 'CANCELLED',
  reason: { code: 'CANCELLED' },
  refundAmount: 700,
  refundedAmount: 700,
  updatedAt: T + 9_000,
  log: [
    ...bought.log,
    { v: 4, type: 'RefundRequested', at: T + 5_000, cause: 'journey1 cancelled-by=' },
    { v: 5, type: 'PaymentRefunded', at: T + 9_000, cause: `journey1 payment/${PAY}/4/RefundRequested` },
  ],
};
const stepsOf = (card: Card) =>
  journeyOf({ order, money: [], cards: [card], deliveries: [], lines: [] })
    .steps.filter(({ source }) => source === 'payment')
    .map(({ at, what, detail: { paymentId, correlationId: _, causationId: __, ...detail } }) => {
      return [at - T, what, paymentId, detail];
    });

describe('a card payment', () => {
  it('is told from its beginning to its refund', () => {
    expect(stepsOf(returned)).toEqual([
      [100, 'OPEN', PAY, { amount: 900 }],
      [1_500, 'CONFIRMING', PAY, {}],
      [1_800, 'CAPTURED', PAY, { amount: 900 }],
      [2_000, 'PaymentCompleted', PAY, { version: 3 }],
      [5_000, 'RefundRequested', PAY, { version: 4, refundAmount: 700, reason: 'CANCELLED' }],
      [9_000, 'PaymentRefunded', PAY, { version: 5, refundedAmount: 700 }],
    ]);
  });

  it('says why it was declined, in the words for the buyer too', () => {
    const reason = { code: 'DECLINED', message: '한도 초과' };
    const { confirmingSince = 0, log: _, paidAt: __, ...begun } = bought;
    const declined = { ...begun, confirmingSince, status: 'FAILED', reason, log: [] };
    expect(stepsOf(declined).slice(1)).toEqual([
      [1_500, 'CONFIRMING', PAY, {}],
      [2_000, 'FAILED', PAY, { reason: 'DECLINED', message: '한도 초과' }],
    ]);
  });

  it('that nobody used is void', () => {
    const { confirmingSince: _, log: __, paidAt: ___, ...begun } = bought;
    expect(stepsOf({ ...begun, status: 'VOID', log: [] }).slice(1)).toEqual([[2_000, 'VOID', PAY, {}]]);
  });

  it('whose refund needs an operator says so, and why', () => {
    const { refundedAmount: _, log, ...asked } = returned;
    const task = { code: 'PG_PROVIDER', message: '취소 기한 경과', since: T + 6_000 };
    const open = { ...asked, status: 'CANCELLING', task, log: log.slice(0, 2) };
    expect(stepsOf(open).at(-1)).toEqual([
      6_000,
      'REFUND_TASK',
      PAY,
      { reason: 'PG_PROVIDER', message: '취소 기한 경과' },
    ]);
  });

  it('whose refund an operator closed says who, and how the money went back', () => {
    const closed = { by: 'operator-1', note: '계좌로 송금', at: T + 9_000 };
    expect(stepsOf({ ...returned, closed }).slice(-2)).toEqual([
      [9_000, 'PaymentRefunded', PAY, { version: 5, refundedAmount: 700 }],
      [9_000, 'REFUND_CLOSED', PAY, { by: 'operator-1', note: '계좌로 송금' }],
    ]);
  });

  it('that came too late names what it paid and what it was meant for', () => {
    const [begun] = stepsOf({ ...bought, insteadOf: 'rsv_0000000000za' });
    expect(begun?.[3]).toEqual({ amount: 900, reservationId: RSV, insteadOf: 'rsv_0000000000za' });
  });

  it('comes before what the reservation says of the same moment', () => {
    const told = { order: { ...order, paidAt: T + 2_000 }, money: [], cards: [bought], deliveries: [], lines: [] };
    const whats = journeyOf(told).steps.map(({ what }) => what);
    expect(whats.indexOf('PaymentCompleted')).toBe(whats.indexOf('PAID') - 1);
  });
});

describe('the journey of an order paid by card', () => {
  const written = { order, money: [], cards: [returned] };

  it('is looked for by its payments, by the requests that moved them, and to the end of its refund', () => {
    const { paymentIds, requestIds, correlationId } = tracesOf(written);
    expect([paymentIds, correlationId]).toEqual([[PAY], 'journey1']);
    expect(requestIds).toEqual(['request-1=', 'request-2=', 'begun-by=', 'completed-by=', 'cancelled-by=']);
    expect(spanOf(written).until).toBe(T + 9_000 + 600_000);
  });

  it('names the requests that failed a payment', () => {
    const log = [{ v: 2, type: 'PaymentFailed', at: T + 1_000, cause: 'journey1 r=', reason: 'DECLINED', ref: PAY }];
    const { steps } = journeyOf({ order: { ...order, log }, money: [], cards: [], deliveries: [], lines: [] });
    expect(steps.find(({ what }) => what === 'PaymentFailed')?.detail).toMatchObject({
      reason: 'DECLINED',
      paymentId: PAY,
    });
  });

  it('has the ids under which the outbox tells of its payments', () => {
    const { status: _, ...rest } = returned;
    const payment = cardPayment({ ...rest, status: 'CANCELLED' });
    const told = eventsOf({ old: undefined, now: itemOf(payment), expired: false });
    const events = told.map(({ envelope }) => ({ id: envelope.id, occurredAt: Date.parse(envelope.occurredAt) }));
    expect(events).toHaveLength(3);
    expect(happenedIn({ order: { ...order, log: [] }, money: [], cards: [payment] })).toEqual(events);
  });

  const said = (fields: object) =>
    journeyOf({
      ...written,
      deliveries: [],
      lines: [line(9_000, { message: 'said', ...fields }, 'payments-settle-payment')],
    }).steps.filter(({ source }) => source === 'log');

  it.each([
    ['names the payment', { paymentId: PAY }],
    ['names it beside the reservation that it was meant for', { paymentId: PAY, reservationId: 'rsv_0000000000za' }],
    ['is of an event of the payment', { eventId: `payment/${PAY}/4/RefundRequested` }],
    ['names it in an error', { error: { name: 'Error', message: `${PAY} could not be settled` } }],
  ])('has a line that %s', (_, fields) => {
    expect(said(fields)).toHaveLength(1);
  });

  it.each([
    ['names another payment', { paymentId: 'paydddddddddddd' }],
    ['is of an event of another', { eventId: 'payment/paydddddddddddd/4/RefundRequested' }],
    ['names another reservation and no payment', { reservationId: 'rsv_0000000000za' }],
  ])('has no line that %s', (_, fields) => {
    expect(said(fields)).toEqual([]);
  });

  it('shows which payment a line is about', () => {
    expect(said({ paymentId: PAY })[0]?.detail).toMatchObject({ paymentId: PAY, function: 'payments-settle-payment' });
  });
});
