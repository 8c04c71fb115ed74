// Beginning to pay by card: the amount is fixed here and at the gateway, and no money moves.
import type { CatalogReads } from '../catalog/reads.ts';
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { journeyOf } from '../reservations/writes.ts';
import { requestCard } from '../reservations/writes-card.ts';
import { type Db, jitter } from '../shared/aws.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { packCause } from '../shared/event.ts';
import { cardIdOf } from '../shared/ids.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { transact } from '../shared/transaction.ts';
import type { CardIntentView } from './contract.ts';
import { decidePayByCard, orderNameOf } from './domain.ts';
import { type CardPayment, opened } from './domain-card.ts';
import type { CardGateway } from './gateway-portone.ts';
import type { CardReads } from './reads-card.ts';
import { type PayRequest, refusalOf } from './use-cases.ts';
import { openCard } from './writes-card.ts';

/** How often it is tried while others move the same reservation. */
const TRIES = 8;

/** What every checkout is opened with. */
export interface Checkout {
  readonly storeId: string;
  readonly channelKey: string;
  /** Where a phone's browser comes back to; undefined: where the buyer's own client says. */
  readonly redirectUrl: string | undefined;
}

/** @param env `CARD_REDIRECT_URL`: an address, or `none` */
export function checkoutOf(env: {
  readonly PORTONE_STORE_ID: string;
  readonly PORTONE_CARD_CHANNEL: string;
  readonly CARD_REDIRECT_URL: string;
}): Checkout {
  const redirectUrl = env.CARD_REDIRECT_URL === 'none' ? undefined : env.CARD_REDIRECT_URL;
  return { storeId: env.PORTONE_STORE_ID, channelKey: env.PORTONE_CARD_CHANNEL, redirectUrl };
}

export interface IntentTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly RESERVATIONS_TABLE: string;
  readonly PAYMENTS_TABLE: string;
  readonly reservations: Pick<ReservationReads, 'reservation'>;
  readonly catalog: Pick<CatalogReads, 'concert'>;
  readonly cards: CardReads;
  readonly gateway: Pick<CardGateway, 'register'>;
  readonly checkout: Checkout;
}

/**
 * Begins to pay a held reservation by card, which stays held for its own time and no longer. Asked again, it gives the
 * same intent while that is live; after a decline a new one.
 * @throws Refusal RESERVATION_NOT_FOUND, RESERVATION_EXPIRED, AMOUNT_CHANGED, NOT_ADMITTED, ALREADY_PAID,
 * PAYMENT_IN_PROGRESS, PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function beginCard(tools: IntentTools, asked: PayRequest): Promise<CardIntentView> {
  const { reservations, cards, gateway, clock, checkout } = tools;
  let registered: { readonly paymentId: string; readonly amount: number } | undefined;
  for (let tries = 1; tries <= TRIES; tries++) {
    const reservation = await reservations.reservation(asked.reservationId);
    const newest = reservation?.intentId === undefined ? undefined : await cards.card(reservation.intentId);
    const decided = decidePayByCard(reservation, newest, { ...asked, now: clock() });
    switch (decided.decision) {
      case 'same':
        return intentOf(decided.open, checkout);
      case 'begin': {
        const { seen } = decided;
        const { amount } = seen;
        // Seats may have been given up since: the gateway holds to the amount that it was told.
        if (registered?.amount !== amount) {
          registered = { paymentId: cardIdOf(randomChars()), amount };
          await gateway.register(registered);
        }
        const payment = await commit(tools, asked, { seen, paymentId: registered.paymentId });
        if (payment) return intentOf(payment, checkout);
        break;
      }
      default:
        throw refusalOf(decided);
    }
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** @returns undefined when the reservation moved meanwhile, or its time is over: read it again */
async function commit(
  { db, clock, catalog, checkout, PAYMENTS_TABLE, RESERVATIONS_TABLE }: IntentTools,
  { userId, cause: { causationId } }: PayRequest,
  { seen, paymentId }: { readonly seen: Reservation; readonly paymentId: string },
): Promise<CardPayment | undefined> {
  const concert = await catalog.concert(seen.concertId);
  const now = clock();
  const payment = opened(
    {
      paymentId,
      purpose: 'RESERVATION',
      userId,
      personId: seen.personId,
      reservationId: seen.reservationId,
      amount: seen.amount,
      orderName: orderNameOf(concert?.name ?? '', seen.seats),
      channelKey: checkout.channelKey,
      expiresAt: seen.expiresAt,
      cause: packCause(journeyOf(seen, causationId)),
    },
    now,
  );
  const { outcome } = await transact<string>(db, [
    ...openCard(PAYMENTS_TABLE, payment),
    ...requestCard(RESERVATIONS_TABLE, seen, { paymentId, now, causationId }),
  ]);
  return outcome === 'committed' ? payment : undefined;
}

/** What the browser opens the checkout with. */
export function intentOf(payment: CardPayment, { storeId, redirectUrl }: Checkout): CardIntentView {
  const { paymentId, channelKey, orderName, amount, expiresAt } = payment;
  return {
    paymentId,
    storeId,
    channelKey,
    orderName,
    totalAmount: amount,
    currency: 'KRW',
    ...(redirectUrl === undefined ? {} : { redirectUrl }),
    expiresAt: toIso(expiresAt),
  };
}
