// What PortOne answers of a payment, as the rules of settling see it; everything else in it, such as a name, is dropped.
// Fields and refusals: https://developers.portone.io/api/rest-v2/payment
import * as z from 'zod/mini';
import { fromIso } from '../shared/clock.ts';
import { wholeNumber } from '../shared/money.ts';
import { readAnswer } from '../shared/provider.ts';
import { isoTime } from '../shared/route.ts';
import type { Reason } from './domain-card.ts';
import type { GatewayPayment } from './domain-settle.ts';

/** Of what a card's company says so much is kept. */
const MESSAGE_CHARACTERS = 200;

const won = wholeNumber.check(z.minimum(0));

const cancellation = z.object({
  status: z.enum(['REQUESTED', 'SUCCEEDED', 'FAILED']),
  totalAmount: won,
  requestedAt: isoTime,
  reason: z.string(),
});

const channel = z.object({
  type: z.enum(['LIVE', 'TEST']),
  key: z.nullish(z.string()),
});

const common = {
  id: z.string(),
  transactionId: z.nullish(z.string()),
  storeId: z.string(),
  currency: z.string(),
  amount: z.object({ total: won, cancelled: won }),
  cancellations: z.nullish(z.array(cancellation)),
  paidAt: z.nullish(isoTime),
};

const text = z.nullish(z.string());

/** A state that is not listed is an unknown shape: money could be in it. */
const payment = z.discriminatedUnion('status', [
  z.object({
    ...common,
    status: z.enum(['READY', 'PENDING', 'PAY_PENDING', 'VIRTUAL_ACCOUNT_ISSUED']),
    channel: z.nullish(channel),
  }),
  z.object({
    ...common,
    status: z.literal('FAILED'),
    channel: z.nullish(channel),
    failure: z.nullish(z.object({ reason: text, pgCode: text, pgMessage: text })),
  }),
  // By its channel money is told from a test, so who took some has to name it.
  z.object({ ...common, status: z.enum(['PAID', 'PARTIAL_CANCELLED', 'CANCELLED']), channel }),
]);
type Told = z.output<typeof payment>;

const STATUS = {
  READY: 'READY',
  PENDING: 'PENDING',
  PAY_PENDING: 'PENDING',
  VIRTUAL_ACCOUNT_ISSUED: 'PENDING',
  PAID: 'PAID',
  PARTIAL_CANCELLED: 'PARTIAL_CANCELLED',
  CANCELLED: 'CANCELLED',
  FAILED: 'FAILED',
} as const satisfies Record<Told['status'], GatewayPayment['status']>;

/** @throws UnknownShape when the answer is no payment as PortOne describes it, or another one than `paymentId` */
export function gatewayPaymentOf(answer: unknown, paymentId: string): GatewayPayment {
  const told = readAnswer(payment.check(z.refine(({ id }) => id === paymentId)), answer);
  const cancellations = (told.cancellations ?? []).map(({ status, totalAmount, requestedAt, reason }) => ({
    status,
    amount: totalAmount,
    requestedAt: fromIso(requestedAt),
    reason,
  }));
  return {
    status: STATUS[told.status],
    transactionId: told.transactionId ?? undefined,
    storeId: told.storeId,
    channelKey: told.channel?.key ?? undefined,
    isTest: told.channel?.type === 'TEST',
    currency: told.currency,
    total: told.amount.total,
    cancelled: wentBack(told, cancellations),
    cancellations,
    paidAt: told.paidAt ? fromIso(told.paidAt) : undefined,
    failure: told.status === 'FAILED' ? failureIn(told.failure ?? {}) : undefined,
  };
}

/** A sum that also counts what was only asked for would call money back that is not. */
function wentBack({ status, amount }: Told, cancellations: GatewayPayment['cancellations']): number {
  if (status === 'CANCELLED' || cancellations.length === 0) return amount.cancelled;
  const done = cancellations.reduce((sum, one) => sum + (one.status === 'SUCCEEDED' ? one.amount : 0), 0);
  return Math.min(amount.cancelled, done);
}

