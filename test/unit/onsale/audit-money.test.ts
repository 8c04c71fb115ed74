// The audit of money finds each fact that breaks a rule.
import { describe, expect, it } from 'vitest';
import { at, brokenBy, type goodFacts } from './facts.ts';

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
    expect(broken).toEqual(['every payment ends CONFIRMED, cancelled or refunded']);
  });

  it('finds a confirmed reservation that nobody paid', () => {
    const broken = brokenBy(({ money }) => {
      at(money.reservations, 1).status = 'CONFIRMED';
    });
    expect(broken).toEqual(['every payment ends CONFIRMED, cancelled or refunded']);
  });

  it('finds a payment for a reservation that does not exist', () => {
    const broken = brokenBy(({ money }) => {
      money.reservations.shift();
    });
    expect(broken).toEqual(['every payment ends CONFIRMED, cancelled or refunded']);
  });

  /** The bought one goes back for `refund` won, in one line or in none. */
  function giveBack({ money, seats }: ReturnType<typeof goodFacts>, status: 'REFUNDED' | 'CANCELLED', refund: number) {
    const wallet = at(money.wallets, 0);
    const payment = at(wallet.lines, 2);
    const balance = 20 + refund;
    if (refund > 0) {
      wallet.lines.push({ ...payment, walletVersion: 4, type: 'REFUND', amount: refund, balanceAfter: balance });
      Object.assign(wallet, { balance, toldBalance: balance, version: 4 });
    }
    for (const list of [money.reservations, seats.reservations, seats.told]) Object.assign(at(list, 0), { status });
    at(money.reservations, 0).refundedAmount = refund;
    seats.taken.shift();
    at(seats.shown, 0).status = 'AVAILABLE';
  }

  it('takes a refunded payment for what it is', () => {
    expect(brokenBy((facts) => giveBack(facts, 'REFUNDED', 100))).toEqual([]);
  });

  it.each([100, 70, 0])('takes a ticket that was cancelled for %d won for what it is', (refund) => {
    expect(brokenBy((facts) => giveBack(facts, 'CANCELLED', refund))).toEqual([]);
  });

  it('takes a hold that was given up for what it is', () => {
    const broken = brokenBy(({ money, seats }) => {
      for (const list of [money.reservations, seats.reservations, seats.told]) at(list, 1).status = 'CANCELLED';
      at(money.reservations, 1).refundedAmount = 0;
      seats.taken.pop();
    });
    expect(broken).toEqual([]);
  });

  it('finds a refund of another amount than its reservation says', () => {
    const broken = brokenBy((facts) => {
      giveBack(facts, 'CANCELLED', 70);
      at(facts.money.reservations, 0).refundedAmount = 80;
    });
    expect(broken).toEqual([
      'every payment ends CONFIRMED, cancelled or refunded',
      'a refund is one line, over what its reservation says',
    ]);
  });

  it('finds a refund that was given twice', () => {
    const broken = brokenBy((facts) => {
      giveBack(facts, 'CANCELLED', 50);
      const wallet = at(facts.money.wallets, 0);
      wallet.lines.push({ ...at(wallet.lines, 3), walletVersion: 5, balanceAfter: 120 });
      Object.assign(wallet, { balance: 120, toldBalance: 120, version: 5 });
    });
    expect(broken).toEqual([
      'every payment ends CONFIRMED, cancelled or refunded',
      'a refund is one line, over what its reservation says',
    ]);
  });

  it('finds a lost seat whose money came back only in part', () => {
    expect(brokenBy((facts) => giveBack(facts, 'REFUNDED', 99))).toEqual([
      'every payment ends CONFIRMED, cancelled or refunded',
    ]);
  });

  describe('where cards are', () => {
    /** The bought one was paid by card: the wallet only has its charges. */
    function byCard({ money }: ReturnType<typeof goodFacts>) {
      const wallet = at(money.wallets, 0);
      wallet.lines.pop();
      Object.assign(wallet, { balance: 120, toldBalance: 120, version: 2, knownPaidKrw: 0 });
      at(money.reservations, 0).paidByCard = 'paycccccccccccc';
    }

    it('takes a ticket that no wallet paid for what it is', () => {
      expect(brokenBy(byCard)).toEqual([]);
    });

    it('finds a ticket that was paid by card and from the wallet', () => {
      const broken = brokenBy(({ money }) => {
        at(money.reservations, 0).paidByCard = 'paycccccccccccc';
      });
      expect(broken).toEqual(['every payment ends CONFIRMED, cancelled or refunded']);
    });

    it('finds a refund of a card that came to the wallet', () => {
      const broken = brokenBy((facts) => {
        byCard(facts);
        const { money, seats } = facts;
        for (const list of [money.reservations, seats.reservations, seats.told]) at(list, 0).status = 'REFUNDED';
        seats.taken.shift();
        at(seats.shown, 0).status = 'AVAILABLE';
        at(money.reservations, 0).refundedAmount = 100;
        const wallet = at(money.wallets, 0);
        const refund = { ...at(wallet.lines, 1), type: 'REFUND' as const, walletVersion: 3, amount: 100 };
        wallet.lines.push({ ...refund, reservationId: 'rsv_a', balanceAfter: 220 });
        Object.assign(wallet, { balance: 220, toldBalance: 220, version: 3 });
      });
      expect(broken).toEqual([
        'every payment ends CONFIRMED, cancelled or refunded',
        'a refund is one line, over what its reservation says',
      ]);
    });

    it('leaves charges from a card to the audit of cards', () => {
      const broken = brokenBy(({ money }) => {
        at(at(money.wallets, 0).lines, 1).id = 'paywwwwwwwwwwww';
        at(money.wallets, 0).knownChargedKrw = 50;
      });
      expect(broken).toEqual([]);
    });
  });
});
