// The rules of paying.
import { describe, expect, it } from 'vitest';
import { decidePay, type Payable, paymentOf } from '../../../functions/payments/domain.ts';

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

  it.each(['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED', 'PAYING'])('is refused when it is %s', (status) => {
    expect(decidePay({ ...held, status, walletVersion: 1 }, 900, command)).toEqual({ decision: 'RESERVATION_EXPIRED' });
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
