// Routes of card payments: completing one, the gateway's webhooks, and what operators see and mend.
import * as z from 'zod/mini';
import { refusals as reservations } from '../reservations/contract.ts';
import { anyId } from '../shared/ids.ts';
import { wholeNumber } from '../shared/money.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime, pageQuery, text } from '../shared/route.ts';
import { refusals as wallet } from '../wallet/contract.ts';
import { payment, refusals as payments } from './contract.ts';

export const refusals = defineRefusals({
  SIGNATURE_INVALID: [401, '서명이 올바르지 않습니다', 'The signature is not valid'],
  NO_REFUND_TASK: [409, '환불 작업이 없는 결제입니다', 'No refund of this payment waits for an operator'],
});

/** The largest webhook that is read. */
const WEBHOOK_BYTES = 262_144;

export const routes = {
  complete: defineRoute({
    method: 'POST',
    path: '/api/v1/payments/{paymentId}/complete',
    who: 'user',
    summary: 'Takes the money of a card that the buyer authenticated, if there is still something to pay for',
    params: z.object({ paymentId: anyId }),
    body: z.strictObject({
      /** What the checkout gave for it. */
      paymentToken: text(4_096),
      txId: z.optional(text(128)),
    }),
    answer: payment,
    refusals: [
      payments.PAYMENT_NOT_FOUND,
      payments.PAYMENT_DECLINED,
      payments.PAYMENT_EXPIRED,
      payments.ALREADY_PAID,
      payments.PAYMENT_IN_PROGRESS,
      reservations.RESERVATION_EXPIRED,
      wallet.LIMIT_REACHED,
    ],
  }),
  webhook: defineRoute({
    method: 'POST',
    path: '/api/v1/webhooks/portone',
    who: 'open',
    summary: "PortOne's webhooks: a signed hint to look at a payment",
    rawBody: true,
    maxBodyBytes: WEBHOOK_BYTES,
    answer: z.object({ received: z.literal(true) }),
    headers: {
      'webhook-id': 'Which message it is (Standard Webhooks).',
      'webhook-timestamp': 'When it was sent: epoch seconds, not more than five minutes from now.',
      'webhook-signature': 'HMAC-SHA-256 over id, timestamp and body, as `v1,<base64>`.',
    },
    refusals: [refusals.SIGNATURE_INVALID],
  }),
};

const task = z.object({
  paymentId: z.string(),
  purpose: z.enum(['RESERVATION', 'CHARGE']),
  reservationId: z.optional(z.string()),
  userId: z.string(),
  /** What was paid, and how much of it is to go back. */
  amount: z.int(),
  refundAmount: z.optional(z.int()),
  /** Why an operator is needed, in the gateway's words or ours. */
  code: z.string(),
  message: z.optional(z.string()),
  since: isoTime,
});
export type TaskView = z.input<typeof task>;

const difference = z.object({
  paymentId: z.string(),
  /** Ours and the gateway's: what was taken and what went back, in won. */
  ours: z.object({ status: z.string(), captured: z.int(), returned: z.int() }),
  theirs: z.object({ status: z.string(), captured: z.int(), returned: z.int() }),
});

const report = z.object({
  /** The day in Seoul whose movements were compared. */
  date: z.string(),
  startedAt: isoTime,
  finishedAt: isoTime,
  payments: z.int(),
  ours: z.object({ captured: z.int(), returned: z.int() }),
  theirs: z.object({ captured: z.int(), returned: z.int() }),
  /** How many payments differ, and the first hundred of them. */
  differences: z.int(),
  different: z.array(difference),
});
export type ReportView = z.input<typeof report>;

export const adminRoutes = {
  tasks: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/payments/tasks',
    who: 'operator',
    summary: 'Card refunds that the gateway refused and an operator has to bring on, the oldest first',
    answer: z.object({ tasks: z.array(task) }),
  }),
  retry: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/payments/{paymentId}/retry-refund',
    who: 'operator',
    summary: 'Asks the gateway once more for a refund that it refused, or sees that it was made otherwise',
    params: z.object({ paymentId: anyId }),
    answer: z.object({ paymentId: z.string(), status: z.string() }),
    refusals: [payments.PAYMENT_NOT_FOUND, refusals.NO_REFUND_TASK],
  }),
  close: defineRoute({
    method: 'POST',
    path: '/api/v1/admin/payments/{paymentId}/close-refund',
    who: 'operator',
    summary: 'Ends a refund that was made without the gateway, such as by bank: nothing is asked of the gateway',
    params: z.object({ paymentId: anyId }),
    body: z.strictObject({
      /** How it went back, for whoever looks it up; nothing that names a person or an account. */
      note: text(500),
      /** What went back in all. */
      refundedAmount: wholeNumber.check(z.minimum(0)),
    }),
    answer: z.object({ paymentId: z.string(), status: z.string(), refundedAmount: z.int() }),
    refusals: [payments.PAYMENT_NOT_FOUND, refusals.NO_REFUND_TASK],
  }),
  reports: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/payments/reports',
    who: 'operator',
    summary: 'Days compared with the gateway, newest first',
    query: pageQuery,
    answer: z.object({ reports: z.array(report), cursor: z.optional(z.string()) }),
  }),
};
