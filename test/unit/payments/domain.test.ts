// The rules of paying.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decidePay,
  decidePayByCard,
  orderNameOf,
  type Payable,
  paymentOf,
} from '../../../functions/payments/domain.ts';
import { card } from './card-samples.ts';

const held: Payable = { userId: 'u1', concertId: 'con_1', status: 'PENDING', amount: 900, expiresAt: 5_000 };
const command = { userId: 'u1', concertId: 'con_1', amount: undefined, now: 4_999 };

describe('paying a reservation', () => {
  it('is possible to the last millisecond of the hold', () => {
    expect(decidePay(held, 900, command)).toEqual({ decision: 'pay', seen: held });
    expect(decidePay(held, 900, { ...command, now: 5_000 })).toEqual({ decision: 'RESERVATION_EXPIRED' });
  });

  it('says that the hold is over before it says that the money is short', () => {
    expect(decidePay(held, 0, { ...command, now: 5_000 })).toEqual({ decision: 'RESERVATION_EXPIRED' });
    expect(decidePay(held, 899, command)).toEqual({ decision: 'INSUFFICIENT_BALANCE', seen: held });
  });

  it.each(['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'])('is refused when it is %s', (status) => {
    expect(decidePay({ ...held, status, walletVersion: 1 }, 900, command)).toEqual({ decision: 'RESERVATION_EXPIRED' });
  });

  it('waits for the card that is being charged, also when the hold would be over by now', () => {
    const paying = { ...held, status: 'PAYING' };
    expect(decidePay(paying, 900, { ...command, now: 9_000 })).toEqual({ decision: 'PAYMENT_IN_PROGRESS' });
  });

  it.each(['PAID', 'CONFIRMED'])('takes no second money when a card has paid it, and says what did (%s)', (status) => {
    const byCard = { ...held, status, paymentId: 'pay_card', paymentVersion: 3 };
    const already = { decision: 'ALREADY_PAID', method: 'CARD', paymentId: 'pay_card' };
    expect(decidePay(byCard, 900, { ...command, now: 9_000 })).toEqual(already);
  });

  it.each(['PAID', 'CONFIRMED'])('gives the first answer again when it is %s', (status) => {
    const again = decidePay({ ...held, status, walletVersion: 7 }, 0, { ...command, now: 9_000 });
    expect(again).toEqual({ decision: 'answer-again', walletVersion: 7 });
  });

  it('ends by a short balance where the concert wants that, and answers the same while the balance is short', () => {
    const seen = { ...held, releaseIfShort: true as const };
    expect(decidePay(seen, 899, command)).toEqual({ decision: 'INSUFFICIENT_BALANCE', seen });
    const ended = { ...seen, status: 'FAILED', lastFailure: 'INSUFFICIENT_BALANCE' };
    for (const now of [4_999, 9_000]) {
      expect(decidePay(ended, 899, { ...command, now })).toEqual({ decision: 'released', seen: ended });
    }
    expect(decidePay(ended, 900, command)).toEqual({ decision: 'RESERVATION_EXPIRED' });
    expect(decidePay({ ...ended, lastFailure: 'DECLINED' }, 899, command)).toEqual({ decision: 'RESERVATION_EXPIRED' });
    expect(decidePay(ended, 900, { ...command, userId: 'u2' })).toEqual({ decision: 'RESERVATION_NOT_FOUND' });
  });

  it('tells the amount when the buyer believes another', () => {
    expect(decidePay(held, 900, { ...command, amount: 899 })).toEqual({ decision: 'AMOUNT_CHANGED', amount: 900 });
    expect(decidePay(held, 900, { ...command, amount: 900 })).toEqual({ decision: 'pay', seen: held });
  });

  it("does not tell another person's from one that is not there", () => {
    expect(decidePay(held, 900, { ...command, userId: 'u2' })).toEqual({ decision: 'RESERVATION_NOT_FOUND' });
    expect(decidePay(undefined, 900, command)).toEqual({ decision: 'RESERVATION_NOT_FOUND' });
  });

  it("needs a place in that concert's line", () => {
    expect(decidePay(held, 900, { ...command, concertId: 'con_2' })).toEqual({ decision: 'OTHER_CONCERT' });
  });
});

