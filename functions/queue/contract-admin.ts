// What operators may see and do with a line while it is live.
import * as z from 'zod/mini';
import { settings } from '../catalog/contract.ts';
import { refusals as catalog } from '../catalog/contract-refusals.ts';
import { anyId } from '../shared/ids.ts';
import { wholeNumber } from '../shared/money.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { anyText, defineRoute, isoTime, pageQuery, text } from '../shared/route.ts';
import { salePhase } from './contract.ts';

export const refusals = defineRefusals({
  CONFIRM_REQUIRED: [
    409,
    '설정된 한도를 넘습니다. 정말 적용하려면 confirm: true를 함께 보내 주세요',
    'This goes beyond the ceiling that was configured: send confirm: true if it is meant',
  ],
});

/** What operators may do, beside changing numbers. */
export const ACTIONS = ['passThrough', 'pause', 'resume', 'drain', 'open', 'close'] as const;

/** The longest that everybody may be let through at a time. */
const MOST_PASS_SECONDS = 3_600;

const line = z.object({
  concertId: z.string(),
  phase: salePhase,
  paused: z.boolean(),
  draining: z.boolean().check(z.describe('Nobody new gets a place.')),
  closed: z.boolean().check(z.describe('An operator ended the sale for those who wait.')),
  passThroughUntil: z.optional(isoTime.check(z.describe('Until then everybody who waits is admitted.'))),
  soldOutAt: z.optional(isoTime),
  message: z.optional(z.string()),
  capacity: z.int(),
  ratePerSecond: z.number(),
  leaseSeconds: z.int(),
  claimSeconds: z.int(),
  joined: z.int(),
  watermark: z.int().check(z.describe('Everybody up to this place has been admitted.')),
  waiting: z.int(),
  active: z.int(),
  admitted: z.int().check(z.describe('People let in so far.')),
  admittedPerMinute: z.optional(z.number().check(z.describe('Measured while people waited.'))),
  measuredRatePerSecond: z.optional(z.number().check(z.describe('The same for one second.'))),
  noShows: z.int().check(z.describe('Of those let in, whose time to claim is over: who never came.')),
  noShowShare: z.optional(z.number().check(z.describe('Their part of all whose time to claim is over (0 to 1).'))),
  wait: z.optional(
    z
      .object({ p50: z.int(), p90: z.int() })
      .check(z.describe('Seconds that those let in lately had waited, from when places were given.')),
  ),
  waitOfNext: z.optional(z.int().check(z.describe('Seconds that the one who is next has waited.'))),
  ticks: z.object({
    lastRanAt: z.optional(isoTime.check(z.describe('The newest tick that is known to have run; noted each 10 s.'))),
    lastLateSeconds: z.optional(z.number().check(z.describe('How long after its time that one ran.'))),
    sentUntil: z.optional(isoTime.check(z.describe('Ticks are under way until then.'))),
    oldestSeconds: z.optional(
      z.int().check(z.describe('For so long no tick is known to have run, while people wait to be admitted.')),
    ),
  }),
  backpressure: z.object({
    factor: z
      .number()
      .check(z.describe('The part of the rate that is used now: below 1 while the shop is overloaded.')),
    ratePerSecond: z.number().check(z.describe('The rate that is used now.')),
    since: z.optional(isoTime.check(z.describe('When that changed.'))),
    calls: z.int().check(z.describe('Holds and payments counted in the last ten seconds or so.')),
    failedShare: z.number().check(z.describe('The part of them that was answered 5xx or 429 (0 to 1).')),
  }),
  lastAdmitAt: z.optional(isoTime),
  version: z.int(),
  controlsVersion: z.int().check(z.describe('How often operators changed this line.')),
});
export type LineView = z.input<typeof line>;

