// What the outside may know of webhooks: an operator's routes, events and refusals (what is sent: contract-bodies.ts).
import * as z from 'zod/mini';
import { defineEvent } from '../shared/event.ts';
import { anyId } from '../shared/ids.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { anyText, defineRoute, isoTime, pageQuery, text } from '../shared/route.ts';
import { FORWARDED } from './contract-bodies.ts';

export const refusals = defineRefusals({
  WEBHOOK_NOT_FOUND: [404, '웹훅을 찾을 수 없습니다', 'There is no such webhook'],
  DELIVERY_NOT_FOUND: [404, '전송 기록을 찾을 수 없습니다', 'There is no such delivery'],
  WEBHOOK_URL_REFUSED: [400, '이 주소로는 전송할 수 없습니다', 'Nothing can be sent to this address'],
  WEBHOOK_LIMIT_REACHED: [409, '웹훅을 더 만들 수 없습니다', 'There cannot be more webhooks'],
  WEBHOOK_DISABLED: [409, '중지된 웹훅입니다. 먼저 사용으로 바꿔 주세요', 'This webhook is disabled: enable it first'],
});

export const events = {
  /**
   * A receiver failed for so long that nothing is sent to it any more. Times are epoch milliseconds; `url` is the origin
   * alone, without path and query, which may hold secrets.
   */
  WebhookDisabled: defineEvent(
    'external-data',
    'WebhookDisabled',
    1,
    z.object({
      webhookId: z.string(),
      url: z.string(),
      failingSince: z.int(),
      disabledAt: z.int(),
      lastError: z.string(),
    }),
  ),
};

/** The most webhooks that there may be. */
export const MOST_WEBHOOKS = 50;

const url = text(2_048);
const description = anyText(500);
const eventNames = z.array(z.enum(FORWARDED)).check(
  z.minLength(1),
  z.maxLength(FORWARDED.length),
  z.refine((names: readonly string[]) => new Set(names).size === names.length, {
    params: { ko: '같은 이벤트가 두 번 있습니다', en: 'names an event twice' },
  }),
);
const webhookPath = z.object({ webhookId: anyId });
const deliveryPath = z.object({ webhookId: anyId, deliveryId: anyId });

const webhookFields = {
  webhookId: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  description: z.optional(z.string()),
  status: z.enum(['ENABLED', 'DISABLED']),
  /** OPERATOR, or FAILING: it failed for three days. */
  disabledReason: z.optional(z.enum(['OPERATOR', 'FAILING'])),
  disabledAt: z.optional(isoTime),
  /** Attempts that failed in a row, since when, how the last one did, and until when all wait. */
  failures: z.int(),
  failingSince: z.optional(isoTime),
  lastError: z.optional(z.string()),
  retryAt: z.optional(isoTime),
  /** Until when the secret before the present one signs too. */
  previousSecretValidUntil: z.optional(isoTime),
  createdAt: isoTime,
  updatedAt: isoTime,
  /** The operators' accounts; absent of webhooks that are older than this field. */
  createdBy: z.optional(z.string()),
  changedBy: z.optional(z.string()),
};
const webhook = z.object(webhookFields);
export type WebhookView = z.input<typeof webhook>;

export const deliveryStatus = z.enum(['PENDING', 'DELIVERED', 'FAILED']);

