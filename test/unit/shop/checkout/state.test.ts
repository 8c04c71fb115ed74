// What the page of a reservation shows, and what it says of the money.
import { describe, expect, it } from 'vitest';
import { hasEnded, moneyOf, shownOf } from '../../../../web/src/pages/checkout/state.ts';

const END = '2026-12-01T20:00:00.000+09:00';
const END_MS = Date.parse(END);
const held = { status: 'PENDING', reservedUntil: END } as const;

describe('what the page of a reservation shows', () => {
  it('is a hold until its time is over by the clock, and then that this is being looked at', () => {
    expect(shownOf(held, END_MS - 1)).toBe('held');
    expect(shownOf(held, END_MS)).toBe('lapsing');
  });

  it('is no ticket before the server says CONFIRMED', () => {
    const all = (['PENDING', 'PAYING', 'PAID', 'CANCELLED', 'EXPIRED', 'FAILED', 'REFUNDED'] as const).map((status) =>
      shownOf({ ...held, status, paymentId: 'pay_1' }, 0),
    );
    expect(all).toEqual(['held', 'paying', 'confirming', 'cancelled', 'lapsed', 'failed', 'refunded']);
    expect(shownOf({ ...held, status: 'CONFIRMED' }, 0)).toBe('ticket');
  });

  it('does not go back to a clock once it is being paid, however late that is', () => {
    expect(shownOf({ ...held, status: 'PAYING' }, END_MS + 60_000)).toBe('paying');
    expect(shownOf({ ...held, status: 'PAID' }, END_MS + 60_000)).toBe('confirming');
  });

  it('tells a hold that was given up from a ticket that was given back', () => {
    expect(shownOf({ ...held, status: 'CANCELLED' }, 0)).toBe('given-up');
    expect(shownOf({ ...held, status: 'CANCELLED', paymentId: 'pay_1' }, 0)).toBe('cancelled');
  });

  it('asks for the money of what ended after somebody may have paid', () => {
    const ended = (
      ['held', 'paying', 'ticket', 'given-up', 'cancelled', 'lapsed', 'failed', 'refunded'] as const
    ).filter(hasEnded);
    expect(ended).toEqual(['cancelled', 'lapsed', 'failed', 'refunded']);
  });
});

describe('what became of the money', () => {
  const ID = 'rsv_1';
  const card = { method: 'CARD', amount: 100_000, reservationId: ID } as const;

  it('is nothing where nobody paid, or a card was declined', () => {
    expect(moneyOf(ID, [])).toEqual({ went: 'none' });
    expect(
      moneyOf(ID, [
        { ...card, status: 'FAILED' },
        { ...card, status: 'VOID' },
      ]),
    ).toEqual({ went: 'none' });
  });

  it('is nothing so far while a checkout may still be done somewhere', () => {
    expect(moneyOf(ID, [{ ...card, status: 'REQUESTED' }])).toEqual({ went: 'open' });
    const back = { ...card, status: 'REFUNDED' } as const;
    expect(moneyOf(ID, [{ ...card, status: 'REQUESTED' }, back])).toMatchObject({ went: 'back' });
  });

  it('is not known while the card company has not said', () => {
    expect(moneyOf(ID, [{ ...card, status: 'PROCESSING' }])).toEqual({ went: 'asked' });
  });

  it('is on its way while it is being given back, and back only then', () => {
    const back = { amount: 90_000, paid: 100_000, to: 'CARD' };
    expect(moneyOf(ID, [{ ...card, status: 'CANCELLING', refundedAmount: 90_000 }])).toEqual({
      went: 'on-its-way',
      ...back,
    });
    expect(moneyOf(ID, [{ ...card, status: 'CANCELLED', refundedAmount: 90_000 }])).toEqual({ went: 'back', ...back });
  });

  it('goes back as a whole where the payment does not say how much', () => {
    expect(moneyOf(ID, [{ ...card, method: 'WALLET', status: 'REFUNDED' }])).toEqual({
      went: 'back',
      amount: 100_000,
      paid: 100_000,
      to: 'WALLET',
    });
  });

  it('passes over a declined card to what the earlier payment came to', () => {
    const payments = [
      { ...card, status: 'FAILED' },
      { ...card, status: 'REFUNDED' },
    ] as const;
    expect(moneyOf(ID, payments)).toMatchObject({ went: 'back', amount: 100_000 });
  });

  it('says which reservation it pays where the same seats were held anew', () => {
    const late = { ...card, status: 'COMPLETED', reservationId: 'rsv_2', insteadOf: ID } as const;
    expect(moneyOf(ID, [late])).toEqual({ went: 'moved', reservationId: 'rsv_2' });
    expect(moneyOf('rsv_2', [late])).toEqual({ went: 'none' });
  });
});