const auditEntry = z.object({
  at: isoTime,
  userId: z.string(),
  action: z.enum(['set', ...ACTIONS]),
  reason: z.string(),
  confirmed: z.boolean(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
  version: z.int(),
});
export type AuditView = z.input<typeof auditEntry>;

/** 0 admits nobody. */
const rate = z.number().check(
  z.minimum(0),
  z.maximum(1_000),
  z.refine((n: number) => Object.is(n, 0) || n >= 0.001, {
    params: { ko: '0이거나 0.001 이상이어야 합니다', en: 'must be 0, or at least 0.001' },
  }),
);

/** Who keeps the told pace asks each 30 seconds, and must not miss their turn for it. */
const claim = wholeNumber.check(z.minimum(35), z.maximum(3_600));

const path = z.object({ concertId: anyId });
const said = {
  reason: text(300).check(
    z.refine((written: string) => /\S/.test(written), {
      params: { ko: '이유를 적어 주세요', en: 'must say why' },
    }),
    z.describe('Why; kept in the list of what operators did.'),
  ),
  confirm: z.optional(z.boolean().check(z.describe('Says that it is meant, where it goes beyond a ceiling.'))),
};

const nothingAsked = {
  ko: '바꿀 값이 하나 이상 필요합니다',
  en: 'needs at least one value to change',
};

const passes = {
  ko: 'passThrough에는 seconds가 필요하고, 다른 동작에는 쓸 수 없습니다',
  en: 'is needed for passThrough, and for nothing else',
};

export const adminRoutes = {
  saleState: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}/queue',
    who: 'operator',
    summary: "A sale's line now",
    params: path,
    answer: line,
    refusals: [catalog.CONCERT_NOT_FOUND],
  }),
  changeLine: defineRoute({
    method: 'PATCH',
    path: '/api/v1/admin/concerts/{concertId}/queue',
    who: 'operator',
    summary:
      'Changes what a line is run by, from the next tick on; leases that run stay as they are. CONFIRM_REQUIRED has the `ceilings` that it goes beyond',
    params: path,
    body: z
      .strictObject({
        capacity: z.optional(settings.capacity),
        ratePerSecond: z.optional(rate),
        leaseSeconds: z.optional(settings.leaseSeconds),
        claimSeconds: z.optional(claim),
        message: z.optional(
          anyText(300).check(z.describe('What those who wait are told; an empty one takes it away.')),
        ),
        ...said,
      })
      .check(
        z.refine(
          ({ reason: _reason, confirm: _confirm, ...asked }: object & { reason?: unknown; confirm?: unknown }) =>
            Object.keys(asked).length > 0,
          {
            params: nothingAsked,
          },
        ),
      ),
    answer: line,
    refusals: [catalog.CONCERT_NOT_FOUND, refusals.CONFIRM_REQUIRED],
  }),
  steerLine: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/concerts/{concertId}/queue/actions',
    who: 'operator',
    summary:
      'Pauses, resumes, drains, opens or closes a line, or lets everybody through for a time, which a pause or close ends',
    params: path,
    body: z
      .strictObject({
        action: z.enum(ACTIONS),
        seconds: z.optional(wholeNumber.check(z.minimum(1), z.maximum(MOST_PASS_SECONDS))),
        ...said,
      })
      .check(
        z.refine(
          ({ action, seconds }: { action: string; seconds?: number | undefined }) =>
            (action === 'passThrough') === (seconds !== undefined),
          { path: ['seconds'], params: passes },
        ),
      ),
    answer: line,
    refusals: [catalog.CONCERT_NOT_FOUND, catalog.SALE_NOT_OPEN, refusals.CONFIRM_REQUIRED],
  }),
  lineAudit: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/concerts/{concertId}/queue/audit',
    who: 'operator',
    summary: 'What operators did with a line, the newest first',
    params: path,
    query: pageQuery,
    answer: z.object({ entries: z.array(auditEntry), cursor: z.optional(z.string()) }),
    refusals: [catalog.CONCERT_NOT_FOUND],
  }),
};
