// What holds of every decision about a card payment, whatever the gateway says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import {
  decideSettle,
  type GatewayPayment,
  mismatchOf,
  type SettleFacts,
} from '../../../functions/payments/domain-settle.ts';
import { AMOUNT, cancellation, card, NOW, PAYMENT_ID, shop, theirs } from './card-samples.ts';

const when = fc.integer({ min: NOW - 3, max: NOW + 3 });
const ids = fc.constantFrom(PAYMENT_ID, 'payanother00000');

const anyPayment: fc.Arbitrary<CardPayment> = fc
  .record(
    {
      status: fc.constantFrom('OPEN', 'CONFIRMING', 'APPLIED', 'FAILED', 'VOID', 'CANCELLING', 'CANCELLED'),
      purpose: fc.constantFrom('RESERVATION', 'CHARGE'),
      expiresAt: when,
      payingUntil: fc.oneof(when, fc.constant(NOW - 86_400_000)),
      txId: fc.constantFrom('tx-1', 'tx-2'),
      refundAmount: fc.integer({ min: 0, max: AMOUNT }),
      refundSince: fc.constantFrom(NOW - 600_000, NOW),
      task: fc.constantFrom({ code: 'PG_PROVIDER', since: NOW }, { code: 'NOT_PAID', since: NOW }),
    },
    { requiredKeys: ['status', 'purpose', 'expiresAt'] },
  )
  .map((more) => card(more as Partial<CardPayment>));

const anyTheirs: fc.Arbitrary<GatewayPayment> = fc
  .record({
    status: fc.constantFrom('READY', 'PENDING', 'PAID', 'PARTIAL_CANCELLED', 'CANCELLED', 'FAILED'),
    transactionId: fc.constantFrom('tx-1', 'tx-2', undefined),
    storeId: fc.constantFrom('store-1', 'store-1', 'store-2'),
    channelKey: fc.constantFrom('channel-key-1', 'channel-key-1', 'channel-key-2', undefined),
    isTest: fc.boolean(),
    currency: fc.constantFrom('KRW', 'KRW', 'USD'),
    total: fc.constantFrom(AMOUNT, AMOUNT, AMOUNT + 1, 10),
    cancelled: fc.constantFrom(0, 0, 10, AMOUNT),
    cancellations: fc.array(
      fc.constantFrom('REQUESTED', 'SUCCEEDED', 'FAILED').map((one) => cancellation(one)),
      {
        maxLength: 2,
      },
    ),
    paidAt: fc.constantFrom(NOW - 1, undefined),
  } as const)
  .map((more) => theirs(more));

const anyFacts: fc.Arbitrary<SettleFacts> = fc
  .record(
    {
      payment: anyPayment,
      // Half of them as good as gold: few payments are of another store, in another currency, and so on.
      theirs: fc.oneof(fc.constant(theirs()), fc.option(anyTheirs, { nil: undefined })),
      order: fc.option(
        fc.record({
          amount: fc.constantFrom(AMOUNT, AMOUNT, AMOUNT / 2),
          status: fc.constantFrom(
            'PENDING',
            'PAYING',
            'PAID',
            'CONFIRMED',
            'EXPIRED',
            'FAILED',
            'CANCELLED',
            'REFUNDED',
          ),
          expiresAt: when,
          intentId: ids,
        }),
        { nil: undefined },
      ),
      refused: fc.constant({ code: 'INVALID_PAYMENT_TOKEN' }),
      approved: fc.boolean(),
      forced: fc.boolean(),
    },
    { requiredKeys: ['payment', 'theirs', 'order'] },
  )
  .map((facts) => facts);

/** Looks at many facts, those of one step alone. */
function whenever(
  steps: readonly string[],
  holds: (facts: SettleFacts, decided: ReturnType<typeof decideSettle>) => void,
) {
  let met = 0;
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const decided = decideSettle(facts, shop, NOW);
      if (!steps.includes(decided.step)) return;
      met += 1;
      holds(facts, decided);
    }),
    { numRuns: 5_000 },
  );
  expect(met).toBeGreaterThan(20);
}

const MONEY = ['PAID', 'PARTIAL_CANCELLED', 'CANCELLED'];

describe('whatever the gateway says', () => {
  it('nothing is paid by money that is not there, is not what was agreed on, or goes back', () => {
    whenever(['apply', 'hold-again'], ({ payment, theirs: seen }) => {
      expect(seen).toMatchObject({ status: 'PAID', cancelled: 0 });
      if (!seen) return;
      expect(mismatchOf(payment, seen, shop)).toBeUndefined();
      expect(seen.cancellations.map(({ status }) => status)).not.toContain('REQUESTED');
    });
  });

  it('nothing is paid twice: what is applied or goes back stays so', () => {
    whenever(['apply', 'hold-again', 'decline', 'void', 'give-up', 'expire', 'return'], ({ payment }) => {
      expect(['OPEN', 'CONFIRMING', 'FAILED', 'VOID']).toContain(payment.status);
    });
  });

  it('no reservation is paid that has ended or is paid otherwise', () => {
    whenever(['apply'], ({ payment, order: seen }) => {
      if (payment.purpose === 'CHARGE') return;
      const payable = seen?.status === 'PENDING' && seen.expiresAt > NOW;
      expect(payable || (seen?.status === 'PAYING' && seen.intentId === PAYMENT_ID)).toBe(true);
    });
  });

  it('no refund is asked for when one is under way, or some of the money went back, or more than there is', () => {
    whenever(['refund'], ({ payment, theirs: seen }, decided) => {
      expect(payment.status).toBe('CANCELLING');
      expect(MONEY).toContain(seen?.status);
      expect(seen?.cancelled).toBe(0);
      expect(seen?.cancellations.map(({ status }) => status)).not.toContain('REQUESTED');
      if (decided.step !== 'refund') return;
      expect(decided.cancellable).toBe(seen?.total);
      expect(decided.amount).toBeGreaterThan(0);
      expect(decided.amount).toBeLessThanOrEqual(decided.cancellable);
    });
  });

  it('no refund is asked for again without an operator, once it failed or became a task', () => {
    whenever(['refund'], ({ payment, theirs: seen, forced }) => {
      const failed = seen?.cancellations.some(({ status }) => status === 'FAILED');
      if (failed || (payment.task && payment.task.code !== 'NOT_PAID')) expect(forced).toBe(true);
    });
  });

  it('money that was taken is never forgotten: it pays, goes back, or somebody is told', () => {
    whenever(['nothing', 'wait', 'void', 'decline', 'give-up'], ({ payment, theirs: seen }, decided) => {
      if (!seen || !MONEY.includes(seen.status)) return;
      expect(decided.step).toBe('nothing');
      const isGoingBack = seen.cancellations.some(({ status }) => status === 'REQUESTED') || payment.task !== undefined;
      const settled = payment.status === 'CANCELLED' || (payment.status === 'APPLIED' && seen.cancelled === 0);
      expect(settled || (payment.status === 'CANCELLING' && isGoingBack)).toBe(true);
    });
  });

  it('no payment is declined that was approved, while its outcome is awaited', () => {
    whenever(['decline'], ({ payment, approved }) => {
      expect(approved && (payment.payingUntil ?? 0) > NOW).not.toBe(true);
    });
  });

  it('no payment is declined or void whose money was taken', () => {
    whenever(['decline', 'void', 'give-up', 'wait'], ({ theirs: seen }) => {
      expect(MONEY).not.toContain(seen?.status);
    });
  });
});
