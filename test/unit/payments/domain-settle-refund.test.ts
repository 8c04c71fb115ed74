// Giving money back: nothing is asked for twice, and nothing that is refused is lost.
import { describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { decideSettle, type SettleFacts } from '../../../functions/payments/domain-settle.ts';
import { AMOUNT, cancellation, card, NOW, order, shop, theirs } from './card-samples.ts';

const REFUND = 60_000;
const SINCE = NOW - 600_000;
const returning = (more: Partial<CardPayment> = {}) =>
  card({ status: 'CANCELLING', refundAmount: REFUND, refundSince: SINCE, ...more });
const unpaid = { code: 'NOT_PAID', since: NOW };
const task = { code: 'PG_PROVIDER', since: NOW };

const refund = (facts: Partial<SettleFacts> = {}) =>
  decideSettle({ payment: returning(), theirs: theirs(), order: order({ status: 'CANCELLED' }), ...facts }, shop, NOW);

describe('a refund', () => {
  it('is asked for, if all is left', () => {
    expect(refund()).toEqual({ step: 'refund', amount: REFUND, cancellable: AMOUNT });
  });

  it('is of all where nothing else is said, and never of more than was taken', () => {
    const { refundAmount: _, ...all } = returning();
    expect(refund({ payment: all })).toEqual({ step: 'refund', amount: AMOUNT, cancellable: AMOUNT });
    const seen = theirs({ total: 50_000 });
    expect(refund({ theirs: seen })).toEqual({ step: 'refund', amount: 50_000, cancellable: 50_000 });
  });

  it.each([
    ['as much as was wanted', theirs({ status: 'PARTIAL_CANCELLED', cancelled: REFUND }), REFUND],
    ['more than was wanted', theirs({ status: 'CANCELLED', cancelled: AMOUNT }), AMOUNT],
    ['all of too little', theirs({ status: 'CANCELLED', total: 50_000, cancelled: 50_000 }), 50_000],
    ['all that was left', theirs({ status: 'CANCELLED', cancelled: REFUND - 1 }), REFUND - 1],
  ])('is done when %s went back', (_, seen, refundedAmount) => {
    expect(refund({ theirs: seen })).toEqual({ step: 'returned', refundedAmount });
    expect(refund({ theirs: seen, payment: returning({ task }) })).toEqual({ step: 'returned', refundedAmount });
  });

  it('of nothing is done', () => {
    expect(refund({ payment: returning({ refundAmount: 0 }) })).toEqual({ step: 'returned', refundedAmount: 0 });
  });

  it.each([false, true])('is not asked for while one is under way (forced: %s)', (forced) => {
    expect(refund({ theirs: theirs({ cancellations: [cancellation('REQUESTED')] }), forced })).toEqual({
      step: 'nothing',
    });
  });

  it.each([
    ['failed', theirs({ cancellations: [cancellation('FAILED')] }), 'REFUND_FAILED'],
    ['was made by half', theirs({ status: 'PARTIAL_CANCELLED', cancelled: 10 }), 'PARTLY_CANCELLED'],
    ['is of money that nobody has', theirs({ status: 'READY' }), 'NOT_PAID'],
    ['is of a payment that nobody knows', undefined, 'NOT_PAID'],
  ])('becomes an operator’s task when it %s', (_, seen, code) => {
    expect(refund({ theirs: seen })).toEqual({ step: 'task', reason: { code } });
  });

  it.each([theirs(), theirs({ cancellations: [cancellation('FAILED')] }), theirs({ status: 'READY' }), undefined])(
    'that waits for an operator is not asked for',
    (seen) => expect(refund({ payment: returning({ task }), theirs: seen })).toEqual({ step: 'nothing' }),
  );

  it.each([theirs({ status: 'READY' }), undefined])('of money that is not seen yet waits ten minutes', (seen) => {
    const facts = (refundSince: number) => ({ payment: returning({ refundSince }), theirs: seen });
    expect(refund(facts(SINCE + 1))).toEqual({ step: 'nothing' });
    expect(refund(facts(SINCE))).toEqual({ step: 'task', reason: { code: 'NOT_PAID' } });
  });

  it('is asked for once the money is seen that an operator was told is not there', () => {
    const asked = { step: 'refund', amount: REFUND, cancellable: AMOUNT };
    expect(refund({ payment: returning({ task: unpaid }) })).toEqual(asked);
    expect(refund({ payment: returning({ task: unpaid }), theirs: undefined })).toEqual({ step: 'nothing' });
  });

  it('has not failed by what somebody tried before it was due, but for what clocks differ by', () => {
    const at = (requestedAt: number) => theirs({ cancellations: [{ ...cancellation('FAILED'), requestedAt }] });
    expect(refund({ theirs: at(SINCE - 60_001) }).step).toBe('refund');
    expect(refund({ theirs: at(SINCE - 60_000) })).toEqual({ step: 'task', reason: { code: 'REFUND_FAILED' } });
  });

  it('is asked for again when an operator says so', () => {
    const seen = theirs({ cancellations: [cancellation('FAILED')] });
    const asked = { step: 'refund', amount: REFUND, cancellable: AMOUNT };
    expect(refund({ theirs: seen, forced: true })).toEqual(asked);
    expect(refund({ theirs: seen, forced: true, payment: returning({ task }) })).toEqual(asked);
  });

  it('that was made by half is not asked for by anybody: the operator has to see to it there', () => {
    const seen = theirs({ status: 'PARTIAL_CANCELLED', cancelled: 10 });
    expect(refund({ theirs: seen, forced: true })).toEqual({ step: 'task', reason: { code: 'PARTLY_CANCELLED' } });
  });
});
