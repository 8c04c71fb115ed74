// Every payment that is not settled is looked at again: what a webhook, a caller or a worker that died left behind.
import { count, log } from '../shared/log.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { isOverdue, needsLook } from './domain-report.ts';
import type { PaymentStore } from './store.ts';

export interface ReconcileTools {
  readonly store: Pick<PaymentStore, 'unsettled'>;
  /** To the queue of payments that somebody should look at. */
  readonly settleLater: SendMessages;
}

/** How many payments are not settled, and how many of them are looked at again. */
export interface Reconciled {
  readonly looked: number;
  readonly sent: number;
}

/** @throws when the queue refused some of them: they are sent the next time */
export async function reconcile({ store, settleLater }: ReconcileTools, now: number): Promise<Reconciled> {
  let [looked, sent, overdue] = [0, 0, 0];
  for await (const page of store.unsettled()) {
    looked += page.length;
    overdue += page.filter((payment) => isOverdue(payment, now)).length;
    const due = page.filter((payment) => needsLook(payment, now)).map(({ paymentId }) => paymentId);
    sent += await lookAgain(settleLater, due);
  }
  count('paymentsUnsettled', looked);
  count('paymentsOverdue', overdue);
  log.info('reconciled', { looked, sent, overdue });
  return { looked, sent };
}

/** Has payments looked at by the one worker that settles them. @returns how many */
export async function lookAgain(settleLater: SendMessages, paymentIds: readonly string[]): Promise<number> {
  await settleLater(paymentIds.map((paymentId) => ({ body: { paymentId, why: 'reconcile' }, delaySeconds: 0 })));
  return paymentIds.length;
}
