// The queue of payments that somebody should look at: what stands in it, and what one message comes to.
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { count, log } from '../shared/log.ts';
import { Refusal } from '../shared/refusal.ts';
import { events, refusals } from './contract.ts';
import { type CardPayment, isUnsettled } from './domain-card.ts';
import { type SettleAsked, type SettleTools, settle } from './use-cases-settle.ts';
import { idsOf } from './use-cases-settle-steps.ts';

const own = z.object({
  paymentId: anyId,
  /** Who sent it. */
  why: z.enum(['webhook', 'complete', 'watchdog', 'reconcile', 'refund', 'operator']),
  /** Whether to come back until the outcome is known, or the time for it is over. */
  again: z.optional(z.literal(true)),
  /** Whether an operator wants a refund asked for although the gateway refused one. */
  forced: z.optional(z.literal(true)),
});

/** As the bus gives it. */
const refundRequested = z.object({
  detail: z.object({
    id: z.string(),
    type: z.literal(events.RefundRequested.type),
    version: z.literal(events.RefundRequested.version),
    correlationId: z.string(),
    data: events.RefundRequested.data,
  }),
});

export const settleMessage = z.union([own, refundRequested]);
export type SettleMessage = z.output<typeof settleMessage>;

/** How soon a payment whose outcome is awaited is looked at again, and how much later than its time at last. */
const AGAIN_SECONDS = 10;
const LAST_LOOK_MS = 1_000;

/** One look at the payment that a message names. @throws when the message has to come again */
export async function settleMessaged(tools: SettleTools, message: SettleMessage): Promise<void> {
  const asked = askedBy(message);
  const isAgain = 'again' in message && message.again === true;
  // The caller itself has settled most of them.
  if (isAgain && (await tools.cards.card(asked.paymentId))?.status !== 'CONFIRMING') return;
  const seen = await settle(tools, asked).catch((error: unknown) => leftToReconcile(tools, asked, error));
  if (!seen) {
    log.warn('unknown payment', { paymentId: asked.paymentId });
    count('paymentsUnknown');
    return;
  }
  if (isAgain) await comeBack(tools, message, seen);
}

function askedBy(message: SettleMessage): SettleAsked {
  if ('detail' in message) {
    const { id, correlationId, data } = message.detail;
    return { paymentId: data.paymentId, cause: { correlationId, causationId: id } };
  }
  const { paymentId, why, forced } = message;
  return { paymentId, cause: { correlationId: paymentId, causationId: why }, ...(forced ? { forced } : {}) };
}

/**
 * While the gateway cannot be reached, an unsettled payment has others who look at it again; of one that seemed to be
 * settled this message may be the only sign that it is not.
 */
async function leftToReconcile(
  { cards }: SettleTools,
  { paymentId, forced }: SettleAsked,
  error: unknown,
): Promise<CardPayment | undefined> {
  const isDown = error instanceof Refusal && error.kind.code === refusals.PAYMENT_PROVIDER_UNAVAILABLE.code;
  const seen = isDown && !forced ? await cards.card(paymentId) : undefined;
  if (!seen || !isUnsettled(seen)) throw error;
  log.warn('left to be looked at later', idsOf(seen));
  count('settlingsPutOff');
  return seen;
}

async function comeBack({ clock, settleLater }: SettleTools, message: SettleMessage, seen: CardPayment): Promise<void> {
  const { status, payingUntil = 0 } = seen;
  const restMs = payingUntil + LAST_LOOK_MS - clock();
  if (status !== 'CONFIRMING' || restMs <= 0) return;
  await settleLater([{ body: message, delaySeconds: Math.min(AGAIN_SECONDS, Math.ceil(restMs / 1000)) }]);
}
