// What is to be done with a card payment, by what the gateway says of it: the rules of the one worker that settles it.
import type { Krw } from '../shared/money.ts';
import type { CardPayment, Reason } from './domain-card.ts';

/**
 * A payment as the gateway knows it. READY: nothing was taken yet; PENDING: the outcome is open; FAILED: the newest
 * attempt failed.
 */
export interface GatewayPayment {
  readonly status: 'READY' | 'PENDING' | 'PAID' | 'PARTIAL_CANCELLED' | 'CANCELLED' | 'FAILED';
  /** The newest attempt, or the one that was paid. */
  readonly transactionId: string | undefined;
  readonly storeId: string;
  readonly channelKey: string | undefined;
  readonly isTest: boolean;
  readonly currency: string;
  readonly total: Krw;
  /** What went back. */
  readonly cancelled: Krw;
  readonly cancellations: readonly GatewayCancellation[];
  /** Epoch milliseconds. */
  readonly paidAt: number | undefined;
  readonly failure: Reason | undefined;
}

export interface GatewayCancellation {
  readonly status: 'REQUESTED' | 'SUCCEEDED' | 'FAILED';
  readonly amount: Krw;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
  readonly reason: string;
}

/** What a reservation's card payment needs to know of it. */
export interface Order {
  readonly status: string;
  readonly amount: Krw;
  readonly expiresAt: number;
  readonly intentId?: string;
}

/** What money may still pay, or be wanted to: their seats and their amount can have become fewer since it was asked for. */
const PAYABLE = ['PENDING', 'EXPIRED', 'FAILED'];

/** What this deployment takes payments for. */
export interface Shop {
  readonly storeId: string;
  /** Whether only real money counts. */
  readonly live: boolean;
}

/**
 * - `nothing`: it is settled, or somebody else has the next step
 * - `wait`: the gateway does not know yet
 * - `void`, `decline`: no money was taken, and none will be
 * - `give-up`: the reservation ends, as its time to be approved is over; the payment is still looked after
 * - `expire`: its reservation's time is over, which has to be written first
 * - `apply`: the money pays what it is for
 * - `hold-again`: its reservation has ended, and the same seats are wanted for the money
 * - `return`: the money is to go back; `refundAmount` is what is to be back in all
 * - `refund`: ask the gateway for it
 * - `returned`: it is back
 * - `task`: an operator has to bring it on
 * - `report`: the gateway gave money of a ticket back that nobody here asked for
 */
export type SettleStep =
  | { readonly step: 'nothing' | 'wait' | 'void' | 'give-up' | 'expire' }
  | { readonly step: 'decline'; readonly reason: Reason }
  | { readonly step: 'apply' | 'hold-again'; readonly paidAt: number }
  | { readonly step: 'return'; readonly reason: Reason; readonly refundAmount: Krw; readonly paidAt: number }
  | { readonly step: 'refund'; readonly amount: Krw; readonly cancellable: Krw }
  | { readonly step: 'returned'; readonly refundedAmount: Krw; readonly reason?: Reason }
  | { readonly step: 'task'; readonly reason: Reason }
  | { readonly step: 'report'; readonly returned: Krw };

/** For so long the gateway may still take money that it has under way. */
const GATEWAY_LIMIT_MS = 86_400_000;
/** For so long after its time money may be taken of which the gateway shows nothing. What comes later pays, or goes back. */
const UNTAKEN_MS = 15 * 60_000;
/** For so long after a refund became due the gateway may not show yet that the money was taken. */
const UNSEEN_MS = 10 * 60_000;
/** By how much the gateway's clock may be behind ours. */
const SKEW_MS = 60_000;
/** A task for the want of something to give back; it ends when there is. */
const NOT_PAID = 'NOT_PAID';

export interface SettleFacts {
  readonly payment: CardPayment;
  /** Undefined when the gateway knows no such payment: nobody opened the checkout. */
  readonly theirs: GatewayPayment | undefined;
  /** Undefined for a charge. */
  readonly order: Order | undefined;
  /** The gateway's answer to this worker's own request for the money, when that said for certain that it took none. */
  readonly refused?: Reason;
  /** Whether that answer was that it took the money: what it shows may be older than that. */
  readonly approved?: boolean;
  /** Whether an operator wants the refund asked for although the gateway refused one. */
  readonly forced?: boolean;
}

export function decideSettle(facts: SettleFacts, shop: Shop, now: number): SettleStep {
  const { payment, theirs } = facts;
  switch (payment.status) {
    case 'CANCELLED':
      return { step: 'nothing' };
    case 'APPLIED':
      return theirs && theirs.cancelled > 0 ? { step: 'report', returned: theirs.cancelled } : { step: 'nothing' };
    case 'CANCELLING':
      return decideRefund(facts, now);
    case 'OPEN':
    case 'CONFIRMING':
    case 'FAILED':
    case 'VOID':
      return wasTaken(theirs) ? decideTaken(payment, theirs, facts.order, shop, now) : decideUntaken(facts, now);
    default:
      return payment.status satisfies never;
  }
}

type Taken = GatewayPayment & { readonly status: 'PAID' | 'PARTIAL_CANCELLED' | 'CANCELLED' };

function wasTaken(theirs: GatewayPayment | undefined): theirs is Taken {
  return theirs?.status === 'PAID' || theirs?.status === 'PARTIAL_CANCELLED' || theirs?.status === 'CANCELLED';
}

