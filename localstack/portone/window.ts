// The window of a card's checkout: opened over what the server registered, and played by a person or a test.
import { randomBytes, randomUUID } from 'node:crypto';
import { DIRECT_CHANNEL_KEY } from './account.ts';
import { type Attempt, authenticated, type Failure, opened, type Refused, refusedToOpen } from './cards.ts';
import type { CheckoutAnswer, HowPaid } from './checkout.ts';
import { capture, fail } from './payments-confirm.ts';
import { move, type State } from './state.ts';
import { announce } from './webhooks.ts';

/** What the browser says; `currency` without the prefix that its SDK also takes. */
export interface WindowAsked {
  readonly paymentId: string;
  readonly channelKey: string;
  readonly orderName: string;
  /** In won. */
  readonly total: number;
  readonly currency: string;
}

/** A company's words, by its codes: https://docs.tosspayments.com/reference/error-codes */
const FAILURES = {
  refuse: {
    reason: '결제창에서 카드가 거절되었습니다',
    pgCode: 'PAY_PROCESS_ABORTED',
    pgMessage: '결제가 진행 중에 중단되었습니다',
  },
  close: {
    reason: '구매자가 결제를 취소했습니다',
    pgCode: 'PAY_PROCESS_CANCELED',
    pgMessage: '구매자가 결제를 취소했습니다',
  },
} as const satisfies Record<string, Failure>;

const REFUSED: Record<Refused, string> = {
  ALREADY_PAID: '이미 결제된 건입니다',
  AMOUNT_MISMATCH: '사전 등록한 금액과 다릅니다',
  CURRENCY_MISMATCH: '사전 등록한 통화와 다릅니다',
};

/** @returns the attempt that the window is, or why it does not open */
export function openWindow(state: State, asked: WindowAsked): Attempt | Refused {
  const { paymentId, total, ...what } = asked;
  const known = state.cards.get(paymentId);
  const refused = known && refusedToOpen(known, asked);
  if (refused) return refused;
  const newest = known?.attempts.at(-1);
  // Looking at the page once more is no new attempt.
  if (newest?.state === 'OPEN' && newest.total === total && newest.channelKey === asked.channelKey) return newest;
  const attempt = { txId: randomUUID(), ...what, total, requestedAt: Date.now() };
  move(state, paymentId, (card) => opened(card, attempt));
  announce(state, { paymentId, type: 'Transaction.Ready', transactionId: attempt.txId });
  return { ...attempt, state: 'OPEN' };
}

/** Opens the window, and does in it what was asked. @returns what the browser's SDK does; no txId when it did not open */
export function playWindow(state: State, asked: WindowAsked, how: HowPaid): CheckoutAnswer {
  const { paymentId } = asked;
  const attempt = openWindow(state, asked);
  const answer = { transactionType: 'PAYMENT', paymentId } as const;
  if (typeof attempt === 'string') return { ...answer, txId: '', code: attempt, message: REFUSED[attempt] };
  const { txId } = attempt;
  const { paidAmount = asked.total } = how;
  const chosen = how.action ?? 'pay';
  // Without manual approval, what is authenticated is paid.
  const action = chosen === 'pay' && asked.channelKey === DIRECT_CHANNEL_KEY ? 'capture' : chosen;
  switch (action) {
    case 'pay':
    case 'decline': {
      const paymentToken = randomBytes(24).toString('base64url');
      const by = { paymentToken, total: paidAmount, declines: action === 'decline' };
      move(state, paymentId, (card) => authenticated(card, txId, by));
      return { ...answer, txId, paymentToken };
    }
    case 'capture':
      capture(state, paymentId, txId, paidAmount);
      return { ...answer, txId };
    case 'refuse':
    case 'close': {
      const { reason: message, pgCode, pgMessage } = FAILURES[action];
      fail(state, paymentId, txId, FAILURES[action]);
      return { ...answer, txId, code: 'FAILURE_TYPE_PG', message, pgCode, pgMessage };
    }
    default:
      return action satisfies never;
  }
}
