// What may be cancelled, what it comes to, and the step that does it.
import { describe, expect, it } from 'vitest';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { cancellationOf, cancelled, decideCancel, feeOf } from '../../../functions/reservations/domain-cancel.ts';
import { heldReservation, NOW, UNTIL } from './samples.ts';

const DAY = 86_400_000;
const terms = { refundPolicy: [{ untilHoursBefore: 24, feePercent: 30 }], startAt: NOW + 2 * DAY };
const tooLate = { ...terms, startAt: NOW + DAY - 1 };
const held = heldReservation();
const sold = heldReservation({ status: 'CONFIRMED', version: 3, paymentId: 'pay_1', walletVersion: 4, paidAt: NOW });
const withStatus = (status: Reservation['status']): Reservation => ({ ...sold, status });
const decide = (seen: Reservation, shown?: number) => decideCancel(seen, terms, shown, NOW);

describe('what cancelling comes to', () => {
  it('is nothing for a hold, as long as it lasts', () => {
    const free = { cancellable: true, amount: 0, fee: 0, feePercent: 0, refundAmount: 0, until: UNTIL };
    expect(cancellationOf(held, terms, UNTIL - 1)).toEqual(free);
    expect(cancellationOf(held, terms, UNTIL)).toEqual({ cancellable: false, reason: 'ENDED', amount: 0 });
  });

  it('follows the policy for a ticket', () => {
    expect(cancellationOf(sold, terms, NOW)).toEqual({
      cancellable: true,
      amount: 100_000,
      fee: 30_000,
      feePercent: 30,
      refundAmount: 70_000,
      until: NOW + DAY,
    });
    expect(cancellationOf(sold, tooLate, NOW)).toEqual({ cancellable: false, reason: 'TOO_LATE', amount: 100_000 });
  });

  it('counts what is free for some time after buying from the payment', () => {
    const grace = { ...terms, refundPolicy: [{ untilHoursBefore: 0, feePercent: 0, withinHoursOfBuying: 1 }] };
    expect(cancellationOf(sold, grace, NOW + 3_600_000)).toMatchObject({ cancellable: true, fee: 0 });
    expect(cancellationOf(sold, grace, NOW + 3_600_001)).toMatchObject({ cancellable: false, reason: 'TOO_LATE' });
  });

  it.each([
    ['PAYING', 'BEING_PAID', 0],
    ['PAID', 'BEING_PAID', 100_000],
    ['CANCELLED', 'ENDED', 100_000],
    ['EXPIRED', 'ENDED', 100_000],
    ['FAILED', 'ENDED', 100_000],
    ['REFUNDED', 'ENDED', 100_000],
  ] as const)('is not to be had while %s', (status, reason, amount) => {
    expect(cancellationOf(withStatus(status), terms, NOW)).toEqual({ cancellable: false, reason, amount });
  });
});

describe('a cancellation', () => {
  it('gives up a hold, and gives back a ticket', () => {
    expect(decide(held)).toEqual({ decision: 'cancel', refundAmount: 0 });
    expect(decide(sold)).toEqual({ decision: 'cancel', refundAmount: 70_000 });
  });

  it('is refused while it is being paid, when it is too late, and when it has ended otherwise', () => {
    const no = (reason: string, status: string) => ({ decision: 'NOT_CANCELLABLE', reason, status });
    expect(decide(withStatus('PAID'))).toEqual(no('BEING_PAID', 'PAID'));
    expect(decide(withStatus('PAYING'))).toEqual(no('BEING_PAID', 'PAYING'));
    expect(decideCancel(sold, tooLate, undefined, NOW)).toEqual(no('TOO_LATE', 'CONFIRMED'));
    for (const status of ['EXPIRED', 'FAILED', 'REFUNDED'] as const) {
      expect(decide(withStatus(status))).toEqual(no('ENDED', status));
    }
  });

  it('settles a hold whose time is over first', () => {
    expect(decideCancel(held, terms, undefined, UNTIL)).toEqual({ decision: 'settle' });
  });

  it('is done when it was done before, whatever it would cost now', () => {
    expect(decideCancel(withStatus('CANCELLED'), tooLate, 1, NOW)).toEqual({ decision: 'cancelled' });
  });

  it('does not happen when the buyer was shown another refund', () => {
    expect(decide(sold, 70_000)).toEqual({ decision: 'cancel', refundAmount: 70_000 });
    expect(decide(sold, 80_000)).toEqual({ decision: 'REFUND_CHANGED', refundAmount: 70_000, fee: 30_000 });
    expect(decide(held, 0)).toEqual({ decision: 'cancel', refundAmount: 0 });
    expect(decide(held, 1)).toEqual({ decision: 'REFUND_CHANGED', refundAmount: 0, fee: 0 });
  });
});

describe('the step', () => {
  it('keeps when, how much and by which line, and is ReservationFailed in the buyer’s journey', () => {
    const by = { at: NOW, causationId: 'request-2', refundAmount: 70_000, refundVersion: 5 };
    expect(cancelled(sold, by)).toEqual({
      from: 'CONFIRMED',
      to: 'CANCELLED',
      at: NOW,
      log: [...sold.log, { v: 4, type: 'ReservationFailed', at: NOW, cause: 'journey request-2' }],
      set: { canceledAt: NOW, refundedAmount: 70_000, refundVersion: 5 },
    });
  });

  it('names no line where no money moves', () => {
    const { from, set } = cancelled(held, { at: NOW, causationId: 'request-2', refundAmount: 0 });
    expect([from, set]).toEqual(['PENDING', { canceledAt: NOW, refundedAmount: 0 }]);
  });

  it('cost what was not given back, and nothing where nothing was paid', () => {
    expect(feeOf({ ...sold, refundedAmount: 70_000 })).toBe(30_000);
    expect(feeOf({ ...held, refundedAmount: 0 })).toBe(0);
  });
});