/** What is wrong with money that was taken: it is then worth nothing to us, and goes back. */
export function mismatchOf(
  { amount, channelKey }: CardPayment,
  theirs: GatewayPayment,
  shop: Shop,
): string | undefined {
  if (theirs.storeId !== shop.storeId) return 'STORE_MISMATCH';
  if (theirs.channelKey !== undefined && theirs.channelKey !== channelKey) return 'CHANNEL_MISMATCH';
  if (shop.live && theirs.isTest) return 'TEST_PAYMENT';
  if (theirs.currency !== 'KRW') return 'CURRENCY_MISMATCH';
  return theirs.total === amount ? undefined : 'AMOUNT_MISMATCH';
}

/** Somebody gave it back at the gateway, or is about to: no ticket is for such money. */
function isGoingBack({ status, cancelled, cancellations }: Taken): boolean {
  return status !== 'PAID' || cancelled > 0 || cancellations.some((one) => one.status === 'REQUESTED');
}

function decideTaken(
  payment: CardPayment,
  theirs: Taken,
  order: Order | undefined,
  shop: Shop,
  now: number,
): SettleStep {
  const paidAt = theirs.paidAt ?? now;
  const back = (code: string): SettleStep => {
    const reason = { code };
    if (theirs.status === 'CANCELLED') return { step: 'returned', refundedAmount: theirs.cancelled, reason };
    return { step: 'return', reason, refundAmount: theirs.total, paidAt };
  };
  const mismatch = mismatchOf(payment, theirs, shop);
  if (mismatch !== undefined) return back(mismatch);
  if (isGoingBack(theirs)) return back('CANCELLED_AT_GATEWAY');
  // Also after it was declined, whatever its day has come to: limits are for the time before money moves.
  if (payment.purpose === 'CHARGE') return { step: 'apply', paidAt };
  if (order && PAYABLE.includes(order.status) && order.amount !== payment.amount) return back('AMOUNT_CHANGED');
  switch (order?.status) {
    case 'PENDING':
      return order.expiresAt > now ? { step: 'apply', paidAt } : { step: 'expire' };
    case 'PAYING':
      return order.intentId === payment.paymentId ? { step: 'apply', paidAt } : back('ALREADY_PAID');
    case 'EXPIRED':
    case 'FAILED':
      return { step: 'hold-again', paidAt };
    case 'CANCELLED':
      return back('GIVEN_UP');
    case 'PAID':
    case 'CONFIRMED':
      return back('ALREADY_PAID');
    default:
      return back('SEAT_GONE');
  }
}

function decideUntaken({ payment, theirs, order, refused, approved }: SettleFacts, now: number): SettleStep {
  const { status, purpose, paymentId, payingUntil = 0, expiresAt } = payment;
  if (status === 'FAILED' || status === 'VOID') return { step: 'nothing' };
  if (status === 'OPEN') {
    const isLive = purpose === 'CHARGE' ? expiresAt > now : order?.status === 'PENDING' && order.expiresAt > now;
    const isCurrent = purpose === 'CHARGE' || order?.intentId === paymentId;
    // Another payment is tried: should that fail, this one is not asked for again either.
    return isLive && isCurrent ? { step: 'nothing' } : { step: 'void' };
  }
  if (approved && payingUntil > now) return { step: 'wait' };
  if (theirs?.status === 'FAILED' && isOurs(payment, theirs, now)) {
    return { step: 'decline', reason: theirs.failure ?? { code: 'DECLINED' } };
  }
  if (refused) return { step: 'decline', reason: refused };
  if (payingUntil > now) return { step: 'wait' };
  if (order?.status === 'PAYING' && order.intentId === paymentId) return { step: 'give-up' };
  const limitMs = theirs?.status === 'PENDING' ? GATEWAY_LIMIT_MS : UNTAKEN_MS;
  return payingUntil + limitMs > now ? { step: 'nothing' } : { step: 'decline', reason: NEVER_APPROVED };
}

/**
 * Whether the attempt that the gateway shows is the one that was confirmed: a window that the buyer opened once more says
 * nothing of that. Where we were not told which one it was, it is taken for another while ours may be under way.
 */
function isOurs({ txId, payingUntil = 0 }: CardPayment, { transactionId }: GatewayPayment, now: number): boolean {
  if (transactionId === undefined) return true;
  return txId === undefined ? payingUntil <= now : transactionId === txId;
}

/** Why a payment failed of which the gateway never knew the outcome. */
export const NEVER_APPROVED: Reason = { code: 'NOT_APPROVED_IN_TIME' };

/** Nothing is asked for twice: what the gateway has of it, under way or failed, comes first. */
function decideRefund({ payment, theirs, forced = false }: SettleFacts, now: number): SettleStep {
  const { refundAmount = payment.amount, refundSince = payment.createdAt, task } = payment;
  if (!wasTaken(theirs)) {
    const mayBeSeen = refundSince + UNSEEN_MS > now;
    return task || mayBeSeen ? { step: 'nothing' } : { step: 'task', reason: { code: NOT_PAID } };
  }
  const { status, total, cancelled, cancellations } = theirs;
  const isBack = status === 'CANCELLED' || cancelled >= Math.min(refundAmount, total);
  if (isBack) return { step: 'returned', refundedAmount: cancelled };
  const isLeft = task !== undefined && task.code !== NOT_PAID && !forced;
  if (isLeft || cancellations.some((one) => one.status === 'REQUESTED')) return { step: 'nothing' };
  if (cancelled > 0) return { step: 'task', reason: { code: 'PARTLY_CANCELLED' } };
  // What somebody tried before the refund was due says nothing of it.
  const failed = cancellations.some((one) => one.status === 'FAILED' && one.requestedAt >= refundSince - SKEW_MS);
  if (failed && !forced) return { step: 'task', reason: { code: 'REFUND_FAILED' } };
  return { step: 'refund', amount: Math.min(refundAmount, total), cancellable: total };
}
