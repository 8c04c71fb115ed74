// Completing a card payment: the last gate before the money (docs/design/data-model.md, Card).
import type { Reservation } from '../reservations/reads.ts';
import { startPaying } from '../reservations/writes-card.ts';
import { jitter } from '../shared/aws.ts';
import type { Cause } from '../shared/event.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { transact } from '../shared/transaction.ts';
import { type PaymentView, refusals } from './contract.ts';
import { type CardPayment, confirming, type Reason } from './domain-card.ts';
import { decideComplete } from './domain-complete.ts';
import type { CardGateway } from './gateway-portone.ts';
import { refusalOf } from './use-cases.ts';
import { cardViewOf } from './use-cases-own.ts';
import { type SettleTools, settle } from './use-cases-settle.ts';
import { allowed, type LimitTools } from './use-cases-topup.ts';
import { moveCard } from './writes-card.ts';
import { addCharge } from './writes-charged.ts';

const TRIES = 8;

/** When the queue first looks after a payment whose caller may have died: most answers are there by then. */
const LOOK_AFTER_SECONDS = 3;

export interface CompleteTools extends SettleTools, LimitTools {
  readonly cards: LimitTools['cards'];
  readonly charged: LimitTools['charged'];
  readonly wallets: LimitTools['wallets'];
  readonly gateway: SettleTools['gateway'] & Pick<CardGateway, 'confirm'>;
  /** How long the gateway's answer is awaited before the seats go to others. */
  readonly approvalSeconds: number;
}

export interface CompleteRequest {
  readonly userId: string;
  readonly paymentId: string;
  /** What the checkout gave for it. */
  readonly paymentToken: string;
  readonly txId?: string | undefined;
  readonly cause: Cause;
}

interface Seen {
  readonly payment: CardPayment;
  /** Of a charge, and when it is gone: undefined. */
  readonly order: Reservation | undefined;
}

/**
 * Takes the money of a card that was authenticated, if there is still something to pay for. The gateway is asked once for
 * each payment, by whoever moved it through the gate; anybody else, and who asks again, is told what is known of it.
 * @throws Refusal PAYMENT_NOT_FOUND, PAYMENT_DECLINED, PAYMENT_EXPIRED, RESERVATION_EXPIRED, ALREADY_PAID,
 * PAYMENT_IN_PROGRESS, LIMIT_REACHED, TRY_AGAIN
 */
export async function complete(tools: CompleteTools, asked: CompleteRequest): Promise<PaymentView> {
  const gate = randomChars();
  let isLookedAfter = false;
  let failure: unknown;
  const failed = (error: unknown) => {
    failure = error;
    return false;
  };
  for (let tries = 1; ; tries++) {
    const seen = await readOwn(tools, asked);
    if (isThrough(seen.payment, gate)) return takeMoney(tools, asked, seen.payment);
    if (failure !== undefined) throw failure;
    if (tries > TRIES) throw new Refusal(common.TRY_AGAIN, {}, 1);
    const decided = decideComplete(seen.payment, seen.order, tools.clock());
    switch (decided.decision) {
      case 'confirm':
        if (!isLookedAfter) await lookAfter(tools, asked.paymentId);
        isLookedAfter = true;
        if (await passGate(tools, asked, seen, gate).catch(failed)) return takeMoney(tools, asked, seen.payment);
        break;
      case 'answer':
        return cardViewOf(seen.payment, seen.order);
      case 'PAYMENT_DECLINED':
        throw declinedBy(decided.reason);
      case 'PAYMENT_EXPIRED':
        throw new Refusal(refusals.PAYMENT_EXPIRED);
      case 'RESERVATION_EXPIRED':
      case 'PAYMENT_IN_PROGRESS':
        throw refusalOf({ decision: decided.decision });
      case 'ALREADY_PAID': {
        const { paymentVersion, paymentId = '' } = seen.order ?? {};
        const method = paymentVersion === undefined ? 'WALLET' : 'CARD';
        throw refusalOf({ decision: 'ALREADY_PAID', method, paymentId });
      }
      default:
        decided satisfies never;
    }
    await jitter(tries);
  }
}

