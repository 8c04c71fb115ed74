// What PortOne answers of a payment, and what is made of it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cancelAnswerTo,
  confirmAnswerTo,
  gatewayPaymentOf,
  isFault,
} from '../../../functions/payments/domain-portone.ts';
import { UnknownShape } from '../../../functions/shared/provider.ts';
import { AMOUNT, PAYMENT_ID, paidAnswer } from './card-samples.ts';

const amount = (cancelled: number) => ({ ...paidAnswer().amount, cancelled });

const cancellation = (status: string, totalAmount: number) => ({
  status,
  id: 'cancellation-1',
  totalAmount,
  taxFreeAmount: 0,
  vatAmount: 0,
  reason: 'CANCELLED',
  requestedAt: '2025-07-13T10:00:00Z',
});

const { channel: _, ...unchanneled } = paidAnswer();

describe('the state of a payment', () => {
  it.each([
    ['READY', 'READY'],
    ['PENDING', 'PENDING'],
    ['PAY_PENDING', 'PENDING'],
    ['VIRTUAL_ACCOUNT_ISSUED', 'PENDING'],
    ['PAID', 'PAID'],
    ['PARTIAL_CANCELLED', 'PARTIAL_CANCELLED'],
    ['CANCELLED', 'CANCELLED'],
    ['FAILED', 'FAILED'],
  ])('%s is %s', (status, told) => {
    expect(gatewayPaymentOf(paidAnswer({ status }), PAYMENT_ID).status).toBe(told);
  });

  it.each([
    ['a state of next year', paidAnswer({ status: 'HALF_PAID' })],
    ['no state', paidAnswer({ status: undefined })],
    ['another payment', paidAnswer({ id: 'pay000000000000' })],
    ['no total', paidAnswer({ amount: { cancelled: 0 } })],
    ['a total that is no whole number of won', paidAnswer({ amount: { ...amount(0), total: 10.5 } })],
    ['less than nothing', paidAnswer({ amount: amount(-1) })],
    ['no store', paidAnswer({ storeId: undefined })],
    ['a time that is none', paidAnswer({ paidAt: 'just now' })],
    ['money of no channel', unchanneled],
    ['money of a channel that is neither real nor a test', paidAnswer({ channel: { type: 'DREAM' } })],
    ['a cancellation of next year', paidAnswer({ cancellations: [cancellation('HALF_DONE', 10)] })],
    ['nothing', undefined],
  ])('is not believed of %s', (_, answer) => {
    expect(() => gatewayPaymentOf(answer, PAYMENT_ID)).toThrow(UnknownShape);
  });

  it('may have no channel while no money is in it', () => {
    const found = gatewayPaymentOf({ ...unchanneled, status: 'READY' }, PAYMENT_ID);
    expect(found).toMatchObject({ status: 'READY', channelKey: undefined, isTest: false });
  });

  it('says of a test channel that it is one', () => {
    const channel = { ...paidAnswer().channel, type: 'TEST' };
    expect(gatewayPaymentOf(paidAnswer({ channel }), PAYMENT_ID).isTest).toBe(true);
  });

  it('is all that is kept: nothing of the card or of its owner', () => {
    const kept = JSON.stringify(gatewayPaymentOf(paidAnswer(), PAYMENT_ID));
    expect(kept).not.toMatch(/haneul|하늘|4111/);
  });
});

