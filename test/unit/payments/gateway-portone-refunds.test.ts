// The gateway of card payments: asking for a refund.
import { describe, expect, it, vi } from 'vitest';
import { AMOUNT, PAYMENT_ID } from './card-samples.ts';
import { answering, gatewayTo, keeping, logged, nonsense, unavailable } from './gateway-server.ts';

// Off on a developer's machine, which the tests' is.
vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'));

const refund = { paymentId: PAYMENT_ID, amount: 60_000, cancellable: AMOUNT, reason: 'CANCELLED' };

describe('asking for a refund', () => {
  it('says how much, and what has to be left for it', async () => {
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, answering(200, { cancellation: { status: 'SUCCEEDED' } })));
    expect(await gateway.cancel(refund)).toEqual({ outcome: 'asked' });
    const body = { storeId: 'store-1', amount: 60_000, reason: 'CANCELLED', currentCancellableAmount: AMOUNT };
    expect(asked).toEqual([['POST', `/payments/${PAYMENT_ID}/cancel`, 'PortOne s3', body]]);
  });

  it.each(['REQUESTED', 'FAILED', 'A_STATUS_OF_NEXT_YEAR'])(
    'leaves it to the next look when it is %s',
    async (status) => {
      const gateway = await gatewayTo(answering(200, { cancellation: { status } }));
      expect(await gateway.cancel(refund)).toEqual({ outcome: 'asked' });
    },
  );

  it.each(['PAYMENT_ALREADY_CANCELLED', 'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN'])(
    'came after somebody else when it is refused by %s',
    async (type) => {
      const gateway = await gatewayTo(answering(409, { type }));
      expect(await gateway.cancel(refund)).toEqual({ outcome: 'changed' });
    },
  );

  it.each<[string, object, object]>([
    [
      'in the words of the card company',
      { type: 'PG_PROVIDER', pgCode: 'NOT_CANCELABLE', pgMessage: `취소 기간 ${'초'.repeat(300)}` },
      { code: 'NOT_CANCELABLE', message: `취소 기간 ${'초'.repeat(194)}` },
    ],
    ['without its code', { type: 'PG_PROVIDER', pgCode: '한글 코드', pgMessage: ' ' }, { code: 'PG_PROVIDER' }],
    [
      'as too much',
      { type: 'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT' },
      { code: 'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT' },
    ],
    ['as unpaid', { type: 'PAYMENT_NOT_PAID' }, { code: 'PAYMENT_NOT_PAID' }],
    ['as tried too often', { type: 'MAX_CANCEL_COUNT_REACHED' }, { code: 'MAX_CANCEL_COUNT_REACHED' }],
    ['by a refusal of next year', { type: 'CARD_OF_ANOTHER_AGE' }, { code: 'CARD_OF_ANOTHER_AGE' }],
    ['as nothing it knows', { type: 'PAYMENT_NOT_FOUND' }, { code: 'PAYMENT_NOT_FOUND' }],
  ])('is refused %s', async (_, body, reason) => {
    logged();
    const gateway = await gatewayTo(answering(409, body));
    expect(await gateway.cancel(refund)).toEqual({ outcome: 'refused', reason });
  });

  it.each([
    ...nonsense,
    ['refuses our secret', answering(401, { type: 'UNAUTHORIZED' }), 'UNAUTHORIZED'] as const,
    ['breaks down', answering(500, { type: 'INTERNAL_SERVER_ERROR' }), 'INTERNAL_SERVER_ERROR'] as const,
    ['answers what is no refund', answering(200, { refund: 'card-of-haneul' }), 'UNKNOWN_SHAPE'] as const,
  ])('has an unknown outcome when PortOne %s', async (_, listener, failure) => {
    const lines = logged();
    const gateway = await gatewayTo(listener);
    await expect(gateway.cancel(refund)).rejects.toMatchObject(unavailable);
    expect(lines.some((line) => line.includes(`"failure":"${failure}"`))).toBe(true);
    expect(lines.join('\n')).not.toContain('haneul');
  });
});
