// Paying by card as a person does: an intent, the checkout, and asking on until it is known what became of it.
import type * as z from 'zod/mini';
import { type CardIntentView, type PaymentView, routes as payments } from '../../functions/payments/contract.ts';
import { routes as cardRoutes } from '../../functions/payments/contract-card.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { routes as wallet } from '../../functions/wallet/contract.ts';
import { type CheckoutAnswer, checkOut, type HowPaid } from '../../localstack/portone/client.ts';
import type { CardNote } from './diary.ts';
import type { Checkout } from './people.ts';
import { callAndRepeat, compare, type Hold, type Visit, type Visitor } from './visitor.ts';

/** Cards that were declined, and windows that were closed, before a person gives up. */
const CARD_TRIES = 5;
const FOLLOW_MS = 2_000;
/** The approval window, and time to hear of it. */
const KNOWN_WITHIN_MS = 90_000;
/** Who only charges a wallet can do so otherwise. */
const CHARGE_KNOWN_WITHIN_MS = 15_000;
/** How much later than their hold somebody comes back from the checkout. */
const LATE_MS = 500;
const WRONG_BY_KRW = 1_000;

/** `unknown`: nobody could say in time whether the card was charged. */
type Outcome = 'declined' | 'returned' | 'unknown';

export type CardEnd =
  | { readonly end: 'walks-away' | 'turns-to-wallet' | Outcome }
  | { readonly end: 'paid'; readonly reservationId: string };

/** Pays a hold by card, and tries again when the card is declined or the window was closed. */
export async function payByCard(here: Visit, hold: Hold): Promise<CardEnd> {
  let does: Checkout = here.diary.person.checkout;
  let closed: CardIntentView | undefined;
  for (let tries = 1; tries <= CARD_TRIES; tries++) {
    const intent = await begin(here, hold);
    if (closed) compare(here.diary, 'intent after the window was closed', closed, intent);
    const checkedOut = await checkOut(here.portoneUrl, intent, howOf(does, intent));
    if (does === 'walks-away' || does === 'turns-to-wallet') return { end: does };
    if (does === 'late') await here.caller.wait(Math.max(0, Date.parse(intent.expiresAt) - Date.now()) + LATE_MS);
    does = 'pays';
    const { paymentToken, txId } = checkedOut;
    closed = paymentToken === undefined ? intent : undefined;
    if (paymentToken === undefined) continue;
    const end = await complete(here, hold, { intent, paymentToken, txId });
    if (end.end !== 'declined') return end;
  }
  return { end: 'declined' };
}

function howOf(does: Checkout, { totalAmount }: CardIntentView): HowPaid {
  switch (does) {
    case 'pays':
    case 'late':
      return {};
    case 'declined':
      return { action: 'decline' };
    case 'pays-wrong':
      return { paidAmount: totalAmount + WRONG_BY_KRW };
    case 'closes':
    case 'walks-away':
    case 'turns-to-wallet':
      return { action: 'close' };
    default:
      return does satisfies never;
  }
}

/** Asks for what the checkout is opened with. */
async function begin(here: Visit, { reservationId, amount }: Hold): Promise<CardIntentView> {
  const { caller, diary, queueToken } = here;
  const asked = { queueToken, body: { reservationId, amount, method: 'CARD' as const } };
  const intent = intentIn((await caller.call(payments.pay, asked)).answer);
  if (diary.person.repeats) compare(diary, 'intent', intent, (await caller.call(payments.pay, asked)).answer);
  note(here, { paymentId: intent.paymentId, purpose: 'RESERVATION', amount, status: 'REQUESTED' });
  return intent;
}

/** @throws Error when another kind of answer came than the one to a card */
function intentIn(answer: z.output<typeof payments.pay.answer> | z.output<typeof wallet.charge.answer>) {
  if (!('channelKey' in answer)) throw new Error(`asked for a checkout, and got ${JSON.stringify(answer)}`);
  const { redirectUrl, ...intent } = answer;
  return redirectUrl === undefined ? intent : { ...intent, redirectUrl };
}

