// What the outside may know of the line: routes and refusals.
import * as z from 'zod/mini';
import { refusals as catalog } from '../catalog/contract.ts';
import { anyId } from '../shared/ids.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime, text } from '../shared/route.ts';

export const refusals = defineRefusals({
  NOT_YOU: [403, '다른 사용자를 대신할 수 없습니다', 'You can only join for yourself'],
  QUEUE_TOKEN_INVALID: [401, '유효하지 않은 대기열 토큰입니다', 'The queue token is not valid'],
  QUEUE_TOKEN_ENDED: [410, '대기열 토큰이 만료되었습니다', 'The place in line has ended'],
  NOT_ADMITTED: [403, '지금은 입장할 수 없는 대기 순번입니다', 'This place in line is not admitted'],
});

/** Why a place in line is over. */
export const endReason = z.enum(['NOT_CLAIMED', 'LEASE_ENDED', 'LEFT', 'BOUGHT', 'SALE_ENDED']);
export type EndReason = z.infer<typeof endReason>;

/** Why an admission was refused at the gate. */
export type NotAdmittedReason = EndReason | 'WAITING' | 'OTHER_CONCERT' | 'OTHER_PERSON';

/** Where a sale is in its time. */
export const salePhase = z.enum(['NOT_STARTED', 'OPEN', 'CLOSED']);
export type SalePhase = z.infer<typeof salePhase>;

const standing = {
  /** 0 once admitted. */
  queuePosition: z.int(),
  status: z.enum(['WAITING', 'ACTIVE']),
  /** Seconds; while WAITING. */
  estimatedWaitTime: z.optional(z.int()),
  /** When to ask again; while WAITING. */
  pollAfterSeconds: z.optional(z.int()),
  /** When the last of the dates on sale sold out; while WAITING. Seats may have come back since: the place stays. */
  soldOutAt: z.optional(isoTime),
  /** When the admission ends; once ACTIVE. */
  activeUntil: z.optional(isoTime),
};

export const routes = {
  join: defineRoute({
    method: 'POST',
    path: '/api/v1/queue/token',
    who: 'user',
    summary: 'Joins the line of a concert, or tells the place already had',
    body: z.strictObject({ concertId: anyId, userId: z.optional(text(64)) }),
    answer: z.object({ token: z.string(), ...standing }),
    refusals: [catalog.CONCERT_NOT_FOUND, catalog.SALE_NOT_OPEN, refusals.NOT_YOU, refusals.QUEUE_TOKEN_ENDED],
  }),
  status: defineRoute({
    method: 'GET',
    path: '/api/v1/queue/status',
    who: 'user',
    summary: 'The place in line; the first call after admission claims it',
    answer: z.object(standing),
    refusals: [refusals.QUEUE_TOKEN_INVALID, refusals.QUEUE_TOKEN_ENDED],
    queueToken: true,
  }),
  leave: defineRoute({
    method: 'DELETE',
    path: '/api/v1/queue/token',
    who: 'user',
    summary: 'Leaves the line; the place goes to the next person',
    status: 204,
    refusals: [refusals.QUEUE_TOKEN_INVALID],
    queueToken: true,
  }),
};

export const adminRoutes = {
  saleState: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}/queue',
    who: 'operator',
    summary: "A sale's line now",
    params: z.object({ concertId: anyId }),
    answer: z.object({
      concertId: z.string(),
      phase: salePhase,
      capacity: z.int(),
      ratePerSecond: z.number(),
      leaseSeconds: z.int(),
      claimSeconds: z.int(),
      joined: z.int(),
      /** Everybody up to this place has been admitted. */
      watermark: z.int(),
      waiting: z.int(),
      active: z.int(),
      /** Measured over the last admissions; absent before there were any. */
      measuredRatePerSecond: z.optional(z.number()),
      /** Absent before anybody was admitted. */
      lastAdmitAt: z.optional(isoTime),
      version: z.int(),
    }),
    refusals: [catalog.CONCERT_NOT_FOUND],
  }),
};
