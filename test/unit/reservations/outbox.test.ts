// The events that reservations carry, and the changes that carry none.
import { describe, expect, it } from 'vitest';
import { expired, failed, paymentFailed, type Reservation } from '../../../functions/reservations/domain.ts';
import { cancelled } from '../../../functions/reservations/domain-cancel.ts';
import { cardDeclined, paymentRequested } from '../../../functions/reservations/domain-card.ts';
import { fewer } from '../../../functions/reservations/domain-keep.ts';
import { itemOf, tombstoneItemOf } from '../../../functions/reservations/keys.ts';
import { createTellAgain, eventsOf } from '../../../functions/reservations/outbox.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { append } from '../../../functions/shared/outbox.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const held = heldReservation();
const seat = { seatNo: 15, section: 'Floor', row: 'A', grade: 'VIP', price: 100_000 };
const cause = { correlationId: 'journey', causationId: 'event' };

const change = (old: Reservation | undefined, now: Reservation) => ({
  old: old && itemOf(old),
  now: itemOf(now),
  expired: false,
});

describe('a reservation’s change', () => {
  it('tells SeatReserved when it is made, without where the seat is kept', () => {
    const [event, ...others] = eventsOf(change(undefined, held));
    expect(others).toEqual([]);
    expect(event).toEqual({
      source: 'onsale.reservations',
      envelope: {
        id: 'reservation/rsv_aaaaaaaaaaaa/1/SeatReserved',
        type: 'SeatReserved',
        version: 1,
        occurredAt: new Date(NOW).toISOString(),
        correlationId: 'journey',
        causationId: 'request',
        data: {
          reservationId: held.reservationId,
          userId: 'user-1',
          concertId: 'con_1',
          scheduleId: 'sch_1',
          seats: [seat],
          amount: 100_000,
          expiresAt: UNTIL,
        },
      },
    });
  });

  it('tells nobody of seats that were given up, and of its end with those that were left', () => {
    const { log = [], keep } = fewer({ ...held, seats: [...held.seats, ...held.seats] }, held.seats, NOW, 'request-2');
    const left = { ...held, ...keep, version: 2, log };
    expect(eventsOf(change(held, left))).toEqual([]);
    const ended = { ...left, status: 'EXPIRED' as const, version: 3, log: expired(left, UNTIL, 'timer').log ?? [] };
    expect(eventsOf(change(left, ended)).map(({ envelope }) => envelope.data)).toMatchObject([{ seats: [seat] }]);
  });

  it('tells ReservationFailed with where its seats are kept', () => {
    const { log = [] } = expired(held, UNTIL, 'timer');
    const [event, ...others] = eventsOf(change(held, { ...held, status: 'EXPIRED', version: 2, log }));
    expect(others).toEqual([]);
    expect(event?.envelope).toMatchObject({
      id: 'reservation/rsv_aaaaaaaaaaaa/2/ReservationFailed',
      data: { personId: 'person-1', seats: [{ ...seat, at: '0.0.E' }], expiresAt: UNTIL, reason: 'EXPIRED' },
    });
  });

  it('tells ReservationCompleted with the place in line and the payment', () => {
    const log = append(held.log, 3, 'ReservationCompleted', NOW, cause);
    const paid = heldReservation({ status: 'PAID', version: 2, paymentId: 'pay_1' });
    const [event] = eventsOf(change(paid, { ...paid, status: 'CONFIRMED', version: 3, log }));
    expect(event?.envelope).toMatchObject({
      type: 'ReservationCompleted',
      data: { personId: 'person-1', seq: 7, paymentId: 'pay_1', amount: 100_000 },
    });
  });

  it('tells PaymentFailed, which is the payments’ event', () => {
    const { log = [] } = paymentFailed(held, NOW, 'INSUFFICIENT_BALANCE', 'request-2');
    const failed = heldReservation({ version: 2, log, lastFailure: 'INSUFFICIENT_BALANCE' });
    expect(eventsOf(change(held, failed))).toMatchObject([
      {
        source: 'onsale.payments',
        envelope: { type: 'PaymentFailed', data: { amount: 100_000, reason: 'INSUFFICIENT_BALANCE' } },
      },
    ]);
  });

  it('tells each PaymentFailed with its own reason, also when it is told again after another one', () => {
    const { log = [] } = paymentFailed(held, NOW, 'INSUFFICIENT_BALANCE', 'request-2');
    const once = heldReservation({ version: 2, log, lastFailure: 'INSUFFICIENT_BALANCE' });
    const again = paymentFailed(once, NOW, 'DECLINED', 'request-3').log ?? [];
    const twice = heldReservation({ version: 3, log: again, lastFailure: 'DECLINED' });
    expect(eventsOf(change(held, twice)).map(({ envelope }) => envelope.data)).toMatchObject([
      { reason: 'INSUFFICIENT_BALANCE' },
      { reason: 'DECLINED' },
    ]);
  });

  it('tells PaymentRequested when a card payment begins, and PaymentFailed of it without a wallet', () => {
    const { log = [] } = paymentRequested(held, NOW, 'paycccccccccccc', 'request-2');
    const asked = heldReservation({ version: 2, log, intentId: 'paycccccccccccc' });
    const ids = { paymentId: 'paycccccccccccc', reservationId: held.reservationId, userId: 'user-1', amount: 100_000 };
    expect(eventsOf(change(held, asked))).toMatchObject([
      {
        source: 'onsale.payments',
        envelope: {
          id: 'reservation/rsv_aaaaaaaaaaaa/2/PaymentRequested',
          data: { ...ids, method: 'CARD' },
        },
      },
    ]);
    const by = { reason: 'PG_PROVIDER', paymentId: 'paycccccccccccc', causationId: 'event-3' };
    const paying = heldReservation({ ...asked, status: 'PAYING', version: 3 });
    const declined = cardDeclined(paying, NOW, by);
    const back = heldReservation({ ...paying, status: 'PENDING', version: 4, log: declined.log ?? [] });
    const [failure] = eventsOf(change(paying, back));
    expect(failure?.envelope).toMatchObject({ type: 'PaymentFailed', data: { ...ids, reason: 'PG_PROVIDER' } });
    expect(failure?.envelope.data).not.toHaveProperty('walletId');
  });

  it('tells each of many refused payments as it is added, and the log that keeps two of them never loses its first entry', () => {
    let seen = held;
    const told: string[] = [];
    for (let n = 1; n <= 9; n++) {
      const { log = [] } = paymentFailed(seen, NOW, 'INSUFFICIENT_BALANCE', `request-${n}`);
      const next = heldReservation({ version: seen.version + 1, log, lastFailure: 'INSUFFICIENT_BALANCE' });
      told.push(...eventsOf(change(seen, next)).map(({ envelope }) => envelope.causationId));
      seen = next;
    }
    expect(told).toEqual(Array.from({ length: 9 }, (_, i) => `request-${i + 1}`));
    expect(seen.log.map(({ v, type }) => [v, type])).toEqual([
      [1, 'SeatReserved'],
      [9, 'PaymentFailed'],
      [10, 'PaymentFailed'],
    ]);
  });

  it('keeps its first entry, and so its journey, also when an older version wrote six refused payments', () => {
    const failures = Array.from({ length: 5 }, (_, i) => ({ ...held.log[0], v: i + 2, type: 'PaymentFailed' }));
    const full = heldReservation({ version: 6, log: [...held.log, ...failures] as typeof held.log });
    const ended = expired(full, UNTIL, 'sweeper').log ?? [];
    expect(ended.map(({ v }) => v)).toEqual([1, 5, 6, 7]);
  });

  it('tells of a failure that an older version wrote without its reason by the last one', () => {
    const log = append(held.log, 2, 'PaymentFailed', NOW, cause);
    const old = heldReservation({ version: 2, log, lastFailure: 'INSUFFICIENT_BALANCE' });
    expect(eventsOf(change(held, old))[0]?.envelope.data).toMatchObject({ reason: 'INSUFFICIENT_BALANCE' });
  });

  it('tells both events of the one step in which a short balance ended a hold', () => {
    const { log = [] } = failed(held, NOW, 'INSUFFICIENT_BALANCE', 'request-2');
    const ended = heldReservation({ status: 'FAILED', version: 2, log, lastFailure: 'INSUFFICIENT_BALANCE' });
    expect(eventsOf(change(held, ended)).map(({ envelope }) => envelope)).toMatchObject([
      { id: 'reservation/rsv_aaaaaaaaaaaa/2/PaymentFailed', data: { reason: 'INSUFFICIENT_BALANCE' } },
      { id: 'reservation/rsv_aaaaaaaaaaaa/2/ReservationFailed', data: { reason: 'FAILED' } },
    ]);
  });

  it('tells ReservationFailed with CANCELLED when its owner cancelled it', () => {
    const { log = [] } = cancelled(held, { at: NOW, causationId: 'request-2', refundAmount: 0 });
    const now = heldReservation({ status: 'CANCELLED', version: 2, log });
    expect(eventsOf(change(held, now)).map(({ envelope }) => envelope)).toMatchObject([
      { type: 'ReservationFailed', correlationId: 'journey', data: { reason: 'CANCELLED' } },
    ]);
  });

  it('tells nothing new when only its state moved, as being paid is the wallet’s event', () => {
    expect(eventsOf(change(held, heldReservation({ status: 'PAID', version: 2 })))).toEqual([]);
  });

  it('tells its end once more when it was written back over a tombstone', () => {
    const tombstone = tombstoneItemOf({ reservationId: held.reservationId, tombstone: true, status: 'EXPIRED' }, 1);
    const log = (expired(held, UNTIL, 'dynamodb-ttl').log ?? []).slice(-1);
    const now = itemOf(heldReservation({ status: 'EXPIRED', version: 2, log }));
    expect(eventsOf({ old: tombstone, now, expired: false }).map(({ envelope }) => envelope.type)).toEqual([
      'ReservationFailed',
    ]);
  });

  it('is silent for tombstones, standings and deletions', () => {
    const tombstone = tombstoneItemOf({ reservationId: held.reservationId, tombstone: true, status: 'FAILED' }, 1);
    const standing = { pk: 'PERSON#person-1', sk: 'CONCERT#con_1', version: 1, entries: {} };
    for (const now of [tombstone, standing]) expect(eventsOf({ old: undefined, now, expired: false })).toEqual([]);
    expect(eventsOf({ old: itemOf(held), now: undefined, expired: true })).toEqual([]);
  });

  it('cannot tell of what no contract has, so that the relay parks it', () => {
    const log = append(held.log, 2, 'SeatPolished', NOW, cause);
    expect(() => eventsOf(change(held, heldReservation({ version: 2, log })))).toThrow('SeatPolished');
  });
});

describe('an event that is told again', () => {
  const log = append(append(held.log, 3, 'ReservationCompleted', NOW, cause), 4, 'SeatPolished', NOW, cause);
  const ticket = heldReservation({ status: 'CONFIRMED', version: 4, paymentId: 'pay_1', log });

  it('is what the relay told the first time, and nothing else of the log', async () => {
    const [first] = eventsOf(change(held, { ...ticket, log: log.slice(0, 2) }));
    const told: Published[] = [];
    const tellAgain = createTellAgain(async (events) => {
      told.push(...events);
      return [];
    });
    expect(await tellAgain(ticket, 'ReservationCompleted')).toBe(true);
    expect(told).toEqual([first]);
    expect(await tellAgain(ticket, 'ReservationFailed')).toBe(false);
  });

  it('is said to have failed when the bus can never take it', async () => {
    const tellAgain = createTellAgain(async (events) => events.map((event) => ({ event, reason: 'too large' })));
    await expect(tellAgain(ticket, 'ReservationCompleted')).rejects.toThrow('too large');
  });
});
