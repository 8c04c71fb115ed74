// What a reservation's item weighs while it is written often: one write unit is 1 KB.
import { describe, expect, it } from 'vitest';
import {
  confirmed,
  failed,
  type HeldSeat,
  type Move,
  paid,
  paymentFailed,
  type Reservation,
} from '../../../functions/reservations/domain.ts';
import { cancelled } from '../../../functions/reservations/domain-cancel.ts';
import {
  cardDeclined,
  neverApproved,
  paidByCard,
  paying,
  paymentRequested,
} from '../../../functions/reservations/domain-card.ts';
import { fewer } from '../../../functions/reservations/domain-keep.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { slotName } from '../../../functions/shared/slots.ts';
import { bytesOf, heldReservation, NOW, UNTIL } from './samples.ts';

const KB = 1_024;
const UUID = '00000000-0000-4000-8000-000000000000';
const EVENT = 'reservation/rsv_aaaaaaaaaaaa/1/SeatReserved';
const SHORT = 'INSUFFICIENT_BALANCE';

/** Seats of one block: of two rows, or each of another one. */
const seatsOf = (count: number, names = { section: 'Floor', row: 'A' }, perRow = 4): HeldSeat[] =>
  Array.from({ length: count }, (_, i) => ({
    ...names,
    seatNo: 49_001 + 60 * Math.floor(i / perRow) + (i % perRow),
    row: i < perRow ? names.row : `${names.row.slice(1)}${Math.floor(i / perRow)}`,
    grade: 'STANDARD',
    price: 100_000,
    at: `499.10.${slotName(i)}`,
  }));

