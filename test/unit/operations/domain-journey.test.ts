// One order's journey out of its log, its money and the functions' logs.
import { describe, expect, it } from 'vitest';
import {
  errorText,
  journeyOf,
  type LogLine,
  type Money,
  type Order,
  spanOf,
  tracesOf,
} from '../../../functions/operations/domain-journey.ts';

const T = 1_700_000_000_000;
const RSV = 'rsv_abcdefghijkl';
const order: Order = {
  reservationId: RSV,
  reservedAt: T,
  updatedAt: T + 3_000,
  paidAt: T + 2_000,
  confirmedAt: T + 3_000,
  log: [
    { v: 1, type: 'SeatReserved', at: T, cause: 'journey1 request-1=' },
    { v: 2, type: 'PaymentFailed', at: T + 1_000, cause: 'journey1 request-2=', reason: 'INSUFFICIENT_BALANCE' },
    { v: 4, type: 'ReservationCompleted', at: T + 3_000, cause: 'journey1 wallet/u1/7' },
  ],
};
const payment: Money = {
  walletVersion: 7,
  type: 'PAYMENT',
  id: 'pay_abcdefghijkl',
  amount: 900,
  balanceAfter: 100,
  at: T + 2_000,
  cause: 'journey1 request-3=',
};

const line = (ms: number, fields: LogLine['fields'], worker = 'payments-pay-reservation'): LogLine => {
  return { worker, at: T + ms, fields: { service: worker.split('-')[0], level: 'INFO', ...fields } };
};
const whats = (lines: readonly LogLine[]) => journeyOf(order, [payment], lines).map(({ what }) => what);
const ITSELF = ['SeatReserved', 'PaymentFailed', 'PAYMENT', 'PAID', 'ReservationCompleted'];

describe('the steps of an order', () => {
  it('are its log, its times and its wallet lines in time order, none twice', () => {
    expect(journeyOf(order, [payment, payment], [])).toEqual([
      {
        at: T,
        source: 'reservation',
        service: 'reservations',
        what: 'SeatReserved',
        detail: { version: 1, correlationId: 'journey1', causationId: 'request-1=' },
      },
      {
        at: T + 1_000,
        source: 'reservation',
        service: 'reservations',
        what: 'PaymentFailed',
        detail: {
          version: 2,
          reason: 'INSUFFICIENT_BALANCE',
          correlationId: 'journey1',
          causationId: 'request-2=',
        },
      },
      {
        at: T + 2_000,
        source: 'wallet',
        service: 'wallet',
        what: 'PAYMENT',
        detail: {
          id: 'pay_abcdefghijkl',
          amount: 900,
          balanceAfter: 100,
          walletVersion: 7,
          correlationId: 'journey1',
          causationId: 'request-3=',
        },
      },
      { at: T + 2_000, source: 'reservation', service: 'reservations', what: 'PAID', detail: {} },
      {
        at: T + 3_000,
        source: 'reservation',
        service: 'reservations',
        what: 'ReservationCompleted',
        detail: { version: 4, correlationId: 'journey1', causationId: 'wallet/u1/7' },
      },
    ]);
  });

  it('are known by their times when the log has dropped its oldest entries', () => {
    const canceled = { ...order, canceledAt: T + 9_000, log: order.log.slice(1, 2) };
    const steps = journeyOf(canceled, [], []).map(({ at, what }) => [at - T, what]);
    expect(steps).toEqual([
      [0, 'SeatReserved'],
      [1_000, 'PaymentFailed'],
      [2_000, 'PAID'],
      [3_000, 'ReservationCompleted'],
      [9_000, 'ReservationFailed'],
    ]);
  });
});

