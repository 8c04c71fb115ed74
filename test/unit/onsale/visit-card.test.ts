// How people pay by card: once, again after a card was declined or a window was closed, too late, or not at all.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as cardRoutes } from '../../../functions/payments/contract-card.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { API_SECRET, CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { booksOf } from '../../../localstack/portone/client.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';
import type { Caller } from '../../../scripts/onsale/caller.ts';
import { creditedKrw, newDiary } from '../../../scripts/onsale/diary.ts';
import { type Person, peopleOf } from '../../../scripts/onsale/people.ts';
import { PRICES } from '../../../scripts/onsale/sale.ts';
import { chargeByCard, payByCard } from '../../../scripts/onsale/visit-card.ts';
import { charge } from '../../../scripts/onsale/visit-money.ts';
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

const AMOUNT = 99_000;
const HOLD = { reservationId: 'rsv_1', amount: AMOUNT };
const HOLD_MS = 20_000;

interface Sent {
  readonly params?: { readonly paymentId: string };
  readonly body?: {
    readonly amount: number;
    readonly method?: string;
    readonly paymentToken: string;
    readonly txId: string;
  };
}

/** A shop over the stand-in: what it says of a payment that it asked the gateway for comes from `says`, one after the other. */
function shop(says: readonly string[] = []) {
  const calls: string[] = [];
  const left = [...says];
  const statuses = new Map<string, string>();
  let live: Record<'paymentId' | 'purpose', string> | undefined;
  const expiresAt = new Date(Date.now() + HOLD_MS).toISOString();

  const ask = (path: string, body: object) =>
    fetch(`${portone.url}/payments/${path}`, {
      method: 'POST',
      headers: { authorization: `PortOne ${API_SECRET}`, 'content-type': 'application/json' },
      body: JSON.stringify({ storeId: STORE_ID, currency: 'KRW', ...body }),
    });

  async function begin(totalAmount: number, purpose: string) {
    if (live && statuses.get(live.paymentId) === 'REQUESTED') return live;
    const paymentId = `pay${String(statuses.size + 1).padStart(12, '0')}`;
    statuses.set(paymentId, 'REQUESTED');
    await ask(`${paymentId}/pre-register`, { totalAmount });
    const shown = { storeId: STORE_ID, channelKey: CARD_CHANNEL_KEY, orderName: 'Seat 1', currency: 'KRW' };
    live = Object.assign({ paymentId, purpose }, shown, { totalAmount, expiresAt });
    return live;
  }

  async function complete(paymentId: string, { paymentToken, txId }: NonNullable<Sent['body']>) {
    if (Date.now() > Date.parse(expiresAt)) throw new ApiError(410, { code: 'RESERVATION_EXPIRED' }, null);
    const answer = await ask(`${paymentId}/confirm`, { paymentToken, txId, totalAmount: AMOUNT, isTest: true });
    statuses.set(paymentId, answer.ok ? 'COMPLETED' : 'FAILED');
    if (!answer.ok) throw new ApiError(402, { code: 'PAYMENT_DECLINED' }, null);
    return view(paymentId);
  }

  const view = (paymentId: string) => ({
    paymentId,
    purpose: live?.purpose,
    amount: AMOUNT,
    status: left.shift() ?? statuses.get(paymentId),
  });

  async function answerOf(route: Route, { params, body }: Sent) {
    if (route === wallet.charge && body?.method !== 'CARD') return { previousBalance: 0, currentBalance: 0 };
    if (route === wallet.charge) return begin(body?.amount ?? 0, 'CHARGE');
    if (route === payments.pay) return begin(body?.amount ?? 0, 'RESERVATION');
    const { paymentId = '' } = params ?? {};
    return route === cardRoutes.complete && body ? complete(paymentId, body) : view(paymentId);
  }

  const caller = {
    async call(route: Route, sent: Sent) {
      calls.push(`${route.method} ${route.path.split('/').at(-1)}`);
      const sentAt = Date.now();
      return { answer: await answerOf(route, sent), sentAt, answeredAt: Date.now() };
    },
    wait: async (ms: number) => void vi.setSystemTime(Date.now() + ms),
    inFlight: () => 0,
  } as unknown as Caller;
  return { caller, calls };
}

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
    expect(diary.cards).toEqual([{ paymentId: 'pay000000000001', purpose: 'RESERVATION', amount: AMOUNT, status: 'COMPLETED' }]);
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
