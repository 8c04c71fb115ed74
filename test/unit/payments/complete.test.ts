// Completing a card payment: whose money is asked for, and what the buyer is told of what the gateway did.
import { describe, expect, it } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import { complete } from '../../../functions/payments/use-cases-complete.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { UNTIL } from '../reservations/samples.ts';
import { theirs } from './card-samples.ts';
import { authenticated, held, OPEN as open, openTill, PAYMENT, COMPLETING as request, type Till } from './till.ts';

describe('completing a card payment', () => {
  it('asks for the money once payment and seats wait for it, and answers that it is paid', async () => {
    const till = authenticated();
    expect(await complete(till.tools, request)).toMatchObject({
      paymentId: PAYMENT,
      purpose: 'RESERVATION',
      reservationId: 'rsv_aaaaaaaaaaaa',
      amount: 100_000,
      method: 'CARD',
      status: 'COMPLETED',
    });
    expect(till.asked).toEqual([{ paymentId: PAYMENT, status: 'CONFIRMING', order: 'PAYING' }]);
    expect(till.reservation()).toMatchObject({ status: 'PAID', paymentId: PAYMENT, paymentVersion: 3 });
    expect(till.card(PAYMENT)).toMatchObject({ status: 'APPLIED', txId: 'tx-1', version: 3 });
  });

  it('keeps the seats for the approval window, and the time of the hold as it was', async () => {
    const till = authenticated();
    till.outcome = 'never-arrived';
    till.now = UNTIL - 1;
    await complete(till.tools, request);
    const payingUntil = UNTIL - 1 + 60_000;
    expect(till.reservation()).toMatchObject({ status: 'PAYING', payingUntil, expiresAt: UNTIL });
    expect(till.card(PAYMENT)).toMatchObject({ status: 'CONFIRMING', payingUntil });
  });

  it('has the queue look after it before it asks', async () => {
    const till = authenticated();
    till.outcome = 'never-arrived';
    const order: string[] = [];
    const { gateway } = till.tools;
    await complete(
      {
        ...till.tools,
        settleLater: async (messages) => void order.push(JSON.stringify(messages)),
        gateway: {
          ...gateway,
          confirm: (asked) => {
            order.push('asked');
            return gateway.confirm(asked);
          },
        },
      },
      request,
    );
    const message = { body: { paymentId: PAYMENT, why: 'complete', again: true }, delaySeconds: 3 };
    expect(order).toEqual([JSON.stringify([message]), 'asked']);
  });

  it('has it look after it before the gate, as nobody may live to do it after', async () => {
    const till = authenticated();
    const statuses: unknown[] = [];
    const settleLater = async () => void statuses.push(till.card(PAYMENT)?.status);
    await complete({ ...till.tools, settleLater }, request);
    expect(statuses).toEqual(['OPEN']);
  });

  it('goes on when the queue does not take that', async () => {
    const till = authenticated();
    const tools = { ...till.tools, settleLater: () => Promise.reject(new Error('the queue is away')) };
    expect(await complete(tools, request)).toMatchObject({ status: 'COMPLETED' });
  });

  it('asks for no money when the time is over, to the millisecond', async () => {
    const till = authenticated();
    till.now = UNTIL;
    await expect(complete(till.tools, request)).rejects.toMatchObject({
      kind: { code: 'RESERVATION_EXPIRED', status: 410 },
    });
    expect(till.asked).toEqual([]);
    expect(till.card(PAYMENT)?.status).toBe('OPEN');
  });

  it.each([
    ['was paid from the wallet', { status: 'PAID', paymentId: 'pay_w', walletVersion: 2 }, 'ALREADY_PAID', 409],
    ['has ended', { status: 'EXPIRED' }, 'RESERVATION_EXPIRED', 410],
    ['was given up', { status: 'CANCELLED' }, 'RESERVATION_EXPIRED', 410],
    ['waits for another card', { status: 'PAYING', intentId: 'payother' }, 'PAYMENT_IN_PROGRESS', 409],
    ['is to be paid by a newer one', { intentId: 'payother' }, 'RESERVATION_EXPIRED', 410],
  ] as const)('asks for no money when the reservation %s', async (_, changes, code, status) => {
    const till = authenticated();
    till.put(held(changes));
    await expect(complete(till.tools, request)).rejects.toMatchObject({ kind: { code, status } });
    expect(till.asked).toEqual([]);
  });

  it('loses to who moves the reservation between its look and its write, and says what came first', async () => {
    const till: Till = authenticated({
      wrap: (memory) => ({
        send: (async (command: Parameters<Db['send']>[0]) => {
          const paid = held({ status: 'PAID', paymentId: 'pay_w', walletVersion: 2, version: 3 });
          if ('TransactItems' in command.input) till.put(paid);
          return memory.send(command);
        }) as Db['send'],
      }),
    });
    await expect(complete(till.tools, request)).rejects.toMatchObject({
      kind: { code: 'ALREADY_PAID' },
      fields: { method: 'WALLET', paymentId: 'pay_w' },
    });
    expect(till.asked).toEqual([]);
    expect(till.card(PAYMENT)).toMatchObject({ status: 'OPEN', version: 1 });
  });

  it('does not tell another’s payment from one that is not there', async () => {
    const till = authenticated();
    for (const wrong of [{ userId: 'user-2' }, { paymentId: 'payaaaaaaaaaaaa' }]) {
      await expect(complete(till.tools, { ...request, ...wrong })).rejects.toMatchObject({
        kind: { code: 'PAYMENT_NOT_FOUND', status: 404 },
      });
    }
  });
});

