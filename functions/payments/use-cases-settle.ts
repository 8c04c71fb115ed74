// Settling a card payment: what the gateway says of it takes effect, once (docs/design/data-model.md, Card).
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { type Db, jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import type { Cause } from '../shared/event.ts';
import { count, log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { SendMessages } from '../shared/sqs.ts';
import type { WalletReads } from '../wallet/reads.ts';
import { type CardPayment, journeyOf, type Reason, voided } from './domain-card.ts';
import { decideSettle, type GatewayPayment, type SettleStep, type Shop } from './domain-settle.ts';
import type { CardGateway } from './gateway-portone.ts';
import type { CardReads } from './reads-card.ts';
import type { ChargedReads } from './reads-charged.ts';
import { refund, setTask } from './use-cases-refund.ts';
import { apply, decline, giveBack, giveUp, idsOf, moveAlone } from './use-cases-settle-steps.ts';

export interface SettleTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly PAYMENTS_TABLE: string;
  readonly RESERVATIONS_TABLE: string;
  readonly WALLET_TABLE: string;
  readonly shop: Shop;
  readonly cards: Pick<CardReads, 'card'>;
  readonly charged: Pick<ChargedReads, 'charged'>;
  readonly gateway: Pick<CardGateway, 'read' | 'cancel'>;
  readonly reservations: Pick<ReservationReads, 'reservation'>;
  readonly wallets: Pick<WalletReads, 'wallet'>;
  /** To the queue of payments that somebody should look at. */
  readonly settleLater: SendMessages;
  /**
   * Holds the seats of an ended reservation anew for money that came too late; undefined when they are not to be had.
   * What needs this or `expire` is left to the queue where they are absent.
   */
  readonly holdAgain?: (
    ended: Reservation,
    by: { readonly paymentId: string; readonly now: number; readonly cause: Cause },
  ) => Promise<Reservation | undefined>;
  /** Ends a reservation whose time is over. */
  readonly expire?: (
    reservationId: string,
    by: { readonly now: number; readonly causationId: string },
  ) => Promise<unknown>;
}

export interface SettleAsked {
  readonly paymentId: string;
  readonly cause: Cause;
  /** The gateway's answer to the caller's own request for the money, when that said for certain that it took none. */
  readonly refused?: Reason;
  /** Whether that answer was that it took the money. */
  readonly approved?: boolean;
  /** Whether an operator wants a refund asked for although the gateway refused one. */
  readonly forced?: boolean;
}

/** What one look at a payment found, in the order in which it was read. */
export interface Look {
  readonly asked: SettleAsked;
  readonly seen: CardPayment;
  readonly theirs: GatewayPayment | undefined;
  readonly order: Reservation | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `again`: somebody moved what was read, or another step has to follow: read again. */
export type Outcome = 'done' | 'again';

/** How often a payment is looked at while others move it, or one step follows another. */
const TRIES = 8;

/**
 * Reads a payment at the gateway, and brings it on by what that says. Any number of times, by anybody: one effect.
 * @returns the payment as it is then; undefined when there is none
 * @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE, TRY_AGAIN
 */
export async function settle(tools: SettleTools, asked: SettleAsked): Promise<CardPayment | undefined> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await tools.cards.card(asked.paymentId);
    if (!seen || seen.status === 'CANCELLED') return seen;
    const look = await lookAt(tools, asked, seen);
    const step = decided(tools, look);
    const isIdle = step.step === 'nothing' || step.step === 'wait';
    if (isIdle) return seen;
    if ((await take(tools, look, step)) === 'done') {
      tell(look, step);
      return tools.cards.card(asked.paymentId);
    }
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** The payment was read before the gateway is: whoever moved it since then is met by its version. */
async function lookAt(tools: SettleTools, asked: SettleAsked, seen: CardPayment): Promise<Look> {
  const { gateway, reservations, clock } = tools;
  const orderOf = async () =>
    seen.reservationId === undefined ? undefined : reservations.reservation(seen.reservationId);
  let theirs: GatewayPayment | undefined;
  try {
    theirs = await gateway.read(asked.paymentId);
  } catch (error) {
    // Seats wait for an answer no longer than they may, also while there is none; the money is looked after later.
    const blind = { asked, seen, theirs: undefined, order: await orderOf(), now: clock() };
    // Who was told for certain that nothing was taken needs no look for it.
    if (asked.refused && seen.status === 'CONFIRMING') return blind;
    if (decided(tools, blind).step === 'give-up') await giveUp(tools, blind);
    throw error;
  }
  return { asked, seen, theirs, order: await orderOf(), now: clock() };
}

function decided({ shop }: SettleTools, { asked, seen, theirs, order, now }: Look): SettleStep {
  const { refused, approved = false, forced = false } = asked;
  const answered = { approved, ...(refused ? { refused } : {}) };
  return decideSettle({ payment: seen, theirs, order, forced, ...answered }, shop, now);
}

async function take(tools: SettleTools, look: Look, step: SettleStep): Promise<Outcome> {
  const { seen, now } = look;
  switch (step.step) {
    case 'nothing':
    case 'wait':
      return 'done';
    case 'void':
      return moveAlone(tools, seen, voided(seen, now));
    case 'decline':
      return decline(tools, look, step.reason);
    case 'give-up':
      return giveUp(tools, look);
    case 'expire':
      return expire(tools, look);
    case 'apply':
      return apply(tools, look, { paidAt: step.paidAt, order: look.order });
    case 'hold-again':
      return holdAgain(tools, look, step.paidAt);
    case 'return':
    case 'returned':
      return giveBack(tools, look, step);
    case 'refund':
      return refund(tools, look);
    case 'task':
      return setTask(tools, seen, step.reason, now);
    case 'report':
      log.error('the gateway gave a paid ticket back', { ...idsOf(seen), returned: step.returned });
      count('paymentsCancelledElsewhere');
      return 'done';
    default:
      return step satisfies never;
  }
}

async function expire(tools: SettleTools, { seen, asked, now }: Look): Promise<Outcome> {
  if (!tools.expire || seen.reservationId === undefined) return leave(tools, seen);
  await tools.expire(seen.reservationId, { now, causationId: asked.cause.causationId });
  return 'again';
}

/** The same seats for the money that came too late, if they are to be had; else it goes back. */
async function holdAgain(tools: SettleTools, look: Look, paidAt: number): Promise<Outcome> {
  const { seen, order, asked, now } = look;
  if (!tools.holdAgain || !order) return leave(tools, seen);
  const cause = journeyOf(seen, asked.cause.causationId);
  const held = await tools.holdAgain(order, { paymentId: seen.paymentId, now, cause });
  // It is the buyer's like any other: they may have given it up, or paid it otherwise.
  if (held?.status === 'PENDING' && held.amount === seen.amount) return apply(tools, look, { paidAt, order: held });
  const reason = { code: held ? 'ALREADY_PAID' : 'SEAT_GONE' };
  return giveBack(tools, look, { step: 'return', reason, refundAmount: look.theirs?.total ?? seen.amount, paidAt });
}

/** To the worker, which has what this caller lacks. */
async function leave({ settleLater }: SettleTools, { paymentId }: CardPayment): Promise<Outcome> {
  await settleLater([{ body: { paymentId, why: 'complete' }, delaySeconds: 0 }]);
  return 'done';
}

function tell({ seen, asked }: Look, { step }: SettleStep): void {
  log.info('settled', { ...idsOf(seen), step, from: seen.status, by: asked.cause.causationId });
}
