// The audit of money finds each fact that breaks a rule.
import { describe, expect, it } from 'vitest';
import { at, brokenBy } from './facts.ts';

describe('the audit of money', () => {
  it('finds money that came from nowhere', () => {
    const broken = brokenBy(({ money }) => {
      at(money.wallets, 1).balance = 5;
      at(money.wallets, 1).toldBalance = 5;
    });
    expect(broken).toEqual(['charged = balances + paid - refunded', 'one line per wallet version, without gaps']);
  });

  it('finds a line that is missing', () => {
    expect(
      brokenBy(({ money }) => {
        at(money.wallets, 0).lines.splice(1, 1);
      }),
    ).toContain('one line per wallet version, without gaps');
  });

  it('finds a line that leaves another balance than it should', () => {
    const broken = brokenBy(({ money }) => {
      at(at(money.wallets, 0).lines, 1).balanceAfter = 121;
    });
    expect(broken).toEqual(['one line per wallet version, without gaps']);
  });

  it('finds a balance that went below zero in between', () => {
    const broken = brokenBy(({ money }) => {
      const { lines } = at(money.wallets, 0);
      const [charge, more, payment] = [at(lines, 0), at(lines, 1), at(lines, 2)];
      Object.assign(charge, { walletVersion: 3, balanceAfter: 20 });
      Object.assign(more, { walletVersion: 1 });
      Object.assign(more, { balanceAfter: 70 });
      Object.assign(payment, { walletVersion: 2, balanceAfter: -30 });
      at(money.wallets, 0).lines = [more, payment, charge];
    });
    expect(broken).toEqual(['one line per wallet version, without gaps']);
  });

  it('finds a wallet that moved without a line', () => {
    expect(
      brokenBy(({ money }) => {
        at(money.wallets, 0).version = 4;
      }),
    ).toEqual(['one line per wallet version, without gaps']);
  });

  it('finds a repeated charge that counted twice', () => {
    const broken = brokenBy(({ money }) => {
      at(money.wallets, 0).knownChargedKrw = 50;
    });
    expect(broken).toEqual(['money moves once for each request']);
  });

  it('finds a balance that its owner is told wrong', () => {
    const broken = brokenBy(({ money }) => {
      at(money.wallets, 0).toldBalance = 21;
    });
    expect(broken).toEqual(['money moves once for each request']);
  });

  it('finds a payment whose reservation was neither confirmed nor refunded', () => {
    const broken = brokenBy(({ money }) => {
      at(money.reservations, 0).status = 'FAILED';
    });
    expect(broken).toEqual(['every payment ends CONFIRMED or refunded']);
  });

  it('finds a confirmed reservation that nobody paid', () => {
    const broken = brokenBy(({ money }) => {
      at(money.reservations, 1).status = 'CONFIRMED';
    });
    expect(broken).toEqual(['every payment ends CONFIRMED or refunded']);
  });

  it('finds a payment for a reservation that does not exist', () => {
    const broken = brokenBy(({ money }) => {
      money.reservations.shift();
    });
    expect(broken).toEqual(['every payment ends CONFIRMED or refunded']);
  });

  it('takes a refunded payment for what it is', () => {
    const broken = brokenBy(({ money }) => {
      const wallet = at(money.wallets, 0);
      const payment = at(wallet.lines, 2);
      wallet.lines.push({ ...payment, walletVersion: 4, type: 'REFUND', balanceAfter: 120 });
      Object.assign(wallet, { balance: 120, toldBalance: 120, version: 4 });
      at(money.reservations, 0).status = 'REFUNDED';
    });
    expect(broken).toEqual([]);
  });
});
