// What the outside may know of wallet history: what moved a wallet, and whether all books balance.
import * as z from 'zod/mini';
import { defineRoute, isoTime, pageQuery } from '../shared/route.ts';

const line = z.object({
  type: z.enum(['CHARGE', 'PAYMENT', 'REFUND', 'PAYMENT_FAILED', 'CHARGE_FAILED']),
  /** In won; of a failed attempt only where it is known. */
  amount: z.optional(z.int()),
  /** What the wallet held afterwards. A failed attempt moved nothing, and has none of these three. */
  balanceAfter: z.optional(z.int()),
  /** The line's number: 1, 2, 3, … without a gap. */
  walletVersion: z.optional(z.int()),
  /** The charge or the payment. */
  id: z.optional(z.string()),
  at: isoTime,
  reservationId: z.optional(z.string()),
  concertId: z.optional(z.string()),
  scheduleId: z.optional(z.string()),
  /** Why money came back, or why an attempt failed. */
  reason: z.optional(z.string()),
});
export type HistoryLine = z.input<typeof line>;

export const routes = {
  history: defineRoute({
    method: 'GET',
    path: '/api/v1/me/balance/history',
    who: 'user',
    summary: 'What moved the wallet, newest first; with include=failed also attempts of the last 90 days that failed',
    query: z.object({ ...pageQuery.shape, include: z.optional(z.enum(['failed'])) }),
    answer: z.object({ lines: z.array(line), cursor: z.optional(z.string()) }),
  }),
};

const trialBalance = z.object({
  startedAt: isoTime,
  finishedAt: isoTime,
  wallets: z.int(),
  lines: z.int(),
  chargedKrw: z.int(),
  refundedKrw: z.int(),
  paidKrw: z.int(),
  balancesKrw: z.int(),
  /** charged + refunded − paid − balances: nothing but 0 is right. */
  differenceKrw: z.int(),
  /** How many wallets are not what their lines say, and the first 20 of them. */
  wrongWallets: z.int(),
  wrong: z.array(z.object({ userId: z.string(), why: z.string() })),
});
export type TrialBalanceView = z.input<typeof trialBalance>;

export const adminRoutes = {
  trialBalances: defineRoute({
    method: 'GET',
    path: '/api/v1/admin/trial-balances',
    who: 'operator',
    summary: 'Trial balances of all wallets, newest first',
    query: pageQuery,
    answer: z.object({ trialBalances: z.array(trialBalance), cursor: z.optional(z.string()) }),
  }),
};
