// What reaches us from the gateway by itself: webhooks genuine and forged, money that nobody asked for, and refusals.
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, inject, it } from 'vitest';
import { adminRoutes as operations } from '../../../functions/operations/contract.ts';
import { adminRoutes, routes as cardRoutes } from '../../../functions/payments/contract-card.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { cardIdOf } from '../../../functions/shared/ids.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { STORE_ID, WEBHOOK_SECRET } from '../../../localstack/portone/account.ts';
import { addFault, cancelInConsole, replayWebhooks } from '../../../localstack/portone/client.ts';
import { api, eventually, newAdmitted, PRICES, refusalOf, reserve } from '../../support/journey.ts';
import { createPeople, type Person } from '../../support/people.ts';
import {
  atCheckout,
  becomes,
  begin,
  bookOf,
  complete,
  held,
  payByCard,
  payment,
  paymentBecomes,
  portoneUrl,
  reservation,
} from './card-desk.ts';

const { apiUrl } = inject('cloud');
const people = createPeople(inject('cloud'));
const VIP = PRICES.VIP;

interface Sent {
  readonly body?: string;
  readonly secret?: string;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly headers?: Record<string, string>;
}

const paid = (paymentId: string) =>
  JSON.stringify({
    type: 'Transaction.Paid',
    timestamp: new Date().toISOString(),
    data: { storeId: STORE_ID, paymentId, transactionId: randomUUID(), somethingNew: true },
  });

