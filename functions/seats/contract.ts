// What the outside may know of seats: the map and its refusals.
import * as z from 'zod/mini';
import { grade } from '../catalog/contract.ts';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { refusals as queue } from '../queue/contract.ts';
import { defineEvent } from '../shared/event.ts';
import { anyId } from '../shared/ids.ts';
import { common, defineRefusals } from '../shared/refusal.ts';
import { defineRoute } from '../shared/route.ts';

export const refusals = defineRefusals({
  SEAT_TAKEN: [409, '이미 예약된 좌석입니다', 'That seat is already taken'],
  SEAT_NOT_FOUND: [404, '좌석을 찾을 수 없습니다', 'There is no such seat'],
});

export const seatStatus = z.enum(['AVAILABLE', 'HOLD', 'SOLD']);
export type SeatStatus = z.infer<typeof seatStatus>;
export type Grade = z.infer<typeof grade>;

/** One date of a concert: by its id, or by its day in Seoul where that names one. */
export const scheduleQuery = z.object({
  scheduleId: z.optional(anyId),
  date: z.optional(z.iso.date()),
});

export const routes = {
  map: defineRoute({
    method: 'GET',
    path: '/api/v1/concerts/{concertId}/seats',
    who: 'admitted',
    summary: 'Every seat of a date',
    params: z.object({ concertId: anyId }),
    query: scheduleQuery,
    answer: z.object({
      scheduleId: z.string(),
      version: z.string(),
      seats: z.array(
        z.object({
          seatNo: z.int(),
          section: z.string(),
          row: z.string(),
          grade,
          price: z.int(),
          status: seatStatus,
        }),
      ),
    }),
    refusals: [
      catalog.CONCERT_NOT_FOUND,
      catalog.SCHEDULE_NOT_FOUND,
      catalog.SCHEDULE_REQUIRED,
      catalog.SALE_NOT_OPEN,
      queue.NOT_ADMITTED,
      common.NOT_ACCEPTABLE,
    ],
  }),
};

export const events = {
  /** Every seat of a date is sold; again when seats came back and were sold again. `soldOutAt` is epoch milliseconds. */
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
