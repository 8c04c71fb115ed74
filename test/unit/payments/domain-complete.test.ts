// What the last gate before the money says of a card payment.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideComplete } from '../../../functions/payments/domain-complete.ts';
import { card, charge, NOW, order, PAYMENT_ID } from './card-samples.ts';

const STATUSES = ['OPEN', 'CONFIRMING', 'APPLIED', 'FAILED', 'VOID', 'CANCELLING', 'CANCELLED'] as const;
const ORDERS = ['PENDING', 'PAYING', 'PAID', 'CONFIRMED', 'EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'] as const;

describe('completing', () => {
  it('asks for the money of an open payment that its reservation still waits for', () => {
    expect(decideComplete(card(), order(), NOW)).toEqual({ decision: 'confirm' });
  });

  it('asks for the money of a charge whose time is not over', () => {
    expect(decideComplete(charge(), undefined, NOW)).toEqual({ decision: 'confirm' });
  });

  it.each(['CONFIRMING', 'APPLIED', 'CANCELLING', 'CANCELLED'] as const)(
    'again is answered by what came of it: %s',
    (status) => expect(decideComplete(card({ status }), order(), NOW)).toEqual({ decision: 'answer' }),
  );

  it.each<[object, object]>([
    [{ reason: { code: 'LIMIT', message: '한도 초과' } }, { code: 'LIMIT', message: '한도 초과' }],
    [{}, { code: 'DECLINED' }],
  ])('what was declined is declined again, and says why', (seen, reason) => {
    const decided = decideComplete(card({ status: 'FAILED', ...seen }), order(), NOW);
    expect(decided).toEqual({ decision: 'PAYMENT_DECLINED', reason });
  });

  it.each<[string, Parameters<typeof order>[0], string]>([
    ['has expired by the clock', { expiresAt: NOW }, 'RESERVATION_EXPIRED'],
    ['has expired', { status: 'EXPIRED' }, 'RESERVATION_EXPIRED'],
    ['was given up', { status: 'CANCELLED' }, 'RESERVATION_EXPIRED'],
    ['failed', { status: 'FAILED' }, 'RESERVATION_EXPIRED'],
    ['is paid', { status: 'PAID' }, 'ALREADY_PAID'],
    ['is confirmed', { status: 'CONFIRMED' }, 'ALREADY_PAID'],
    ['is being paid', { status: 'PAYING' }, 'PAYMENT_IN_PROGRESS'],
    ['waits for another payment', { intentId: 'payanother00000' }, 'RESERVATION_EXPIRED'],
  ])('asks for nothing when the reservation %s', (_, change, decision) => {
    expect(decideComplete(card(), order(change), NOW)).toEqual({ decision });
  });

  it('asks for nothing when the reservation is gone', () => {
    expect(decideComplete(card(), undefined, NOW)).toEqual({ decision: 'RESERVATION_EXPIRED' });
  });

  it.each([charge({ expiresAt: NOW }), charge({ status: 'VOID' })])(
    'asks for nothing of a charge that is over',
    (seen) => {
      expect(decideComplete(seen, undefined, NOW)).toEqual({ decision: 'PAYMENT_EXPIRED' });
    },
  );

  it('asks for money of open payments only, and only in time', () => {
    const anyOrder = fc.record({
      status: fc.constantFrom(...ORDERS),
      expiresAt: fc.integer({ min: NOW - 2, max: NOW + 2 }),
      intentId: fc.constantFrom(PAYMENT_ID, 'payanother00000'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), fc.option(anyOrder, { nil: undefined }), (status, seen) => {
        const { decision } = decideComplete(card({ status }), seen, NOW);
        const may =
          status === 'OPEN' && seen?.status === 'PENDING' && seen.expiresAt > NOW && seen.intentId === PAYMENT_ID;
        expect(decision === 'confirm').toBe(may);
      }),
    );
  });
});
