// What operators see of card payments and mend: refunds that the gateway refused, and the days' reports.
import { jitter } from '../shared/aws.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { fromCursor, pageSize, toPage } from '../shared/cursor.ts';
import type { Cause } from '../shared/event.ts';
import { log } from '../shared/log.ts';
import type { Krw } from '../shared/money.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { fault } from '../shared/request.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { refusals } from './contract.ts';
import { refusals as cardRefusals, type ReportView, type TaskView } from './contract-card.ts';
import { type CardMove, type CardPayment, closed } from './domain-card.ts';
import { REPORT_CURSOR, reportMark } from './domain-report.ts';
import type { PaymentStore } from './store.ts';

/** How often a payment is read again that others move at the same time. */
const TRIES = 6;

const MORE_THAN_PAID = { ko: '결제한 금액보다 클 수 없습니다', en: 'must not be more than was paid' };

/** Refunds that wait for an operator, the oldest first. */
export async function listTasks(store: Pick<PaymentStore, 'unsettled'>): Promise<{ tasks: TaskView[] }> {
  const waiting: (CardPayment & Waiting)[] = [];
  for await (const page of store.unsettled()) waiting.push(...page.filter(isWaiting));
  return { tasks: waiting.sort((a, b) => a.task.since - b.task.since).map(taskViewOf) };
}

type Waiting = Required<Pick<CardPayment, 'task'>>;

function isWaiting(payment: CardPayment): payment is CardPayment & Waiting {
  return payment.status === 'CANCELLING' && payment.task !== undefined;
}

function taskViewOf({ paymentId, purpose, userId, amount, task, ...rest }: CardPayment & Waiting): TaskView {
  const { reservationId, refundAmount } = rest;
  return {
    ...{ paymentId, purpose, userId, amount, code: task.code, since: toIso(task.since) },
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(refundAmount === undefined ? {} : { refundAmount }),
    ...(task.message === undefined ? {} : { message: task.message }),
  };
}

/**
 * Has the gateway asked once more; what it then says is seen in the list of tasks, or in the payment. Should the message
 * be lost, the payment is one of those that are looked at anyway.
 * @throws Refusal PAYMENT_NOT_FOUND, NO_REFUND_TASK, TRY_AGAIN
 */
export async function retryRefund(
  tools: { readonly store: PaymentStore; readonly settleLater: SendMessages; readonly clock: Clock },
  { paymentId }: { readonly paymentId: string },
): Promise<{ paymentId: string; status: string }> {
  const { to: status } = await moveWaiting(tools, paymentId, ({ status }) => {
    return { from: status, to: status, at: tools.clock(), remove: ['task', 'leaseUntil'] };
  });
  await tools.settleLater([{ body: { paymentId, why: 'operator', forced: true }, delaySeconds: 0 }]);
  return { paymentId, status };
}

/**
 * Ends a refund that was made without the gateway, which never shows it: by bank, say. Asked again, the same answer.
 * @throws Refusal PAYMENT_NOT_FOUND, NO_REFUND_TASK, INVALID_REQUEST for more than was to go back, TRY_AGAIN
 */
export async function closeRefund(
  tools: { readonly store: PaymentStore; readonly clock: Clock },
  asked: {
    readonly paymentId: string;
    readonly userId: string;
    readonly note: string;
    readonly refundedAmount: Krw;
    readonly cause: Cause;
  },
): Promise<{ paymentId: string; status: string; refundedAmount: Krw }> {
  const { paymentId, userId, note, refundedAmount, cause } = asked;
  const before = await tools.store.card(paymentId);
  const isRepeat = before?.closed?.note === note && before.closed.by === userId;
  if (isRepeat && before.refundedAmount === refundedAmount) return { paymentId, status: before.status, refundedAmount };
  const { to: status } = await moveWaiting(tools, paymentId, (seen) => {
    // Of money that was more than what was asked for, more than that goes back.
    const most = Math.max(seen.amount, seen.refundAmount ?? 0);
    if (refundedAmount > most) throw fault('refundedAmount', MORE_THAN_PAID);
    return closed(seen, tools.clock(), { refundedAmount, userId, note, causationId: cause.causationId });
  });
  log.warn('refund closed by an operator', { paymentId, refundedAmount });
  return { paymentId, status, refundedAmount };
}

/** Takes a step of a refund that waits for an operator. @throws Refusal PAYMENT_NOT_FOUND, NO_REFUND_TASK, TRY_AGAIN */
async function moveWaiting(
  { store }: { readonly store: PaymentStore },
  paymentId: string,
  moveOf: (seen: CardPayment) => CardMove,
): Promise<CardMove> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await store.card(paymentId);
    if (!seen) throw new Refusal(refusals.PAYMENT_NOT_FOUND);
    if (!isWaiting(seen)) throw new Refusal(cardRefusals.NO_REFUND_TASK);
    const move = moveOf(seen);
    if (await store.move(seen, move)) return move;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** Reports, newest first. @throws Refusal INVALID_REQUEST for a cursor that this list did not give */
export async function listReports(
  store: Pick<PaymentStore, 'reports'>,
  { limit, cursor }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): Promise<{ reports: ReportView[]; cursor?: string }> {
  const below = fromCursor(cursor, REPORT_CURSOR);
  const size = pageSize(limit);
  const read = await store.reports({ below, most: size + 1 });
  const { shown, ...rest } = toPage(read, size, reportMark);
  const reports = shown.map(({ startedAt, finishedAt, different, ...sums }) => ({
    ...sums,
    different: [...different],
    startedAt: toIso(startedAt),
    finishedAt: toIso(finishedAt),
  }));
  return { reports, ...rest };
}