describe('what went back', () => {
  it.each<[string, string, object[], number]>([
    ['what the gateway says, where it names no cancellation', 'PARTIAL_CANCELLED', [], 30_000],
    ['those that succeeded', 'PARTIAL_CANCELLED', [cancellation('SUCCEEDED', 30_000)], 30_000],
    ['not those that are only asked for', 'PAID', [cancellation('REQUESTED', 30_000)], 0],
    ['nor those that failed', 'PAID', [cancellation('FAILED', 30_000)], 0],
    [
      'those alone that succeeded beside others',
      'PARTIAL_CANCELLED',
      [cancellation('SUCCEEDED', 10_000), cancellation('REQUESTED', 20_000)],
      10_000,
    ],
    ['all of one that is cancelled', 'CANCELLED', [cancellation('REQUESTED', 30_000)], 30_000],
  ])('counts %s', (_, status, cancellations, told) => {
    const found = gatewayPaymentOf(paidAnswer({ status, amount: amount(30_000), cancellations }), PAYMENT_ID);
    expect(found.cancelled).toBe(told);
  });

  it('is never more than the gateway says', () => {
    const cancellations = [cancellation('SUCCEEDED', AMOUNT), cancellation('SUCCEEDED', AMOUNT)];
    const found = gatewayPaymentOf(
      paidAnswer({ status: 'PARTIAL_CANCELLED', amount: amount(40_000), cancellations }),
      PAYMENT_ID,
    );
    expect(found.cancelled).toBe(40_000);
  });
});

describe('why a payment failed', () => {
  it.each<[string, object | null, object]>([
    [
      'the card company’s code and words',
      { pgCode: 'R-01', pgMessage: '한도 초과', reason: 'x' },
      { code: 'R-01', message: '한도 초과' },
    ],
    ['PortOne’s words where it has none', { reason: '창을 닫음' }, { code: 'DECLINED', message: '창을 닫음' }],
    ['nothing, if nobody says', {}, { code: 'DECLINED' }],
    ['nothing, if it is null', null, { code: 'DECLINED' }],
  ])('is %s', (_, failure, told) => {
    expect(gatewayPaymentOf(paidAnswer({ status: 'FAILED', failure }), PAYMENT_ID).failure).toEqual(told);
  });

  it('is text that any store takes, and short, whatever was answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 500 }), (pgCode, pgMessage) => {
        const { failure } = gatewayPaymentOf(
          paidAnswer({ status: 'FAILED', failure: { pgCode, pgMessage } }),
          PAYMENT_ID,
        );
        expect(failure?.code).toMatch(/^[\w.-]{1,64}$/);
        expect((failure?.message ?? '').isWellFormed()).toBe(true);
        expect([...(failure?.message ?? '')].length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('a request for money that failed', () => {
  it('is refused for certain by no failure but those that took nothing', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z_]{1,20}$/), (failure) => {
        fc.pre(!/INVALID|MISMATCH|FOUND|FORBIDDEN|UNAUTHORIZED|NOT_ASKED/.test(failure));
        expect(confirmAnswerTo(failure)).toEqual({ outcome: 'unknown' });
      }),
    );
  });

  it.each([
    ...['TIMED_OUT', 'SyntaxError', 'TypeError', 'UNKNOWN_REFUSAL'],
    ...['FORBIDDEN', 'UNAUTHORIZED', 'INFORMATION_MISMATCH', 'NOT_ASKED'],
  ])('by %s is a fault of the provider or ours', (failure) => expect(isFault(failure)).toBe(true));

  it.each(['INVALID_PAYMENT_TOKEN', 'PG_PROVIDER', 'ALREADY_PAID'])('by %s is the buyer’s', (failure) =>
    expect(isFault(failure)).toBe(false),
  );
});

describe('a refund that was refused', () => {
  it.each([
    ...['CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT', 'FORBIDDEN', 'INVALID_REQUEST', 'PAYMENT_NOT_PAID', 'PG_PROVIDER'],
    ...['SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT', 'NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT'],
    ...['MAX_CANCEL_COUNT_REACHED', 'A_REFUSAL_OF_NEXT_YEAR'],
  ])('by %s is an operator’s', (type) => {
    expect(cancelAnswerTo(type, {})).toEqual({ outcome: 'refused', reason: { code: type } });
  });

  it.each([
    ...['UNAUTHORIZED', 'TOO_MANY_REQUESTS', 'UNKNOWN_REFUSAL'],
    ...['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'BAD_GATEWAY', 'GATEWAY_TIMEOUT', 'REQUEST_TIMED_OUT'],
  ])('by %s is unknown: that was the server', (type) => {
    expect(cancelAnswerTo(type, {})).toBeUndefined();
  });
});
