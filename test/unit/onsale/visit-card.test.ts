// How people pay by card: once, again after a card was declined or a window was closed, too late, or not at all.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { booksOf } from '../../../localstack/portone/client.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';
import type { Caller } from '../../../scripts/onsale/caller.ts';
import { creditedKrw, newDiary } from '../../../scripts/onsale/diary.ts';
import { type Person, peopleOf } from '../../../scripts/onsale/people.ts';
import { PRICES } from '../../../scripts/onsale/sale.ts';
import { chargeByCard, payByCard } from '../../../scripts/onsale/visit-card.ts';
import { charge } from '../../../scripts/onsale/visit-money.ts';
import { AMOUNT, openCardShop } from './card-shop.ts';
import { at } from './facts.ts';

let portone: Portone;
beforeAll(async () => {
  portone = await startPortone(0);
});
afterAll(() => portone.close());
beforeEach(async () => {
  await fetch(`${portone.url}/play/reset`, { method: 'POST' });
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
});
afterEach(() => vi.useRealTimers());

const HOLD = { reservationId: 'rsv_1', amount: AMOUNT };

const shop = (says?: readonly string[]) => openCardShop(portone.url, says);

function visitor(traits: Partial<Person>, caller: Caller) {
  const person = { ...at(peopleOf(1, 1), 0), repeats: false, checkout: 'pays' as const, ...traits };
  const sale = { concertId: 'c', scheduleId: 's', sections: [], prices: PRICES };
  const diary = newDiary(person);
  const visit = { caller, portoneUrl: portone.url, sale, run: 'r', diary, random: () => 0, queueToken: 'q' };
  return { visit, diary };
}

const takenBy = async () => (await booksOf(portone.url)).map(({ captured, confirms }) => ({ captured, confirms }));