function failureIn(failure: { reason?: unknown; pgCode?: unknown; pgMessage?: unknown }): Reason {
  const { reason, pgCode, pgMessage } = failure;
  return reasonOf({ code: pgCode, orElse: 'DECLINED', message: pgMessage || reason });
}

/** A provider's code and words, as far as they are such. @param orElse the code, where the provider has none */
function reasonOf(said: { readonly code: unknown; readonly orElse: string; readonly message: unknown }): Reason {
  const code = typeof said.code === 'string' && /^[\w.-]{1,64}$/.test(said.code) ? said.code : said.orElse;
  const words = typeof said.message === 'string' ? said.message.toWellFormed().trim() : '';
  const message = [...words].slice(0, MESSAGE_CHARACTERS).join('');
  return message === '' ? { code } : { code, message };
}

/** Whether a request for money was a success, is not known (the GET says), or surely took none. */
export type ConfirmAnswer =
  | { readonly outcome: 'approved' | 'unknown' }
  | { readonly outcome: 'refused'; readonly reason: Reason };

/** `asked`: done or under way; `changed`: another amount is left than was said, so read again. */
export type CancelAnswer =
  | { readonly outcome: 'asked' | 'changed' }
  | { readonly outcome: 'refused'; readonly reason: Reason };

/** What a request for money can fail by and surely have taken none. `NOT_ASKED`: it was not even sent. */
const TOOK_NOTHING = [
  'INVALID_PAYMENT_TOKEN',
  'INFORMATION_MISMATCH',
  'INVALID_REQUEST',
  'PAYMENT_NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHORIZED',
  'NOT_ASKED',
];

/**
 * Failures of a request for money by what a buyer or their card did, which tell nothing of the provider's health or of
 * ours. `INFORMATION_MISMATCH` is not one of them: most likely the channel is set up for the other mode.
 */
const BY_THE_BUYER = ['INVALID_PAYMENT_TOKEN', 'PG_PROVIDER', 'ALREADY_PAID'];

export const isFault = (failure: string): boolean => !BY_THE_BUYER.includes(failure);

/** A card's company that says no may have timed out, and taken the money all the same: `PG_PROVIDER` is unknown. */
export function confirmAnswerTo(failure: string): ConfirmAnswer {
  return TOOK_NOTHING.includes(failure) ? { outcome: 'refused', reason: { code: failure } } : { outcome: 'unknown' };
}

/** Refusals of a refund that say somebody was there before. */
const CHANGED = ['PAYMENT_ALREADY_CANCELLED', 'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN'];

/** Those that say nothing of the refund: we were not let in, or there was too much to do. It is asked for again. */
const NOT_HEARD = ['UNAUTHORIZED', 'TOO_MANY_REQUESTS'];

/** How a server names its own troubles. With the SDK's error comes no status to tell them by. */
const TROUBLE =
  /(?:^|_)(?:INTERNAL|SERVER|UNAVAILABLE|TIMEOUT|TIMED_OUT|GATEWAY|MAINTENANCE|UNEXPECTED|UNKNOWN)(?:_|$)/;

/**
 * Any refusal that we do not know, such as `MAX_CANCEL_COUNT_REACHED`, is one that asking again does not change.
 * @returns undefined when nobody knows what came of it
 */
export function cancelAnswerTo(refusal: string, said: object): CancelAnswer | undefined {
  if (CHANGED.includes(refusal)) return { outcome: 'changed' };
  if (NOT_HEARD.includes(refusal) || TROUBLE.test(refusal)) return undefined;
  const { pgCode, pgMessage } = said as { readonly pgCode?: unknown; readonly pgMessage?: unknown };
  return { outcome: 'refused', reason: reasonOf({ code: pgCode, orElse: refusal, message: pgMessage }) };
}
