// What the outside may know of payments: routes, events and refusals.
import * as z from 'zod/mini';
import { refusals as queue } from '../queue/contract.ts';
import { refusals as reservations } from '../reservations/contract.ts';
import { defineEvent } from '../shared/event.ts';
import { anyId } from '../shared/ids.ts';
import { wholeNumber } from '../shared/money.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { defineRoute, isoTime, pageQuery } from '../shared/route.ts';

export const refusals = defineRefusals({
  INSUFFICIENT_BALANCE: [400, '잔액이 부족합니다', 'The balance is too low'],
  AMOUNT_CHANGED: [409, '결제 금액이 예약 금액과 다릅니다', "The amount is not the reservation's"],
  PAYMENT_NOT_FOUND: [404, '결제를 찾을 수 없습니다', 'There is no such payment'],
});

export const paymentMethod = z.enum(['WALLET']);

const payment = z.object({
  paymentId: z.string(),
  reservationId: z.string(),
  amount: z.int(),
  method: paymentMethod,
  status: z.enum(['COMPLETED', 'FAILED', 'CANCELLED', 'REFUNDED']),
  /** Why it failed. */
  reason: z.optional(z.string()),
  paidAt: z.optional(isoTime),
  canceledAt: z.optional(isoTime),
  /** What a cancelled or refunded one gave back. */
  refundedAmount: z.optional(z.int()),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type PaymentView = z.input<typeof payment>;

export const routes = {
  pay: defineRoute({
    method: 'POST',
    path: '/api/v1/payments',
    who: 'once-admitted',
    summary: 'Pays a held reservation; asked again, answers the same',
    body: z.strictObject({
      reservationId: anyId,
      amount: z.optional(wholeNumber),
      method: z.optional(paymentMethod),
    }),
    answer: z.object({
      paymentId: z.string(),
      amount: z.int(),
      remainingBalance: z.int(),
      status: z.enum(['COMPLETED']),
    }),
    refusals: [
      reservations.RESERVATION_EXPIRED,
      reservations.RESERVATION_NOT_FOUND,
      refusals.INSUFFICIENT_BALANCE,
      refusals.AMOUNT_CHANGED,
      queue.NOT_ADMITTED,
    ],
  }),
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/payments',
    who: 'user',
    summary: 'Own payments, newest first, failed ones included',
    query: pageQuery,
    answer: z.object({ payments: z.array(payment), cursor: z.optional(z.string()) }),
  }),
  one: defineRoute({
    method: 'GET',
    path: '/api/v1/payments/{paymentId}',
    who: 'user',
    summary: 'One own payment',
    params: z.object({ paymentId: anyId }),
    answer: payment,
    refusals: [refusals.PAYMENT_NOT_FOUND],
  }),
};

const ids = { paymentId: z.string(), reservationId: z.string(), userId: z.string() };

export const events = {
  PaymentCompleted: defineEvent(
    'payments',
    'PaymentCompleted',
    1,
    z.object({
      ...ids,
      walletId: z.optional(z.string()),
      method: paymentMethod,
      amount: z.int(),
      balanceAfter: z.optional(z.int()),
    }),
  ),
  PaymentFailed: defineEvent(
    'payments',
    'PaymentFailed',
    1,
    z.object({
      paymentId: z.optional(z.string()),
      reservationId: z.string(),
      userId: z.string(),
      walletId: z.optional(z.string()),
      amount: z.optional(z.int()),
      reason: z.string(),
    }),
  ),
  PaymentRefunded: defineEvent(
    'payments',
    'PaymentRefunded',
    1,
    z.object({
      ...ids,
      walletId: z.optional(z.string()),
      amount: z.int(),
      balanceAfter: z.optional(z.int()),
      /** CANCELLED by the buyer, or SEAT_LOST before it was confirmed. */
      reason: z.string(),
    }),
  ),
};
