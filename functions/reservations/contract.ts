// What the outside may know of reservations: routes, events and refusals.
import * as z from 'zod/mini';
import { grade, seatNo } from '../catalog/contract-layout.ts';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { refusals as queue } from '../queue/contract.ts';
import { scheduleQuery, refusals as seats } from '../seats/contract.ts';
import { defineEvent } from '../shared/event.ts';
import { anyId } from '../shared/ids.ts';
import { wholeNumber } from '../shared/money.ts';
import { common, defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime, pageQuery, text } from '../shared/route.ts';

export const refusals = defineRefusals({
  RESERVATION_NOT_FOUND: [404, '예약을 찾을 수 없습니다', 'There is no such reservation'],
  RESERVATION_EXPIRED: [410, '예약 시간이 만료되었습니다', 'The time to pay for this reservation is over'],
  LIMIT_REACHED: [409, '1인당 구매 한도를 초과했습니다', 'That is more than one person may have'],
  NOT_CANCELLABLE: [409, '지금은 취소할 수 없는 예약입니다', 'This reservation cannot be cancelled now'],
  NOT_CHANGEABLE: [409, '지금은 좌석을 바꿀 수 없는 예약입니다', 'The seats of this reservation cannot be changed now'],
  REFUND_CHANGED: [409, '환불 금액이 변경되었습니다', 'The amount that would be given back has changed'],
});

/** PENDING (held), PAYING, PAID (confirmation under way), CONFIRMED; the others are terminal but CONFIRMED's CANCELLED. */
export const reservationStatus = z.enum([
  'PENDING',
  'PAYING',
  'PAID',
  'CONFIRMED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
  'REFUNDED',
]);
export type ReservationStatus = z.infer<typeof reservationStatus>;
export type Grade = z.infer<typeof grade>;

/** In standing room there is no number, and the row is empty. */
const seat = z.object({
  seatNo: z.optional(z.int()),
  section: z.string(),
  row: z.string(),
  grade,
  price: z.int(),
});

/** The most seats that one reservation may have. */
export const MOST_SEATS = 8;
const someSeats = wholeNumber.check(z.minimum(1), z.maximum(MOST_SEATS));

/** The best seats of a kind; `adjacent` (true unless it says otherwise): side by side in one row. */
export const bestAvailable = z.strictObject({
  count: someSeats,
  grade: z.optional(grade),
  section: z.optional(text(40)),
  adjacent: z.optional(z.boolean()),
  /** With a place for a wheelchair. */
  accessible: z.optional(z.boolean()),
});
export type BestAvailable = z.infer<typeof bestAvailable>;

const refusedHold = [
  seats.SEAT_TAKEN,
  seats.SEAT_NOT_FOUND,
  refusals.LIMIT_REACHED,
  refusals.RESERVATION_EXPIRED,
  catalog.CONCERT_NOT_FOUND,
  catalog.SCHEDULE_NOT_FOUND,
  catalog.SALE_NOT_OPEN,
  queue.NOT_ADMITTED,
  common.IDEMPOTENCY_KEY_REUSED,
];

