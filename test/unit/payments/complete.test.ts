// Completing a card payment: what passes the last gate, and what the buyer is told of what the gateway did.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import { complete } from '../../../functions/payments/use-cases-complete.ts';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { heldReservation, NOW, UNTIL } from '../reservations/samples.ts';
import { card } from './card-samples.ts';
import { CAUSE, type Outcome, openTill, type Till } from './till.ts';

const PAYMENT = 'pay_CardCardCard';
const request = { userId: 'user-1', paymentId: PAYMENT, paymentToken: 'token-1', txId: 'tx-1', cause: CAUSE };
const open = card({
  paymentId: PAYMENT,
  reservationId: 'rsv_aaaaaaaaaaaa',
  amount: 100_000,
  expiresAt: UNTIL,
  createdAt: NOW,
  updatedAt: NOW,
});
const held = (changes: Partial<Reservation> = {}) => heldReservation({ intentId: PAYMENT, version: 2, ...changes });

/** A till where the checkout of a held seat was done. */
function authenticated(given: Parameters<typeof openTill>[0] = {}): Till {
  const till = openTill(given);
  till.put(held(), open);
  return till;
}

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
    ['waits for another card', { status: 'PAYING', intentId: 'pay_other' }, 'PAYMENT_IN_PROGRESS', 409],
    ['is to be paid by a newer one', { intentId: 'pay_other' }, 'RESERVATION_EXPIRED', 410],
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
    for (const wrong of [{ userId: 'user-2' }, { paymentId: 'pay_aaaaaaaaaaaa' }]) {
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

describe('any number of windows that complete one payment at once', () => {
  it('ask for the money once, whatever comes between whose reads and writes', async () => {
    const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome[]>(
      'approved',
      'lost',
      'never-arrived',
      { declined: { code: 'PG_PROVIDER' } },
      { refused: { code: 'INVALID_PAYMENT_TOKEN' } },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), outcome, fc.integer({ min: 2, max: 3 }), async (s, played, windows) => {
        const till = authenticated({
          wrap: (memory) => ({ send: s.scheduleFunction(memory.send as () => Promise<never>) as Db['send'] }),
        });
        till.outcome = played;
        const all = Promise.allSettled(Array.from({ length: windows }, () => complete(till.tools, request)));
        const told = await s.waitFor(all);
        expect(till.asked).toHaveLength(1);
        const codes = told.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason.kind.code));
        const isTaken = played === 'approved' || played === 'lost';
        const isDeclined = typeof played === 'object';
        const final = isTaken ? 'COMPLETED' : isDeclined ? 'PAYMENT_DECLINED' : 'PROCESSING';
        expect(codes.filter((code) => code !== 'PROCESSING' && code !== final)).toEqual([]);
        expect(codes).toContain(final);
        expect(till.reservation()?.status).toBe(isTaken ? 'PAID' : isDeclined ? 'PENDING' : 'PAYING');
      }),
      { numRuns: 60 },
    );
  });
});