async function send({
  body = paid(cardIdOf(randomChars())),
  secret = WEBHOOK_SECRET,
  at = Date.now(),
  headers = {},
}: Sent = {}) {
  const id = `msg_${randomUUID()}`;
  const answer = await fetch(`${apiUrl}${cardRoutes.webhook.path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
      ...headers,
    },
    body,
  });
  return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> };
}

describe('a webhook', () => {
  it('is taken when its signature is ours, whatever it is about', async () => {
    expect(await send()).toEqual({ status: 200, answer: { received: true } });
    const unknown = { type: 'Transaction.Invented', data: { paymentId: 'another-shop-1' }, extra: [1] };
    for (const body of [JSON.stringify(unknown), '{}', 'not json', JSON.stringify({ type: 'BillingKey.Issued' })]) {
      expect(await send({ body })).toEqual({ status: 200, answer: { received: true } });
    }
    expect((await send({ headers: { 'content-type': 'text/plain' } })).status).toBe(200);
  });

  it.each([
    ['with a forged signature', { secret: `whsec_${Buffer.from('another secret').toString('base64')}` }],
    ['older than five minutes', { at: Date.now() - 400_000 }],
    ['from the future', { at: Date.now() + 400_000 }],
    ['without a signature', { headers: { 'webhook-signature': '' } }],
    ['signed by an unknown scheme', { headers: { 'webhook-signature': 'v9,AAAA' } }],
  ] satisfies [string, Sent][])('%s is 401', async (_, sent) => {
    const { status, answer } = await send(sent);
    expect([status, answer.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });

  it('of another body than was signed is 401', async () => {
    const id = `msg_${randomUUID()}`;
    const at = new Date();
    const answer = await fetch(`${apiUrl}${cardRoutes.webhook.path}`, {
      method: 'POST',
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(WEBHOOK_SECRET).sign(id, at, paid('pay111111111111')),
      },
      body: paid('pay222222222222'),
    });
    expect(answer.status).toBe(401);
  });

  it('over 256 KB is 413', async () => {
    const { status, answer } = await send({ body: JSON.stringify({ pad: 'x'.repeat(262_144) }) });
    expect([status, answer.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('that says paid is not believed: the gateway is asked', async () => {
    const { buyer, reservationId } = await held();
    const { paymentId } = await begin(buyer, reservationId);
    await send({ body: paid(paymentId) });
    await new Promise((done) => setTimeout(done, 2_000));
    expect(await payment(buyer, paymentId)).toMatchObject({ status: 'REQUESTED' });
    expect((await reservation(buyer, reservationId)).status).toBe('PENDING');
  });
});

describe('money that nobody asked for', () => {
  it('buys the ticket of a hold that lives', async () => {
    const { buyer, reservationId } = await held();
    const { paymentId } = await atCheckout(await begin(buyer, reservationId), { action: 'capture' });
    expect(await becomes(buyer, reservationId, 'CONFIRMED')).toMatchObject({ paymentId });
    await replayWebhooks(portoneUrl, paymentId);
    expect(await bookOf(paymentId)).toMatchObject({ captured: VIP, returned: 0 });
  });

  it('buys the same seat again when the hold is over and nobody has it', async () => {
    const { buyer, reservationId } = await held({ holdSeconds: 3 });
    const intent = await begin(buyer, reservationId);
    await becomes(buyer, reservationId, 'EXPIRED');
    await atCheckout(intent, { action: 'capture' });
    const bought = await paymentBecomes(buyer, intent.paymentId, 'COMPLETED');
    expect(bought).toMatchObject({ insteadOf: reservationId });
    expect(bought.reservationId).not.toBe(reservationId);
    await becomes(buyer, bought.reservationId ?? '', 'CONFIRMED');
    expect((await reservation(buyer, reservationId)).status).toBe('EXPIRED');
  });

  it('goes back when somebody else has the seat, and the payment says why', async () => {
    const { buyer, reservationId, concertId } = await held({ holdSeconds: 3 });
    const intent = await begin(buyer, reservationId);
    await becomes(buyer, reservationId, 'EXPIRED');
    const thief = await newAdmitted(concertId);
    const taken = await reserve(thief, concertId, 1);
    await payByCard(thief, taken.reservationId);
    await atCheckout(intent, { action: 'capture' });
    const back = await paymentBecomes(buyer, intent.paymentId, 'REFUNDED');
    expect(back).toMatchObject({ refundedAmount: VIP, reason: 'SEAT_GONE' });
    expect(await bookOf(intent.paymentId)).toMatchObject({ captured: VIP, returned: VIP });
    await becomes(thief, taken.reservationId, 'CONFIRMED');
  });

  it('goes back when it is not what was asked for, and the hold goes on', async () => {
    const { buyer, reservationId } = await held();
    const intent = await begin(buyer, reservationId);
    await atCheckout(intent, { action: 'capture', paidAmount: 1_000 });
    const back = await paymentBecomes(buyer, intent.paymentId, 'REFUNDED');
    expect(back).toMatchObject({ reason: 'AMOUNT_MISMATCH', refundedAmount: 1_000 });
    expect((await reservation(buyer, reservationId)).status).toBe('PENDING');
    await payByCard(buyer, reservationId);
    await becomes(buyer, reservationId, 'CONFIRMED');
  });
});

async function topUp({ accessToken }: Person, amount: number) {
  const intent = await api.call(wallet.charge, { accessToken, body: { amount, method: 'CARD' } });
  if (!('storeId' in intent)) throw new Error('that is no intent');
  return intent;
}

describe('a charge by card', () => {
  it('that was taken over another sum goes back', async () => {
    const buyer = await people.buyer();
    const intent = await topUp(buyer, 1_000_000);
    await atCheckout(intent, { action: 'capture', paidAmount: 900_000 });
    const back = await paymentBecomes(buyer, intent.paymentId, 'REFUNDED');
    expect(back).toMatchObject({ purpose: 'CHARGE', reason: 'AMOUNT_MISMATCH', refundedAmount: 900_000 });
    expect((await api.call(wallet.balance, buyer)).balance).toBe(0);
  });

  it('whose outcome is known later is declined by the worker', async () => {
    const buyer = await people.buyer();
    const intent = await topUp(buyer, 1_000_000);
    const answer = await atCheckout(intent, { action: 'decline' });
    // The answer and the first look after it get lost; the worker's own look does not.
    await addFault(portoneUrl, { kind: 'status', status: 500, path: answer.paymentId, method: 'GET', times: 1 });
    const first = await complete(buyer, answer);
    expect(first.status).toBe('PROCESSING');
    await paymentBecomes(buyer, intent.paymentId, 'FAILED');
  });
});

describe('a refund that the gateway refuses', () => {
  it('is an operator’s task, shown in the journey, and done when it is asked for once more', async () => {
    const { buyer, reservationId } = await held({ refundPolicy: [{ untilHoursBefore: 48, feePercent: 0 }] });
    const { paymentId } = await payByCard(buyer, reservationId);
    await becomes(buyer, reservationId, 'CONFIRMED');
    await addFault(portoneUrl, { kind: 'cancel-refused', path: paymentId, times: 1 });
    await api.call(reservations.cancel, { ...buyer, params: { reservationId } });

    const { accessToken } = await people.operator();
    const tasks = () => api.call(adminRoutes.tasks, { accessToken });
    const task = await eventually(async () => (await tasks()).tasks.find((one) => one.paymentId === paymentId), 40);
    expect(task).toMatchObject({ reservationId, amount: VIP, refundAmount: VIP, code: 'NOT_CANCELABLE_PAYMENT' });
    expect(await payment(buyer, paymentId)).toMatchObject({ status: 'CANCELLING', refundedAmount: VIP });
    const { steps } = await api.call(operations.journey, { accessToken, params: { reservationId } });
    expect(steps.filter(({ source }) => source === 'payment').map(({ what }) => what)).toContain('REFUND_TASK');

    await api.call(adminRoutes.retry, { accessToken, params: { paymentId } });
    await paymentBecomes(buyer, paymentId, 'CANCELLED');
    expect((await tasks()).tasks.filter((one) => one.paymentId === paymentId)).toEqual([]);
    const none = await refusalOf(api.call(adminRoutes.retry, { accessToken, params: { paymentId } }));
    expect([none.status, none.code]).toEqual([409, 'NO_REFUND_TASK']);
  });

  it('is done when it was made in the gateway’s console', async () => {
    const { buyer, reservationId } = await held({ refundPolicy: [{ untilHoursBefore: 48, feePercent: 0 }] });
    const { paymentId } = await payByCard(buyer, reservationId);
    await becomes(buyer, reservationId, 'CONFIRMED');
    await addFault(portoneUrl, { kind: 'cancel-refused', path: paymentId, times: 1 });
    await api.call(reservations.cancel, { ...buyer, params: { reservationId } });
    const { accessToken } = await people.operator();
    await eventually(async () => {
      const { tasks } = await api.call(adminRoutes.tasks, { accessToken });
      return tasks.find((one) => one.paymentId === paymentId);
    }, 40);
    await cancelInConsole(portoneUrl, paymentId);
    await paymentBecomes(buyer, paymentId, 'CANCELLED');
  });
});
