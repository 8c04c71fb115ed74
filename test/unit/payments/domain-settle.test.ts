// What is done with a card payment, by what the gateway says of it.
import { describe, expect, it } from 'vitest';
import { type CardPayment, wasAskedFor } from '../../../functions/payments/domain-card.ts';
import {
  decideSettle,
  mismatchOf,
  NEVER_APPROVED,
  type SettleFacts,
} from '../../../functions/payments/domain-settle.ts';
import { AMOUNT, cancellation, card, charge, confirmed, NOW, order, shop, theirs } from './card-samples.ts';

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const paidAt = NOW - 1_000;

const settle = (facts: Partial<SettleFacts>, now = NOW) =>
  decideSettle({ payment: confirmed(), theirs: theirs(), order: order({ status: 'PAYING' }), ...facts }, shop, now);

const paying = order({ status: 'PAYING' });
const untaken = theirs({ status: 'READY', paidAt: undefined });
const failedAnew = theirs({ status: 'FAILED', transactionId: 'tx-2' });

describe('money that was taken', () => {
  it.each<[string, Partial<SettleFacts>, boolean]>([
    ['the reservation that waits for it', {}, true],
    ['the reservation that waits for it, though its time is over', { order: { ...paying, expiresAt: NOW } }, true],
    [
      'a reservation that can be paid, though it was declined before',
      { payment: confirmed({ status: 'FAILED' }), order: order() },
      true,
    ],
    [
      'a charge that was declined before',
      { payment: charge({ status: 'FAILED', payingUntil: NOW - 1 }), order: undefined },
      true,
    ],
    ['a reservation that can be paid, though nobody asked for the money', { payment: card(), order: order() }, false],
    ['a charge', { payment: charge({ status: 'CONFIRMING', payingUntil: NOW }), order: undefined }, true],
    ['a charge, however late', { payment: charge({ status: 'VOID' }), order: undefined }, false],
  ])('pays %s', (_, facts, isAsked) => {
    expect(settle(facts)).toEqual({ step: 'apply', paidAt });
    expect(wasAskedFor(facts.payment ?? confirmed())).toBe(isAsked);
  });

  it('whose time the gateway does not say was taken now', () => {
    expect(settle({ theirs: theirs({ paidAt: undefined }) })).toEqual({ step: 'apply', paidAt: NOW });
  });

  it('has its reservation expire first, where the time of that is over', () => {
    expect(settle({ payment: card(), order: order({ expiresAt: NOW }) })).toEqual({ step: 'expire' });
  });

  it.each(['EXPIRED', 'FAILED'])('has the same seats held again when the reservation %s', (status) => {
    expect(settle({ order: order({ status }) })).toEqual({ step: 'hold-again', paidAt });
  });

  it.each([
    ['the buyer gave the reservation up', order({ status: 'CANCELLED' }), 'GIVEN_UP'],
    ['it is paid otherwise', order({ status: 'PAID' }), 'ALREADY_PAID'],
    ['it is paid otherwise, and sold', order({ status: 'CONFIRMED' }), 'ALREADY_PAID'],
    ['another payment is being made', order({ status: 'PAYING', intentId: 'payanother00000' }), 'ALREADY_PAID'],
    ['its seat was lost', order({ status: 'REFUNDED' }), 'SEAT_GONE'],
    ['nobody knows the reservation', undefined, 'SEAT_GONE'],
    ['seats of its reservation were given up meanwhile', order({ amount: AMOUNT / 2 }), 'AMOUNT_CHANGED'],
    ['they were, before it ended', order({ status: 'EXPIRED', amount: AMOUNT / 2 }), 'AMOUNT_CHANGED'],
    ['they were, before another payment failed', order({ status: 'FAILED', amount: AMOUNT / 2 }), 'AMOUNT_CHANGED'],
  ])('goes back when %s', (_, seen, code) => {
    expect(settle({ order: seen })).toEqual({ step: 'return', reason: { code }, refundAmount: AMOUNT, paidAt });
  });

  it.each<[string, Parameters<typeof theirs>[0], string]>([
    ['another amount', { total: AMOUNT - 1 }, 'AMOUNT_MISMATCH'],
    ['another currency', { currency: 'USD' }, 'CURRENCY_MISMATCH'],
    ['another store', { storeId: 'store-2' }, 'STORE_MISMATCH'],
    ['another channel', { channelKey: 'channel-key-2' }, 'CHANNEL_MISMATCH'],
    ['no real money', { isTest: true }, 'TEST_PAYMENT'],
  ])('goes back when it is %s, all of it', (_, change, code) => {
    const seen = theirs(change);
    expect(settle({ theirs: seen })).toEqual({ step: 'return', reason: { code }, refundAmount: seen.total, paidAt });
  });

  it('may be a test where only tests are paid', () => {
    expect(mismatchOf(card(), theirs({ isTest: true }), { ...shop, live: false })).toBeUndefined();
  });

  it('may come through a channel that has no key', () => {
    expect(mismatchOf(card(), theirs({ channelKey: undefined }), shop)).toBeUndefined();
  });

  it.each<[string, Parameters<typeof theirs>[0]]>([
    ['a part of it went back', { status: 'PARTIAL_CANCELLED', cancelled: 10 }],
    ['it is on its way back', { cancellations: [cancellation('REQUESTED')] }],
  ])('pays nothing when %s at the gateway', (_, change) => {
    const reason = { code: 'CANCELLED_AT_GATEWAY' };
    expect(settle({ theirs: theirs(change) })).toEqual({ step: 'return', reason, refundAmount: AMOUNT, paidAt });
  });

  it('pays nothing when all of it went back at the gateway', () => {
    const reason = { code: 'CANCELLED_AT_GATEWAY' };
    const seen = theirs({ status: 'CANCELLED', cancelled: AMOUNT });
    expect(settle({ theirs: seen })).toEqual({ step: 'returned', refundedAmount: AMOUNT, reason });
  });

  it('pays, although somebody tried in vain to give it back', () => {
    expect(settle({ theirs: theirs({ cancellations: [cancellation('FAILED')] }) }).step).toBe('apply');
  });
});

