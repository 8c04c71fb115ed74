// How lines of the wallet's history read.
import { describe, expect, it } from 'vitest';
import { lineKey, readLine } from '../../../../web/src/pages/wallet/lines.ts';

describe('a line of the history', () => {
  it('adds what came, takes what went, and does nothing for what failed', () => {
    const signs = (['CHARGE', 'REFUND', 'PAYMENT', 'PAYMENT_FAILED', 'CHARGE_FAILED'] as const).map(
      (type) => readLine({ type }).sign,
    );
    expect(signs).toEqual([1, 1, -1, 0, 0]);
  });

  it('has words for the reasons that are known, and for others that it was not approved', () => {
    expect(readLine({ type: 'PAYMENT_FAILED', reason: 'INSUFFICIENT_BALANCE' }).reason).toBe('INSUFFICIENT_BALANCE');
    expect(readLine({ type: 'CHARGE_FAILED', reason: 'PG_3001' }).reason).toBe('OTHER');
    expect(readLine({ type: 'CHARGE' })).toEqual({ sign: 1, tone: 'good' });
  });

  it('is known by its number, and one that failed by what it was and when', () => {
    const at = '2026-12-01T20:00:00.000+09:00';
    expect(lineKey({ type: 'CHARGE', at, walletVersion: 3 })).toBe('3');
    expect(lineKey({ type: 'PAYMENT_FAILED', at, reservationId: 'rsv_1' })).not.toBe(
      lineKey({ type: 'PAYMENT_FAILED', at, reservationId: 'rsv_2' }),
    );
  });
});
