// The rules of paying: what a payment of a reservation comes to, decided before any money moves.
import type { Krw } from '../shared/money.ts';

/** What paying needs to know of a reservation. */
export interface Payable {
  readonly userId: string;
  readonly concertId: string;
  readonly status: string;
  readonly amount: Krw;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The wallet line that paid it, once paid. */
  readonly walletVersion?: number;
  /** Whether a short balance ends it. */
  readonly releaseIfShort?: true;
  /** Why the last payment failed. */
  readonly lastFailure?: string;
}

export interface PayCommand {
  readonly userId: string;
  /** The concert that the buyer's place in line is for. */
  readonly concertId: string;
  /** What the buyer believes it costs, if they said so. */
  readonly amount: Krw | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `released`: a short balance has ended it before, and while it is short the answer is the same. */
export type PayDecision<R extends Payable> =
  | { readonly decision: 'pay' | 'INSUFFICIENT_BALANCE' | 'released'; readonly seen: R }
  | { readonly decision: 'answer-again'; readonly walletVersion: number }
  | { readonly decision: 'AMOUNT_CHANGED'; readonly amount: Krw }
  | { readonly decision: 'RESERVATION_NOT_FOUND' | 'OTHER_CONCERT' | 'RESERVATION_EXPIRED' };

/** Why a payment failed whose wallet had too little. */
export const SHORT = 'INSUFFICIENT_BALANCE';

/** Whose it is comes first, then its time, and the balance last (410 before 400: data-model, "Pay from the wallet"). */
export function decidePay<R extends Payable>(seen: R | undefined, balance: Krw, command: PayCommand): PayDecision<R> {
  if (seen === undefined || seen.userId !== command.userId) return { decision: 'RESERVATION_NOT_FOUND' };
  if (seen.concertId !== command.concertId) return { decision: 'OTHER_CONCERT' };
  const { status, amount, expiresAt, walletVersion, releaseIfShort, lastFailure } = seen;
  // Who charged since then would be told that enough is too little: for them the hold is over.
  const isReleased = status === 'FAILED' && releaseIfShort && lastFailure === SHORT && balance < amount;
  if (isReleased) return { decision: 'released', seen };
  const live = status === 'PENDING' && expiresAt > command.now;
  const paid = (status === 'PAID' || status === 'CONFIRMED') && walletVersion !== undefined;
  if (!live && !paid) return { decision: 'RESERVATION_EXPIRED' };
  if (command.amount !== undefined && command.amount !== amount) return { decision: 'AMOUNT_CHANGED', amount };
  if (paid) return { decision: 'answer-again', walletVersion };
  return { decision: balance < amount ? 'INSUFFICIENT_BALANCE' : 'pay', seen };
}

/** What became of a reservation's payment. */
export interface PaymentState {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'REFUNDED';
  readonly reason?: string;
}

/** A payment has no item of its own, the reservation tells; undefined when none was tried. */
export function paymentOf(reservation: {
  readonly status: string;
  readonly paymentId?: string;
  readonly lastFailure?: string;
}): PaymentState | undefined {
  const { status, paymentId, lastFailure } = reservation;
  if (paymentId === undefined) return lastFailure === undefined ? undefined : { status: 'FAILED', reason: lastFailure };
  if (status === 'REFUNDED') return { status: 'REFUNDED', reason: 'SEAT_LOST' };
  return { status: status === 'CANCELLED' ? 'CANCELLED' : 'COMPLETED' };
}
