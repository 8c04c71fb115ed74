// Paying by card over HTTP, with the stand-in as the gateway: bought, declined, changed one's mind, charged, and given back.
import { describe, expect, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { routes as history } from '../../../functions/wallet-history/contract.ts';
import { CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { addFault, finishCancellations, replayWebhooks, webhooksOf } from '../../../localstack/portone/client.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  newAdmitted,
  newPerson,
  PRICES,
  refusalOf,
  reserve,
} from '../../support/journey.ts';
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

const VIP = PRICES.VIP;
const ended = (call: Promise<unknown>) => refusalOf(call).then(({ status, code }) => [status, code]);

const cancel = ({ accessToken }: Admitted, reservationId: string) =>
  api.call(reservations.cancel, { accessToken, params: { reservationId } });

describe('a card', () => {
  it('buys a ticket: intent, checkout, complete, confirmed, and the gateway has the money once', async () => {
    const { buyer, reservationId, reservedUntil } = await held();
    const intent = await begin(buyer, reservationId);
    expect(intent).toMatchObject({
      storeId: STORE_ID,
      channelKey: CARD_CHANNEL_KEY,
      totalAmount: VIP,
      currency: 'KRW',
      expiresAt: reservedUntil,
    });
    expect(await begin(buyer, reservationId)).toEqual(intent);
    expect(await payment(buyer, intent.paymentId)).toMatchObject({ status: 'REQUESTED', method: 'CARD', amount: VIP });
    expect((await reservation(buyer, reservationId)).status).toBe('PENDING');

    const answer = await atCheckout(intent);
    const done = await complete(buyer, answer);
    expect(done).toMatchObject({ paymentId: intent.paymentId, status: 'COMPLETED', reservationId, method: 'CARD' });
    const { paymentId } = await becomes(buyer, reservationId, 'CONFIRMED');
    expect(paymentId).toBe(intent.paymentId);
    expect(await complete(buyer, answer)).toMatchObject({ status: 'COMPLETED' });
    expect(await bookOf(intent.paymentId)).toEqual({ captured: VIP, returned: 0, confirms: 1 });
    const { payments: own } = await api.call(payments.list, { accessToken: buyer.accessToken });
    expect(own).toMatchObject([{ paymentId: intent.paymentId, method: 'CARD', status: 'COMPLETED', amount: VIP }]);
    const again = api.call(payments.pay, { ...buyer, body: { reservationId } });
    expect(await ended(again)).toEqual([409, 'ALREADY_PAID']);
  });

  it('that is declined leaves the hold, and another intent buys the ticket', async () => {
    const { buyer, reservationId } = await held();
    const first = await begin(buyer, reservationId);
    const declined = await refusalOf(complete(buyer, await atCheckout(first, { action: 'decline' })));
    expect([declined.status, declined.code]).toEqual([402, 'PAYMENT_DECLINED']);
    expect(declined.problem).toMatchObject({ reason: expect.any(String), message: expect.any(String) });
    expect(await reservation(buyer, reservationId)).toMatchObject({ status: 'PENDING' });
    expect(await payment(buyer, first.paymentId)).toMatchObject({ status: 'FAILED' });

    const second = await begin(buyer, reservationId);
    expect(second.paymentId).not.toBe(first.paymentId);
    await complete(buyer, await atCheckout(second));
    await becomes(buyer, reservationId, 'CONFIRMED');
    expect(await bookOf(first.paymentId)).toMatchObject({ captured: 0 });
  });

  it('whose window was closed can be tried again with the same intent', async () => {
    const { buyer, reservationId } = await held();
    const intent = await begin(buyer, reservationId);
    const closed = await atCheckout(intent, { action: 'close' });
    expect(closed.code).toMatch(/\w/);
    expect(await begin(buyer, reservationId)).toEqual(intent);
    await complete(buyer, await atCheckout(intent));
    await becomes(buyer, reservationId, 'CONFIRMED');
  });

  it('with a token that is not the checkout’s is declined, and nothing is taken', async () => {
    const { buyer, reservationId } = await held();
    const { paymentId, txId } = await atCheckout(await begin(buyer, reservationId));
    const forged = await refusalOf(
      complete(buyer, { transactionType: 'PAYMENT', paymentId, txId, paymentToken: 'forged' }),
    );
    expect([forged.status, forged.code]).toEqual([402, 'PAYMENT_DECLINED']);
    expect(await bookOf(paymentId)).toMatchObject({ captured: 0 });
    expect((await reservation(buyer, reservationId)).status).toBe('PENDING');
  });

  it('is not charged for a reservation that was paid from the wallet, and its intent is void', async () => {
    const { buyer, reservationId } = await held();
    const answer = await atCheckout(await begin(buyer, reservationId));
    await charge(buyer, VIP);
    await api.call(payments.pay, { ...buyer, body: { reservationId, method: 'WALLET' } });
    expect(await ended(complete(buyer, answer))).toEqual([409, 'ALREADY_PAID']);
    await becomes(buyer, reservationId, 'CONFIRMED');
    expect(await bookOf(answer.paymentId)).toMatchObject({ captured: 0, confirms: 0 });
  });

  it('is not charged when the hold is over', async () => {
    const { buyer, reservationId } = await held({ holdSeconds: 3 });
    const answer = await atCheckout(await begin(buyer, reservationId));
    await becomes(buyer, reservationId, 'EXPIRED');
    expect(await ended(complete(buyer, answer))).toEqual([410, 'RESERVATION_EXPIRED']);
    expect(await bookOf(answer.paymentId)).toMatchObject({ captured: 0, confirms: 0 });
  });

  it('is nobody’s business but its owner’s', async () => {
    const { buyer, reservationId } = await held();
    const answer = await atCheckout(await begin(buyer, reservationId));
    const stranger = await newPerson();
    expect(await ended(complete(stranger, answer))).toEqual([404, 'PAYMENT_NOT_FOUND']);
    expect(await ended(payment(stranger, answer.paymentId))).toEqual([404, 'PAYMENT_NOT_FOUND']);
  });
});

describe('a card whose confirmation', () => {
  it('is answered 500 after the money was taken buys the ticket at once: the gateway is asked what it knows', async () => {
    const { buyer, reservationId } = await held();
    const answer = await atCheckout(await begin(buyer, reservationId));
    await addFault(portoneUrl, { kind: 'confirm-500-after', path: answer.paymentId, times: 1 });
    expect(await complete(buyer, answer)).toMatchObject({ status: 'COMPLETED' });
    await becomes(buyer, reservationId, 'CONFIRMED');
    expect(await bookOf(answer.paymentId)).toEqual({ captured: VIP, returned: 0, confirms: 1 });
  });

  it('comes seconds later keeps the seat meanwhile, and buys the ticket then', async () => {
    const { buyer, reservationId, concertId } = await held({ holdSeconds: 6 });
    const answer = await atCheckout(await begin(buyer, reservationId));
    await addFault(portoneUrl, { kind: 'confirm-late', ms: 9_000, path: answer.paymentId, times: 1 });
    expect(await complete(buyer, answer)).toMatchObject({ status: 'PROCESSING' });
    expect((await reservation(buyer, reservationId)).status).toBe('PAYING');
    expect(await ended(begin(buyer, reservationId))).toEqual([409, 'PAYMENT_IN_PROGRESS']);
    const wallets = api.call(payments.pay, { ...buyer, body: { reservationId } });
    expect(await ended(wallets)).toEqual([409, 'PAYMENT_IN_PROGRESS']);
    expect(await ended(cancel(buyer, reservationId))).toEqual([409, 'NOT_CANCELLABLE']);
    const thief = await newAdmitted(concertId);
    await new Promise((done) => setTimeout(done, 6_000));
    expect(await ended(reserve(thief, concertId, 1))).toEqual([409, 'SEAT_TAKEN']);
    await becomes(buyer, reservationId, 'CONFIRMED');
    expect(await payment(buyer, answer.paymentId)).toMatchObject({ status: 'COMPLETED' });
  });

  it('never reached the gateway waits, and is told of honestly', async () => {
    const { buyer, reservationId } = await held();
    const answer = await atCheckout(await begin(buyer, reservationId));
    await addFault(portoneUrl, { kind: 'confirm-500-before', path: answer.paymentId, times: 1 });
    expect(await complete(buyer, answer)).toMatchObject({ status: 'PROCESSING' });
    expect((await complete(buyer, answer)).status).toBe('PROCESSING');
    expect(await bookOf(answer.paymentId)).toMatchObject({ captured: 0 });
  });
});

describe('a ticket that was paid by card', () => {
  it('is given back to the card for its fee, and never twice', async () => {
    const { buyer, reservationId } = await held({ refundPolicy: [{ untilHoursBefore: 48, feePercent: 10 }] });
    const { paymentId } = await payByCard(buyer, reservationId);
    await becomes(buyer, reservationId, 'CONFIRMED');
    const answer = await cancel(buyer, reservationId);
    expect(answer).toEqual({ reservationId, status: 'CANCELLED', refundedAmount: 148_500, fee: 16_500 });
    expect(await cancel(buyer, reservationId)).toEqual(answer);
    expect(await paymentBecomes(buyer, paymentId, 'CANCELLED')).toMatchObject({ refundedAmount: 148_500 });
    await replayWebhooks(portoneUrl, paymentId);
    expect(await bookOf(paymentId)).toEqual({ captured: VIP, returned: 148_500, confirms: 1 });
    expect((await api.call(wallet.balance, buyer)).balance).toBe(0);
  });

  it('is given back also when the gateway says "requested" and finishes later', async () => {
    const { buyer, reservationId } = await held({ refundPolicy: [{ untilHoursBefore: 48, feePercent: 0 }] });
    const { paymentId } = await payByCard(buyer, reservationId);
    await becomes(buyer, reservationId, 'CONFIRMED');
    await addFault(portoneUrl, { kind: 'cancel-pending', ms: 600_000, path: paymentId, times: 1 });
    await cancel(buyer, reservationId);
    await eventually(
      async () => ((await bookOf(paymentId)) && (await payment(buyer, paymentId)).status === 'CANCELLING') || undefined,
    );
    await eventually(async () => ((await finishCancellations(portoneUrl, paymentId)) > 0 ? true : undefined));
    expect(await paymentBecomes(buyer, paymentId, 'CANCELLED')).toMatchObject({ refundedAmount: VIP });
  });
});

describe('topping up by card', () => {
  const begins = (buyer: Awaited<ReturnType<typeof newPerson>>, amount: number, idempotencyKey?: string) =>
    api.call(wallet.charge, { accessToken: buyer.accessToken, body: { amount, method: 'CARD' }, idempotencyKey });

  it('credits once what the gateway took, and nothing before', async () => {
    const buyer = await newPerson();
    const intent = await begins(buyer, 50_000, 'top-up');
    if (!('storeId' in intent)) throw new Error('that is no intent');
    expect(await begins(buyer, 50_000, 'top-up')).toEqual(intent);
    expect(await ended(begins(buyer, 60_000, 'top-up'))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await api.call(wallet.balance, buyer)).balance).toBe(0);
    const answer = await atCheckout(intent);
    expect(await complete(buyer, answer)).toMatchObject({ status: 'COMPLETED', purpose: 'CHARGE', amount: 50_000 });
    expect(await complete(buyer, answer)).toMatchObject({ status: 'COMPLETED' });
    await replayWebhooks(portoneUrl, intent.paymentId);
    await eventually(async () => ((await webhooksOf(portoneUrl, intent.paymentId)).length > 0 ? true : undefined));
    expect((await api.call(wallet.balance, buyer)).balance).toBe(50_000);
    const { lines } = await api.call(history.history, buyer);
    expect(lines).toMatchObject([{ type: 'CHARGE', amount: 50_000, id: intent.paymentId }]);
  });

  it('is refused beyond its limits, with what is left of them', async () => {
    const buyer = await newPerson();
    const refused = await refusalOf(begins(buyer, 1_000_001));
    expect([refused.status, refused.code]).toEqual([409, 'LIMIT_REACHED']);
    expect(refused.problem).toMatchObject({ limit: 'PER_CHARGE', limitKrw: 1_000_000, remainingKrw: 1_000_000 });
    const intents = await Promise.all([1, 2, 3].map(() => begins(buyer, 1_000_000)));
    const answers = await Promise.all(intents.map((one) => ('storeId' in one ? atCheckout(one) : undefined)));
    const outcomes = await Promise.all(
      answers.map((one) =>
        one
          ? complete(buyer, one).then(
              ({ status }) => status,
              ({ code }) => code,
            )
          : 'none',
      ),
    );
    expect(outcomes.toSorted()).toEqual(['COMPLETED', 'COMPLETED', 'LIMIT_REACHED']);
    expect((await api.call(wallet.balance, buyer)).balance).toBe(2_000_000);
  });
});
