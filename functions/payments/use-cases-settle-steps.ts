// The steps of settling a card payment: each is one transaction of the payment and what it pays, or none of it.
import type { Reservation } from '../reservations/reads.ts';
import { declineCard, giveUpPaying, payByCard } from '../reservations/writes-card.ts';
import { count, log } from '../shared/log.ts';
import type { Krw } from '../shared/money.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import { credit, moveMoney } from '../wallet/writes.ts';
import {
  applied,
  type CardMove,
  type CardPayment,
  declined,
  journeyOf,
  type Reason,
  returned,
  returning,
  wasAskedFor,
} from './domain-card.ts';
import { mismatchOf, NEVER_APPROVED } from './domain-settle.ts';
import type { Look, Outcome, SettleTools } from './use-cases-settle.ts';
import { moveCard, moveCardAlone } from './writes-card.ts';
import { removeCharge } from './writes-charged.ts';

/** What the view of a journey finds a line by. */
export function idsOf({ paymentId, reservationId }: CardPayment) {
  return { paymentId, ...(reservationId === undefined ? {} : { reservationId }) };
}

export async function moveAlone(
  tools: Pick<SettleTools, 'db' | 'PAYMENTS_TABLE'>,
  seen: CardPayment,
  move: CardMove,
): Promise<Outcome> {
  return (await moveCardAlone(tools, seen, move)) ? 'done' : 'again';
}

async function commit({ db }: SettleTools, writes: readonly Labelled[]): Promise<Outcome> {
  const { outcome } = await transact<string>(db, writes);
  return outcome === 'committed' ? 'done' : 'again';
}

/** The money pays what it is for. @param order the reservation that it pays, which may be another than it was meant for */
export async function apply(
  tools: SettleTools,
  look: Look,
  { paidAt, order }: { readonly paidAt: number; readonly order: Reservation | undefined },
): Promise<Outcome> {
  const { seen, now, asked } = look;
  const { causationId } = asked.cause;
  const { paymentId, version, purpose } = seen;
  const other = order === undefined ? {} : { reservationId: order.reservationId };
  const move = moveCard(tools.PAYMENTS_TABLE, seen, applied(seen, now, { paidAt, causationId, ...other }));
  let outcome: Outcome;
  if (purpose === 'CHARGE') {
    outcome = await commit(tools, [...move, ...(await credited(tools, look))]);
  } else {
    // What decides on `apply` has seen it.
    if (!order) throw new Error(`${paymentId} pays no reservation`);
    const payment = { paymentId, paymentVersion: version + 1, now };
    outcome = await commit(tools, [...move, ...payByCard(tools.RESERVATIONS_TABLE, order, payment)]);
  }
  if (outcome === 'done') {
    const { reservationId } = order ?? {};
    if (reservationId !== seen.reservationId)
      log.info('held anew', { paymentId, reservationId, insteadOf: seen.reservationId });
    tellAuto(look);
  }
  return outcome;
}

async function credited({ wallets, WALLET_TABLE }: SettleTools, { seen, now, asked }: Look): Promise<Labelled[]> {
  const { userId, paymentId, amount } = seen;
  const wallet = await wallets.wallet(userId);
  const line = credit(wallet, 'CHARGE', { id: paymentId, amount, at: now });
  return moveMoney(WALLET_TABLE, { userId, seen: wallet, line, cause: journeyOf(seen, asked.cause.causationId) });
}

/** No money was taken: a reservation that waits for this payment goes back to what it was. */
export async function decline(tools: SettleTools, look: Look, reason: Reason): Promise<Outcome> {
  const { seen, now, asked } = look;
  return commit(tools, [
    ...moveCard(tools.PAYMENTS_TABLE, seen, declined(seen, now, reason, asked.cause.causationId)),
    ...(await withIt(tools, look, reason)),
  ]);
}

/** The time for an answer is over: the reservation ends, and the payment is looked after on. */
export async function giveUp(tools: SettleTools, { order, seen, now, asked }: Look): Promise<Outcome> {
  if (!order) return 'again';
  const { paymentId } = seen;
  const refused = { reason: NEVER_APPROVED.code, paymentId, now, causationId: asked.cause.causationId };
  const outcome = await commit(tools, giveUpPaying(tools.RESERVATIONS_TABLE, order, refused));
  if (outcome === 'done') {
    log.warn('not approved in time', idsOf(seen));
    count('paymentsGivenUp');
  }
  return outcome;
}

type Back =
  | { readonly step: 'return'; readonly reason: Reason; readonly refundAmount: Krw; readonly paidAt: number }
  | { readonly step: 'returned'; readonly reason?: Reason; readonly refundedAmount: Krw };

/**
 * The money is worth nothing here: it is to go back, or is back already. What asks the gateway for it is the event of
 * this very step.
 */
export async function giveBack(tools: SettleTools, look: Look, back: Back): Promise<Outcome> {
  const { seen, now, asked } = look;
  const { causationId } = asked.cause;
  const move =
    back.step === 'return'
      ? returning(seen, now, { ...back, causationId })
      : returned(seen, now, { ...back, causationId });
  const reason = back.reason ?? seen.reason ?? { code: 'RETURNED' };
  const outcome = await commit(tools, [
    ...moveCard(tools.PAYMENTS_TABLE, seen, move),
    ...(await withIt(tools, look, reason)),
  ]);
  if (outcome === 'done' && seen.status !== 'CANCELLING') tellReturn(tools, look, reason);
  return outcome;
}

/** What follows a payment that pays nothing: its reservation waits no more, and it counts against no limit. */
async function withIt(tools: SettleTools, look: Look, { code }: Reason): Promise<Labelled[]> {
  const { seen, order, now, asked } = look;
  const { paymentId, purpose, personId, chargedOn } = seen;
  if (purpose === 'CHARGE') {
    if (chargedOn === undefined) return [];
    const day = await tools.charged.charged(personId, chargedOn);
    return removeCharge(tools.PAYMENTS_TABLE, day, paymentId);
  }
  if (order?.status !== 'PAYING' || order.intentId !== paymentId) return [];
  const by = { reason: code, paymentId, now, causationId: asked.cause.causationId };
  return declineCard(tools.RESERVATIONS_TABLE, order, by);
}

/** A channel that needs no approval of ours takes money for seats that may be gone. */
function tellAuto({ seen }: Look): void {
  if (wasAskedFor(seen)) return;
  log.error('the gateway took money that nobody had asked it for', idsOf(seen));
  count('paymentsAutoApproved');
}

function tellReturn({ shop }: SettleTools, look: Look, { code }: Reason): void {
  const { seen, theirs } = look;
  tellAuto(look);
  if (theirs && mismatchOf(seen, theirs, shop) !== undefined) {
    log.error('the money is not what was asked for', { ...idsOf(seen), code });
    count('paymentMismatches');
    return;
  }
  log.warn('paid for nothing', { ...idsOf(seen), code });
  count('paymentsReturned');
}
