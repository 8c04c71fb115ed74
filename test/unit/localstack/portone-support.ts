// A stand-in for each test file, and what the tests ask it.
import { IdentityVerificationClient } from '@portone/server-sdk/identityVerification';
import { PaymentClient } from '@portone/server-sdk/payment';
import { afterAll, beforeAll, expect } from 'vitest';
import { API_SECRET, CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { type CheckoutAnswer, checkOut, type HowPaid } from '../../../localstack/portone/client.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';

/** Starts a stand-in for the tests of this file. */
export function useStandIn() {
  let portone: Portone;
  let ids = 0;
  beforeAll(async () => {
    portone = await startPortone(0);
  });
  afterAll(() => portone.close());

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${portone.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  /** As the product asks of payments. */
  const client = ({ secret = API_SECRET, storeId = STORE_ID } = {}) =>
    PaymentClient({ secret, storeId, baseUrl: portone.url });

  const intentOf = (paymentId: string, totalAmount = 99_000) => ({
    paymentId,
    storeId: STORE_ID,
    channelKey: CARD_CHANNEL_KEY,
    orderName: '공연 15번',
    totalAmount,
    currency: 'KRW' as const,
  });

  /** A new payment that was registered and played. @returns what the browser's SDK was answered */
  async function checkedOut(how: HowPaid = {}, total = 99_000) {
    const paymentId = `pay_${++ids}`;
    await client().preRegisterPayment({ paymentId, totalAmount: total, currency: 'KRW' });
    return checkOut(portone.url, intentOf(paymentId, total), how);
  }

  /** What our server sends to have that money, with `more` in the place of some of it. */
  const confirm = ({ paymentId, txId, paymentToken = '' }: CheckoutAnswer, more: object = {}, total = 99_000) =>
    client().confirmPayment({
      ...{ paymentId, txId, paymentToken, totalAmount: total, currency: 'KRW', isTest: true },
      ...more,
    });

  return {
    url: () => portone.url,
    client,
    intentOf,
    checkedOut,
    confirm,
    /** A payment whose money was taken. @returns its id */
    paid: async (total = 99_000) => {
      const answer = await checkedOut({}, total);
      await confirm(answer, {}, total);
      return answer.paymentId;
    },
    payment: (paymentId: string) => client().getPayment({ paymentId }),
    deliverTo: (url: string) => portone.deliverTo(url),
    newId: () => `idv-${++ids}`,
    send,
    /** One call of JSON, as curl makes it. */
    play: (id: string, body: unknown) => send('POST', `/play/identity-verifications/${id}`, body),
    /** The page, in English. */
    open: (id: string, query = '', language = 'en') =>
      send('GET', `/play/identity-verifications/${id}${query}`, undefined, { 'accept-language': language }),
    /** What a browser sends of the page's form. */
    submit: (id: string, fields: Record<string, string>) =>
      fetch(`${portone.url}/play/identity-verifications/${id}`, {
        method: 'POST',
        headers: { 'accept-language': 'en' },
        redirect: 'manual',
        body: new URLSearchParams(fields),
      }),
    /** The window of a checkout, in English. */
    openWindow: (id: string, asked: Record<string, string> = {}, language = 'en') =>
      send('GET', `/play/payments/${id}?${new URLSearchParams(asked)}`, undefined, { 'accept-language': language }),
    submitWindow: (id: string, fields: Record<string, string>) =>
      fetch(`${portone.url}/play/payments/${id}`, {
        method: 'POST',
        headers: { 'accept-language': 'en' },
        redirect: 'manual',
        body: new URLSearchParams(fields),
      }),
    fault: (body: unknown) => send('POST', '/play/faults', body),
    /** As the product reads a verification. */
    read: (
      identityVerificationId: string,
      { secret = API_SECRET, storeId }: { secret?: string; storeId?: string } = {},
    ) =>
      IdentityVerificationClient({ secret, baseUrl: portone.url }).getIdentityVerification({
        identityVerificationId,
        ...(storeId === undefined ? {} : { storeId }),
      }),
  };
}

export const KIM = { name: '김하늘', birthDate: '1990-01-01' };

/** What is so by and by, on a machine that is busy with other tests too. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 });
