// A day's payments, ours against the gateway's: what is the same, what is about to be, and what differs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import {
  type Compared,
  compare,
  isOverdue,
  NAMED,
  needsLook,
  oursOf,
  REPORT_CURSOR,
  reported,
  reportMark,
  theirsOf,
} from '../../../functions/payments/domain-report.ts';
import { AMOUNT, card, confirmed, NOW, theirs } from './card-samples.ts';

const HOUR = 3_600_000;
const nothing = { captured: 0, returned: 0 };
const cancelling = (more: Partial<CardPayment> = {}) =>
  confirmed({ status: 'CANCELLING', reason: { code: 'CANCELLED' }, refundAmount: 50_000, refundSince: NOW, ...more });

describe('what we say of a payment', () => {
  it.each(['OPEN', 'CONFIRMING', 'FAILED', 'VOID'] as const)('is nothing while it is %s', (status) => {
    expect(oursOf(card({ status }))).toEqual({ status, ...nothing });
  });

  it.each<[string, CardPayment | undefined, number, number]>([
    ['that paid', confirmed({ status: 'APPLIED' }), AMOUNT, 0],
    ['whose ticket is being given back', cancelling(), AMOUNT, 0],
    [
      'whose ticket was given back for a fee',
      cancelling({ status: 'CANCELLED', refundedAmount: 50_000 }),
      AMOUNT,
      50_000,
    ],
    ['of a wrong amount', cancelling({ reason: { code: 'AMOUNT_MISMATCH' }, refundAmount: 1 }), 1, 0],
    [
      'that the gateway had given back before we knew of it',
      card({ status: 'CANCELLED', reason: { code: 'CANCELLED_AT_GATEWAY' }, refundedAmount: AMOUNT }),
      AMOUNT,
      AMOUNT,
    ],
    ['that we do not know', undefined, 0, 0],
  ])('%s is what was taken and what is back', (_, payment, captured, returned) => {
    expect(oursOf(payment)).toMatchObject({ captured, returned });
  });
});

describe('what the gateway says of one', () => {
  it.each(['READY', 'PENDING', 'FAILED'] as const)('is nothing while it is %s', (status) => {
    expect(theirsOf(theirs({ status }))).toEqual({ status, ...nothing });
  });

  it.each(['PAID', 'PARTIAL_CANCELLED', 'CANCELLED'] as const)('is its total and what went back when %s', (status) => {
    expect(theirsOf(theirs({ status, cancelled: 7 }))).toEqual({ status, captured: AMOUNT, returned: 7 });
  });

  it('is nothing when it knows no such payment, or one that cannot be read', () => {
    expect(theirsOf(undefined)).toEqual({ status: 'UNKNOWN', ...nothing });
    expect(theirsOf('unreadable')).toEqual({ status: 'UNKNOWN', ...nothing });
  });
});

