// Takes the money of a card that the buyer authenticated, with the faults of a bad day.
// https://developers.portone.io/opi/ko/extra/manual-confirm/readme-v2; the company's codes are those of
// https://docs.tosspayments.com/reference/error-codes
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfirmedPaymentSummary } from '@portone/server-sdk/payment';
import type { Context } from 'hono';
import { pgTxIdOf } from './card-view.ts';
import {
  type Attempt,
  type ConfirmAsked,
  captured,
  capturing,
  decideConfirm,
  type Failure,
  failed,
  paidOf,
} from './cards.ts';
import type { Env } from './env.ts';
import { type ErrorType, refuse } from './errors.ts';
import { brokenDown, type ConfirmFault, confirmFault, DEFAULT_MS, dropped } from './faults.ts';
import { later, move, type State } from './state.ts';
import { announce } from './webhooks.ts';

/** As a card's company says it. */
export const DECLINED: Failure = {
  reason: '카드사에서 승인을 거절했습니다',
  pgCode: 'REJECT_CARD_COMPANY',
  pgMessage: '결제 승인이 거절되었습니다',
};

const BUSY = { pgCode: 'ALREADY_PROCESSED_PAYMENT', pgMessage: '이미 처리 중인 결제입니다' };

const MESSAGES: Partial<Record<ErrorType, string>> = {
  PAYMENT_NOT_FOUND: '결제 건이 존재하지 않습니다',
  ALREADY_PAID: '결제가 이미 완료되었습니다',
  INVALID_PAYMENT_TOKEN: '유효하지 않은 결제 토큰입니다',
  INFORMATION_MISMATCH: '정보가 일치하지 않습니다',
};

type Asked = ConfirmAsked & { readonly paymentId: string };

export async function confirm(c: Context<Env>, state: State, asked: Asked): Promise<Response> {
  const { paymentId } = asked;
  const known = state.cards.get(paymentId);
  if (known) move(state, paymentId, (card) => ({ ...card, confirms: card.confirms + 1 }));
  const decided = decideConfirm(known, asked);
  if (decided === 'BUSY') return refuseAsProvider(c, BUSY);
  if (typeof decided === 'string') return refuse(c, decided, MESSAGES[decided] ?? '');
  const fault = confirmFault(state.faults, c.req.path);
  if (decided.declines || fault?.kind === 'confirm-declined') {
    return decline(c, state, { paymentId, attempt: decided, fault });
  }
  return fault ? confirmBadly(c, state, { paymentId, attempt: decided, fault }) : take(c, state, paymentId, decided);
}

/** The money is taken, and the shop told. */
export function capture(state: State, paymentId: string, txId: string, total?: number): boolean {
  // Everything may have been forgotten while the money was under way.
  if (!state.cards.has(paymentId)) return false;
  const card = move(state, paymentId, (before) => captured(before, txId, Date.now(), total));
  const isPaid = paidOf(card)?.txId === txId;
  if (isPaid) announce(state, { paymentId, type: 'Transaction.Paid', transactionId: txId });
  return isPaid;
}

export function fail(state: State, paymentId: string, txId: string, failure: Failure): void {
  move(state, paymentId, (card) => failed(card, txId, failure, Date.now()));
  announce(state, { paymentId, type: 'Transaction.Failed', transactionId: txId });
}

interface Taking {
  readonly paymentId: string;
  readonly attempt: Attempt;
  readonly fault: ConfirmFault;
}

async function confirmBadly(c: Context<Env>, state: State, { paymentId, attempt, fault }: Taking): Promise<Response> {
  const { txId } = attempt;
  const ms = fault.ms ?? DEFAULT_MS;
  switch (fault.kind) {
    case 'confirm-slow':
      move(state, paymentId, (card) => capturing(card, txId));
      await sleep(ms);
      return take(c, state, paymentId, attempt);
    case 'confirm-500-before':
      return brokenDown();
    case 'confirm-500-after':
      capture(state, paymentId, txId);
      return brokenDown();
    case 'confirm-dropped':
      capture(state, paymentId, txId);
      return dropped(c);
    case 'confirm-late':
      move(state, paymentId, (card) => capturing(card, txId));
      later(state, ms, () => capture(state, paymentId, txId));
      return brokenDown();
    case 'confirm-declined':
      return decline(c, state, { paymentId, attempt, fault });
    default:
      return fault.kind satisfies never;
  }
}

function take(c: Context<Env>, state: State, paymentId: string, { txId }: Attempt): Response {
  if (!capture(state, paymentId, txId)) return refuse(c, 'ALREADY_PAID', MESSAGES.ALREADY_PAID ?? '');
  const summary: ConfirmedPaymentSummary = { pgTxId: pgTxIdOf(txId), paidAt: new Date().toISOString() };
  return c.json(summary);
}

function decline(
  c: Context<Env>,
  state: State,
  { paymentId, attempt, fault }: Omit<Taking, 'fault'> & { readonly fault: ConfirmFault | undefined },
): Response {
  const { pgCode = DECLINED.pgCode, pgMessage = DECLINED.pgMessage } = fault ?? {};
  fail(state, paymentId, attempt.txId, { ...DECLINED, pgCode, pgMessage });
  return refuseAsProvider(c, { pgCode, pgMessage });
}

export function refuseAsProvider(c: Context<Env>, said: { readonly pgCode: string; readonly pgMessage: string }) {
  const { pgCode, pgMessage } = said;
  return refuse(c, 'PG_PROVIDER', 'PG사에서 오류를 전달했습니다', { pgCode, pgMessage });
}
