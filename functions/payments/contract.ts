// What the outside may know of payments: routes, events and refusals; those of cards alone are in contract-card.ts.
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
  PAYMENT_DECLINED: [402, '카드 결제가 승인되지 않았습니다', 'The card payment was declined'],
  ALREADY_PAID: [409, '이미 결제된 예약입니다', 'This reservation is paid already'],
  PAYMENT_IN_PROGRESS: [409, '결제를 처리하고 있습니다', 'A payment for this is being processed'],
  PAYMENT_EXPIRED: [410, '결제 시간이 만료되었습니다', 'The time for this payment is over'],
  PAYMENT_PROVIDER_UNAVAILABLE: [
    503,
    '결제 서비스에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요',
    'The payment service cannot be reached. Please try again in a moment',
  ],
  AMOUNT_CHANGED: [409, '결제 금액이 예약 금액과 다릅니다', "The amount is not the reservation's"],
  PAYMENT_NOT_FOUND: [404, '결제를 찾을 수 없습니다', 'There is no such payment'],
});

export const paymentMethod = z.enum(['WALLET', 'CARD']);

/**
 * REQUESTED: a card's checkout may be done. PROCESSING: the card is being charged. COMPLETED: paid. FAILED: declined, or
 * too little money. VOID: never used. CANCELLED: given back as its ticket was. REFUNDED: given back, as there was no ticket
 * for it. CANCELLING: one of these two is under way.
 */
export const paymentStatus = z.enum([
  'REQUESTED',
  'PROCESSING',
  'COMPLETED',
  'FAILED',
  'VOID',
  'CANCELLING',
  'CANCELLED',
  'REFUNDED',
]);

export const payment = z.object({
  paymentId: z.string(),
  purpose: z.enum(['RESERVATION', 'CHARGE']),
  /** What it pays; absent for a charge of the wallet. */
  reservationId: z.optional(z.string()),
  /** The reservation that it was meant for, where that had ended and its seats were held anew. */
  insteadOf: z.optional(z.string()),
  amount: z.int(),
  method: paymentMethod,
  status: paymentStatus,
  /** Why it failed or went back. */
  reason: z.optional(z.string()),
  /** What the card's company says of it, for the buyer. */
  message: z.optional(z.string()),
  paidAt: z.optional(isoTime),
  canceledAt: z.optional(isoTime),
  /** What a cancelled or refunded one gave back, or will. */
  refundedAmount: z.optional(z.int()),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type PaymentView = z.input<typeof payment>;

/** What the checkout in the browser is opened with, exactly (PortOne's browser SDK, `requestPayment`). */
export const cardIntent = z.object({
  paymentId: z.string(),
  storeId: z.string(),
  channelKey: z.string(),
  orderName: z.string(),
  totalAmount: z.int(),
  currency: z.enum(['KRW']),
  /** Where the checkout sends a phone's browser back to. */
  redirectUrl: z.optional(z.string()),
  /** Until then it can be completed. */
  expiresAt: isoTime,
});
export type CardIntentView = z.input<typeof cardIntent>;

export const routes = {
  pay: defineRoute({
    method: 'POST',
    path: '/api/v1/payments',
    who: 'once-admitted',
    summary: 'Pays a held reservation from the wallet, or begins to by card; asked again, answers the same',
    body: z.strictObject({
      reservationId: anyId,
      amount: z.optional(wholeNumber),
      method: z.optional(paymentMethod),
    }),
    answer: z.union([
      z.object({
        paymentId: z.string(),
        amount: z.int(),
        remainingBalance: z.int(),
        status: z.enum(['COMPLETED']),
      }),
      cardIntent,
    ]),
    refusals: [
      reservations.RESERVATION_EXPIRED,
      reservations.RESERVATION_NOT_FOUND,
      refusals.INSUFFICIENT_BALANCE,
      refusals.AMOUNT_CHANGED,
      refusals.ALREADY_PAID,
      refusals.PAYMENT_IN_PROGRESS,
      refusals.PAYMENT_PROVIDER_UNAVAILABLE,
      queue.NOT_ADMITTED,
    ],
  }),
  list: defineRoute({
    method: 'GET',
    path: '/api/v1/payments',
    who: 'user',
    summary:
      'Own payments of reservations, newest first, failed ones included; charges are in the history of the wallet',
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
  /** A card's checkout may begin. */
  PaymentRequested: defineEvent(
    'payments',
    'PaymentRequested',
    1,
    z.object({ ...ids, method: paymentMethod, amount: z.int() }),
  ),
  /** A card's money is to go back; `amount` in all. */
  RefundRequested: defineEvent(
    'payments',
    'RefundRequested',
    1,
    z.object({
      paymentId: z.string(),
      reservationId: z.optional(z.string()),
      userId: z.string(),
      amount: z.int(),
      reason: z.string(),
    }),
  ),
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
      /** CANCELLED by the buyer, SEAT_LOST before it was confirmed, or why a card's money came to no ticket. */
      reason: z.string(),
    }),
  ),
};