export const reservation = z.object({
  reservationId: z.string(),
  concertId: z.string(),
  scheduleId: z.string(),
  status: reservationStatus,
  seats: z.array(seat),
  amount: z.int(),
  reservedUntil: isoTime,
  reservedAt: isoTime,
  confirmedAt: z.optional(isoTime),
  canceledAt: z.optional(isoTime),
  paymentId: z.optional(z.string()),
  /** Why the last payment failed, e.g. INSUFFICIENT_BALANCE. */
  lastFailure: z.optional(z.string()),
  refundedAmount: z.optional(z.int()),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type ReservationView = z.input<typeof reservation>;

/** Why one cannot be cancelled: its payment is being worked on (soon it can), it is too late, or it has ended. */
export const whyNotCancellable = z.enum(['BEING_PAID', 'TOO_LATE', 'ENDED']);
export type WhyNotCancellable = z.infer<typeof whyNotCancellable>;

/** What cancelling now would come to, in won; all is 0 where nothing was paid. */
const cancellation = z.object({
  cancellable: z.boolean(),
  reason: z.optional(whyNotCancellable),
  /** What was paid: `refundAmount` and `fee` add up to it, if it can be cancelled. */
  amount: z.int(),
  fee: z.int(),
  feePercent: z.int(),
  refundAmount: z.int(),
  /** The last moment at which it costs no more than that. */
  until: z.optional(isoTime),
});
export type CancellationView = z.input<typeof cancellation>;

/** Places of standing room: nobody can tell those of one section apart. */
const keptPlaces = z.strictObject({ section: text(40), count: someSeats });

export const routes = {
  reserve: defineRoute({
    method: 'POST',
    path: '/api/v1/concerts/{concertId}/seats/{seatNo}/reserve',
    who: 'admitted',
    summary: 'Holds one seat for a few minutes, to be paid for',
    params: z.object({
      concertId: anyId,
      seatNo: z.pipe(z.string().check(z.regex(/^\d{1,6}$/)), z.transform(Number)),
    }),
    query: scheduleQuery,
    status: 201,
    answer: reservation,
    refusals: [...refusedHold, catalog.SCHEDULE_REQUIRED],
    idempotent: true,
  }),
  hold: defineRoute({
    method: 'POST',
    path: '/api/v1/reservations',
    who: 'admitted',
    summary:
      'Holds seats of a date, all or nothing: those of `seatNos`, or the best available. NOT_ENOUGH_SEATS says how many can be had together (`largest`); as many as were asked for, where others were quicker four times: ask again, under another key',
    body: z.strictObject({
      scheduleId: anyId,
      seatNos: z.optional(z.array(seatNo).check(z.minLength(1), z.maxLength(MOST_SEATS))),
      bestAvailable: z.optional(bestAvailable),
    }),
    status: 201,
    answer: reservation,
    refusals: [...refusedHold, seats.SECTION_NOT_FOUND, seats.NOT_ENOUGH_SEATS],
    idempotent: true,
  }),
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/reservations',
    who: 'user',
    summary: 'Own reservations, newest first',
    query: pageQuery,
    answer: z.object({ reservations: z.array(reservation), cursor: z.optional(z.string()) }),
  }),
  one: defineRoute({
    method: 'GET',
    path: '/api/v1/reservations/{reservationId}',
    who: 'user',
    summary: 'One own reservation',
    params: z.object({ reservationId: anyId }),
    answer: reservation,
    refusals: [refusals.RESERVATION_NOT_FOUND],
  }),
  keep: defineRoute({
    method: 'PATCH',
    path: '/api/v1/reservations/{reservationId}',
    who: 'user',
    summary: 'Keeps the named seats of an own hold and gives up the others; a card payment begun for all of them ends',
    params: z.object({ reservationId: anyId }),
    /** What remains, of either kind. */
    body: z
      .strictObject({
        seatNos: z.optional(z.array(seatNo).check(z.minLength(1), z.maxLength(MOST_SEATS))),
        standing: z.optional(z.array(keptPlaces).check(z.minLength(1), z.maxLength(MOST_SEATS))),
      })
      .check(z.refine((kept: object) => Object.keys(kept).length > 0)),
    answer: reservation,
    refusals: [
      refusals.RESERVATION_NOT_FOUND,
      refusals.RESERVATION_EXPIRED,
      refusals.NOT_CHANGEABLE,
      seats.SEAT_NOT_FOUND,
    ],
  }),
  cancellation: defineRoute({
    method: 'GET',
    path: '/api/v1/reservations/{reservationId}/cancellation',
    who: 'user',
    summary: 'What cancelling an own reservation now would give back',
    params: z.object({ reservationId: anyId }),
    answer: cancellation,
    refusals: [refusals.RESERVATION_NOT_FOUND],
  }),
  cancel: defineRoute({
    method: 'DELETE',
    path: '/api/v1/reservations/{reservationId}',
    who: 'user',
    summary: "Gives up a hold, or cancels a ticket by its concert's refund policy; asked again, answers the same",
    params: z.object({ reservationId: anyId }),
    query: z.object({
      /** What the buyer was shown, in won: if something else would be given back, nothing is cancelled. */
      refund: z.optional(z.pipe(z.string().check(z.regex(/^\d{1,12}$/)), z.transform(Number))),
    }),
    answer: z.object({
      reservationId: z.string(),
      status: z.enum(['CANCELLED']),
      refundedAmount: z.int(),
      fee: z.int(),
    }),
    refusals: [refusals.RESERVATION_NOT_FOUND, refusals.NOT_CANCELLABLE, refusals.REFUND_CHANGED],
  }),
};

const ids = { reservationId: z.string(), userId: z.string(), concertId: z.string(), scheduleId: z.string() };

export const events = {
  SeatReserved: defineEvent(
    'reservations',
    'SeatReserved',
    1,
    z.object({ ...ids, seats: z.array(seat), amount: z.int(), expiresAt: z.int() }),
  ),
  ReservationCompleted: defineEvent(
    'reservations',
    'ReservationCompleted',
    1,
    z.object({
      ...ids,
      personId: z.string(),
      seq: z.int(),
      seats: z.array(seat),
      amount: z.int(),
      paymentId: z.string(),
    }),
  ),
  /**
   * `reason` is the status it ended in: EXPIRED, CANCELLED, FAILED or REFUNDED. `expiresAt` is epoch milliseconds. A
   * seat's `at` is where the seats service keeps it.
   */
  ReservationFailed: defineEvent(
    'reservations',
    'ReservationFailed',
    1,
    z.object({
      ...ids,
      personId: z.string(),
      seats: z.array(z.extend(seat, { at: z.string() })),
      expiresAt: z.int(),
      reason: z.string(),
    }),
  ),
};
