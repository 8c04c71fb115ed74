// The rules of the trial balance.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addLine,
  differenceKrw,
  EMPTY_BOOKS,
  enter,
  faultsOf,
  NAMED,
  NO_LINES,
  stated,
  trialBalanceMark,
} from '../../../functions/wallet-history/domain-books.ts';
import { balanceOf, history, type Plain, walletOf } from './books.ts';

const tallyOf = (lines: readonly Plain[]) => lines.reduce(addLine, NO_LINES);
const charge: Plain = { walletVersion: 1, type: 'CHARGE', amount: 900, balanceAfter: 900 };
const payment: Plain = { walletVersion: 2, type: 'PAYMENT', amount: 700, balanceAfter: 200 };
const refund: Plain = { walletVersion: 3, type: 'REFUND', amount: 500, balanceAfter: 700 };
const LINES = [charge, payment, refund];

describe('a wallet', () => {
  it('is stated by what its lines come to and what it holds', () => {
    expect(stated(tallyOf(LINES), { balance: 700, version: 3 })).toEqual({
      lines: 3,
      chargedKrw: 900,
      paidKrw: 700,
      refundedKrw: 500,
      balanceKrw: 700,
      why: undefined,
    });
  });

  it('that nobody charged is right when it is empty', () => {
    expect(stated(NO_LINES, { balance: 0, version: 0 }).why).toBeUndefined();
  });

  it.each<[string, Plain[], { balance: number; version: number }, string]>([
    [
      'with a line less than its version',
      [charge, payment],
      { balance: 700, version: 3 },
      '2 lines, but its version is 3',
    ],
    ['with a line more than its version', LINES, { balance: 200, version: 2 }, '3 lines, but its version is 2'],
    ['with a gap', [charge, refund], { balance: 700, version: 3 }, 'line 2 is missing: line 3 comes in its place'],
    ['without its first line', [payment], { balance: 200, version: 2 }, 'line 1 is missing: line 2 comes in its place'],
    ['with another balance', LINES, { balance: 701, version: 3 }, 'its last line leaves 700, but its balance is 701'],
    [
      'without a balance',
      LINES,
      { balance: Number.NaN, version: 3 },
      'its last line leaves 700, but its balance is NaN',
    ],
    [
      'with an amount changed',
      [charge, { ...payment, amount: 699 }],
      { balance: 200, version: 2 },
      'line 2: balance does not follow',
    ],
    [
      'with a line of no kind',
      [{ ...charge, type: 'GIFT' as 'CHARGE' }],
      { balance: 900, version: 1 },
      'line 1: balance does not follow',
    ],
    [
      'below zero',
      [{ ...payment, walletVersion: 1, balanceAfter: -700 }],
      { balance: -700, version: 1 },
      'line 1: balance below zero',
    ],
    [
      'that moved part of a won',
      [{ ...charge, amount: 0.5, balanceAfter: 0.5 }],
      { balance: 0.5, version: 1 },
      'line 1: balance does not follow',
    ],
  ])('%s is wrong', (_, lines, wallet, why) => {
    expect(stated(tallyOf(lines), wallet).why).toBe(why);
  });

  it('is right after any movements that follow the rules, and adds up to nothing', () => {
    fc.assert(
      fc.property(history(), (lines) => {
        const statement = stated(tallyOf(lines), walletOf(lines));
        expect(statement).toMatchObject({ why: undefined, lines: lines.length, balanceKrw: balanceOf(lines) });
        expect(differenceKrw(enter(EMPTY_BOOKS, 'u1', statement))).toBe(0);
      }),
    );
  });

  it('that moved between the reading of its lines and its own never passes for right', () => {
    fc.assert(
      fc.property(history(1), fc.nat(), (lines, some) => {
        const cut = some % lines.length;
        expect(stated(tallyOf(lines.slice(0, cut)), walletOf(lines)).why).toBe(
          `${cut} lines, but its version is ${lines.length}`,
        );
      }),
    );
  });

  it('is found out when any one number of any line, or a line, is not what it was', () => {
    const spoil = fc.constantFrom<(line: Plain) => Plain[]>(
      (line) => [{ ...line, amount: line.amount + 1 }],
      (line) => [{ ...line, balanceAfter: line.balanceAfter - 1 }],
      (line) => [{ ...line, type: line.type === 'PAYMENT' ? 'CHARGE' : 'PAYMENT' }],
      (line) => [{ ...line, walletVersion: line.walletVersion + 1 }],
      (line) => [line, line],
      () => [],
    );
    fc.assert(
      fc.property(history(1), fc.nat(), spoil, (lines, some, spoiled) => {
        const place = some % lines.length;
        const now = lines.flatMap((line, i) => (i === place ? spoiled(line) : [line]));
        expect(stated(tallyOf(now), walletOf(lines)).why).toEqual(expect.any(String));
      }),
    );
  });
});

describe('the books', () => {
  const right = stated(tallyOf(LINES), { balance: 700, version: 3 });

  it('are the sums of all wallets', () => {
    const books = enter(enter(EMPTY_BOOKS, 'u1', right), 'u2', right);
    expect(books).toEqual({
      wallets: 2,
      lines: 6,
      chargedKrw: 1_800,
      refundedKrw: 1_000,
      paidKrw: 1_400,
      balancesKrw: 1_400,
      wrongWallets: 0,
      wrong: [],
    });
    expect([differenceKrw(books), faultsOf(books)]).toEqual([0, 0]);
  });

  it('are off by a single won', () => {
    const books = enter(EMPTY_BOOKS, 'u1', stated(tallyOf(LINES), { balance: 699, version: 3 }));
    expect([differenceKrw(books), faultsOf(books)]).toEqual([1, 1]);
  });

  it('are off when one wallet has what another one lacks', () => {
    const more = stated(tallyOf(LINES), { balance: 701, version: 3 });
    const less = stated(tallyOf(LINES), { balance: 699, version: 3 });
    const books = enter(enter(EMPTY_BOOKS, 'u1', more), 'u2', less);
    expect([differenceKrw(books), faultsOf(books)]).toEqual([0, 2]);
  });

  it('are off when the sums do not add up, though no wallet says why', () => {
    expect(faultsOf({ ...EMPTY_BOOKS, chargedKrw: 1 })).toBe(1);
  });

  it('name the first twenty wrong wallets, and count all', () => {
    let books = EMPTY_BOOKS;
    for (let i = 1; i <= 25; i++) books = enter(books, `u${i}`, { ...right, why: 'because' });
    expect(books.wrongWallets).toBe(25);
    expect(books.wrong).toHaveLength(NAMED);
    expect(books.wrong[0]).toEqual({ userId: 'u1', why: 'because' });
  });

  it('stay in won when something in the table is no number', () => {
    const broken = { ...charge, amount: undefined as unknown as number };
    const books = enter(EMPTY_BOOKS, 'u1', stated(tallyOf([broken]), { balance: Number.NaN, version: 1 }));
    expect(books).toMatchObject({ chargedKrw: 0, balancesKrw: 0, wrongWallets: 1 });
  });

  it('of a day sort by when they were begun, by the day in Seoul', () => {
    expect(trialBalanceMark(Date.parse('2025-07-13T15:00:00Z'))).toBe('2025-07-14#1752418800000');
  });
});
