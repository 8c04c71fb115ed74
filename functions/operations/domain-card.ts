// The card payments of an order, as its journey tells of them.
import { unpackCause } from '../shared/event.ts';
import type { Krw } from '../shared/money.ts';
import { causeOf, type LogEntry } from '../shared/outbox.ts';
import type { Step } from './domain-journey.ts';

/** What a journey needs to know of a card payment. Times are epoch milliseconds. */
export interface Card {
  readonly paymentId: string;
  /** What it pays, and what it was meant for, where that had ended. */
  readonly reservationId?: string;
  readonly insteadOf?: string;
  readonly amount: Krw;
  readonly status: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the gateway was asked for the money. */
  readonly confirmingSince?: number;
  /** When the gateway took it. */
  readonly paidAt?: number;
  readonly reason?: Why;
  readonly refundAmount?: Krw;
  readonly refundedAmount?: Krw;
  /** Why an operator has to bring its refund on. */
  readonly task?: Why & { readonly since: number };
  /** Which operator saw to it that the money went back without the gateway, and how. */
  readonly closed?: { readonly by: string; readonly note: string; readonly at: number };
  /** A packed cause. */
  readonly cause: string;
  readonly log: readonly LogEntry[];
}

interface Why {
  readonly code: string;
  readonly message?: string;
}

export const cardEventOf = ({ paymentId }: Card, { v, type }: LogEntry) => `payment/${paymentId}/${v}/${type}`;

/** Its states with their times, and its events. */
export function stepsOfCard(card: Card): Step[] {
  const { paymentId, amount, status, createdAt, updatedAt, confirmingSince, paidAt, reason, task, closed, log } = card;
  const step = (at: number, what: string, detail: Step['detail'] = {}): Step => {
    return { at, source: 'payment', service: 'payments', what, detail: { paymentId, ...detail } };
  };
  const isUnpaid = status === 'FAILED' || status === 'VOID';
  return [
    step(createdAt, 'OPEN', { amount, ...movedOf(card), ...unpackCause(card.cause) }),
    ...(confirmingSince === undefined ? [] : [step(confirmingSince, 'CONFIRMING')]),
    ...(paidAt === undefined ? [] : [step(paidAt, 'CAPTURED', { amount })]),
    ...(isUnpaid ? [step(updatedAt, status, saidOf(reason))] : []),
    ...log.map((entry) => step(entry.at, entry.type, { version: entry.v, ...toldOf(card, entry), ...causeOf(entry) })),
    ...(task ? [step(task.since, 'REFUND_TASK', saidOf(task))] : []),
    ...(closed ? [step(closed.at, 'REFUND_CLOSED', { by: closed.by, note: closed.note })] : []),
  ];
}

function movedOf({ reservationId, insteadOf }: Card): Step['detail'] {
  if (reservationId === undefined || insteadOf === undefined) return {};
  return { reservationId, insteadOf };
}

function toldOf({ reason, refundAmount, refundedAmount }: Card, entry: LogEntry): Step['detail'] {
  switch (entry.type) {
    case 'RefundRequested':
      return { ...(refundAmount === undefined ? {} : { refundAmount }), ...saidOf(reason) };
    case 'PaymentRefunded':
      return refundedAmount === undefined ? {} : { refundedAmount };
    default:
      return entry.reason === undefined ? {} : { reason: entry.reason };
  }
}

function saidOf(why: Why | undefined): Step['detail'] {
  if (!why) return {};
  return { reason: why.code, ...(why.message === undefined ? {} : { message: why.message }) };
}
