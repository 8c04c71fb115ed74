// What one who comes back from a card's page is told, and how often the payment is asked about.
import { describe, expect, it } from 'vitest';
import { paymentStatus } from '../../../../functions/payments/contract.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import { paymentPaceMs, verdictOf } from '../../../../web/src/pages/checkout/card-back-state.ts';

describe('a payment that one comes back for', () => {
  const saying = (verdict: string, purpose: 'RESERVATION' | 'CHARGE') =>
    paymentStatus.options.filter((status) => verdictOf({ purpose, status }) === verdict);

  it('is known once the server knows what became of it', () => {
    expect(saying('known', 'CHARGE')).toEqual(['COMPLETED', 'CANCELLING', 'CANCELLED', 'REFUNDED']);
  });

  it('of a reservation is known sooner, as that page shows a card that is being charged', () => {
    expect(saying('known', 'RESERVATION')).toEqual(['PROCESSING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'REFUNDED']);
    expect(saying('under-way', 'CHARGE')).toEqual(['PROCESSING']);
  });

  it('took no money for good only where the server says so', () => {
    expect(saying('not-paid', 'CHARGE')).toEqual(['FAILED', 'VOID']);
    expect(saying('open', 'CHARGE')).toEqual(['REQUESTED']);
  });
});

describe('a payment is asked about', () => {
  const open = { purpose: 'CHARGE', status: 'REQUESTED' } as const;
  const pace = (asked: number) => paymentPaceMs({ payment: open, error: null, asked });

  it('soon at first, and slower each time', () => {
    expect([0, 1, 2, 20].map(pace)).toEqual([1_000, 1_500, 2_250, 15_000]);
  });

  it('no more once it is known', () => {
    expect(paymentPaceMs({ payment: { ...open, status: 'COMPLETED' }, error: null, asked: 1 })).toBe(false);
    expect(paymentPaceMs({ payment: { ...open, status: 'FAILED' }, error: null, asked: 1 })).toBe(false);
  });

  it('no more where it is none of this person, and again where nothing of ours answered', () => {
    const seen = { payment: undefined, asked: 2 };
    expect(paymentPaceMs({ ...seen, error: new ApiError(404, { code: 'PAYMENT_NOT_FOUND' }, null) })).toBe(false);
    expect(paymentPaceMs({ ...seen, error: new ApiError(404, {}, null) })).toBe(2_250);
    expect(paymentPaceMs({ ...seen, error: new TypeError('no network') })).toBe(2_250);
  });
});