/** Eight seats unless said, the longest ids, and the mark that a concert may set. */
const whole = (seats = 8): Reservation => {
  return heldReservation({
    userId: UUID,
    personId: UUID,
    concertId: 'con_aaaaaaaaaaaa',
    scheduleId: 'sch_aaaaaaaaaaaa',
    seq: 10_000,
    requestHash: 'aaaaaaaaaaaa',
    seats: seats === 1 ? heldReservation().seats : seatsOf(seats),
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

  it.each([
    ['a section of forty Korean letters', { section: '가'.repeat(40), row: 'A' }],
    ['rows of twenty letters', { section: 'Floor', row: 'x'.repeat(20) }],
  ])('stays so with eight seats in eight rows, and %s', (_, names) => {
    expect(weightOf({ ...held, seats: seatsOf(8, names, 1) })).toBeLessThanOrEqual(KB);
  });

  it('stays within 1 KB while it is paid and confirmed, and when a short balance ends it', () => {
    const short = stepped(held, failed(held, NOW, SHORT, UUID));
    for (const seen of [bought, sold, short]) expect(weightOf(seen)).toBeLessThanOrEqual(KB);
  });

  it('stays within 1 KB when seats are given up after two refused payments', () => {
    const { releaseIfShort: _, ...patient } = held;
    const once = stepped(patient, paymentFailed(patient, NOW, SHORT, UUID));
    const twice = stepped(once, paymentFailed(once, NOW, SHORT, UUID));
    const move = fewer(twice, twice.seats.slice(1), NOW, UUID);
    const left = stepped({ ...twice, ...move.keep }, move);
    expect(weightOf(left)).toBeLessThanOrEqual(KB);
  });

  it('is above once it is confirmed after two refused payments or more: two write units, and never three', () => {
    const { releaseIfShort: _, ...patient } = held;
    const once = stepped(patient, paymentFailed(patient, NOW, SHORT, UUID));
    const twice = stepped(once, paymentFailed(once, NOW, SHORT, UUID));
    const topped = stepped(twice, paid(NOW, payment));
    const ticket = stepped(topped, confirmed(topped, NOW, EVENT));
    const refund = { at: NOW, causationId: UUID, refundAmount: 700_000, refundVersion: 101 };
    const ended = stepped(ticket, cancelled(ticket, refund));
    expect(weightOf(stepped(once, paid(NOW, payment)))).toBeLessThanOrEqual(KB);
    expect([topped, ticket, ended].map((seen) => Math.ceil(weightOf(seen) / KB))).toEqual([1, 2, 2]);
    expect(ended.log.map(({ type }) => type)).toEqual([
      'SeatReserved',
      'PaymentFailed',
      'PaymentFailed',
      'ReservationCompleted',
      'ReservationFailed',
    ]);
  });

  it('stays within 1 KB once it was cancelled, which is the last that is written to it', () => {
    const refund = { at: NOW, causationId: UUID, refundAmount: 700_000, refundVersion: 101 };
    expect(weightOf(stepped(sold, cancelled(sold, refund)))).toBeLessThanOrEqual(KB);
  });
});

/** Each step of a reservation that is paid by card, after so many that were declined. @param code the company's own */
function stepsByCard({
  seats,
  declined = 0,
  code = 'PG_PROVIDER',
}: {
  seats: number;
  declined?: number;
  code?: string;
}) {
  const { releaseIfShort: _, ...held } = whole(seats);
  const steps: Reservation[] = [held];
  const step = (by: (seen: Reservation) => Move): Reservation => {
    const seen = steps.at(-1) ?? held;
    const next = stepped(seen, by(seen));
    steps.push(next);
    return next;
  };
  const paymentId = 'payaaaaaaaaaaaa';
  const refused = { paymentId, causationId: UUID };
  const ask = () => {
    step((seen) => paymentRequested(seen, NOW, paymentId, UUID));
    return step(() => paying(NOW, UNTIL));
  };
  for (let i = 0; i < declined; i++) {
    ask();
    step((seen) => cardDeclined(seen, NOW, { ...refused, reason: code }));
  }
  const asked = ask();
  const unknown = stepped(asked, neverApproved(asked, NOW, { ...refused, reason: 'NOT_APPROVED_IN_TIME' }));
  step((seen) => paidByCard(seen, NOW, { paymentId, paymentVersion: 3 }));
  const bought = steps.length;
  step((seen) => confirmed(seen, NOW, `payment/${paymentId}/3/PaymentCompleted`));
  const given = step((seen) => cancelled(seen, { at: NOW, causationId: UUID, refundAmount: 700_000 }));
  const unitsOf = (some: readonly Reservation[]) => some.map((seen) => Math.ceil(weightOf(seen) / KB));
  return {
    untilPaid: unitsOf(steps.slice(0, bought)),
    confirmed: unitsOf(steps.slice(bought, -1)),
    ended: unitsOf([given, unknown]),
    log: given.log.map(({ type }) => type),
  };
}

describe('a reservation that is paid by card', () => {
  const once = [1, 1, 1, 1];

  it('of one seat stays within 1 KB to its end when the first card pays, or nobody knows in time', () => {
    expect(stepsByCard({ seats: 1 })).toMatchObject({ untilPaid: once, confirmed: [1], ended: [1, 1] });
  });

  it('of one seat stays so until it is paid after a card was declined, and is above once it is confirmed', () => {
    const untilPaid = [1, 1, 1, 1, 1, 1, 1];
    expect(stepsByCard({ seats: 1, declined: 1 })).toMatchObject({ untilPaid, confirmed: [2], ended: [2, 2] });
  });

  it('of one seat is above from its payment on after several', () => {
    const { untilPaid, ...later } = stepsByCard({ seats: 1, declined: 5 });
    expect(untilPaid.slice(0, -1).every((units) => units === 1)).toBe(true);
    expect(untilPaid.at(-1)).toBe(2);
    expect(later).toMatchObject({ confirmed: [2], ended: [2, 2] });
  });

  it.each([4, 8])('of %i seats stays so until it is confirmed when the first card pays', (seats) => {
    expect(stepsByCard({ seats })).toMatchObject({ untilPaid: once, confirmed: [1], ended: [2, 1] });
  });

  it.each([0, 1, 2, 20])(
    'takes two write units at most, of eight seats and after %i cards with the longest codes',
    (n) => {
      const { untilPaid, confirmed, ended, log } = stepsByCard({ seats: 8, declined: n, code: 'X'.repeat(64) });
      expect(Math.max(...untilPaid, ...confirmed, ...ended)).toBe(2);
      expect(log).toEqual([
        'SeatReserved',
        ...Array(Math.min(n, 2)).fill('PaymentFailed'),
        'PaymentRequested',
        'ReservationCompleted',
        'ReservationFailed',
      ]);
    },
  );
});
