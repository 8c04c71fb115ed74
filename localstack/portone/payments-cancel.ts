// Gives money of a card back, at once or later, with the faults of a bad day.
// https://developers.portone.io/opi/ko/integration/cancel/v2/readme
import { randomUUID } from 'node:crypto';
import type { CancelPaymentResponse } from '@portone/server-sdk/payment';
import type { Context } from 'hono';
import { cancellationView, viewOf } from './card-view.ts';
import { type CancelAsked, type Cancellation, cancellationEnded, cancelling, decideCancel, shownOf } from './cards.ts';
import type { Env } from './env.ts';
import { type ErrorType, refuse } from './errors.ts';
import { brokenDown, cancelFault, dropped } from './faults.ts';
import { refuseAsProvider } from './payments-confirm.ts';
import { later, move, type State } from './state.ts';
import { announce } from './webhooks.ts';

const REFUSED = { pgCode: 'NOT_CANCELABLE_PAYMENT', pgMessage: '취소할 수 없는 결제입니다' };

const MESSAGES: Partial<Record<ErrorType, string>> = {
  PAYMENT_NOT_FOUND: '결제 건이 존재하지 않습니다',
  PAYMENT_NOT_PAID: '결제가 완료되지 않았습니다',
  PAYMENT_ALREADY_CANCELLED: '결제가 이미 취소되었습니다',
  CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN: '취소 가능 잔액 검증에 실패했습니다',
  CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT: '결제 취소 금액이 취소 가능 금액을 초과했습니다',
};

type Asked = CancelAsked & { readonly paymentId: string; readonly reason: string; readonly skipWebhook: boolean };

export function cancel(c: Context<Env>, state: State, asked: Asked): Response {
  const { paymentId, reason, skipWebhook } = asked;
  const known = state.cards.get(paymentId);
  if (known) move(state, paymentId, (card) => ({ ...card, cancels: card.cancels + 1 }));
  const decided = decideCancel(known, asked);
  if (typeof decided === 'string') return refuse(c, decided, MESSAGES[decided] ?? '');
  const fault = cancelFault(state.faults, c.req.path);
  if (fault?.kind === 'cancel-refused') {
    const { pgCode = REFUSED.pgCode, pgMessage = REFUSED.pgMessage } = fault;
    return refuseAsProvider(c, { pgCode, pgMessage });
  }
  const id = request(state, { paymentId, reason, amount: decided.amount, trigger: 'API' });
  const kind = fault?.kind;
  switch (kind) {
    case 'cancel-pending':
    case 'cancel-failed': {
      tell(state, paymentId, 'Transaction.CancelPending', id, skipWebhook);
      const outcome = kind === 'cancel-pending' ? 'SUCCEEDED' : 'FAILED';
      if (fault?.ms !== undefined) later(state, fault.ms, () => end(state, { paymentId, id, outcome }));
      return answer(c, state, paymentId, id);
    }
    case 'cancel-500-after':
      end(state, { paymentId, id, outcome: 'SUCCEEDED', skipWebhook });
      return brokenDown();
    case 'cancel-dropped':
      end(state, { paymentId, id, outcome: 'SUCCEEDED', skipWebhook });
      return dropped(c);
    case undefined:
      end(state, { paymentId, id, outcome: 'SUCCEEDED', skipWebhook });
      return answer(c, state, paymentId, id);
    default:
      return kind satisfies never;
  }
}

/** Cancels as somebody does in the console, of which the shop's server knows nothing. @returns why not, if so */
export function cancelHere(state: State, paymentId: string, amount: number | undefined): ErrorType | undefined {
  const decided = decideCancel(state.cards.get(paymentId), { amount });
  if (typeof decided === 'string') return decided;
  const id = request(state, { paymentId, reason: '콘솔에서 취소', amount: decided.amount, trigger: 'CONSOLE' });
  end(state, { paymentId, id, outcome: 'SUCCEEDED' });
  return undefined;
}

/** Ends what is only requested of a payment. @returns how many cancellations */
export function endAll(state: State, paymentId: string, outcome: 'SUCCEEDED' | 'FAILED'): number {
  const pending = requestedOf(state, paymentId);
  for (const { id } of pending) end(state, { paymentId, id, outcome });
  return pending.length;
}

const requestedOf = (state: State, paymentId: string): readonly Cancellation[] =>
  (state.cards.get(paymentId)?.cancellations ?? []).filter(({ status }) => status === 'REQUESTED');

function request(
  state: State,
  asked: Pick<Cancellation, 'amount' | 'reason' | 'trigger'> & { readonly paymentId: string },
): string {
  const { paymentId, ...what } = asked;
  const id = randomUUID();
  move(state, paymentId, (card) => cancelling(card, { id, ...what, requestedAt: Date.now() }));
  return id;
}

function end(
  state: State,
  ending: {
    readonly paymentId: string;
    readonly id: string;
    readonly outcome: 'SUCCEEDED' | 'FAILED';
    readonly skipWebhook?: boolean;
  },
): void {
  const { paymentId, id, outcome: status, skipWebhook = false } = ending;
  // It may have been ended by hand before its time.
  if (!requestedOf(state, paymentId).some((each) => each.id === id)) return;
  const card = move(state, paymentId, (before) => cancellationEnded(before, id, { status, at: Date.now() }));
  // That a cancellation failed, no webhook says.
  if (status === 'FAILED') return;
  const isWhole = viewOf(card)?.status === 'CANCELLED';
  tell(state, paymentId, isWhole ? 'Transaction.Cancelled' : 'Transaction.PartialCancelled', id, skipWebhook);
}

function tell(
  state: State,
  paymentId: string,
  type: 'Transaction.CancelPending' | 'Transaction.PartialCancelled' | 'Transaction.Cancelled',
  cancellationId: string,
  skipWebhook: boolean,
): void {
  const card = state.cards.get(paymentId);
  const transactionId = card && shownOf(card)?.txId;
  if (skipWebhook || transactionId === undefined) return;
  announce(state, { paymentId, type, transactionId, cancellationId });
}

function answer(c: Context<Env>, state: State, paymentId: string, id: string): Response {
  const cancellation = state.cards.get(paymentId)?.cancellations.find((each) => each.id === id);
  if (!cancellation) return brokenDown();
  const response: CancelPaymentResponse = { cancellation: cancellationView(cancellation) };
  return c.json(response);
}