describe('a person who pays by card', () => {
  it('pays with the first checkout', async () => {
    const { caller, calls } = shop();
    const { visit, diary } = visitor({}, caller);
    expect(await payByCard(visit, HOLD)).toEqual({ end: 'paid', reservationId: 'rsv_1' });
    expect(calls).toEqual(['POST payments', 'POST complete']);
    expect(diary.cards).toEqual([
      { paymentId: 'pay000000000001', purpose: 'RESERVATION', amount: AMOUNT, status: 'COMPLETED' },
    ]);
    expect(await takenBy()).toEqual([{ captured: AMOUNT, confirms: 1 }]);
  });

  it.each(['declined', 'pays-wrong'] as const)('(%s) begins another payment, and pays with that', async (checkout) => {
    const { caller } = shop();
    const { visit, diary } = visitor({ checkout }, caller);
    expect(await payByCard(visit, HOLD)).toMatchObject({ end: 'paid' });
    expect(diary.cards.map(({ paymentId, status }) => [paymentId, status])).toEqual([
      ['pay000000000001', 'FAILED'],
      ['pay000000000002', 'COMPLETED'],
    ]);
    expect(await takenBy()).toEqual([
      { captured: 0, confirms: 1 },
      { captured: AMOUNT, confirms: 1 },
    ]);
  });

  it('closes the window, and opens the same payment again', async () => {
    const { caller, calls } = shop();
    const { visit, diary } = visitor({ checkout: 'closes' }, caller);
    expect(await payByCard(visit, HOLD)).toMatchObject({ end: 'paid' });
    expect(calls).toEqual(['POST payments', 'POST payments', 'POST complete']);
    expect(diary.cards.map(({ paymentId }) => paymentId)).toEqual(['pay000000000001']);
    expect(diary.differences).toEqual([]);
  });

  it.each(['walks-away', 'turns-to-wallet'] as const)('(%s) has nothing taken', async (checkout) => {
    const { caller, calls } = shop();
    const { visit, diary } = visitor({ checkout }, caller);
    expect(await payByCard(visit, HOLD)).toEqual({ end: checkout });
    expect(calls).toEqual(['POST payments']);
    expect(diary.activeTo).toBeUndefined();
    expect(await takenBy()).toEqual([{ captured: 0, confirms: 0 }]);
  });

  it('comes back too late, and has nothing taken', async () => {
    const { caller } = shop();
    const { visit } = visitor({ checkout: 'late' }, caller);
    await expect(payByCard(visit, HOLD)).rejects.toMatchObject({ code: 'RESERVATION_EXPIRED' });
    expect(await takenBy()).toEqual([{ captured: 0, confirms: 0 }]);
  });

  it('asks on while the payment is being processed', async () => {
    const { caller, calls } = shop(['PROCESSING', 'PROCESSING', 'COMPLETED']);
    const { visit, diary } = visitor({}, caller);
    const askedAt = Date.now();
    expect(await payByCard(visit, HOLD)).toMatchObject({ end: 'paid' });
    expect(calls).toEqual(['POST payments', 'POST complete', 'GET {paymentId}', 'GET {paymentId}']);
    expect([diary.activeTo, diary.paidAt]).toEqual([askedAt, askedAt + 4_000]);
  });

  it('gives up when nobody can say what became of the payment, and was told so last', async () => {
    const { caller, calls } = shop(Array(1_000).fill('PROCESSING'));
    const { visit, diary } = visitor({}, caller);
    const askedAt = Date.now();
    expect(await payByCard(visit, HOLD)).toEqual({ end: 'unknown' });
    expect(Date.now() - askedAt).toBeGreaterThan(90_000);
    expect(calls.length).toBeLessThan(60);
    expect(diary).toMatchObject({ activeTo: askedAt, cards: [{ status: 'PROCESSING' }] });
  });

  it.each(['CANCELLING', 'REFUNDED'])('learns that the money goes back (%s)', async (status) => {
    const { visit } = visitor({}, shop(['PROCESSING', status]).caller);
    expect(await payByCard(visit, HOLD)).toEqual({ end: 'returned' });
  });

  it('gives up after some cards that were declined in the end', async () => {
    const { caller } = shop(Array(10).fill('FAILED'));
    const { visit, diary } = visitor({}, caller);
    expect(await payByCard(visit, HOLD)).toEqual({ end: 'declined' });
    expect(diary.activeTo).toBeUndefined();
  });

  it('complains of a payment that was asked for, and then never was', async () => {
    const { visit } = visitor({}, shop(['VOID']).caller);
    await expect(payByCard(visit, HOLD)).rejects.toThrow('pay000000000001 was asked for its money, and then was VOID');
  });

  it('sends each request again where the answer seems lost, and compares', async () => {
    const { caller, calls } = shop(['COMPLETED', 'PROCESSING']);
    const { visit, diary } = visitor({ repeats: true }, caller);
    // The stand-in takes a token once; a shop would answer from its own books.
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
      const answer = await original(url, init);
      return String(url).endsWith('/confirm') ? new Response('{}') : answer;
    });
    expect(await payByCard(visit, HOLD)).toMatchObject({ end: 'paid' });
    expect(calls).toEqual(['POST payments', 'POST payments', 'POST complete', 'POST complete']);
    expect(diary.differences).toEqual(['complete: first "COMPLETED", then "PROCESSING"']);
  });
});

const original = globalThis.fetch;
afterEach(() => vi.restoreAllMocks());

describe('a wallet that is charged from a card', () => {
  it('has the money once the payment is completed', async () => {
    const { caller } = shop();
    const { visit, diary } = visitor({ chargesBy: 'card' }, caller);
    await charge(visit, AMOUNT);
    expect([creditedKrw(diary), diary.chargedKrw]).toEqual([AMOUNT, 0]);
  });

  it('is charged without when the card is not known to be charged soon', async () => {
    const { caller, calls } = shop(Array(1_000).fill('PROCESSING'));
    const { visit, diary } = visitor({ chargesBy: 'card' }, caller);
    const askedAt = Date.now();
    await charge(visit, AMOUNT);
    expect(Date.now() - askedAt).toBeLessThan(20_000);
    expect(calls.at(-1)).toBe('POST charge');
    expect([creditedKrw(diary), diary.chargedKrw]).toEqual([AMOUNT, AMOUNT]);
  });

  it('is not charged by a window that gives no token', async () => {
    const { caller } = shop();
    const { visit } = visitor({ chargesBy: 'card' }, caller);
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) =>
      String(url).includes('/play/payments/')
        ? Response.json({ txId: 't', code: 'FAILURE_TYPE_PG' })
        : original(url, init),
    );
    expect(await chargeByCard(visit, AMOUNT)).toBe(false);
  });

  it('is charged without a card by who has none', async () => {
    const { caller, calls } = shop();
    const { visit, diary } = visitor({ chargesBy: 'direct' }, caller);
    await charge(visit, AMOUNT);
    expect(calls).toEqual(['POST charge']);
    expect(diary).toMatchObject({ chargedKrw: AMOUNT, cards: [] });
  });
});
