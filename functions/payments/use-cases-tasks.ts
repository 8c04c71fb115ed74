// What operators see of card payments and mend: refunds that the gateway refused, and the days' reports.
import { jitter } from '../shared/aws.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { fromCursor, pageSize, toPage } from '../shared/cursor.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { refusals } from './contract.ts';
import { refusals as cardRefusals, type ReportView, type TaskView } from './contract-card.ts';
import type { CardPayment } from './domain-card.ts';
import { REPORT_CURSOR, reportMark } from './domain-report.ts';
import type { PaymentStore } from './store.ts';

/** How often a payment is read again that others move at the same time. */
const TRIES = 6;

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
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await tools.store.card(paymentId);
    if (!seen) throw new Refusal(refusals.PAYMENT_NOT_FOUND);
    if (!isWaiting(seen)) throw new Refusal(cardRefusals.NO_REFUND_TASK);
    const { status } = seen;
    const move = { from: status, to: status, at: tools.clock(), remove: ['task', 'leaseUntil'] as const };
    if (await tools.store.move(seen, move)) {
      await tools.settleLater([{ body: { paymentId, why: 'operator', forced: true }, delaySeconds: 0 }]);
      return { paymentId, status };
    }
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
