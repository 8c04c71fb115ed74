// What an operator may do with the seats of a date: take them off sale, put them back, see why one is not for sale.
import * as z from 'zod/mini';
import { seatNo } from '../catalog/contract-layout.ts';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { anyId } from '../shared/ids.ts';
import { wholeNumber } from '../shared/money.ts';
import { defineRoute, isoTime, text } from '../shared/route.ts';
import { refusals, seatStatus } from './contract.ts';

/** HOUSE: kept back by the house; BROKEN: not fit to sit on. */
export const blockingKind = z.enum(['HOUSE', 'BROKEN', 'OTHER']);
export type BlockingKind = z.infer<typeof blockingKind>;

/** The most seats that one request blocks or unblocks. */
const MOST_SEATS = 500;

const datePath = z.object({ concertId: anyId, scheduleId: anyId });

/** Why seats are off sale. `places`: how many of standing room, which have no numbers. */
const blocking = z.object({
  blockingId: z.string(),
  kind: blockingKind,
  reason: z.string(),
  /** The operator who did it. */
  by: z.string(),
  at: isoTime,
});

const seats = z.array(seatNo).check(z.minLength(1), z.maxLength(MOST_SEATS));
const standing = z.strictObject({
  section: text(40),
  places: wholeNumber.check(z.minimum(1), z.maximum(MOST_SEATS)),
});

export const adminRoutes = {
  block: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/concerts/{concertId}/schedules/{scheduleId}/blockings',
    who: 'operator',
    summary:
      'Takes free seats of a date, or places of its standing room, off sale; those that somebody has stay theirs',
    params: datePath,
    body: z.strictObject({
      kind: blockingKind,
      reason: text(200),
      seatNos: z.optional(seats),
      standing: z.optional(standing),
    }),
    status: 201,
    answer: z.object({
      ...blocking.shape,
      blocked: z.object({ seatNos: z.array(z.int()), places: z.int() }),
      /** Seats that could not be blocked: somebody has them, or another blocking. */
      taken: z.array(z.object({ seatNo: z.int(), status: seatStatus })),
    }),
    refusals: [
      catalog.CONCERT_NOT_FOUND,
      catalog.SCHEDULE_NOT_FOUND,
      refusals.SEAT_NOT_FOUND,
      refusals.SECTION_NOT_FOUND,
      refusals.SEAT_TAKEN,
      refusals.NOT_ENOUGH_SEATS,
    ],
    idempotent: true,
  }),
  listBlockings: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}/schedules/{scheduleId}/blockings',
    who: 'operator',
    summary: "A date's blockings that still keep seats off sale, with those seats",
    params: datePath,
    answer: z.object({
      blockings: z.array(z.extend(blocking, { seatNos: z.array(z.int()), places: z.int() })),
    }),
    refusals: [catalog.CONCERT_NOT_FOUND, catalog.SCHEDULE_NOT_FOUND],
  }),
  unblock: defineRoute({
    method: 'DELETE',
    path: '/api/v1/admin/concerts/{concertId}/schedules/{scheduleId}/blockings/{blockingId}',
    who: 'operator',
    summary:
      "Puts a blocking's seats back on sale, or only those with these numbers (standing room: all its places); done already is done",
    params: z.object({ ...datePath.shape, blockingId: anyId }),
    body: z.optional(z.strictObject({ seatNos: z.optional(seats) })),
    answer: z.object({ unblocked: z.object({ seatNos: z.array(z.int()), places: z.int() }) }),
    refusals: [catalog.CONCERT_NOT_FOUND, catalog.SCHEDULE_NOT_FOUND, refusals.BLOCKING_NOT_FOUND],
  }),
  seat: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}/schedules/{scheduleId}/seats/{seatNo}',
    who: 'operator',
    summary: 'One seat as it is now, and why it is not for sale, if so',
    params: z.object({
      ...datePath.shape,
      seatNo: z.pipe(z.string().check(z.regex(/^\d{1,6}$/)), z.transform(Number)),
    }),
    answer: z.object({
      seatNo: z.int(),
      section: z.string(),
      row: z.string(),
      status: seatStatus,
      /** Of who has it; also of a hold whose time is over and that nobody cleared. */
      reservationId: z.optional(z.string()),
      heldUntil: z.optional(isoTime),
      blocking: z.optional(blocking),
    }),
    refusals: [catalog.CONCERT_NOT_FOUND, catalog.SCHEDULE_NOT_FOUND, refusals.SEAT_NOT_FOUND],
  }),
};
