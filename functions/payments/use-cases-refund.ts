// Giving a card's money back: the gateway is asked under a lease, and what it refuses becomes an operator's task.
import { count, log } from '../shared/log.ts';
import { transact } from '../shared/transaction.ts';
import { type CardPayment, type Reason, returned } from './domain-card.ts';
import { decideSettle, type SettleStep } from './domain-settle.ts';
import type { Look, Outcome, SettleTools } from './use-cases-settle.ts';
import { idsOf, moveAlone } from './use-cases-settle-steps.ts';
import { moveCard } from './writes-card.ts';

/** For so long one worker alone asks the gateway; who slept into the last part of it asks no more, as clocks differ. */
const LEASE_MS = 60_000;
const TOO_LATE_MS = 20_000;

/**
 * Asks the gateway for the money, unless somebody does, or did since it was looked at.
 * @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE when nobody knows what came of it: the lease then keeps others waiting
 */
export async function refund(tools: SettleTools, { seen, asked, now }: Look): Promise<Outcome> {
  if (isLeased(seen, now)) return 'done';
  const leased = await lease(tools, seen, now);
  if (!leased) return 'again';
  const { paymentId, reason } = leased;
  const found = await decideAgain(tools, leased, asked.forced);
  if (found.step !== 'refund') return finish(tools, leased, found, asked.cause.causationId);
  if (tools.clock() >= now + LEASE_MS - TOO_LATE_MS) return 'done';
  const { amount, cancellable } = found;
  const answer = await tools.gateway.cancel({ paymentId, amount, cancellable, reason: reason?.code ?? 'REFUND' });
  log.info('refund asked for', { ...idsOf(leased), amount, outcome: answer.outcome });
  if (answer.outcome === 'refused') return writeTask(tools, leased, answer.reason);
  return finish(tools, leased, await decideAgain(tools, leased), asked.cause.causationId);
}

/** An operator has to bring the refund on. */
export async function setTask(tools: SettleTools, seen: CardPayment, reason: Reason, now: number): Promise<Outcome> {
  // Whoever is asking the gateway now knows more soon.
  return isLeased(seen, now) ? 'done' : writeTask(tools, seen, reason);
}

const isLeased = ({ leaseUntil = 0 }: CardPayment, now: number): boolean => leaseUntil > now;

/**
 * What an operator was to do is being done. Not a plain write: two at the same millisecond would each take the other's
 * lease for their own.
 */
async function lease(tools: SettleTools, seen: CardPayment, now: number): Promise<CardPayment | undefined> {
  const leaseUntil = now + LEASE_MS;
  const { task: _asked, ...rest } = seen;
  const move = { from: seen.status, to: seen.status, at: now, set: { leaseUntil }, remove: ['task'] as const };
  const { outcome } = await transact(tools.db, moveCard(tools.PAYMENTS_TABLE, seen, move));
  if (outcome !== 'committed') return undefined;
  return { ...rest, leaseUntil, updatedAt: now, version: seen.version + 1 };
}

async function decideAgain({ gateway, shop, clock }: SettleTools, leased: CardPayment, forced = false) {
  const theirs = await gateway.read(leased.paymentId);
  return decideSettle({ payment: leased, theirs, order: undefined, forced }, shop, clock());
}

/** What the gateway shows once it was asked: the money is back, or an operator has to see to it, or it is under way. */
async function finish(
  tools: SettleTools,
  leased: CardPayment,
  found: SettleStep,
  causationId: string,
): Promise<Outcome> {
  if (found.step === 'returned')
    return moveAlone(tools, leased, returned(leased, tools.clock(), { ...found, causationId }));
  return found.step === 'task' ? writeTask(tools, leased, found.reason) : 'done';
}

async function writeTask(tools: SettleTools, seen: CardPayment, reason: Reason): Promise<Outcome> {
  const since = tools.clock();
  const { status } = seen;
  const set = { task: { ...reason, since } };
  const outcome = await moveAlone(tools, seen, { from: status, to: status, at: since, set, remove: ['leaseUntil'] });
  if (outcome === 'again') return outcome;
  log.error('an operator has to bring a refund on', { ...idsOf(seen), code: reason.code });
  count('refundTasks');
  return outcome;
}