/** @throws Refusal PAYMENT_NOT_FOUND, also for another person's */
async function readOwn(
  { cards, reservations }: CompleteTools,
  { paymentId, userId }: Pick<CompleteRequest, 'paymentId' | 'userId'>,
): Promise<Seen> {
  const own = async () => {
    const payment = await cards.card(paymentId);
    if (payment?.userId !== userId) throw new Refusal(refusals.PAYMENT_NOT_FOUND);
    return payment;
  };
  const payment = await own();
  const { reservationId } = payment;
  const order = reservationId === undefined ? undefined : await reservations.reservation(reservationId);
  const hasMoved = order !== undefined && order.status !== 'PENDING';
  // It may be this very payment that moved the reservation since it was read.
  return { payment: hasMoved && payment.status === 'OPEN' ? await own() : payment, order };
}

/**
 * Whether it was the call with this `gate` that moved the payment: then, and only then, the gateway is asked. The table
 * may have taken a write whose answer was lost, and refuse its repeat.
 */
function isThrough({ status, gate }: CardPayment, own: string): boolean {
  return status === 'CONFIRMING' && gate === own;
}

/** @returns whether it is through for certain; else the payment says so */
async function passGate(
  tools: CompleteTools,
  { txId }: CompleteRequest,
  { payment, order }: Seen,
  gate: string,
): Promise<boolean> {
  const now = tools.clock();
  const { db, approvalSeconds, PAYMENTS_TABLE, RESERVATIONS_TABLE } = tools;
  const by = { gate, txId, approvalSeconds };
  if (order) {
    const move = confirming(payment, now, by);
    const { payingUntil } = move.set;
    const { outcome } = await transact<string>(db, [
      ...moveCard(PAYMENTS_TABLE, payment, move),
      ...startPaying(RESERVATIONS_TABLE, order, { now, payingUntil }),
    ]);
    return outcome === 'committed';
  }
  const day = await allowed(tools, payment, now);
  const { outcome } = await transact<string>(db, [
    ...moveCard(PAYMENTS_TABLE, payment, confirming(payment, now, { ...by, chargedOn: day.date })),
    ...addCharge(PAYMENTS_TABLE, day, payment),
  ]);
  return outcome === 'committed';
}

/** Once here, nothing but the gateway says what came of it: a failure of ours is no decline. */
async function takeMoney(tools: CompleteTools, asked: CompleteRequest, payment: CardPayment): Promise<PaymentView> {
  const { paymentId, amount } = payment;
  const answer = await tools.gateway.confirm({
    paymentId,
    paymentToken: asked.paymentToken,
    txId: asked.txId,
    amount,
  });
  const told = answer.outcome === 'refused' ? { refused: answer.reason } : { approved: answer.outcome === 'approved' };
  try {
    await settle(tools, { paymentId, cause: asked.cause, ...told });
  } catch (error) {
    log[error instanceof Refusal ? 'warn' : 'error']('a payment is left to the queue', { paymentId, error });
  }
  const now = await readOwn(tools, asked);
  if (now.payment.status === 'FAILED') throw declinedBy(now.payment.reason ?? { code: 'DECLINED' });
  return cardViewOf(now.payment, now.order);
}

/** So that somebody asks what came of it if this call does not live to; reconciliation would, but minutes later. */
async function lookAfter({ settleLater }: CompleteTools, paymentId: string): Promise<void> {
  try {
    await settleLater([{ body: { paymentId, why: 'complete', again: true }, delaySeconds: LOOK_AFTER_SECONDS }]);
  } catch (error) {
    log.warn('the queue does not look after a payment', { paymentId, error });
  }
}

function declinedBy({ code, message }: Reason): Refusal {
  return new Refusal(refusals.PAYMENT_DECLINED, { reason: code, ...(message === undefined ? {} : { message }) });
}
