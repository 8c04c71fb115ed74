// What the outside may know of the line: routes and refusals (beside: contract-line.ts, contract-admin.ts).
import * as z from 'zod/mini';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { anyId } from '../shared/ids.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime, text } from '../shared/route.ts';

export const refusals = defineRefusals({
  NOT_YOU: [403, '다른 사용자를 대신할 수 없습니다', 'You can only do this for yourself'],
  QUEUE_TOKEN_INVALID: [401, '유효하지 않은 대기열 토큰입니다', 'The queue token is not valid'],
  QUEUE_TOKEN_ENDED: [410, '대기열 토큰이 만료되었습니다', 'The place in line has ended'],
  JOINING_STOPPED: [409, '지금은 대기열에 새로 참여할 수 없습니다', 'Nobody new can join this line at the moment'],
  SOLD_OUT: [409, '매진되었습니다', 'All tickets are sold'],
  POLLING_TOO_FAST: [429, '너무 자주 조회하고 있습니다. 잠시 후 다시 조회해 주세요', 'Please ask less often'],
  NOT_ADMITTED: [403, '지금은 입장할 수 없는 대기 순번입니다', 'This place in line is not admitted'],
});

/** Why a place in line is over. */
export const endReason = z.enum(['NOT_CLAIMED', 'LEASE_ENDED', 'LEFT', 'BOUGHT', 'SOLD_OUT', 'SALE_ENDED']);
export type EndReason = z.infer<typeof endReason>;

/** Why an admission was refused at the gate. */
export type NotAdmittedReason = EndReason | 'WAITING' | 'OTHER_CONCERT' | 'OTHER_PERSON';

/**
 * Where a sale is in its time. EARLY: people may join, and are admitted from the open on; SOLD_OUT: all that is on sale
 * now was sold, and nobody waits any more.
 */
export const salePhase = z.enum(['NOT_STARTED', 'EARLY', 'OPEN', 'SOLD_OUT', 'CLOSED']);
export type SalePhase = z.infer<typeof salePhase>;

/** Whole seconds. */
const estimate = z.object({
  p50: z.int().check(z.describe('Half of those who are told this are admitted within so many seconds.')),
  p90: z.int().check(z.describe('Nine of ten are.')),
});

/** What everybody who waits may know of a line. */
export const notices = {
  phase: salePhase,
  opensAt: z.optional(isoTime.check(z.describe('When the sale opens; before it does.'))),
  paused: z.optional(z.literal(true).check(z.describe('Nobody is admitted at the moment: places stay as they are.'))),
  passThrough: z.optional(z.literal(true).check(z.describe('Everybody who waits is admitted at once at the moment.'))),
  soldOutAt: z.optional(
    isoTime.check(z.describe('When the last of the dates on sale sold out. Seats may have come back since.')),
  ),
  message: z.optional(z.string().check(z.describe("The organiser's words to those who wait."))),
};

const standing = {
  queuePosition: z.int().check(z.describe('Places in front and one’s own; 0 once admitted.')),
  status: z.enum(['WAITING', 'ACTIVE']),
  estimatedWaitTime: z.optional(z.int().check(z.describe('Seconds; while WAITING. The same as estimatedWait.p50.'))),
  estimatedWait: z.optional(estimate),
  pollAfterSeconds: z.optional(z.int().check(z.describe('When to ask again; while WAITING. Also as Retry-After.'))),
  activeUntil: z.optional(isoTime.check(z.describe('When the admission ends; once ACTIVE.'))),
  ...notices,
  phase: z.optional(salePhase),
};

const PACE = { 'Retry-After': 'Seconds after which to ask again; while WAITING.' };

export const routes = {
  join: defineRoute({
    method: 'POST',
    path: '/api/v1/queue/token',
    who: 'user',
    summary:
      'Joins the line of a concert, or tells the place already had. SALE_NOT_OPEN has `opensAt` and `joinFrom`, where they are known',
    body: z.strictObject({ concertId: anyId, userId: z.optional(text(64)) }),
    answer: z.object({ token: z.string(), ...standing }),
    refusals: [
      catalog.CONCERT_NOT_FOUND,
      catalog.SALE_NOT_OPEN,
      refusals.NOT_YOU,
      refusals.JOINING_STOPPED,
      refusals.SOLD_OUT,
      refusals.QUEUE_TOKEN_ENDED,
    ],
    sends: PACE,
  }),
  status: defineRoute({
    method: 'GET',
    path: '/api/v1/queue/status',
    who: 'user',
    summary: `The place in line; the first call after admission claims it. QUEUE_TOKEN_ENDED has the \`reason\`: ${endReason.options.join(', ')}`,
    answer: z.object(standing),
    refusals: [refusals.QUEUE_TOKEN_INVALID, refusals.NOT_YOU, refusals.QUEUE_TOKEN_ENDED, refusals.POLLING_TOO_FAST],
    queueToken: true,
    sends: PACE,
  }),
  leave: defineRoute({
    method: 'DELETE',
    path: '/api/v1/queue/token',
    who: 'user',
    summary: 'Leaves the line; the place goes to the next person',
    status: 204,
    refusals: [refusals.QUEUE_TOKEN_INVALID, refusals.NOT_YOU],
    queueToken: true,
  }),
};
