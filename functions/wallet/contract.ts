// What the outside may know of wallets: routes, events and refusals.
import * as z from 'zod/mini';
import { cardIntent, refusals as payments } from '../payments/contract.ts';
import { defineEvent } from '../shared/event.ts';
import { wholeNumber } from '../shared/money.ts';
import { common, defineRefusals } from '../shared/refusal.ts';
import { defineRoute } from '../shared/route.ts';

export const refusals = defineRefusals({
  AMOUNT_INVALID: [400, '충전 금액이 올바르지 않습니다', 'The amount cannot be charged'],
  LIMIT_REACHED: [409, '충전 한도를 초과했습니다', 'That is more than may be charged'],
  PAYMENT_REQUIRED_FOR_TOP_UP: [403, '결제 수단으로만 충전할 수 있습니다', 'Topping up needs a payment here'],
});

/** Of a charge without a payment: the least and the most that it may be, and the most that a wallet holds, in won. */
export const CHARGE_LIMITS = { leastKrw: 1, mostKrw: 10_000_000, balanceKrw: 1_000_000_000 };

export const routes = {
  balance: defineRoute({
    method: 'GET',
    path: '/api/v1/me/balance',
    who: 'user',
    summary: 'The balance in won',
    answer: z.object({ balance: z.int() }),
  }),
  charge: defineRoute({
    method: 'POST',
    path: '/api/v1/me/balance/charge',
    who: 'user',
    summary: 'Tops up the wallet, or begins to by card',
    body: z.strictObject({ amount: wholeNumber, method: z.optional(z.enum(['DIRECT', 'CARD'])) }),
    answer: z.union([z.object({ previousBalance: z.int(), currentBalance: z.int() }), cardIntent]),
    refusals: [
      refusals.AMOUNT_INVALID,
      refusals.PAYMENT_REQUIRED_FOR_TOP_UP,
      refusals.LIMIT_REACHED,
      payments.PAYMENT_PROVIDER_UNAVAILABLE,
      common.IDEMPOTENCY_KEY_REUSED,
    ],
    idempotent: true,
  }),
};

export const events = {
  ChargeCompleted: defineEvent(
    'wallet',
    'ChargeCompleted',
    1,
    z.object({ walletId: z.string(), userId: z.string(), amount: z.int(), balanceAfter: z.int() }),
  ),
  /** A charge by card that was refused. */
  ChargeFailed: defineEvent(
    'wallet',
    'ChargeFailed',
    1,
    z.object({ walletId: z.string(), userId: z.string(), amount: z.optional(z.int()), reason: z.string() }),
  ),
};
