// Beginning to pay by card: one live intent for each reservation, and nothing of it without the gateway.
import { describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import { beginCard, checkoutOf } from '../../../functions/payments/use-cases-card.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';
import { card } from './card-samples.ts';
import { CAUSE, openTill, TABLES, type Till } from './till.ts';

const RESERVATION = 'rsv_aaaaaaaaaaaa';
const request = {
  userId: 'user-1',
  concertId: 'con_1',
  reservationId: RESERVATION,
  amount: undefined,
  cause: CAUSE,
};

function heldAt(till: Till): Till {
  till.put(heldReservation());
  return till;
}

describe('beginning to pay by card', () => {
  it('answers what the checkout is opened with, after the gateway has the amount', async () => {
    const till = heldAt(openTill());
    const intent = await beginCard(till.tools, request);
    expect(till.registered).toEqual([{ paymentId: intent.paymentId, amount: 100_000 }]);
    expect(intent).toEqual({
      paymentId: expect.stringMatching(/^pay[0-9A-Za-z]{12}$/),
      storeId: 'store-1',
      channelKey: 'channel-key-1',
      orderName: '공연 15번',
      totalAmount: 100_000,
      currency: 'KRW',
      expiresAt: '2025-07-13T19:00:00.000+09:00',
    });
  });

  it('names the payment on the reservation, which is held no longer for it, and tells PaymentRequested', async () => {
    const till = heldAt(openTill());
    const { paymentId } = await beginCard(till.tools, request);
    expect(till.reservation()).toMatchObject({
      status: 'PENDING',
      expiresAt: UNTIL,
      intentId: paymentId,
      version: 2,
      log: [{ type: 'SeatReserved' }, { type: 'PaymentRequested', v: 2, ref: paymentId, cause: 'journey request-2' }],
    });
    expect(till.reservation()).not.toHaveProperty('paymentId');
    expect(till.card(paymentId)).toEqual({
      paymentId,
      purpose: 'RESERVATION',
      userId: 'user-1',
      personId: 'person-1',
      reservationId: RESERVATION,
      amount: 100_000,
      orderName: '공연 15번',
      channelKey: 'channel-key-1',
      status: 'OPEN',
      expiresAt: UNTIL,
      createdAt: NOW,
      updatedAt: NOW,
      version: 1,
      cause: 'journey request-2',
      log: [],
    });
  });

  it('asked again, gives the same intent and asks the gateway for nothing', async () => {
    const till = heldAt(openTill());
    const first = await beginCard(till.tools, request);
    till.now = UNTIL - 1;
    expect(await beginCard(till.tools, request)).toEqual(first);
    expect(till.registered).toHaveLength(1);
  });

  it('asked by several windows at once, gives one intent to all', async () => {
    const till = heldAt(openTill());
    const intents = await Promise.all(Array.from({ length: 4 }, () => beginCard(till.tools, request)));
    expect(new Set(intents.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(till.cards()).toHaveLength(1);
  });

  it('gives a new one after a decline', async () => {
    const till = openTill();
    const declined = card({ status: 'FAILED', reservationId: RESERVATION });
    till.put(heldReservation({ intentId: declined.paymentId }), declined);
    const { paymentId } = await beginCard(till.tools, request);
    expect(paymentId).not.toBe(declined.paymentId);
    expect(till.reservation()?.intentId).toBe(paymentId);
  });

  it('leaves everything as it was while the gateway is down', async () => {
    const till = heldAt(openTill());
    const down = new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE, {}, 5);
    const gateway = { register: () => Promise.reject(down) };
    await expect(beginCard({ ...till.tools, gateway }, request)).rejects.toBe(down);
    expect(till.reservation()).toEqual(heldReservation());
    expect(till.cards()).toEqual([]);
  });

  it('is too late when the hold ends while the gateway is asked', async () => {
    const till = heldAt(openTill());
    const register = vi.fn(async () => {
      till.now = UNTIL;
    });
    const slow = { ...till.tools, gateway: { register } };
    await expect(beginCard(slow, request)).rejects.toMatchObject({
      kind: { code: 'RESERVATION_EXPIRED', status: 410 },
    });
    expect(till.cards()).toEqual([]);
  });

  it('registers one payment, however often the reservation moves meanwhile', async () => {
    let moves = 2;
    const till: Till = openTill({
      wrap: (memory) => ({
        send: (async (command: Parameters<Db['send']>[0]) => {
          const isWrite = 'TransactItems' in command.input;
          if (isWrite && moves-- > 0) till.put(heldReservation({ version: 10 - moves }));
          return memory.send(command);
        }) as Db['send'],
      }),
    });
    heldAt(till);
    const { paymentId } = await beginCard(till.tools, request);
    expect(till.registered).toEqual([{ paymentId, amount: 100_000 }]);
    expect(till.memory.items(TABLES.PAYMENTS_TABLE)).toHaveLength(1);
  });

  it('registers another payment when seats were given up meanwhile, as the gateway holds to the amount', async () => {
    let moves = 1;
    const till: Till = openTill({
      wrap: (memory) => ({
        send: (async (command: Parameters<Db['send']>[0]) => {
          const isWrite = 'TransactItems' in command.input;
          if (isWrite && moves-- > 0) till.put(heldReservation({ version: 10, amount: 50_000 }));
          return memory.send(command);
        }) as Db['send'],
      }),
    });
    heldAt(till);
    const intent = await beginCard(till.tools, { ...request, amount: undefined });
    expect(till.registered.map(({ amount }) => amount)).toEqual([100_000, 50_000]);
    expect(till.registered[1]?.paymentId).toBe(intent.paymentId);
    expect(intent.totalAmount).toBe(50_000);
  });

  it.each([
    ['is paid from the wallet', { status: 'PAID', paymentId: 'pay_w', walletVersion: 2 }, 'ALREADY_PAID'],
    ['is a ticket that a card paid', { status: 'CONFIRMED', paymentId: 'payc', paymentVersion: 3 }, 'ALREADY_PAID'],
    ['is being charged', { status: 'PAYING', intentId: 'payc' }, 'PAYMENT_IN_PROGRESS'],
    ['was given up', { status: 'CANCELLED' }, 'RESERVATION_EXPIRED'],
    ["is somebody else's", { userId: 'user-2' }, 'RESERVATION_NOT_FOUND'],
    ['is for another concert than the place in line', { concertId: 'con_2' }, 'NOT_ADMITTED'],
  ] as const)('is refused when the reservation %s', async (_, changes, code) => {
    const till = openTill();
    till.put(heldReservation(changes));
    await expect(beginCard(till.tools, request)).rejects.toMatchObject({ kind: { code } });
    expect(till.registered).toEqual([]);
  });

  it('says by which method it is paid, and when to come back while it is being paid', async () => {
    const till = openTill();
    till.put(heldReservation({ status: 'PAID', paymentId: 'pay_w', walletVersion: 2 }));
    const fields = { method: 'WALLET', paymentId: 'pay_w' };
    await expect(beginCard(till.tools, request)).rejects.toMatchObject({ fields });
    till.put(heldReservation({ status: 'PAYING', intentId: 'payc' }));
    await expect(beginCard(till.tools, request)).rejects.toMatchObject({ retryAfterSeconds: 2 });
  });
});

describe('the checkout', () => {
  const env = { PORTONE_STORE_ID: 's', PORTONE_CARD_CHANNEL: 'c', CARD_REDIRECT_URL: 'https://shop.example.com/paid' };

  it('sends a phone back where the deployment says, or nowhere', async () => {
    const till = heldAt(openTill());
    const there = await beginCard({ ...till.tools, checkout: checkoutOf(env) }, request);
    expect(there.redirectUrl).toBe('https://shop.example.com/paid');
    const nowhere = await beginCard(
      { ...till.tools, checkout: checkoutOf({ ...env, CARD_REDIRECT_URL: 'none' }) },
      request,
    );
    expect(nowhere).not.toHaveProperty('redirectUrl');
  });
});
