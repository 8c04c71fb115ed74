// What card journeys do over and over: begin a payment, pass the checkout at the stand-in, complete it, and look.
import { inject } from 'vitest';
import type * as z from 'zod/mini';
import type { Settings } from '../../../functions/catalog/contract.ts';
import { type cardIntent, routes as payments } from '../../../functions/payments/contract.ts';
import { routes as cardRoutes } from '../../../functions/payments/contract-card.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { booksOf, type CheckoutAnswer, checkOut, type HowPaid } from '../../../localstack/portone/client.ts';
import { type Admitted, api, eventually, newAdmitted, newConcert, reserve } from '../../support/journey.ts';
import type { Person } from '../../support/people.ts';

export const { portoneUrl } = inject('cloud');

export type Intent = z.output<typeof cardIntent>;

/** A buyer who holds seat 1 of a concert of their own. */
export async function held(settings: Partial<Settings> = {}) {
  const { concertId } = await newConcert(settings);
  const buyer = await newAdmitted(concertId);
  const { reservationId, reservedUntil } = await reserve(buyer, concertId, 1);
  return { concertId, buyer, reservationId, reservedUntil };
}

/** Begins to pay a reservation by card. */
export async function begin({ accessToken, queueToken }: Admitted, reservationId: string): Promise<Intent> {
  const body = { reservationId, method: 'CARD' as const };
  const answer = await api.call(payments.pay, { accessToken, queueToken, body });
  if (!('storeId' in answer)) throw new Error('that is no intent');
  return answer;
}

/** The checkout in the browser, as far as the buyer goes. */
export const atCheckout = (intent: Intent, how?: HowPaid) => checkOut(portoneUrl, intent, how);

/** What the browser brings back, given to the server. */
export function complete({ accessToken }: Person, { paymentId, paymentToken = 'none', txId }: CheckoutAnswer) {
  return api.call(cardRoutes.complete, { accessToken, params: { paymentId }, body: { paymentToken, txId } });
}

export async function payByCard(buyer: Admitted, reservationId: string, how?: HowPaid) {
  return complete(buyer, await atCheckout(await begin(buyer, reservationId), how));
}

export const payment = ({ accessToken }: Person, paymentId: string) =>
  api.call(payments.one, { accessToken, params: { paymentId } });

export const reservation = ({ accessToken }: Person, reservationId: string) =>
  api.call(reservations.one, { accessToken, params: { reservationId } });

/** Waits until a reservation has this status. */
export const becomes = (buyer: Person, reservationId: string, status: string) =>
  eventually(async () => {
    const found = await reservation(buyer, reservationId);
    return found.status === status ? found : undefined;
  }, 40);

/** Waits until a payment has this status. */
export const paymentBecomes = (buyer: Person, paymentId: string, status: string, seconds = 40) =>
  eventually(async () => {
    const found = await payment(buyer, paymentId);
    return found.status === status ? found : undefined;
  }, seconds);

/** What the gateway's own books say of a payment. */
export async function bookOf(paymentId: string) {
  const book = (await booksOf(portoneUrl)).find((one) => one.paymentId === paymentId);
  return book && { captured: book.captured, returned: book.returned, confirms: book.confirms };
}
