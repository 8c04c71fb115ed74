// Card payments as PortOne has them: attempts, one of which may be paid, and cancellations of that one. Pure.
// Errors and their meaning: https://developers.portone.io/api/rest-v2/payment, "confirm" and "cancel".
import type { ErrorType } from './errors.ts';

/** What was tried under a payment's id; PortOne's transaction. Every time is epoch milliseconds. */
export interface Attempt {
  readonly txId: string;
  /** OPEN: the window is; AUTHENTICATED: waits to be confirmed; CAPTURING: the money is under way. */
  readonly state: 'OPEN' | 'AUTHENTICATED' | 'CAPTURING' | 'PAID' | 'FAILED';
  readonly channelKey: string;
  readonly orderName: string;
  readonly currency: string;
  readonly total: number;
  readonly paymentToken?: string;
  /** Whether the card's company will decline when it is confirmed. */
  readonly declines?: boolean;
  readonly failure?: Failure;
  readonly requestedAt: number;
  /** When it was paid, or failed. */
  readonly endedAt?: number;
}

export interface Failure {
  readonly reason: string;
  readonly pgCode: string;
  readonly pgMessage: string;
}

export interface Cancellation {
  readonly id: string;
  readonly status: 'REQUESTED' | 'SUCCEEDED' | 'FAILED';
  readonly amount: number;
  readonly reason: string;
  readonly trigger: 'API' | 'CONSOLE';
  readonly requestedAt: number;
  /** When it succeeded or failed. */
  readonly endedAt?: number;
}

export interface Card {
  readonly paymentId: string;
  /** What the server said may be paid under this id. */
  readonly registered?: { readonly total?: number | undefined; readonly currency?: string | undefined };
  /** The oldest first. */
  readonly attempts: readonly Attempt[];
  readonly cancellations: readonly Cancellation[];
  /** How often the server asked for the money, and for a cancellation. */
  readonly confirms: number;
  readonly cancels: number;
}

export const newCard = (paymentId: string): Card => ({
  paymentId,
  attempts: [],
  cancellations: [],
  confirms: 0,
  cancels: 0,
});

export const paidOf = ({ attempts }: Card): Attempt | undefined => attempts.find(({ state }) => state === 'PAID');

/** The attempt that a payment shows: the one that was paid, or else the newest. */
export const shownOf = (card: Card): Attempt | undefined => paidOf(card) ?? card.attempts.at(-1);

const sumOf = ({ cancellations }: Card, status: Cancellation['status']): number =>
  cancellations.reduce((sum, each) => sum + (each.status === status ? each.amount : 0), 0);

export const returnedOf = (card: Card): number => sumOf(card, 'SUCCEEDED');
export const returningOf = (card: Card): number => sumOf(card, 'REQUESTED');

/** What can still be cancelled: what is requested is not there any more. */
const cancellableOf = (card: Card): number => (paidOf(card)?.total ?? 0) - returnedOf(card) - returningOf(card);

/** Why a window does not open. */
export type Refused = 'ALREADY_PAID' | 'AMOUNT_MISMATCH' | 'CURRENCY_MISMATCH';

/** The window may open only over what was registered before. @param asked what the browser said */
export function refusedToOpen(
  card: Card,
  { total, currency }: { readonly total: number; readonly currency: string },
): Refused | undefined {
  if (paidOf(card)) return 'ALREADY_PAID';
  if (card.registered?.total !== undefined && card.registered.total !== total) return 'AMOUNT_MISMATCH';
  if (card.registered?.currency !== undefined && card.registered.currency !== currency) return 'CURRENCY_MISMATCH';
  return undefined;
}

/** A window was opened: one more attempt. */
export function opened(card: Card, attempt: Omit<Attempt, 'state'>): Card {
  return { ...card, attempts: [...card.attempts, { ...attempt, state: 'OPEN' }] };
}

function changed(card: Card, txId: string, change: Partial<Attempt>): Card {
  return { ...card, attempts: card.attempts.map((each) => (each.txId === txId ? { ...each, ...change } : each)) };
}

/** The person proved in the window that the card is theirs. @param by `total`: what they did so for */
export function authenticated(
  card: Card,
  txId: string,
  by: { readonly paymentToken: string; readonly total: number; readonly declines: boolean },
): Card {
  return changed(card, txId, { state: 'AUTHENTICATED', ...by });
}

/** The money is under way: nobody can ask for it once more. */
export function capturing(card: Card, txId: string): Card {
  return changed(card, txId, { state: 'CAPTURING' });
}

/** The money is taken, if it was not by another attempt. */
export function captured(card: Card, txId: string, at: number, total?: number): Card {
  if (paidOf(card)) return card;
  return changed(card, txId, { state: 'PAID', endedAt: at, ...(total === undefined ? {} : { total }) });
}

export function failed(card: Card, txId: string, failure: Failure, at: number): Card {
  return changed(card, txId, { state: 'FAILED', failure, endedAt: at });
}

/** What the server sends to confirm; what it leaves out is not checked. */
export interface ConfirmAsked {
  readonly paymentToken: string;
  readonly txId?: string | undefined;
  readonly currency?: string | undefined;
  readonly totalAmount?: number | undefined;
  readonly isTest?: boolean | undefined;
}

/** @returns the attempt to take the money of, or why not */
export function decideConfirm(card: Card | undefined, asked: ConfirmAsked): Attempt | ErrorType | 'BUSY' {
  if (!card || card.attempts.length === 0) return 'PAYMENT_NOT_FOUND';
  if (paidOf(card)) return 'ALREADY_PAID';
  const attempt = card.attempts.find(({ paymentToken }) => paymentToken === asked.paymentToken);
  if (attempt?.state === 'CAPTURING') return 'BUSY';
  if (attempt?.state !== 'AUTHENTICATED') return 'INVALID_PAYMENT_TOKEN';
  const { txId, currency, total } = attempt;
  const differs = (said: unknown, is: unknown) => said !== undefined && said !== is;
  const mismatch =
    differs(asked.txId, txId) ||
    differs(asked.currency, currency) ||
    differs(asked.totalAmount, total) ||
    // The stand-in's channels are test channels.
    differs(asked.isTest, true);
  return mismatch ? 'INFORMATION_MISMATCH' : attempt;
}

export interface CancelAsked {
  /** Without it, all that is left. */
  readonly amount?: number | undefined;
  /** What the server believes to be left. */
  readonly currentCancellableAmount?: number | undefined;
}

/** @returns how much goes back, or why nothing does */
export function decideCancel(card: Card | undefined, asked: CancelAsked): { readonly amount: number } | ErrorType {
  if (!card || card.attempts.length === 0) return 'PAYMENT_NOT_FOUND';
  if (!paidOf(card)) return 'PAYMENT_NOT_PAID';
  const left = cancellableOf(card);
  if (left === 0) return 'PAYMENT_ALREADY_CANCELLED';
  const { amount = left, currentCancellableAmount = left } = asked;
  if (currentCancellableAmount !== left) return 'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN';
  return amount > left ? 'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT' : { amount };
}

export function cancelling(card: Card, cancellation: Omit<Cancellation, 'status'>): Card {
  return { ...card, cancellations: [...card.cancellations, { ...cancellation, status: 'REQUESTED' }] };
}

/** A requested cancellation comes to its end. */
export function cancellationEnded(
  card: Card,
  id: string,
  { status, at: endedAt }: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly at: number },
): Card {
  const cancellations = card.cancellations.map((each) =>
    each.id === id && each.status === 'REQUESTED' ? { ...each, status, endedAt } : each,
  );
  return { ...card, cancellations };
}