describe('paying by card', () => {
  const open = card({ expiresAt: 5_000 });

  it('begins while the hold lasts, for the amount that it costs', () => {
    expect(decidePayByCard(held, undefined, command)).toEqual({ decision: 'begin', seen: held });
    expect(decidePayByCard(held, undefined, { ...command, now: 5_000 })).toEqual({ decision: 'RESERVATION_EXPIRED' });
    const believed = decidePayByCard(held, undefined, { ...command, amount: 1 });
    expect(believed).toEqual({ decision: 'AMOUNT_CHANGED', amount: 900 });
  });

  it('that was begun goes on as the same', () => {
    expect(decidePayByCard(held, open, command)).toEqual({ decision: 'same', open });
  });

  it.each(['FAILED', 'VOID', 'CANCELLED'] as const)('begins anew after one that is %s', (status) => {
    const ended = card({ status, expiresAt: 5_000 });
    expect(decidePayByCard(held, ended, command)).toEqual({ decision: 'begin', seen: held });
  });

  it('is refused while another card is charged, and when it is paid, by whatever method', () => {
    const paying = decidePayByCard({ ...held, status: 'PAYING' }, open, command);
    expect(paying).toEqual({ decision: 'PAYMENT_IN_PROGRESS' });
    const paid = { ...held, status: 'PAID', paymentId: 'pay_1' };
    for (const [method, by] of [
      ['WALLET', { walletVersion: 2 }],
      ['CARD', { paymentVersion: 3 }],
    ] as const) {
      const again = decidePayByCard({ ...paid, ...by }, open, command);
      expect(again).toEqual({ decision: 'ALREADY_PAID', method, paymentId: 'pay_1' });
    }
  });

  it("is for one's own reservation of the concert one is in line for", () => {
    const stranger = decidePayByCard(held, open, { ...command, userId: 'u2' });
    expect(stranger).toEqual({ decision: 'RESERVATION_NOT_FOUND' });
    const elsewhere = decidePayByCard(held, open, { ...command, concertId: 'con_2' });
    expect(elsewhere).toEqual({ decision: 'OTHER_CONCERT' });
  });

  it('is never possible where the wallet would be refused for the reservation’s sake, and the other way round', () => {
    const states = fc.constantFrom('PENDING', 'PAYING', 'EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED');
    fc.assert(
      fc.property(states, fc.integer({ min: 4_990, max: 5_010 }), (status, now) => {
        const wallet = decidePay({ ...held, status }, 900, { ...command, now }).decision;
        const byCard = decidePayByCard({ ...held, status }, undefined, { ...command, now }).decision;
        expect(byCard).toBe(wallet === 'pay' ? 'begin' : wallet);
      }),
    );
  });
});

describe('the name of an order', () => {
  it('is the concert, the first seat, and how many others', () => {
    expect(orderNameOf('공연', [{ seatNo: 15 }])).toBe('공연 15번');
    expect(orderNameOf('공연', [{ seatNo: 15 }, { seatNo: 16 }, { seatNo: 17 }])).toBe('공연 15번 외 2석');
    expect(orderNameOf('', [{ seatNo: 15 }])).toBe('15번');
  });

  it('says how many where nobody has a number', () => {
    expect(orderNameOf('공연', [{}])).toBe('공연 스탠딩 1매');
    expect(orderNameOf('공연', [{}, {}, {}])).toBe('공연 스탠딩 3매');
  });

  it('has at most 40 characters, of which none is half of one', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 120 });
    const seats = fc.array(fc.record({ seatNo: fc.integer({ min: 1, max: 999_999 }) }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(name, seats, (concert, chosen) => {
        const order = orderNameOf(concert, chosen);
        expect([...order].length).toBeLessThanOrEqual(40);
        expect(order.isWellFormed()).toBe(true);
        expect(order).toContain(`${chosen[0]?.seatNo}번`);
      }),
    );
  });
});

describe('the payment that a reservation tells of', () => {
  it.each([
    [{ status: 'PENDING' }, undefined],
    [{ status: 'EXPIRED' }, undefined],
    [
      { status: 'PENDING', lastFailure: 'INSUFFICIENT_BALANCE' },
      { status: 'FAILED', reason: 'INSUFFICIENT_BALANCE' },
    ],
    [{ status: 'PAID', paymentId: 'pay_1', lastFailure: 'INSUFFICIENT_BALANCE' }, { status: 'COMPLETED' }],
    [{ status: 'CONFIRMED', paymentId: 'pay_1' }, { status: 'COMPLETED' }],
    [{ status: 'CANCELLED', paymentId: 'pay_1' }, { status: 'CANCELLED' }],
    [
      { status: 'REFUNDED', paymentId: 'pay_1' },
      { status: 'REFUNDED', reason: 'SEAT_LOST' },
    ],
  ])('of %o is %o', (reservation, payment) => {
    expect(paymentOf(reservation)).toEqual(payment);
  });
});
