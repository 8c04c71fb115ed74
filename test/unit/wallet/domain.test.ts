// The rules of a wallet.
import { describe, expect, it } from 'vitest';
import { CHARGE_LIMITS } from '../../../functions/wallet/contract.ts';
import { credit, debit, decideCharge, EMPTY_WALLET } from '../../../functions/wallet/domain.ts';

const at = 1_700_000_000_000;

describe('charging', () => {
  it('adds the amount as the next line', () => {
    const decided = decideCharge({ balance: 5_000, version: 3 }, { id: 'chg_1', amount: 700, at }, CHARGE_LIMITS);
    expect(decided).toEqual({
      decision: 'charge',
      line: { id: 'chg_1', amount: 700, at, type: 'CHARGE', walletVersion: 4, balanceAfter: 5_700 },
    });
  });

  it.each([0, -1, CHARGE_LIMITS.mostKrw + 1])('refuses an amount of %d', (amount) => {
    expect(decideCharge(EMPTY_WALLET, { id: 'chg_1', amount, at }, CHARGE_LIMITS)).toEqual({
      decision: 'AMOUNT_INVALID',
    });
  });

  it('fills a wallet to its limit and not beyond', () => {
    const wallet = { balance: CHARGE_LIMITS.balanceKrw - 100, version: 1 };
    expect(decideCharge(wallet, { id: 'chg_1', amount: 100, at }, CHARGE_LIMITS)).toMatchObject({ decision: 'charge' });
    expect(decideCharge(wallet, { id: 'chg_1', amount: 101, at }, CHARGE_LIMITS)).toEqual({
      decision: 'LIMIT_REACHED',
    });
  });
});

describe('paying from a wallet', () => {
  const payment = { id: 'pay_1', reservationId: 'rsv_1', amount: 900, at };

  it('takes the amount when it is there to the last won', () => {
    expect(debit({ balance: 900, version: 1 }, payment)).toEqual({
      ...payment,
      type: 'PAYMENT',
      walletVersion: 2,
      balanceAfter: 0,
    });
  });

  it('takes nothing when one won is missing', () => {
    expect(debit({ balance: 899, version: 1 }, payment)).toBeUndefined();
  });
});

describe('refunding', () => {
  it('gives the amount back as a line of its own', () => {
    const what = { reservationId: 'rsv_1', concertId: 'con_1', scheduleId: 'sch_1', reason: 'CANCELLED' } as const;
    const line = credit({ balance: 10, version: 2 }, 'REFUND', { id: 'pay_1', ...what, amount: 90, at });
    expect(line).toEqual({ id: 'pay_1', ...what, amount: 90, at, type: 'REFUND', walletVersion: 3, balanceAfter: 100 });
  });
});
