// What a reservation's item weighs while it is written often: one write unit is 1 KB.
import { describe, expect, it } from 'vitest';
import {
  confirmed,
  failed,
  type Move,
  paid,
  paymentFailed,
  type Reservation,
} from '../../../functions/reservations/domain.ts';
import { cancelled } from '../../../functions/reservations/domain-cancel.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { bytesOf, heldReservation, NOW, UNTIL } from './samples.ts';

const KB = 1_024;
const UUID = '00000000-0000-4000-8000-000000000000';
const EVENT = 'reservation/rsv_aaaaaaaaaaaa/1/SeatReserved';
const SHORT = 'INSUFFICIENT_BALANCE';

/** Eight seats, the longest ids, and the mark that a concert may set. */
const whole = (): Reservation => {
  const [seat] = heldReservation().seats;
  return heldReservation({
    userId: UUID,
    personId: UUID,
    concertId: 'con_aaaaaaaaaaaa',
    scheduleId: 'sch_aaaaaaaaaaaa',
    seq: 10_000,
    requestHash: 'aaaaaaaaaaaa',
    seats: seat ? Array.from({ length: 8 }, () => seat) : [],
    amount: 800_000,
    releaseIfShort: true,
    log: [{ v: 1, type: 'SeatReserved', at: NOW, cause: `${UUID} ${UUID}` }],
  });
};

const stepped = (seen: Reservation, { to, at, log = seen.log, set }: Move): Reservation => {
  return { ...seen, ...set, status: to, updatedAt: at, version: seen.version + 1, log };
};
const payment = { paymentId: 'pay_aaaaaaaaaaaa', walletVersion: 100 };
const weightOf = (reservation: Reservation) =>
  bytesOf(itemOf(reservation, reservation.status === 'PENDING' ? UNTIL / 1000 + 60 : undefined));

describe('a reservation of eight seats', () => {
  const held = whole();
  const bought = stepped(held, paid(NOW, payment));
  const sold = stepped(bought, confirmed(bought, NOW, EVENT));

  it('stays within 1 KB while it is held, however many payments were refused', () => {
    const { releaseIfShort: _, ...patient } = held;
    let seen: Reservation = patient;
    const weights = Array.from({ length: 20 }, () => {
      seen = stepped(seen, paymentFailed(seen, NOW, SHORT, UUID));
      return weightOf(seen);
    });
    for (const weight of [weightOf(held), ...weights]) expect(weight).toBeLessThanOrEqual(KB);
  });

  it('stays within 1 KB while it is paid and confirmed, and when a short balance ends it', () => {
    const short = stepped(held, failed(held, NOW, SHORT, UUID));
    for (const seen of [bought, sold, short]) expect(weightOf(seen)).toBeLessThanOrEqual(KB);
  });

  it('is above once it is paid after two refused payments or more: two write units, and never three', () => {
    const { releaseIfShort: _, ...patient } = held;
    const once = stepped(patient, paymentFailed(patient, NOW, SHORT, UUID));
    const twice = stepped(once, paymentFailed(once, NOW, SHORT, UUID));
    const topped = stepped(twice, paid(NOW, payment));
    const ticket = stepped(topped, confirmed(topped, NOW, EVENT));
    const refund = { at: NOW, causationId: UUID, refundAmount: 700_000, refundVersion: 101 };
    const ended = stepped(ticket, cancelled(ticket, refund));
    expect(weightOf(stepped(once, paid(NOW, payment)))).toBeLessThanOrEqual(KB);
    expect([topped, ticket, ended].map((seen) => Math.ceil(weightOf(seen) / KB))).toEqual([2, 2, 2]);
    expect(ended.log.map(({ type }) => type)).toEqual([
      'SeatReserved',
      'PaymentFailed',
      'PaymentFailed',
      'ReservationCompleted',
      'ReservationFailed',
    ]);
  });

  it('is a little above once it was cancelled, which is the last that is written to it', () => {
    const refund = { at: NOW, causationId: UUID, refundAmount: 700_000, refundVersion: 101 };
    expect(weightOf(stepped(sold, cancelled(sold, refund)))).toBeLessThanOrEqual(1_100);
  });
});