describe('what the gateway answers', () => {
  const declined = { kind: { code: 'PAYMENT_DECLINED', status: 402 } };

  it('as a decline leaves the seats held, and tells the buyer why', async () => {
    const till = authenticated();
    till.outcome = { declined: { code: 'PG_PROVIDER', message: '한도 초과' } };
    await expect(complete(till.tools, request)).rejects.toMatchObject({
      ...declined,
      fields: { reason: 'PG_PROVIDER', message: '한도 초과' },
    });
    expect(till.reservation()).toMatchObject({ status: 'PENDING', expiresAt: UNTIL, lastFailure: 'PG_PROVIDER' });
    expect(till.card(PAYMENT)?.status).toBe('FAILED');
  });

  it('as a refusal of the request itself is a decline too, without a look', async () => {
    const till = authenticated();
    till.outcome = { refused: { code: 'INVALID_PAYMENT_TOKEN' } };
    await expect(complete(till.tools, request)).rejects.toMatchObject({
      ...declined,
      fields: { reason: 'INVALID_PAYMENT_TOKEN' },
    });
    expect(till.reservation()?.status).toBe('PENDING');
  });

  it('is told again to who asks again, and asked for no more', async () => {
    const till = authenticated();
    till.outcome = { declined: { code: 'PG_PROVIDER' } };
    for (let n = 1; n <= 2; n++) await expect(complete(till.tools, request)).rejects.toMatchObject(declined);
    expect(till.asked).toHaveLength(1);
  });

  it('and nobody hears is found by looking', async () => {
    const till = authenticated();
    till.outcome = 'lost';
    expect(await complete(till.tools, request)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is PROCESSING while nobody knows it, also when asked again', async () => {
    const till = authenticated();
    till.outcome = 'never-arrived';
    for (let n = 1; n <= 2; n++) expect(await complete(till.tools, request)).toMatchObject({ status: 'PROCESSING' });
    expect(till.asked).toHaveLength(1);
    expect(till.reservation()?.status).toBe('PAYING');
  });

  it('for certain is a decline, also when the gateway cannot be looked at afterwards', async () => {
    const till = authenticated();
    till.outcome = { refused: { code: 'NOT_ASKED' } };
    const read = () => Promise.reject(new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE, {}, 5));
    const tools = { ...till.tools, gateway: { ...till.tools.gateway, read } };
    await expect(complete(tools, request)).rejects.toMatchObject({ ...declined, fields: { reason: 'NOT_ASKED' } });
    expect(till.reservation()?.status).toBe('PENDING');
  });

  it('as approved is no decline, though it still shows a failure', async () => {
    const till = authenticated();
    const shown = theirs({ status: 'FAILED', total: 100_000, isTest: true });
    const tools = { ...till.tools, gateway: { ...till.tools.gateway, read: async () => shown } };
    expect(await complete(tools, request)).toMatchObject({ status: 'PROCESSING' });
    expect(till.reservation()?.status).toBe('PAYING');
  });

  it('is PROCESSING when the gateway cannot be asked afterwards: a failure of ours is no decline', async () => {
    const till = authenticated();
    const read = () => Promise.reject(new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE, {}, 5));
    const tools = { ...till.tools, gateway: { ...till.tools.gateway, read } };
    expect(await complete(tools, request)).toMatchObject({ status: 'PROCESSING' });
  });

  it.each(['CANCELLING', 'CANCELLED'] as const)('that went back reads as it is (%s)', async (status) => {
    const till = openTill();
    const reason = { code: 'SEAT_GONE' };
    till.put(held({ status: 'EXPIRED' }), { ...open, status, reason, refundAmount: 100_000 });
    const read = status === 'CANCELLED' ? 'REFUNDED' : 'CANCELLING';
    const view = { status: read, reason: 'SEAT_GONE', refundedAmount: 100_000 };
    expect(await complete(till.tools, request)).toMatchObject(view);
  });
});
