// The gateway of card payments and the stand-in for PortOne understand each other, and so do its webhooks and their check.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hintOf } from '../../../functions/payments/domain-webhook.ts';
import { createCardGateway } from '../../../functions/payments/gateway-portone.ts';
import { createGenuine } from '../../../functions/payments/use-cases-webhook.ts';
import { systemClock } from '../../../functions/shared/clock.ts';
import type { Raw } from '../../../functions/shared/http.ts';
import { cardIdOf } from '../../../functions/shared/ids.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { API_SECRET, CARD_CHANNEL_KEY, STORE_ID, WEBHOOK_SECRET } from '../../../localstack/portone/account.ts';
import { checkOut } from '../../../localstack/portone/client.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';

let portone: Portone;
let receiver: Server;
const heard: Raw[] = [];

beforeAll(async () => {
  portone = await startPortone(0);
  receiver = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    heard.push({ text, headers: request.headers as Raw['headers'] });
    response.end('{}');
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  portone.deliverTo(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await portone.close();
  receiver.closeAllConnections();
  await new Promise((done) => receiver.close(done));
});

const AMOUNT = 77_000;

const newCardId = () => cardIdOf(randomChars());

const gateway = () =>
  createCardGateway({
    PORTONE_URL: portone.url,
    PORTONE_STORE_ID: STORE_ID,
    PORTONE_LIVE: false,
    readSecret: async () => API_SECRET,
  });

/** A payment that its buyer authenticated. */
async function checkedOut() {
  const paymentId = newCardId();
  await gateway().register({ paymentId, amount: AMOUNT });
  const shop = { storeId: STORE_ID, channelKey: CARD_CHANNEL_KEY, orderName: '공연 1번', currency: 'KRW' as const };
  const { txId, paymentToken = '' } = await checkOut(portone.url, { paymentId, totalAmount: AMOUNT, ...shop });
  return { paymentId, txId, paymentToken, amount: AMOUNT };
}

describe('the gateway, and the stand-in', () => {
  it('agree on a payment from its beginning to its end', async () => {
    const asked = await checkedOut();
    const { paymentId } = asked;
    expect(await gateway().read(paymentId)).toMatchObject({ status: 'READY', total: AMOUNT });
    expect(await gateway().confirm(asked)).toEqual({ outcome: 'approved' });
    const paid = await gateway().read(paymentId);
    expect(paid).toMatchObject({
      status: 'PAID',
      transactionId: asked.txId,
      storeId: STORE_ID,
      channelKey: CARD_CHANNEL_KEY,
      isTest: true,
      currency: 'KRW',
      total: AMOUNT,
      cancelled: 0,
    });
    expect(await gateway().confirm(asked)).toEqual({ outcome: 'unknown' });
    const refund = { paymentId, amount: 60_000, reason: 'CANCELLED' };
    expect(await gateway().cancel({ ...refund, cancellable: 1 })).toEqual({ outcome: 'changed' });
    expect(await gateway().cancel({ ...refund, cancellable: AMOUNT })).toEqual({ outcome: 'asked' });
    expect(await gateway().read(paymentId)).toMatchObject({ status: 'PARTIAL_CANCELLED', cancelled: 60_000 });
    const { paymentId: opened } = await checkedOut();
    const found = new Map<string, unknown>();
    const span = { from: Date.now() - 60_000, until: Date.now() + 60_000 };
    for await (const page of gateway().changed(span)) for (const one of page) found.set(one.paymentId, one.payment);
    expect(found.get(paymentId)).toMatchObject({ status: 'PARTIAL_CANCELLED' });
    expect(found.has(opened)).toBe(false);
  });

  it('agree that there is no payment before its window was opened', async () => {
    expect(await gateway().read(newCardId())).toBeUndefined();
  });

  it('agree on what is refused for certain', async () => {
    const asked = await checkedOut();
    const refused = (code: string) => ({ outcome: 'refused', reason: { code } });
    expect(await gateway().confirm({ ...asked, paymentToken: 'another' })).toEqual(refused('INVALID_PAYMENT_TOKEN'));
    expect(await gateway().confirm({ ...asked, amount: AMOUNT - 1 })).toEqual(refused('INFORMATION_MISMATCH'));
    expect(await gateway().confirm({ ...asked, paymentId: newCardId() })).toEqual(refused('PAYMENT_NOT_FOUND'));
    const refund = { paymentId: asked.paymentId, amount: 1, cancellable: 1, reason: 'CANCELLED' };
    expect(await gateway().cancel(refund)).toEqual(refused('PAYMENT_NOT_PAID'));
  });

  it('agree on webhooks: they are genuine, and hint at the payment', async () => {
    const asked = await checkedOut();
    await gateway().confirm(asked);
    const isPaid = ({ text }: Raw) => text.includes(asked.paymentId) && text.includes('Transaction.Paid');
    await expect.poll(() => heard.some(isPaid)).toBe(true);
    const webhook = heard.find(isPaid);
    const isGenuine = createGenuine({ readSecret: async () => WEBHOOK_SECRET, clock: systemClock });
    expect(webhook && (await isGenuine(webhook))).toBe(true);
    expect(webhook && hintOf(webhook.text, STORE_ID)).toEqual({ hint: 'look', paymentId: asked.paymentId });
  });
});