describe('money that was not taken', () => {
  it('may still be, while the checkout of an open payment may be done', () => {
    expect(settle({ payment: card(), theirs: undefined, order: order() })).toEqual({ step: 'nothing' });
    expect(settle({ payment: charge(), theirs: undefined, order: undefined })).toEqual({ step: 'nothing' });
  });

  it.each<[string, CardPayment, SettleFacts['order']]>([
    ['its reservation has expired by the clock', card(), order({ expiresAt: NOW })],
    ['its reservation has ended', card(), order({ status: 'EXPIRED' })],
    ['its reservation was paid otherwise', card(), order({ status: 'PAID' })],
    ['another payment is tried', card(), order({ intentId: 'payanother00000' })],
    ['its reservation is gone', card(), undefined],
    ['the time of the charge is over', charge({ expiresAt: NOW }), undefined],
  ])('will not be when %s', (_, payment, seen) => {
    expect(settle({ payment, theirs: untaken, order: seen })).toEqual({ step: 'void' });
  });

  it.each(['FAILED', 'VOID'] as const)('is nothing to see after to a payment that is %s', (status) => {
    expect(settle({ payment: confirmed({ status }), theirs: untaken })).toEqual({ step: 'nothing' });
  });

  it.each<[string, Parameters<typeof theirs>[0], object]>([
    ['says why', { failure: { code: 'LIMIT', message: '한도 초과' } }, { code: 'LIMIT', message: '한도 초과' }],
    ['does not say why', {}, { code: 'DECLINED' }],
    ['names no attempt', { transactionId: undefined }, { code: 'DECLINED' }],
  ])('was declined when the gateway %s', (_, change, reason) => {
    const seen = theirs({ status: 'FAILED', ...change });
    expect(settle({ theirs: seen })).toEqual({ step: 'decline', reason });
  });

  it('is not declined by a window that was opened once more, and failed', () => {
    expect(settle({ theirs: failedAnew })).toEqual({ step: 'wait' });
  });

  it('is not declined by a failure of nobody knows which attempt, until its time is over', () => {
    const { txId: _, ...untold } = confirmed();
    const declined = { step: 'decline', reason: { code: 'DECLINED' } };
    const until = NOW + 60_000;
    expect(settle({ payment: untold, theirs: failedAnew }, until - 1)).toEqual({ step: 'wait' });
    expect(settle({ payment: untold, theirs: failedAnew }, until)).toEqual(declined);
    const unnamed = theirs({ status: 'FAILED', transactionId: undefined });
    expect(settle({ payment: untold, theirs: unnamed }).step).toBe('decline');
  });

  it.each([
    ['has failed', theirs({ status: 'FAILED' })],
    ['was not begun', untaken],
    ['is not known', undefined],
  ])('is waited for when the gateway approved it, though it still shows that it %s', (_, seen) => {
    expect(settle({ theirs: seen, approved: true }, NOW + 59_999)).toEqual({ step: 'wait' });
    expect(settle({ theirs: seen, approved: true }, NOW + 60_000)).not.toEqual({ step: 'wait' });
  });

  it('was declined when our own request for it was refused', () => {
    const refused = { code: 'INVALID_PAYMENT_TOKEN' };
    expect(settle({ theirs: undefined, refused })).toEqual({ step: 'decline', reason: refused });
  });

  it.each([undefined, untaken, theirs({ status: 'PENDING' })])(
    'is waited for while the gateway may take it',
    (seen) => {
      expect(settle({ theirs: seen })).toEqual({ step: 'wait' });
    },
  );

  it('ends its reservation when it was waited for long enough, and is looked after still', () => {
    const payment = confirmed({ payingUntil: NOW });
    expect(settle({ payment, theirs: untaken })).toEqual({ step: 'give-up' });
    expect(settle({ payment, theirs: untaken, order: order({ status: 'FAILED' }) })).toEqual({ step: 'nothing' });
    expect(settle({ payment, theirs: untaken, order: order({ ...paying, intentId: 'payanother00000' }) })).toEqual({
      step: 'nothing',
    });
  });

  it.each([
    ['shows nothing of it a quarter of an hour later', untaken, QUARTER_MS],
    ['does not know it a quarter of an hour later', undefined, QUARTER_MS],
    ['shows another attempt that failed a quarter of an hour later', failedAnew, QUARTER_MS],
    ['is still at it after a day', theirs({ status: 'PENDING' }), DAY_MS],
  ])('was never taken when the gateway %s', (_, seen, afterMs) => {
    const payment = confirmed({ payingUntil: NOW });
    const ended = { payment, theirs: seen, order: order({ status: 'FAILED' }) };
    expect(settle(ended, NOW + afterMs - 1)).toEqual({ step: 'nothing' });
    expect(settle(ended, NOW + afterMs)).toEqual({ step: 'decline', reason: NEVER_APPROVED });
  });
});

describe('a payment that is settled', () => {
  it('and went back is over, whatever the gateway says', () => {
    expect(settle({ payment: card({ status: 'CANCELLED' }) })).toEqual({ step: 'nothing' });
  });

  it.each([theirs(), undefined, untaken])('and applied is over while nothing went back', (seen) => {
    expect(settle({ payment: card({ status: 'APPLIED' }), theirs: seen })).toEqual({ step: 'nothing' });
  });

  it('and applied is reported when the gateway gave of it back', () => {
    const seen = theirs({ status: 'PARTIAL_CANCELLED', cancelled: 10 });
    expect(settle({ payment: card({ status: 'APPLIED' }), theirs: seen })).toEqual({ step: 'report', returned: 10 });
  });
});
