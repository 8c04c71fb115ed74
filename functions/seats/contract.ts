// What the outside may know of seats: their states, the event, the refusals (routes: contract-map.ts, contract-admin.ts).
import * as z from 'zod/mini';
import type { grade, Point } from '../catalog/contract-layout.ts';
import { defineEvent } from '../shared/event.ts';
import { anyId } from '../shared/ids.ts';
import { defineRefusals } from '../shared/refusal.ts';

export type { Point };

export const refusals = defineRefusals({
  SEAT_TAKEN: [409, '이미 예약된 좌석입니다', 'That seat is already taken'],
  SEAT_NOT_FOUND: [404, '좌석을 찾을 수 없습니다', 'There is no such seat'],
  SECTION_NOT_FOUND: [404, '구역을 찾을 수 없습니다', 'There is no such section'],
  BLOCKING_NOT_FOUND: [404, '판매 중지 내역을 찾을 수 없습니다', 'There is no such blocking'],
  NOT_ENOUGH_SEATS: [409, '조건에 맞는 좌석이 부족합니다', 'There are not enough seats of that kind'],
  STREAM_TICKET_INVALID: [
    401,
    '좌석 알림 입장권이 올바르지 않습니다',
    'The stream ticket is altered, of another concert, or not ours',
  ],
});

/** BLOCKED: an operator took it off sale. */
export const SEAT_STATUSES = ['AVAILABLE', 'HOLD', 'SOLD', 'BLOCKED'] as const;
export const seatStatus = z.enum(SEAT_STATUSES);
export type SeatStatus = z.infer<typeof seatStatus>;
export type Grade = z.infer<typeof grade>;

/** One date of a concert: by its id, or by its day in Seoul where that names one. */
export const scheduleQuery = z.object({
  scheduleId: z.optional(anyId),
  date: z.optional(z.iso.date()),
});

export const events = {
  /** Every seat of a date that is not off sale is sold; again when seats came back and were sold again. `soldOutAt` is epoch milliseconds. */
  SoldOut: defineEvent(
    'seats',
    'SoldOut',
    1,
    z.object({
      concertId: z.string(),
      scheduleId: z.string(),
      soldOutAt: z.int(),
      /** From the opening of the date's sale. */
      secondsSinceOpen: z.int(),
    }),
  ),
};
