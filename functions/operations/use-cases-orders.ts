// Finding orders for somebody who asks about one: by address, reservation or payment.
import type { AccountReads } from '../auth/reads-account.ts';
import { cardStateOf, isShown, paymentOf, walletPaymentOf } from '../payments/reads.ts';
import type { CardPayment, CardReads } from '../payments/reads-card.ts';
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { viewOf } from '../reservations/reads-view.ts';
import { toIso } from '../shared/clock.ts';
import { bare, isCardId, isIdOf } from '../shared/ids.ts';
import type { OrderView } from './contract.ts';

export interface OrderTools {
  readonly accounts: AccountReads;
  readonly reservations: ReservationReads;
  readonly cards: CardReads;
}

/** Exactly one of them is there. */
export interface OrderQuery {
  readonly email?: string | undefined;
  readonly reservationId?: string | undefined;
  readonly paymentId?: string | undefined;
}

/** Orders as operators see them, newest first; of what nobody knows there are none. */
export async function findOrders(tools: OrderTools, query: OrderQuery, now: number): Promise<{ orders: OrderView[] }> {
  const found = await reservationsOf(tools, query);
  const ids = found.flatMap((reservation) => cardIdIn(reservation) ?? []);
  const cards = ids.length > 0 ? await tools.cards.cards(ids) : [];
  const cardOf = (reservation: Reservation) => cards.find(({ paymentId }) => paymentId === cardIdIn(reservation));
  return { orders: found.map((reservation) => orderOf(reservation, cardOf(reservation), now)) };
}

/** The card payment that paid it, or the newest that was begun. */
const cardIdIn = ({ paymentVersion, paymentId, intentId }: Reservation): string | undefined =>
  paymentVersion === undefined ? intentId : paymentId;

async function reservationsOf(tools: OrderTools, query: OrderQuery): Promise<Reservation[]> {
  const { accounts, reservations } = tools;
  const { email, reservationId, paymentId } = query;
  if (email !== undefined) {
    const owner = await accounts.ownerOf(email);
    if (!owner) return [];
    const listed = await reservations.list(owner.personId);
    const theirs = await reservations.reservations(listed.map((one) => one.reservationId));
    // What the same person has by another account is not this address's.
    return theirs.filter(({ userId }) => userId === owner.userId);
  }
  if (reservationId !== undefined) return reservations.reservations([reservationId]);
  return paymentId === undefined ? [] : paidWith(tools, paymentId);
}

/** Of a card payment that came too late: what it pays, and what it was meant for. */
async function paidWith({ cards, reservations }: OrderTools, paymentId: string): Promise<Reservation[]> {
  if (isCardId(paymentId)) {
    const card = await cards.card(paymentId);
    const ids = [card?.reservationId, card?.insteadOf].filter((id) => id !== undefined);
    return ids.length > 0 ? reservations.reservations(ids) : [];
  }
  if (!isIdOf('pay', paymentId)) return [];
  // A payment from the wallet has the characters of its reservation (docs/adr/004).
  const found = await reservations.reservation(`rsv_${bare(paymentId)}`);
  return found && walletPaymentOf(found) ? [found] : [];
}

function orderOf(reservation: Reservation, card: CardPayment | undefined, now: number): OrderView {
  const { userId, personId, seq, version, paidAt } = reservation;
  return {
    ...viewOf(reservation, now),
    userId,
    personId,
    seq,
    version,
    ...(paidAt === undefined ? {} : { paidAt: toIso(paidAt) }),
    ...paymentViewOf(reservation, card),
  };
}

type PaymentPart = Pick<OrderView, 'paymentId' | 'paymentMethod' | 'paymentStatus' | 'paymentReason'>;

/** Of several tries the one that paid, else the one that is under way, else the newest that failed. */
function paymentViewOf(reservation: Reservation, card: CardPayment | undefined): PaymentPart {
  const fromWallet = walletPaymentOf(reservation);
  const isDead = card?.status === 'FAILED' || card?.status === 'VOID';
  const isByWallet = fromWallet && (reservation.walletVersion !== undefined || isDead);
  if (card && isShown(card, reservation) && !isByWallet) {
    const { paymentId, reason } = card;
    const { status: paymentStatus } = cardStateOf(card, reservation);
    return { paymentMethod: 'CARD', paymentId, paymentStatus, ...(reason ? { paymentReason: reason.code } : {}) };
  }
  const payment = paymentOf(reservation);
  if (!payment) return {};
  const { status: paymentStatus, reason } = payment;
  const why = reason === undefined ? {} : { paymentReason: reason };
  return { paymentMethod: fromWallet ? 'WALLET' : 'CARD', paymentStatus, ...why };
}
