// The audit of cards finds each won that is nowhere, and each payment that hangs or was told wrong.
import { describe, expect, it } from 'vitest';
import { cardSumsOf } from '../../../scripts/onsale/audit-cards.ts';
import { at, brokenBy, goodFacts } from './facts.ts';

const SUMS = 'taken from cards = tickets + charges + given back';
const PLACE = 'what a card paid and did not get back is a ticket or in the wallet';
const STATUS = "a payment's status is what the gateway did";
const ENDS = 'every payment by card comes to an end';
const TICKET = 'a ticket paid by card has its payment';
const CHARGE = 'a charge by card is one line';
const ONCE = 'no card is charged twice';
const TOLD = 'everybody is told the own payments';

/** The good ones, in their order. */
const [BOUGHT, CHARGED, RETURNED, UNUSED, UNKNOWN] = [0, 1, 2, 3, 4];
/** The gateway has no book of the unused one. */
const UNKNOWN_BOOK = 3;

describe('the sums of cards', () => {
  it('are what the gateway took and gave back, and what is left in tickets and wallets', () => {
    expect(cardSumsOf(goodFacts().cards)).toEqual({ captured: 250, returned: 100, tickets: 100, charges: 50 });
  });

  it('leave out what the gateway took for others', () => {
    const { cards } = goodFacts();
    cards.books.push({ paymentId: 'payoooooooooooo', captured: 10, returned: 0, confirms: 1 });
    expect(cardSumsOf(cards).captured).toBe(250);
  });
});

describe('the audit of cards', () => {
  it('finds money that was taken for a reservation that had ended', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, RETURNED).returned = 0;
    });
    expect(broken).toEqual([SUMS, PLACE, STATUS]);
  });

  it('finds a refund that came to less than it says', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, RETURNED).returned = 99;
    });
    expect(broken).toEqual([SUMS, PLACE, STATUS]);
  });

  it('finds money that was taken in a window that nobody knows of', () => {
    const broken = brokenBy(({ cards }) => {
      cards.books.push({ paymentId: 'payxxxxxxxxxxxx', captured: 10, returned: 0, confirms: 0 });
    });
    expect(broken).toEqual([PLACE]);
  });

  it('finds a ticket whose card was never charged', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, BOUGHT).captured = 0;
    });
    expect(broken).toEqual([SUMS, PLACE, STATUS]);
  });

  it('finds a ticket of which the gateway gave the money back', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, BOUGHT).returned = 100;
    });
    expect(broken).toEqual([SUMS, PLACE, STATUS]);
  });

  it('finds a card that was charged twice for a ticket', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, BOUGHT).captured = 200;
    });
    expect(broken).toEqual([SUMS, PLACE, ONCE, STATUS]);
  });

  it('finds a payment whose money was asked for twice', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, UNKNOWN_BOOK).confirms = 2;
    });
    expect(broken).toEqual([ONCE]);
  });

  it('finds two payments that both kept the money of one ticket', () => {
    const broken = brokenBy(({ cards }) => {
      cards.cards.push({ ...at(cards.cards, BOUGHT), paymentId: 'pay222222222222' });
      cards.books.push({ ...at(cards.books, BOUGHT), paymentId: 'pay222222222222' });
    });
    expect(broken).toEqual([SUMS, PLACE]);
  });

  it.each([
    [BOUGHT, 'OPEN', [STATUS, ENDS, TICKET, TOLD]],
    [RETURNED, 'CANCELLING', [ENDS, TOLD]],
    [UNUSED, 'OPEN', [ENDS]],
  ] as const)('finds a payment that hangs (%i, %s)', (index, status, rules) => {
    const broken = brokenBy(({ cards }) => {
      at(cards.cards, index).status = status;
    });
    expect(broken).toEqual(rules);
  });

  it('lets a charge wait whose checkout may still be done', () => {
    const broken = brokenBy(({ cards }) => {
      const card = at(cards.cards, UNUSED);
      Object.assign(card, { purpose: 'CHARGE', status: 'OPEN', expiresAt: cards.at + 1, told: 'REQUESTED' });
    });
    expect(broken).toEqual([]);
  });

  it('finds a payment whose outcome is still awaited', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.cards, UNKNOWN).payingUntil = cards.at + 1;
    });
    expect(broken).toEqual([ENDS]);
  });

  it('finds a reservation that is still being paid by one', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.reservations, 2).status = 'PAYING';
    });
    expect(broken).toEqual([ENDS]);
  });

  it('finds a payment whose money was taken, and which does not know', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.books, UNKNOWN_BOOK).captured = 100;
    });
    expect(broken).toEqual([SUMS, PLACE, STATUS, ENDS]);
  });

  it.each([
    ['of another person', { userId: 'u9' }],
    ['over another amount', { amount: 99 }],
    ['for another reservation', { reservationId: 'rsv_b' }],
  ])('finds a ticket that was paid by a payment %s', (_, change) => {
    expect(
      brokenBy(({ cards }) => {
        Object.assign(at(cards.cards, BOUGHT), change);
      }),
    ).toContain(TICKET);
  });

  it('finds a charge that never came to the wallet', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.wallets, 0).lines = [];
    });
    expect(broken).toEqual([SUMS, PLACE, CHARGE]);
  });

  it('finds a charge that came to the wallet twice', () => {
    const broken = brokenBy(({ cards }) => {
      const { lines } = at(cards.wallets, 0);
      lines.push({ ...at(lines, 0), walletVersion: 2, balanceAfter: 100 });
    });
    expect(broken).toEqual([SUMS, PLACE, CHARGE]);
  });

  it('finds a charge that came to a wallet without a payment', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.cards, CHARGED).userId = 'u2';
    });
    expect(broken).toEqual([PLACE, CHARGE]);
  });

  it('finds a charge that was credited, and declined all the same', () => {
    const broken = brokenBy(({ cards }) => {
      Object.assign(at(cards.cards, CHARGED), { status: 'FAILED', told: 'FAILED' });
      at(cards.books, CHARGED).captured = 0;
    });
    expect(broken).toEqual([SUMS, PLACE, CHARGE, TOLD]);
  });

  it('finds a person who is told something else', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.cards, UNUSED).told = 'REQUESTED';
    });
    expect(broken).toEqual([TOLD]);
  });

  it('finds a payment that was told to be COMPLETED, and is not', () => {
    const broken = brokenBy(({ cards }) => {
      at(cards.notes, 2).status = 'COMPLETED';
    });
    expect(broken).toEqual([TOLD]);
  });
});
