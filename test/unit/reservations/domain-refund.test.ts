// The refund policy: what a cancellation costs, at every moment and for every policy.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import { quoteRefund, type RefundStep } from '../../../functions/reservations/domain-refund.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = 1_800_000_000_000;
const { refundPolicy } = DEFAULT_SETTINGS;
const LONG_AGO = START - 60 * DAY;

/** What a ticket of 100,001 won costs to cancel so long before its date. */
const quoteAt = (ms: number, paidAt = LONG_AGO) =>
  quoteRefund(refundPolicy, { amount: 100_001, paidAt, startAt: START }, START - ms);

describe('the standard policy', () => {
  it.each([
    ['10 days before, to the millisecond', 10 * DAY, 0],
    ['a millisecond less', 10 * DAY - 1, 10],
    ['7 days before', 7 * DAY, 10],
    ['a millisecond less than 7 days', 7 * DAY - 1, 20],
    ['3 days before', 3 * DAY, 20],
    ['a millisecond less than 3 days', 3 * DAY - 1, 30],
    ['a day before', DAY, 30],
  ])('%s takes its fee', (_, ms, feePercent) => {
    expect(quoteAt(ms)?.feePercent).toBe(feePercent);
  });

  it('ends a day before the date', () => {
    expect(quoteAt(DAY - 1)).toBeUndefined();
    expect(quoteAt(-DAY)).toBeUndefined();
  });

  it('is free within a day of buying, up to 3 days before', () => {
    expect(quoteAt(4 * DAY, START - 5 * DAY)).toEqual({
      feePercent: 0,
      fee: 0,
      refund: 100_001,
      until: START - 4 * DAY,
    });
    expect(quoteAt(4 * DAY - 1, START - 5 * DAY)?.feePercent).toBe(20);
    expect(quoteAt(3 * DAY, START - 3 * DAY - 1)).toMatchObject({ feePercent: 0, until: START - 3 * DAY });
    expect(quoteAt(3 * DAY - 1, START - 3 * DAY - 1)?.feePercent).toBe(30);
  });

  it('rounds the fee down to a whole won, and says until when it stays', () => {
    expect(quoteAt(8 * DAY)).toEqual({ feePercent: 10, fee: 10_000, refund: 90_001, until: START - 7 * DAY });
  });
});

describe('other policies', () => {
  const sold = { amount: 1_000, paidAt: LONG_AGO, startAt: START };

  it('cancel nothing when they have no entry', () => {
    expect(quoteRefund([], sold, LONG_AGO)).toBeUndefined();
  });

  it('can go to the very start of the date, and take all', () => {
    const policy = [{ untilHoursBefore: 0, feePercent: 100 }];
    expect(quoteRefund(policy, sold, START)).toEqual({ feePercent: 100, fee: 1_000, refund: 0, until: START });
    expect(quoteRefund(policy, sold, START + 1)).toBeUndefined();
  });
});

describe('any policy', () => {
  const step: fc.Arbitrary<RefundStep> = fc.record(
    {
      untilHoursBefore: fc.integer({ min: 0, max: 400 }),
      feePercent: fc.integer({ min: 0, max: 100 }),
      withinHoursOfBuying: fc.integer({ min: 1, max: 400 }),
    },
    { requiredKeys: ['untilHoursBefore', 'feePercent'] },
  );
  const policy = fc.array(step, { maxLength: 20 });
  const sold = fc.record({
    amount: fc.integer({ min: 1, max: 800_000_000 }),
    paidAt: fc.integer({ min: START - 800 * HOUR, max: START }),
    startAt: fc.constant(START),
  });
  const moment = fc.integer({ min: START - 800 * HOUR, max: START + 10 * HOUR });

  it('divides what was paid into a fee and a refund in whole won, neither below zero', () => {
    fc.assert(
      fc.property(policy, sold, moment, (steps, what, now) => {
        const quote = quoteRefund(steps, what, now);
        if (!quote) return;
        expect(quote.fee + quote.refund).toBe(what.amount);
        expect(Math.min(quote.fee, quote.refund)).toBeGreaterThanOrEqual(0);
        expect(Number.isInteger(quote.fee)).toBe(true);
        // Rounded in the buyer's favour, by less than a won.
        expect(quote.fee * 100).toBeLessThanOrEqual(what.amount * quote.feePercent);
        expect((quote.fee + 1) * 100).toBeGreaterThan(what.amount * quote.feePercent);
      }),
    );
  });

  it('never becomes cheaper by waiting, and what is too late stays too late', () => {
    const feeAt = (
      steps: readonly RefundStep[],
      what: { amount: number; paidAt: number; startAt: number },
      at: number,
    ) => quoteRefund(steps, what, at)?.fee ?? Number.POSITIVE_INFINITY;
    fc.assert(
      fc.property(policy, sold, moment, fc.nat({ max: 500 * HOUR }), (steps, what, now, later) => {
        expect(feeAt(steps, what, now + later)).toBeGreaterThanOrEqual(feeAt(steps, what, now));
      }),
    );
  });

  it('takes the same fee until the moment that it names, and after it more or nothing can be cancelled', () => {
    fc.assert(
      fc.property(policy, sold, moment, (steps, what, now) => {
        const quote = quoteRefund(steps, what, now);
        if (!quote) return;
        expect(quote.until).toBeGreaterThanOrEqual(now);
        expect(quoteRefund(steps, what, quote.until)).toEqual(quote);
        const next = quoteRefund(steps, what, quote.until + 1);
        expect(next?.feePercent ?? 101).toBeGreaterThan(quote.feePercent);
      }),
    );
  });

  it('does not depend on the order of its entries', () => {
    fc.assert(
      fc.property(policy, sold, moment, (steps, what, now) => {
        expect(quoteRefund(steps.toReversed(), what, now)).toEqual(quoteRefund(steps, what, now));
      }),
    );
  });
});
