// One order's journey out of its log, its money, its webhooks and the functions' logs.
import { describe, expect, it } from 'vitest';
import {
  type Delivery,
  happenedIn,
  journeyOf,
  spanOf,
  tracesOf,
} from '../../../functions/operations/domain-journey.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { eventsOf as reservationEvents } from '../../../functions/reservations/outbox.ts';
import { eventsOf as walletEvents } from '../../../functions/wallet/outbox.ts';
import { heldReservation } from '../reservations/samples.ts';
import { ITSELF, line, order, payment, RSV, stepsOf, T } from './samples.ts';

describe('the steps of an order', () => {
  it('are its log, its times and its wallet lines in time order, none twice', () => {
    expect(journeyOf({ order, money: [payment, payment], cards: [], deliveries: [], lines: [] }).steps).toEqual([
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
    const { steps } = journeyOf({ order: canceled, money: [], cards: [], deliveries: [], lines: [] });
    expect(steps.map(({ at, what }) => [at - T, what])).toEqual([
      [0, 'SeatReserved'],
      [1_000, 'PaymentFailed'],
      [2_000, 'PAID'],
      [3_000, 'ReservationCompleted'],
      [9_000, 'ReservationFailed'],
    ]);
  });
});

const delivery: Delivery = {
  webhookId: 'whk_1',
  deliveryId: 'dlv_1',
  event: 'ReservationCompleted',
  eventId: `reservation/${RSV}/4/ReservationCompleted`,
  status: 'FAILED',
  reason: 'GAVE_UP',
  createdAt: T + 3_500,
  attempts: [
    { at: T + 90_000_000, status: 200, latencyMs: 7 },
    { at: T + 4_000, error: 'TIMED_OUT', latencyMs: 10_000 },
  ],
};

describe('a webhook', () => {
  it('is told of by what is kept of its delivery, and by every attempt, days later too', () => {
    const ids = { webhookId: 'whk_1', deliveryId: 'dlv_1', event: 'ReservationCompleted' };
    expect(stepsOf([], [delivery]).slice(ITSELF.length)).toEqual([
      {
        at: T + 3_500,
        source: 'webhook',
        service: 'external-data',
        what: 'delivery',
        detail: { ...ids, eventId: delivery.eventId, status: 'FAILED', reason: 'GAVE_UP', attempts: 2 },
      },
      {
        at: T + 4_000,
        source: 'webhook',
        service: 'external-data',
        what: 'attempt',
        detail: { ...ids, error: 'TIMED_OUT', latencyMs: 10_000 },
      },
      {
        at: T + 90_000_000,
        source: 'webhook',
        service: 'external-data',
        what: 'attempt',
        detail: { ...ids, status: 200, latencyMs: 7 },
      },
    ]);
  });
});

describe('a journey of very many steps', () => {
  const many = Array.from({ length: 600 }, (_, n) => line(10_000 + n, { message: `look ${n}`, reservationId: RSV }));

  it('shows 500: all that was written of order and money, and the newest of the rest, in time order', () => {
    const { steps, truncated } = journeyOf({ order, money: [payment], cards: [], deliveries: [], lines: many });
    expect([steps.length, truncated]).toEqual([500, true]);
    expect(steps.slice(0, 6).map(({ what }) => what)).toEqual([...ITSELF, 'look 105']);
    expect(steps.at(-1)?.what).toBe('look 599');
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it('is not cut when all are shown', () => {
    const lines = many.slice(0, 500 - ITSELF.length);
    const { steps, truncated } = journeyOf({ order, money: [payment], cards: [], deliveries: [], lines });
    expect([steps.length, truncated]).toEqual([500, false]);
  });
});

describe('what happened in a journey', () => {
  it('has the ids under which the outbox tells of it', () => {
    const held = heldReservation({ log: [...order.log], walletVersion: 7, paymentId: 'pay_aaaaaaaaaaaa' });
    const paid = { ...payment, type: 'PAYMENT' as const, reservationId: held.reservationId };
    const told = [
      ...reservationEvents({ old: undefined, now: itemOf(held), expired: false }),
      ...walletEvents({ old: undefined, now: { ...paid, userId: held.userId, sk: 'LINE#7' }, expired: false }),
    ];
    const events = told.map(({ envelope }) => ({ id: envelope.id, occurredAt: Date.parse(envelope.occurredAt) }));
    expect(happenedIn({ order: held, money: [paid], cards: [] })).toEqual(events);
    expect(events).toHaveLength(4);
  });
});

describe('what a journey is looked for by', () => {
  it('is its ids, the requests that led to its writes and the events of its money, each once', () => {
    expect(tracesOf({ order, money: [payment, { ...payment, cause: 'other request-2=' }], cards: [] })).toEqual({
      reservationId: RSV,
      correlationId: 'journey1',
      requestIds: ['request-1=', 'request-2=', 'request-3='],
      eventIds: ['wallet/u1/7'],
      paymentIds: [],
    });
  });

  it('is the time from a minute before it to ten minutes after its last step', () => {
    expect(spanOf({ order, money: [payment], cards: [] })).toEqual({ from: T - 60_000, until: T + 603_000 });
    const refund = { ...payment, type: 'REFUND', at: T + 50_000 };
    expect(spanOf({ order, money: [payment, refund], cards: [] }).until).toBe(T + 650_000);
  });
});
