// What a crowd waits for before its audit, and what is collected for that.
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { itemOf as reservationItemOf } from '../../../functions/reservations/keys.ts';
import { API_SECRET, CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { checkOut } from '../../../localstack/portone/client.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';
import { newDiary } from '../../../scripts/onsale/diary.ts';
import type { Scene } from '../../../scripts/onsale/facts.ts';
import { awaitedUntil, collectCards } from '../../../scripts/onsale/facts-cards.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';
import { settle } from '../../../scripts/onsale/settle.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { card, charge, confirmed, NOW } from '../payments/card-samples.ts';
import { heldReservation } from '../reservations/samples.ts';
import { at } from './facts.ts';

const AMOUNT = 1_000;

describe('a payment by card', () => {
  const book = (captured: number) => [{ paymentId: card().paymentId, captured, returned: 0, confirms: 1 }];
  const payingUntil = NOW + 60_000;
  const late = payingUntil + 20_000;

  it.each([
    ['that may still be completed', card(), 0, NOW, card().expiresAt],
    ['of a charge, whose window nobody comes back to', charge(), 0, NOW, undefined],
    ['that was asked for', confirmed(), 0, NOW, late],
    ['that was asked for and never taken', confirmed(), 0, late, undefined],
    ['that was taken late', confirmed(), 500, late + 1, late + 1],
    ['that is given back', card({ status: 'CANCELLING' }), 500, NOW, NOW],
    ['that is settled', card({ status: 'APPLIED' }), 500, NOW, undefined],
  ])('%s is waited for as long as something may come of it', (_, payment, captured, now, until) => {
    expect(awaitedUntil(payment, book(captured), now)).toBe(until);
  });
});

describe('with a gateway', () => {
  let portone: Portone;
  beforeAll(async () => {
    portone = await startPortone(0);
  });
  afterAll(() => portone.close());

  let db: MemoryDb;
  beforeEach(async () => {
    db = createMemoryDb();
    await fetch(`${portone.url}/play/reset`, { method: 'POST' });
  });

  const put = (payment: CardPayment) => db.put('payments', itemOf(payment));

  /** A payment that the gateway takes at once. */
  async function taken(paymentId: string): Promise<void> {
    await fetch(`${portone.url}/payments/${paymentId}/pre-register`, {
      method: 'POST',
      headers: { authorization: `PortOne ${API_SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify({ storeId: STORE_ID, totalAmount: AMOUNT, currency: 'KRW' }),
    });
    const intent = { paymentId, storeId: STORE_ID, orderName: 'Seat 1', totalAmount: AMOUNT, currency: 'KRW' } as const;
    await checkOut(portone.url, { ...intent, channelKey: CARD_CHANNEL_KEY }, { action: 'capture' });
  }

  function scene(over: { booksBefore?: string[]; reconcile?: () => void } = {}): Scene {
    const lambda = {
      async send({ input }: InvokeCommand) {
        expect(input.FunctionName).toBe('reconcile');
        over.reconcile?.();
        return { Payload: new TextEncoder().encode('{"looked":1,"sent":1}') };
      },
    } as unknown as LambdaClient;
    const diary = newDiary(at(peopleOf(1, 1), 0));
    const session = { accessToken: 'a', refreshToken: 'r', at: Date.now() };
    Object.assign(diary, { userId: 'user-1', session });
    const tables = { payments: 'payments', reservations: 'reservations', seats: 's', wallet: 'w' };
    return {
      caller: { call: async () => ({ answer: { status: 'COMPLETED' } }), wait: async () => {} },
      target: { db, lambda, tables, portoneUrl: portone.url, reconcileFunction: 'reconcile' },
      sale: { concertId: 'con_1' },
      diaries: [diary],
      booksBefore: new Set(over.booksBefore),
    } as unknown as Scene;
  }

  it('the own payments are collected with their books, and what was taken for nobody', async () => {
    const own = card({ paymentId: 'payown111111', amount: AMOUNT, status: 'APPLIED' });
    put(own);
    put(card({ paymentId: 'payother1111', userId: 'user-2' }));
    for (const paymentId of ['paybefore111', 'payown111111', 'payother1111', 'paynobody111']) await taken(paymentId);
    const { cards, books } = await collectCards(scene({ booksBefore: ['paybefore111'] }));
    expect(cards).toEqual([
      {
        paymentId: 'payown111111',
        purpose: 'RESERVATION',
        userId: 'user-1',
        reservationId: own.reservationId,
        amount: AMOUNT,
        status: 'APPLIED',
        expiresAt: own.expiresAt,
        told: 'COMPLETED',
      },
    ]);
    expect(books.map(({ paymentId, captured }) => [paymentId, captured])).toEqual([
      ['payown111111', AMOUNT],
      ['paynobody111', AMOUNT],
    ]);
  });

  it('a crowd is settled at once where nothing is under way', async () => {
    put(card({ status: 'VOID' }));
    let asked = 0;
    await settle(scene({ reconcile: () => asked++ }));
    expect(asked).toBe(0);
  });

  it('a crowd has its payments looked at until all is settled', async () => {
    put(card({ status: 'CANCELLING' }));
    db.put('reservations', reservationItemOf(heldReservation({ status: 'PAYING', payingUntil: Date.now() })));
    let asked = 0;
    const reconcile = () => {
      asked++;
      put(card({ status: 'CANCELLED' }));
      db.put('reservations', reservationItemOf(heldReservation({ status: 'EXPIRED' })));
    };
    await settle(scene({ reconcile }));
    expect(asked).toBe(1);
  });
});