describe('comparing', () => {
  const back = theirs({ status: 'PARTIAL_CANCELLED', cancelled: 50_000 });

  it.each<[string, CardPayment | undefined, ReturnType<typeof theirs> | undefined, number, string]>([
    ['paid at both', confirmed({ status: 'APPLIED' }), theirs(), NOW, 'same'],
    ['never taken', card({ status: 'VOID' }), undefined, NOW, 'same'],
    ['a refund that both wait for', cancelling(), theirs(), NOW + 9 * HOUR, 'same'],
    ['captured a moment ago', confirmed(), theirs(), NOW, 'under-way'],
    ['captured an hour ago', confirmed(), theirs(), NOW - 1_000 + HOUR, 'different'],
    ['refunded a moment ago', cancelling(), back, NOW, 'under-way'],
    ['refunded an hour ago', cancelling(), back, NOW + HOUR, 'different'],
    [
      'a refund that only we know of',
      cancelling({ status: 'CANCELLED', refundedAmount: 1 }),
      theirs(),
      NOW,
      'different',
    ],
    ['given back by somebody else', confirmed({ status: 'APPLIED' }), back, NOW, 'different'],
    ['declined here and taken there', confirmed({ status: 'FAILED' }), theirs(), NOW, 'different'],
    ['paid here and unknown there', confirmed({ status: 'APPLIED' }), undefined, NOW, 'different'],
    ['unknown here and taken there', undefined, theirs(), NOW, 'different'],
    ['unknown here and never taken there', undefined, theirs({ status: 'READY' }), NOW, 'same'],
  ])('finds what is %s', (_, ours, their, now, expected) => {
    expect(compare(ours, their, now)).toBe(expected);
  });

  it.each<[string, CardPayment | undefined]>([
    ['paid here', confirmed({ status: 'APPLIED' })],
    ['asked for a moment ago', confirmed()],
    ['never taken here', card({ status: 'VOID' })],
    ['unknown here', undefined],
  ])('never finds the same what is %s and cannot be read there', (_, ours) => {
    expect(compare(ours, 'unreadable', NOW)).toBe('different');
  });

  it('calls the same whatever comes to the same money, and nothing else', () => {
    const side = fc.record({
      status: fc.constantFrom('PAID', 'PARTIAL_CANCELLED', 'CANCELLED', 'READY', 'FAILED'),
      total: fc.integer({ min: 1, max: 3 }),
      cancelled: fc.integer({ min: 0, max: 3 }),
    });
    const status = fc.constantFrom('OPEN', 'CONFIRMING', 'APPLIED', 'FAILED', 'VOID', 'CANCELLING', 'CANCELLED');
    const amounts = fc.record({
      amount: fc.integer({ min: 1, max: 3 }),
      refundedAmount: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(side, status, amounts, (their, state, ours) => {
        const [payment, shown] = [card({ status: state, ...ours } as Partial<CardPayment>), theirs(their as object)];
        const [a, b] = [oursOf(payment), theirsOf(shown)];
        const isSame = compare(payment, shown, NOW) === 'same';
        expect(isSame).toBe(a.captured === b.captured && a.returned === b.returned);
      }),
    );
  });
});

describe('a report', () => {
  const one = (i: number, comparison: Compared['comparison'], captured: number): Compared => ({
    ...{ paymentId: `pay${i}`, comparison },
    ours: { status: 'APPLIED', captured: AMOUNT, returned: 1 },
    theirs: { status: 'PAID', captured, returned: 2 },
  });

  it('adds up both sides, and names what differs', () => {
    const compared = [one(1, 'same', AMOUNT), one(2, 'different', 5), one(3, 'under-way', 6)];
    expect(reported(compared)).toEqual({
      payments: 3,
      ours: { captured: 3 * AMOUNT, returned: 3 },
      theirs: { captured: AMOUNT + 11, returned: 6 },
      differences: 1,
      different: [{ paymentId: 'pay2', ours: compared[1]?.ours, theirs: compared[1]?.theirs }],
    });
  });

  it('names the first hundred, and counts all', () => {
    const { differences, different } = reported(Array.from({ length: 150 }, (_, i) => one(i, 'different', 0)));
    expect([differences, different.length, different.at(-1)?.paymentId]).toEqual([150, NAMED, 'pay99']);
  });

  it('stands by its day and its time, as its cursor says', () => {
    const mark = reportMark({ date: '2025-07-13', startedAt: 5 });
    expect(mark).toBe('2025-07-13#0000000000005');
    expect(mark).toMatch(REPORT_CURSOR);
  });
});

describe('an unsettled payment', () => {
  it('is looked at, but for one that can still be completed', () => {
    expect(needsLook(card({ expiresAt: NOW + 1 }), NOW)).toBe(false);
    expect(needsLook(card({ expiresAt: NOW }), NOW)).toBe(true);
    expect(needsLook(confirmed({ expiresAt: NOW + 1 }), NOW)).toBe(true);
    expect(needsLook(cancelling(), NOW)).toBe(true);
  });

  it.each<[string, CardPayment, boolean]>([
    ['asked for half an hour ago', confirmed({ updatedAt: NOW - HOUR / 2 }), false],
    ['asked for longer ago', confirmed({ updatedAt: NOW - HOUR / 2 - 1 }), true],
    ['to go back for longer', cancelling({ refundSince: NOW - HOUR / 2 - 1, updatedAt: NOW }), true],
    ["an operator's", cancelling({ refundSince: 0, task: { code: 'X', since: NOW } }), false],
    ['still open', card({ updatedAt: 0 }), false],
  ])('that is %s is overdue: %s', (_, payment, expected) => {
    expect(isOverdue(payment, NOW)).toBe(expected);
  });
});