type CheckedOut = { readonly intent: CardIntentView } & Required<Pick<CheckoutAnswer, 'paymentToken' | 'txId'>>;

async function complete(here: Visit, hold: Hold, checkedOut: CheckedOut): Promise<CardEnd> {
  const { diary } = here;
  const sentAt = Date.now();
  const seen = await follow(here, checkedOut, KNOWN_WITHIN_MS);
  if ('outcome' in seen && seen.outcome === 'declined') return { end: 'declined' };
  // From then on the place may be somebody else's before this answer is read.
  diary.activeTo ??= sentAt;
  if ('outcome' in seen) return { end: seen.outcome };
  const { view, answeredAt } = seen;
  diary.paidAt = answeredAt;
  return { end: 'paid', reservationId: view.reservationId ?? hold.reservationId };
}

type Followed = { readonly outcome: Outcome } | { readonly view: PaymentView; readonly answeredAt: number };

/** Has the card charged, and asks on while that is being done. @returns the payment as it was seen COMPLETED, or why not */
async function follow(
  here: Visitor,
  { intent: { paymentId }, paymentToken, txId }: CheckedOut,
  withinMs: number,
): Promise<Followed> {
  const { caller, diary } = here;
  const asked = { params: { paymentId }, body: { paymentToken, txId } };
  const until = Date.now() + withinMs;
  try {
    let told = await caller.call(cardRoutes.complete, asked);
    if (told.answer.status === 'COMPLETED' && diary.person.repeats) {
      const { status } = (await caller.call(cardRoutes.complete, asked)).answer;
      compare(diary, 'complete', 'COMPLETED', status);
    }
    for (;;) {
      const { answer: view, answeredAt } = told;
      note(here, { paymentId, purpose: view.purpose, amount: view.amount, status: view.status });
      if (view.status === 'COMPLETED') return { view, answeredAt };
      if (view.status !== 'PROCESSING') return { outcome: outcomeOf(view) };
      if (Date.now() > until) return { outcome: 'unknown' };
      await caller.wait(FOLLOW_MS);
      told = await caller.call(payments.one, { params: { paymentId } });
    }
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'PAYMENT_DECLINED') throw error;
    const { purpose, amount } = noteOf(here, paymentId);
    note(here, { paymentId, purpose, amount, status: 'FAILED' });
    return { outcome: 'declined' };
  }
}

/** @throws Error for a payment that is as if nobody had asked for its money */
function outcomeOf({ paymentId, status }: PaymentView): Outcome {
  if (status === 'FAILED') return 'declined';
  if (status === 'CANCELLING' || status === 'CANCELLED' || status === 'REFUNDED') return 'returned';
  throw new Error(`${paymentId} was asked for its money, and then was ${status}`);
}

/** Charges the wallet from a card. @returns whether the money is there */
export async function chargeByCard(here: Visitor, amount: number): Promise<boolean> {
  const charges = here.diary.cards.filter(({ purpose }) => purpose === 'CHARGE').length;
  const body = { amount, method: 'CARD' as const };
  const intent = intentIn(await callAndRepeat(here, wallet.charge, `charge-card-${charges}`, { body }));
  note(here, { paymentId: intent.paymentId, purpose: 'CHARGE', amount, status: 'REQUESTED' });
  const { paymentToken, txId } = await checkOut(here.portoneUrl, intent);
  if (paymentToken === undefined) return false;
  return 'view' in (await follow(here, { intent, paymentToken, txId }, CHARGE_KNOWN_WITHIN_MS));
}

/** Keeps what the person was told last of each payment. */
function note({ diary: { cards } }: Visitor, one: CardNote): void {
  const at = cards.findIndex(({ paymentId }) => paymentId === one.paymentId);
  cards.splice(at < 0 ? cards.length : at, 1, one);
}

function noteOf({ diary: { cards } }: Visitor, wanted: string): CardNote {
  const found = cards.find(({ paymentId }) => paymentId === wanted);
  if (!found) throw new Error(`${wanted} was never begun`);
  return found;
}
