// What operators may see and mend: dead letters, orders, and the journey of one order.
import * as z from 'zod/mini';
import { email } from '../auth/contract.ts';
import { paymentMethod } from '../payments/contract.ts';
import { reservation, reservationStatus, refusals as reservations } from '../reservations/contract.ts';
import { anyId } from '../shared/ids.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime } from '../shared/route.ts';

export const refusals = defineRefusals({
  DEAD_LETTERS_NOT_FOUND: [
    404,
    '그런 이름의 실패 메시지 큐가 없습니다',
    'There is no queue of dead letters of that name',
  ],
  NOT_REDRIVABLE: [
    409,
    '이 큐의 메시지는 되돌려 보낼 곳이 없습니다. npm run outbox:replay로 이벤트를 다시 발행해 주세요',
    'What is in this queue goes back to no queue: publish the events again with npm run outbox:replay',
  ],
});

/** How many messages one look shows at most, and when nothing is asked. */
export const MOST_MESSAGES = 50;
export const USUAL_MESSAGES = 10;

const deadLetters = z.object({ name: anyId });

/** As SQS makes them. */
const messageId = z.string().check(z.regex(/^[0-9A-Za-z-]{1,100}$/));

const deadQueue = z.object({
  name: z.string(),
  /** Of both SQS says about how many: waiting, and taken by somebody at this moment. */
  messages: z.int(),
  inFlight: z.int(),
  oldestAt: z.optional(
    isoTime.check(z.describe('Of the oldest of up to ten messages that were looked at: there may be older ones.')),
  ),
  oldestAgeSeconds: z.optional(z.int().check(z.describe('How old that one is.'))),
  /** The queue that its messages go back to. */
  feeds: z.optional(z.string()),
  redrivable: z.boolean(),
});

const deadMessage = z.object({
  messageId: z.string(),
  sentAt: isoTime,
  receives: z
    .int()
    .check(z.describe('How often it was given to anybody: to its consumer, and to operators who looked.')),
  body: z.unknown().check(z.describe('JSON as it is; other text, and what was cut, as a string.')),
  truncated: z.optional(z.literal(true).check(z.describe('The body is longer than 64 KB: this is its beginning.'))),
  error: z.optional(z.string().check(z.describe('The newest that its consumer, or the bus, said of it.'))),
  errorAt: z.optional(isoTime),
});

/**
 * A reservation as operators see it: what its owner sees, and what ties it to accounts, payments and the line. Its
 * `paymentId` is also the one of a card payment that did not pay it, or did not yet.
 */
const order = z.extend(reservation, {
  userId: z.string(),
  personId: z.string(),
  /** The place in line that it was held from. */
  seq: z.int(),
  paidAt: z.optional(isoTime),
  /** How it was paid, or was tried to be; absent, as what follows, when nobody did. */
  paymentMethod: z.optional(paymentMethod),
  paymentStatus: z.optional(z.string()),
  /** Why the payment failed or went back. */
  paymentReason: z.optional(z.string()),
  version: z.int(),
});
export type OrderView = z.input<typeof order>;

const step = z.object({
  at: isoTime,
  source: z.enum(['reservation', 'wallet', 'payment', 'webhook', 'log']),
  service: z.string(),
  what: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type StepView = z.input<typeof step>;

const oneOf = {
  ko: 'email, reservationId, paymentId 중 정확히 하나가 필요합니다',
  en: 'needs exactly one of email, reservationId and paymentId',
};

export const adminRoutes = {
  deadLetters: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/dlqs',
    who: 'operator',
    summary: 'All queues of dead letters, those with messages first',
    answer: z.object({ queues: z.array(deadQueue) }),
  }),
  deadMessages: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/dlqs/{name}/messages',
    who: 'operator',
    summary: 'Looks at dead letters without taking them away, with why they died; others see them again at once',
    params: deadLetters,
    query: z.object({
      limit: z.optional(z.pipe(z.string().check(z.regex(/^([1-9]|[1-4]\d|50)$/)), z.transform(Number))),
    }),
    answer: z.object({ messages: z.array(deadMessage) }),
    refusals: [refusals.DEAD_LETTERS_NOT_FOUND],
  }),
  redrive: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/dlqs/{name}/redrive',
    who: 'operator',
    summary: 'Sends one dead letter, or all that were there, back to their queue; call again while some are left',
    params: deadLetters,
    body: z.optional(z.strictObject({ messageId: z.optional(messageId) })),
    answer: z.object({
      redriven: z.int(),
      left: z.int().check(z.describe('About how many are there now, those that somebody looks at included.')),
      searched: z.optional(
        z
          .enum(['all', 'part'])
          .check(
            z.describe(
              'Of one message that was not found: whether all were looked at. Not all were when there are too many, or ' +
                'somebody else held some: call again a minute later.',
            ),
          ),
      ),
    }),
    refusals: [refusals.DEAD_LETTERS_NOT_FOUND, refusals.NOT_REDRIVABLE],
  }),
  orders: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/orders',
    who: 'operator',
    summary: 'Orders by exactly one of e-mail address, reservation and payment, newest first',
    query: z
      .object({ email: z.optional(email), reservationId: z.optional(anyId), paymentId: z.optional(anyId) })
      .check(z.refine((asked: object) => Object.keys(asked).length === 1, { path: ['email'], params: oneOf })),
    answer: z.object({ orders: z.array(order) }),
  }),
  journey: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/journeys/{reservationId}',
    who: 'operator',
    summary: 'Every step of one order in time order: its own log, its money, its webhooks, and what functions logged',
    params: z.object({ reservationId: anyId }),
    answer: z.object({
      reservationId: z.string(),
      status: reservationStatus,
      correlationId: z.string(),
      steps: z.array(step),
      incomplete: z.optional(
        z
          .array(z.string())
          .check(z.describe('Functions whose logs did not answer to the end: some of their steps may be missing.')),
      ),
      truncated: z.optional(
        z
          .boolean()
          .check(
            z.describe('There are more than 500 steps: those of order and money are here, and the newest others.'),
          ),
      ),
    }),
    refusals: [reservations.RESERVATION_NOT_FOUND],
  }),
};
