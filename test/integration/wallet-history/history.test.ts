// A history as people read it: whole after a thousand movements, and page by page while money moves.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { HistoryLine } from '../../../functions/wallet-history/contract.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { PRICE } from '../reservations/booth.ts';
import { createMarket, faultsIn, type Market, moveALot } from './market.ts';

let table: TestTable;
let market: Market;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  market = createMarket(table);
});
afterEach(() => table.drop());

/** All pages, one after the other; `between` happens after each. */
async function allPages(
  person: string,
  page: { limit: number; include?: 'failed' },
  between: () => Promise<unknown> = async () => {},
): Promise<HistoryLine[]> {
  const all: HistoryLine[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = await market.history(person, { ...page, cursor });
    expect(answer.lines.length).toBeLessThanOrEqual(page.limit);
    all.push(...answer.lines);
    cursor = answer.cursor;
    if (cursor === undefined) return all;
    await between();
  }
}

const kindsOf = (history: readonly HistoryLine[]) => new Set(history.map(({ type }) => type));

/** An attempt to pay without money, told as often as a queue may tell it. */
async function failToPay(person: string, seatNo: number): Promise<void> {
  market.booth.now += 10;
  const { reservationId } = await market.booth.hold({ person, seatNos: [seatNo], limit: 100 });
  await expect(market.booth.pay(person, reservationId)).rejects.toMatchObject({
    kind: { code: 'INSUFFICIENT_BALANCE' },
  });
  await market.keepFailures();
  await market.keepFailures();
}

describe('a history after 1,000 interleaved movements', () => {
  it('has no gap, and its running balance adds up, page by page', { timeout: 180_000 }, async () => {
    await moveALot(market, 'buyer', 1_000);
    const history = await allPages('buyer', { limit: 37 });
    expect(history).toHaveLength(1_000);
    expect(faultsIn(history)).toEqual([]);
    expect(kindsOf(history)).toEqual(new Set(['CHARGE', 'PAYMENT', 'REFUND']));
    const { balance, version } = await market.booth.walletOf('buyer');
    expect([history[0]?.balanceAfter, version]).toEqual([balance, 1_000]);

    const checks = await market.check(await market.told('buyer'));
    expect(checks).toHaveLength(1_000);
    expect(new Set(checks)).toEqual(new Set(['ok']));
    const sums = { wallets: 1, lines: 1_000, balancesKrw: balance };
    expect(await market.balance(table.db, 300)).toMatchObject({ ...sums, differenceKrw: 0, wrongWallets: 0 });
  });
});

describe('a line', () => {
  it('says what its money was for', async () => {
    await market.charge('buyer', PRICE);
    const bought = await market.buy('buyer', 1);
    await market.refund(bought);
    const { concertId, scheduleId } = market.booth;
    const { reservationId } = bought;
    const paymentId = reservationId.replace('rsv_', 'pay_');
    const forWhat = { id: paymentId, reservationId, concertId, scheduleId, amount: PRICE };
    const { lines } = await market.history('buyer');
    expect(lines).toMatchObject([
      { ...forWhat, type: 'REFUND', reason: 'SEAT_LOST', walletVersion: 3, balanceAfter: PRICE },
      { ...forWhat, type: 'PAYMENT', walletVersion: 2, balanceAfter: 0 },
      { type: 'CHARGE', id: expect.stringMatching(/^chg_/), amount: PRICE, walletVersion: 1, balanceAfter: PRICE },
    ]);
  });
});

describe('a list that is read while money moves', () => {
  it('neither repeats nor skips a line', async () => {
    for (let i = 1; i <= 10; i++) await market.charge('buyer', i);
    const history = await allPages('buyer', { limit: 3 }, () => market.charge('buyer', 100));
    expect(history.map(({ walletVersion }) => walletVersion)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('neither repeats nor skips a line or a failed attempt', async () => {
    for (let i = 1; i <= 5; i++) {
      await failToPay('buyer', i);
      await market.charge('buyer', 1);
    }
    const before = await market.history('buyer', { limit: 100, include: 'failed' });
    expect(before.lines.map(({ type }) => type)).toEqual(Array(5).fill(['CHARGE', 'PAYMENT_FAILED']).flat());
    let seatNo = 10;
    const pages = await allPages('buyer', { limit: 3, include: 'failed' }, async () => {
      await failToPay('buyer', seatNo++);
      await market.charge('buyer', 1);
    });
    expect(pages).toEqual(before.lines);
    expect(seatNo).toBe(13);
  });
});

describe('failed attempts', () => {
  it('are told by their time, once, and only to those who ask', async () => {
    await failToPay('buyer', 1);
    await market.charge('buyer', PRICE);
    const asked = await market.history('buyer', { include: 'failed' });
    expect(asked.lines).toMatchObject([
      { type: 'CHARGE', walletVersion: 1 },
      { type: 'PAYMENT_FAILED', reservationId: expect.stringMatching(/^rsv_/), reason: 'INSUFFICIENT_BALANCE' },
    ]);
    expect(asked.lines[1]).not.toHaveProperty('balanceAfter');
    expect((await market.history('buyer')).lines.map(({ type }) => type)).toEqual(['CHARGE']);
  });

  it('are told for ninety days, also when the table still has them', async () => {
    await failToPay('buyer', 1);
    const typesAfter = async (days: number) => {
      market.booth.now += days * 86_400_000;
      return (await market.history('buyer', { include: 'failed' })).lines.map(({ type }) => type);
    };
    expect(await typesAfter(89)).toEqual(['PAYMENT_FAILED']);
    expect(await typesAfter(2)).toEqual([]);
  });
});

describe('another person’s cursor', () => {
  it.each([undefined, 'failed'] as const)('shows nothing of theirs (include=%s)', async (include) => {
    const asked = include ? { include } : {};
    for (const person of ['buyer', 'other']) {
      for (let i = 1; i <= 3; i++) await market.charge(person, person === 'buyer' ? i : 1_000 * i);
    }
    const { cursor } = await market.history('other', { ...asked, limit: 1 });
    const { lines } = await market.history('buyer', { ...asked, cursor });
    expect(lines.map(({ amount }) => amount)).toEqual([2, 1]);
  });
});