const delivery = z.object({
  deliveryId: z.string(),
  event: z.string(),
  /** The header `webhook-id`, the same in every attempt and replay. */
  messageId: z.string(),
  occurredAt: isoTime,
  status: deliveryStatus,
  /** Why it FAILED: it was tried for a day (GAVE_UP), or the webhook was disabled (DISABLED). */
  reason: z.optional(z.enum(['GAVE_UP', 'DISABLED'])),
  /** When it is due next. It may be tried before, to ask a failing receiver how it is, or as it is well again. */
  nextAttemptAt: z.optional(isoTime),
  deliveredAt: z.optional(isoTime),
  /** Newest first, at most fifty. `answer`: the first 1 KB of what the receiver said. */
  attempts: z.array(
    z.object({
      at: isoTime,
      status: z.optional(z.int()),
      error: z.optional(z.string()),
      latencyMs: z.int(),
      answer: z.optional(z.string()),
    }),
  ),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type DeliveryView = z.input<typeof delivery>;

const ADMIN = '/api/v1/admin/webhooks';

export const adminRoutes = {
  create: defineRoute({
    method: 'POST',
    path: ADMIN,
    who: 'operator',
    summary: 'Makes a webhook; the secret that it signs with is shown in this answer only',
    body: z.strictObject({ url, events: eventNames, description: z.optional(description) }),
    status: 201,
    answer: z.object({ ...webhookFields, secret: z.string() }),
    refusals: [refusals.WEBHOOK_URL_REFUSED, refusals.WEBHOOK_LIMIT_REACHED],
  }),
  list: defineRoute({
    method: 'GET',
    path: ADMIN,
    who: 'operator',
    summary: 'All webhooks',
    query: pageQuery,
    answer: z.object({ webhooks: z.array(webhook), cursor: z.optional(z.string()) }),
  }),
  one: defineRoute({
    method: 'GET',
    path: `${ADMIN}/{webhookId}`,
    who: 'operator',
    summary: 'One webhook',
    params: webhookPath,
    answer: webhook,
    refusals: [refusals.WEBHOOK_NOT_FOUND],
  }),
  change: defineRoute({
    method: 'PATCH',
    path: `${ADMIN}/{webhookId}`,
    who: 'operator',
    summary: 'Changes a webhook; enabling it, or giving it another address, forgets how it failed',
    params: webhookPath,
    body: z
      .strictObject({
        url: z.optional(url),
        events: z.optional(eventNames),
        description: z.optional(description),
        enabled: z.optional(z.boolean()),
      })
      .check(z.refine((change: object) => Object.keys(change).length > 0)),
    answer: webhook,
    refusals: [refusals.WEBHOOK_NOT_FOUND, refusals.WEBHOOK_URL_REFUSED],
  }),
  remove: defineRoute({
    method: 'DELETE',
    path: `${ADMIN}/{webhookId}`,
    who: 'operator',
    summary: 'Ends a webhook; what was not delivered yet is not sent any more',
    params: webhookPath,
    status: 204,
    refusals: [refusals.WEBHOOK_NOT_FOUND],
  }),
  rotateSecret: defineRoute({
    method: 'POST',
    path: `${ADMIN}/{webhookId}/secret`,
    who: 'operator',
    summary:
      'Gives a webhook a new secret, shown in this answer only; the present one signs too for 24 hours, the one before it no more',
    params: webhookPath,
    answer: z.object({ secret: z.string(), previousValidUntil: isoTime }),
    refusals: [refusals.WEBHOOK_NOT_FOUND],
  }),
  deliveries: defineRoute({
    method: 'GET',
    path: `${ADMIN}/{webhookId}/deliveries`,
    who: 'operator',
    summary: "A webhook's deliveries of the last 14 days, newest event first; a page may be short and not the last",
    params: webhookPath,
    query: z.extend(pageQuery, { status: z.optional(deliveryStatus) }),
    answer: z.object({ deliveries: z.array(delivery), cursor: z.optional(z.string()) }),
    refusals: [refusals.WEBHOOK_NOT_FOUND],
  }),
  delivery: defineRoute({
    method: 'GET',
    path: `${ADMIN}/{webhookId}/deliveries/{deliveryId}`,
    who: 'operator',
    summary: 'One delivery with its attempts',
    params: deliveryPath,
    answer: delivery,
    refusals: [refusals.WEBHOOK_NOT_FOUND, refusals.DELIVERY_NOT_FOUND],
  }),
  replay: defineRoute({
    method: 'POST',
    path: `${ADMIN}/{webhookId}/deliveries/{deliveryId}/replay`,
    who: 'operator',
    summary: 'Sends a delivery again, under its id, whatever became of it',
    params: deliveryPath,
    status: 202,
    answer: delivery,
    refusals: [refusals.WEBHOOK_NOT_FOUND, refusals.DELIVERY_NOT_FOUND, refusals.WEBHOOK_DISABLED],
  }),
  replayRange: defineRoute({
    method: 'POST',
    path: `${ADMIN}/{webhookId}/replay`,
    who: 'operator',
    summary: 'Sends again what happened in a range of time, oldest first; at most 100 a call, the cursor goes on',
    params: webhookPath,
    body: z.strictObject({ from: isoTime, to: isoTime, cursor: z.optional(anyText(512)) }),
    status: 202,
    answer: z.object({ replayed: z.int(), cursor: z.optional(z.string()) }),
    refusals: [refusals.WEBHOOK_NOT_FOUND, refusals.WEBHOOK_DISABLED],
  }),
};
