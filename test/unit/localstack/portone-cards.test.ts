// Whatever is done to a payment, money is taken once, and no more goes back than was taken.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bookOf, viewOf } from '../../../localstack/portone/card-view.ts';
import {
  authenticated,
  type Card,
  cancellationEnded,
  cancelling,
  captured,
  decideCancel,
  decideConfirm,
  failed,
  newCard,
  opened,
  paidOf,
  refusedToOpen,
} from '../../../localstack/portone/cards.ts';

const TOTAL = 1_000;
const FAILURE = { reason: 'r', pgCode: 'C', pgMessage: 'm' };

const which = fc.nat(3);
const act = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ act: 'open' }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('authenticate', 'confirm'), at: which }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('fail'), at: which }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('cancel'), amount: fc.integer({ min: 1, max: TOTAL + 1 }) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('succeed', 'break'), at: which }) },
);
type Act = { readonly act: string; readonly at?: number; readonly amount?: number };

function step(card: Card, { act: what, at = 0, amount }: Act, now: number): Card {
  const { txId = '', state } = card.attempts[at % card.attempts.length] ?? {};
  switch (what) {
    case 'open':
      if (refusedToOpen(card, { total: TOTAL, currency: 'KRW' })) return card;
      return opened(card, {
        ...{ txId: `tx${now}`, channelKey: 'c', orderName: 'o', currency: 'KRW', total: TOTAL, requestedAt: now },
      });
    case 'authenticate':
      if (state !== 'OPEN') return card;
      return authenticated(card, txId, { paymentToken: `t-${txId}`, total: TOTAL, declines: false });
    case 'fail':
      return state === 'OPEN' ? failed(card, txId, FAILURE, now) : card;
    case 'confirm': {
      const decided = decideConfirm(card, { paymentToken: `t-${txId}`, totalAmount: TOTAL });
      return typeof decided === 'string' ? card : captured(card, decided.txId, now);
    }
    case 'cancel': {
      const decided = decideCancel(card, { amount });
      if (typeof decided === 'string') return card;
      const { amount: back } = decided;
      return cancelling(card, { id: `c${now}`, amount: back, reason: 'r', trigger: 'API', requestedAt: now });
    }
    default: {
      const status = what === 'succeed' ? 'SUCCEEDED' : 'FAILED';
      return cancellationEnded(card, card.cancellations[at % card.cancellations.length]?.id ?? '', { status, at: now });
    }
  }
}

it('takes money once and gives back what it took at most, in every order of what can happen', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40, size: 'max' }), (acts) => {
      let card = newCard('pay_1');
      let first: string | undefined;
      for (const [now, each] of acts.entries()) {
        card = step(card, each, now);
        first ??= paidOf(card)?.txId;
        const { captured: taken, returned, returning, status } = bookOf(card);
        expect(card.attempts.filter(({ state }) => state === 'PAID')).toHaveLength(first === undefined ? 0 : 1);
        expect(paidOf(card)?.txId).toBe(first);
        expect(taken).toBe(first === undefined ? 0 : TOTAL);
        expect(returned + returning).toBeLessThanOrEqual(taken);
        if (taken > 0) {
          expect(status).toBe(returned === 0 ? 'PAID' : returned < taken ? 'PARTIAL_CANCELLED' : 'CANCELLED');
          expect(viewOf(card)).toMatchObject({ transactionId: first, amount: { total: TOTAL, cancelled: returned } });
        }
      }
    }),
    { numRuns: 300 },
  );
});
