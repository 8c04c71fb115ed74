// What a person may see of their own payments.
import { type Owner, ownPage, type Page, type Reservation, type ReservationReads } from '../reservations/reads.ts';
import { toIso } from '../shared/clock.ts';
import { bare } from '../shared/ids.ts';
import { Refusal } from '../shared/refusal.ts';
import { type PaymentView, refusals } from './contract.ts';
import { cardStateOf, cardsNamedBy, isShown, walletPaymentOf } from './domain-view.ts';
import type { CardPayment, CardReads } from './reads-card.ts';
import { paymentIdOf } from './use-cases.ts';

export interface OwnTools {
  readonly reservations: ReservationReads;
  readonly cards: CardReads;
}

/**
 * The payments of own reservations, the newest reservation first. Reservations that nobody tried to pay are passed over,
 * and some were tried several times: a page may be short, or long.
 */
export async function listPayments({ reservations, cards }: OwnTools, buyer: Owner, page: Page) {
  const { own, ...rest } = await ownPage(reservations, buyer, page);
  const found = new Map((await cards.cards(own.flatMap(cardsNamedBy))).map((card) => [card.paymentId, card]));
  return { payments: own.flatMap((reservation) => viewsOf(reservation, found)), ...rest };
}

/** What one reservation was paid with, or tried to be, newest first. */
function viewsOf(reservation: Reservation, found: ReadonlyMap<string, CardPayment>): PaymentView[] {
  const cards = cardsNamedBy(reservation).flatMap((id) => found.get(id) ?? []);
  const shown = cards.filter((card) => isShown(card, reservation));
  const views = shown.map((card) => cardViewOf(card, reservation));
  const wallet = viewOf(reservation);
  return [...(wallet ? [wallet] : []), ...views].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** @throws Refusal PAYMENT_NOT_FOUND, also for another person's */
export async function getPayment(
  { reservations, cards }: OwnTools,
  asked: { readonly paymentId: string; readonly userId: string },
): Promise<PaymentView> {
  const { paymentId, userId } = asked;
  const card = await cards.card(paymentId);
  const reservationId = card ? card.reservationId : `rsv_${bare(paymentId)}`;
  const reservation = reservationId === undefined ? undefined : await reservations.reservation(reservationId);
  const view = card ? cardViewOf(card, reservation) : reservation && viewOf(reservation);
  const isOwn = (card ?? reservation)?.userId === userId && view?.paymentId === paymentId;
  if (!view || !isOwn) throw new Refusal(refusals.PAYMENT_NOT_FOUND);
  return view;
}

/** A card payment as its buyer reads it. @param reservation the one that it names, if that is known */
export function cardViewOf(card: CardPayment, reservation: Reservation | undefined): PaymentView {
  const { paymentId, purpose, reservationId, insteadOf, amount, reason, paidAt, createdAt, updatedAt } = card;
  const { status, canceledAt, refundedAmount } = cardStateOf(card, reservation);
  return {
    paymentId,
    purpose,
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
    amount,
    method: 'CARD',
    status,
    ...(reason === undefined ? {} : { reason: reason.code }),
    ...(reason?.message === undefined ? {} : { message: reason.message }),
    ...(paidAt === undefined ? {} : { paidAt: toIso(paidAt) }),
    ...(canceledAt === undefined ? {} : { canceledAt: toIso(canceledAt) }),
    ...(refundedAmount === undefined ? {} : { refundedAmount }),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

/** What was paid from the wallet, or tried to be. */
function viewOf(reservation: Reservation): PaymentView | undefined {
  const payment = walletPaymentOf(reservation);
  if (!payment) return undefined;
  const { reservationId, amount, paidAt, canceledAt, refundedAmount } = reservation;
  const isCancelled = payment.status === 'CANCELLED' && canceledAt !== undefined;
  return {
    ...payment,
    paymentId: paymentIdOf(reservationId),
    purpose: 'RESERVATION',
    reservationId,
    amount,
    method: 'WALLET',
    ...(paidAt === undefined ? {} : { paidAt: toIso(paidAt) }),
    ...(isCancelled ? { canceledAt: toIso(canceledAt) } : {}),
    ...(paidAt === undefined || refundedAmount === undefined ? {} : { refundedAmount }),
    createdAt: toIso(reservation.reservedAt),
    updatedAt: toIso(reservation.updatedAt),
  };
}
