// The rules of checking events against lines.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLine, lineOfEvent } from '../../../functions/wallet-history/domain-check.ts';
import { history } from './books.ts';

const previous = { walletVersion: 1, type: 'CHARGE', amount: 1_000, balanceAfter: 1_000, id: 'chg_1' } as const;
const line = { walletVersion: 2, type: 'PAYMENT', amount: 700, balanceAfter: 300, id: 'pay_1' } as const;
const told = { type: 'PAYMENT', amount: 700, balanceAfter: 300, id: 'pay_1' } as const;

describe('the id of an event', () => {
  it('names the line that it came from', () => {
    expect(lineOfEvent('wallet/u-1/42')).toEqual({ userId: 'u-1', walletVersion: 42 });
  });

  it.each([
    'wallet/u1/0',
    'wallet/u1/01',
    'wallet/u1',
    'wallet//1',
    'payment/pay_1/2/PaymentRefunded',
    'wallet/u1/1x',
    '',
  ])('"%s" names none', (eventId) => {
    expect(lineOfEvent(eventId)).toBeUndefined();
  });
});

describe('an event of money', () => {
  it('is right when the wallet has the line, and the line follows', () => {
    expect(checkLine(told, 2, line, previous)).toBe('ok');
  });

  it('of a charge names no id, and an older one no balance', () => {
    expect(checkLine({ type: 'CHARGE', amount: 1_000, balanceAfter: 1_000 }, 1, previous, undefined)).toBe('ok');
    expect(checkLine({ type: 'PAYMENT', amount: 700, id: 'pay_1' }, 2, line, previous)).toBe('ok');
  });

  it.each([
    ['missing', told, undefined, previous],
    ['number differs', told, { ...line, walletVersion: 3 }, previous],
    ['type differs', told, { ...line, type: 'REFUND' as const }, previous],
    ['id differs', told, { ...line, id: 'pay_2' }, previous],
    ['amount differs', told, { ...line, amount: 701 }, previous],
    ['balance differs', told, { ...line, balanceAfter: 301 }, previous],
    ['gap before it', told, line, undefined],
    ['balance does not follow', told, line, { ...previous, balanceAfter: 1_001 }],
    [
      'balance below zero',
      { ...told, balanceAfter: -1 },
      { ...line, balanceAfter: -1 },
      { ...previous, balanceAfter: 699 },
    ],
  ])('is wrong: %s', (fault, event, found, before) => {
    expect(checkLine(event, 2, found, before)).toBe(fault);
  });

  it('is wrong when the first line does not begin with nothing', () => {
    const first = { ...previous, balanceAfter: 1_001 };
    expect(checkLine({ type: 'CHARGE', amount: 1_000 }, 1, first, undefined)).toBe('balance does not follow');
  });

  it('is right for every line of every wallet that followed the rules', () => {
    fc.assert(
      fc.property(history(1), (lines) => {
        for (const [i, found] of lines.entries()) {
          const id = `pay_${i}`;
          expect(checkLine({ ...found, id }, i + 1, { ...found, id }, lines[i - 1])).toBe('ok');
        }
      }),
    );
  });
});