describe('a logged line', () => {
  const request = { message: 'request', route: 'POST /api/v1/payments', status: 200, requestId: 'other' };

  it.each([
    ['the correlation id of the journey', { correlationId: 'journey1' }],
    ['the reservation', { correlationId: 'other', reservationId: RSV }],
    ['the request that caused a wallet line, though the client gave it another id', { requestId: 'request-3=' }],
    ['an event of the reservation', { eventId: `reservation/${RSV}/4/ReservationCompleted` }],
    ['the reservation in an error', { error: { name: 'Error', message: `${RSV} was paid, but is PENDING` } }],
  ])('is a step when it has %s', (_, fields) => {
    expect(whats([line(9_000, { ...request, ...fields })])).toEqual([...ITSELF, 'POST /api/v1/payments']);
  });

  it.each([
    ['another journey', { correlationId: 'journey12' }],
    ['another reservation', { reservationId: 'rsv_abcdefghijkm' }],
    ['nothing', {}],
  ])('is none when it has %s', (_, fields) => {
    expect(whats([line(9_000, { ...request, ...fields })])).toEqual(ITSELF);
  });

  it('of a failure is found by the message that another line of the journey names', () => {
    const consumed = { message: 'event', event: 'PaymentCompleted', correlationId: 'journey1', messageId: 'm1' };
    const failed = { message: 'message failed', level: 'ERROR', error: { name: 'Error', message: 'no answer' } };
    const lines = [
      line(4_000, consumed, 'reservations-confirm-reservation'),
      line(4_001, { ...failed, messageId: 'm1' }, 'reservations-confirm-reservation'),
      line(4_002, { ...failed, messageId: 'm2' }, 'reservations-confirm-reservation'),
      line(4_003, failed, 'reservations-confirm-reservation'),
    ];
    const steps = journeyOf(order, [payment], lines).slice(ITSELF.length);
    expect(steps).toMatchObject([
      { what: 'PaymentCompleted', source: 'log', service: 'reservations' },
      { what: 'message failed', detail: { messageId: 'm1', level: 'ERROR', error: 'Error: no answer' } },
    ]);
    expect(steps).toHaveLength(2);
  });

  it('shows only what is meant to be shown', () => {
    const secret = { authorization: 'Bearer x', body: { password: 'p' }, stack: 's', requests: 1, _aws: {} };
    const [step] = journeyOf(order, [payment], [line(9_000, { ...request, reservationId: RSV, ...secret })]).slice(-1);
    expect(step?.detail).toEqual({
      function: 'payments-pay-reservation',
      level: 'INFO',
      route: 'POST /api/v1/payments',
      status: 200,
      requestId: 'other',
      reservationId: RSV,
    });
  });

  it('of the service that tells outside platforms is a webhook step', () => {
    const ids = { correlationId: 'journey1', webhookId: 'whk_1', deliveryId: 'dlv_1' };
    const sent = { service: 'external-data', message: 'attempt', ...ids, attempts: 2, error: 'TIMED_OUT' };
    expect(journeyOf(order, [payment], [line(5_000, sent)]).at(-1)).toMatchObject({
      source: 'webhook',
      what: 'attempt',
      detail: { ...ids, attempts: 2, error: 'TIMED_OUT' },
    });
  });

  it('of the same moment comes after what was written, and appears once', () => {
    const same = line(0, { message: 'event', event: 'Seen', correlationId: 'journey1' });
    expect(whats([same, same]).slice(0, 2)).toEqual(['SeatReserved', 'Seen']);
    expect(whats([same, same]).filter((what) => what === 'Seen')).toHaveLength(1);
  });

  it('is never without a name', () => {
    expect(whats([line(9_000, { correlationId: 'journey1', message: { odd: true } })]).at(-1)).toBe('log');
  });
});

describe('what a journey is looked for by', () => {
  it('is its ids and the requests that led to its writes, each once, but no ids of events', () => {
    expect(tracesOf(order, [payment, { ...payment, cause: 'other request-2=' }])).toEqual({
      reservationId: RSV,
      correlationId: 'journey1',
      requestIds: ['request-1=', 'request-2=', 'request-3='],
    });
  });

  it('is the time from a minute before it to ten minutes after its last step', () => {
    expect(spanOf(order, [payment])).toEqual({ from: T - 60_000, until: T + 603_000 });
    const refund = { ...payment, type: 'REFUND', at: T + 50_000 };
    expect(spanOf(order, [payment, refund]).until).toBe(T + 650_000);
  });
});

describe('an error', () => {
  it('is one line of its name and message, cut when it is long', () => {
    expect(errorText({ name: 'TypeError', message: 'no', stack: 'secret' })).toBe('TypeError: no');
    expect(errorText({ message: 'x'.repeat(600) })).toHaveLength(500);
    expect([errorText('TIMED_OUT'), errorText(null), errorText({ code: 1 })]).toEqual([
      'TIMED_OUT',
      undefined,
      undefined,
    ]);
  });
});
