// Plays a person's part at the stand-in, and asks it for what only a stand-in tells: for the demo, the tests and the crowds.
import { randomUUID } from 'node:crypto';
import type { CardIntentView } from '../../functions/payments/contract.ts';
import type { Book } from './books.ts';
import type { CheckoutAnswer, HowPaid } from './checkout.ts';
import type { FaultInput } from './faults.ts';

export type { Book, CheckoutAnswer, FaultInput, HowPaid };

export interface VerifiedAs {
  readonly name: string;
  /** yyyy-MM-dd */
  readonly birthDate: string;
}

/** What else the stand-in can be told; see play-identity.ts. */
export interface HowVerified {
  readonly action?: 'verify' | 'fail' | 'cancel';
  readonly channelKey?: string;
  readonly withCi?: boolean;
  readonly withDi?: boolean;
  /** ISO 8601 */
  readonly verifiedAt?: string;
}

export interface SentWebhook {
  readonly id: string;
  readonly type: string;
  /** `at` in epoch milliseconds. */
  readonly deliveries: readonly { readonly at: number; readonly status: number }[];
}

const ANSWERS_WITHIN_MS = 10_000;

/** @returns the identityVerificationId, as the browser would have it */
export async function verifyIdentity(portoneUrl: string, person: VerifiedAs & HowVerified): Promise<string> {
  const id = `idv-${randomUUID()}`;
  await tell(portoneUrl, 'POST', `/identity-verifications/${id}`, person);
  return id;
}

/**
 * Does a card's checkout as the browser's SDK would, with the product's intent; without `how` the person pays.
 * @returns what the SDK would: a paymentToken for our server to confirm, or a code that says why there is none
 */
export async function checkOut(
  portoneUrl: string,
  intent: Omit<CardIntentView, 'expiresAt'>,
  how: HowPaid = {},
): Promise<CheckoutAnswer> {
  const { paymentId, storeId, channelKey, orderName, totalAmount, currency } = intent;
  const asked = { storeId, channelKey, orderName, totalAmount, currency, ...how };
  const answer = await tell(portoneUrl, 'POST', `/payments/${encodeURIComponent(paymentId)}`, asked, how.afterMs);
  return (await answer.json()) as CheckoutAnswer;
}

/** Puts these faults in the place of those that there were. */
export async function setFaults(portoneUrl: string, faults: readonly FaultInput[]): Promise<void> {
  await tell(portoneUrl, 'PUT', '/faults', faults);
}

/** Adds one fault: tests in parallel name their payment in `path`. */
export async function addFault(portoneUrl: string, fault: FaultInput): Promise<void> {
  await tell(portoneUrl, 'POST', '/faults', fault);
}

/** Every payment that the gateway knows of, the oldest first: what was taken, and what went back. */
export async function booksOf(portoneUrl: string): Promise<readonly Book[]> {
  const answer = await tell(portoneUrl, 'GET', '/payments');
  return ((await answer.json()) as { payments: Book[] }).payments;
}

/** Ends the cancellations of a payment that are only requested. @returns how many there were */
export async function finishCancellations(
  portoneUrl: string,
  paymentId: string,
  outcome: 'succeed' | 'fail' = 'succeed',
): Promise<number> {
  const path = `/payments/${encodeURIComponent(paymentId)}/cancellations/${outcome}`;
  return ((await (await tell(portoneUrl, 'POST', path)).json()) as { finished: number }).finished;
}

/** Cancels in the gateway's console, of which the shop knows nothing. @param amount without it, all that is left */
export async function cancelInConsole(portoneUrl: string, paymentId: string, amount?: number): Promise<void> {
  await tell(portoneUrl, 'POST', `/payments/${encodeURIComponent(paymentId)}/cancel`, { amount });
}

/**
 * Sends every webhook of a payment once more, with the ids that they had.
 * @param agoSeconds how old the signatures say that they are @returns how many
 */
export async function replayWebhooks(portoneUrl: string, paymentId: string, agoSeconds = 0): Promise<number> {
  const path = `/payments/${encodeURIComponent(paymentId)}/replay`;
  const answer = await tell(portoneUrl, 'POST', path, { agoSeconds });
  return ((await answer.json()) as { replayed: number }).replayed;
}

/** What was said of a payment, and what was answered: status 0 where nothing was. */
export async function webhooksOf(portoneUrl: string, paymentId: string): Promise<readonly SentWebhook[]> {
  const answer = await tell(portoneUrl, 'GET', `/payments/${encodeURIComponent(paymentId)}/webhooks`);
  return ((await answer.json()) as { webhooks: SentWebhook[] }).webhooks;
}

/** Where webhooks go from now on, how much faster than PortOne they are repeated, and what they are signed with. */
export async function setWebhooks(
  portoneUrl: string,
  to: { readonly url?: string | undefined; readonly speedUp?: number; readonly secret?: string },
): Promise<void> {
  await tell(portoneUrl, 'PUT', '/webhooks', to);
}

async function tell(portoneUrl: string, method: string, path: string, body?: unknown, longerMs = 0): Promise<Response> {
  const response = await fetch(`${portoneUrl}/play${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS + longerMs),
  }).catch((cause: unknown) => {
    throw new Error(`The stand-in for PortOne at ${portoneUrl} does not answer: is npm start still running?`, {
      cause,
    });
  });
  if (!response.ok) throw new Error(`The stand-in for PortOne answers ${response.status}: ${await response.text()}`);
  return response;
}
