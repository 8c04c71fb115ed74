// What a card payment's changes tell the world.
import { describe, expect, it } from 'vitest';
import {
  applied,
  type CardMove,
  type CardPayment,
  declined,
  returned,
  returning,
} from '../../../functions/payments/domain-card.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { eventsOf } from '../../../functions/payments/outbox.ts';
import { entriesOf } from '../../../functions/shared/outbox.ts';
import { AMOUNT, card, charge, confirmed, NOW, PAYMENT_ID, RESERVATION_ID } from './card-samples.ts';

const causationId = 'event-2';

/** A payment after a step, as the write leaves it. */
function moved(seen: CardPayment, { to, at, log, set }: CardMove): CardPayment {
  return { ...seen, ...set, status: to, updatedAt: at, version: seen.version + 1, log: log ?? seen.log };
}

function told(old: CardPayment | undefined, now: CardPayment) {
  const change = { old: old && itemOf(old), now: itemOf(now), expired: false };
  return entriesOf(change).flatMap(eventsOf);
}

describe('a card payment’s change', () => {
  it('tells PaymentCompleted when it paid, with an id that is the same every time', () => {
    const paid = moved(confirmed(), applied(confirmed(), NOW, { paidAt: NOW, causationId }));
    expect(told(confirmed(), paid)).toEqual([
      {
        source: 'onsale.payments',
        envelope: {
          id: `payment/${PAYMENT_ID}/3/PaymentCompleted`,
          type: 'PaymentCompleted',
          version: 1,
          occurredAt: new Date(NOW).toISOString(),
          correlationId: 'journey-1',
          causationId,
          data: {
            paymentId: PAYMENT_ID,
            reservationId: RESERVATION_ID,
            userId: 'user-1',
            method: 'CARD',
            amount: AMOUNT,
          },
        },
      },
    ]);
  });

  it('tells PaymentCompleted of the reservation that was held anew for its money', () => {
    const by = { paidAt: NOW, reservationId: 'rsv_late00000000', causationId };
    const [event] = told(confirmed(), moved(confirmed(), applied(confirmed(), NOW, by)));
    expect(event?.envelope.data).toMatchObject({ reservationId: 'rsv_late00000000' });
  });

  it('tells RefundRequested with what is to be back, and PaymentRefunded with what is', () => {
    const by = { reason: { code: 'CANCELLED', message: '단순 변심' }, refundAmount: 70_000, causationId };
    const asked = moved(confirmed(), returning(confirmed(), NOW, by));
    expect(told(confirmed(), asked).map(({ envelope }) => envelope)).toMatchObject([
      {
        id: `payment/${PAYMENT_ID}/3/RefundRequested`,
        data: {
          paymentId: PAYMENT_ID,
          reservationId: RESERVATION_ID,
          userId: 'user-1',
          amount: 70_000,
          reason: 'CANCELLED',
        },
      },
    ]);
    const back = moved(asked, returned(asked, NOW, { refundedAmount: 70_000, causationId }));
    expect(told(asked, back).map(({ envelope }) => envelope)).toMatchObject([
      { id: `payment/${PAYMENT_ID}/4/PaymentRefunded`, data: { amount: 70_000, reason: 'CANCELLED' } },
    ]);
    expect(told(asked, back)[0]?.envelope.data).not.toHaveProperty('walletId');
  });

  it('tells no refund of nothing', () => {
    const back = moved(confirmed(), returned(confirmed(), NOW, { refundedAmount: 0, causationId }));
    expect(told(confirmed(), back)).toEqual([]);
  });

  it('of a charge tells ChargeFailed when it was declined, or went back', () => {
    const asked = charge({ status: 'CONFIRMING', version: 2 });
    const refused = moved(asked, declined(asked, NOW, { code: 'PG_PROVIDER' }, causationId));
    const failed = {
      source: 'onsale.wallet',
      envelope: {
        id: `payment/${PAYMENT_ID}/3/ChargeFailed`,
        data: { walletId: 'user-1', userId: 'user-1', amount: AMOUNT, reason: 'PG_PROVIDER' },
      },
    };
    expect(told(asked, refused)).toMatchObject([failed]);
    const by = { refundedAmount: AMOUNT, reason: { code: 'AMOUNT_MISMATCH' }, causationId };
    const back = told(asked, moved(asked, returned(asked, NOW, by)));
    expect(back[0]?.envelope).toMatchObject({ type: 'ChargeFailed', data: { reason: 'AMOUNT_MISMATCH' } });
  });

  it('of a charge that is to go back names no reservation', () => {
    const asked = charge({ status: 'CONFIRMING', version: 2 });
    const by = { reason: { code: 'AMOUNT_MISMATCH' }, refundAmount: 1, causationId };
    const [event] = told(asked, moved(asked, returning(asked, NOW, by)));
    expect(event?.envelope).toMatchObject({ type: 'RefundRequested', data: { amount: 1 } });
    expect(event?.envelope.data).not.toHaveProperty('reservationId');
  });

  it('tells nothing when it begins, is asked for, declined for a reservation, or deleted as too old', () => {
    expect(told(undefined, card())).toEqual([]);
    expect(told(card(), confirmed())).toEqual([]);
    const refused = moved(confirmed(), declined(confirmed(), NOW, { code: 'PG_PROVIDER' }, causationId));
    expect(told(confirmed(), refused)).toEqual([]);
    expect(eventsOf({ old: itemOf(card({ status: 'VOID' })), now: undefined, expired: true })).toEqual([]);
  });

  it('cannot tell of what no contract has, so that the relay parks it', () => {
    const log = [{ v: 2, type: 'CardPolished', at: NOW, cause: 'journey-1 event-2' }];
    expect(() => told(card(), card({ version: 2, log }))).toThrow('CardPolished');
  });
});

describe('any other item of the table', () => {
  it('tells nothing', () => {
    for (const sk of ['CHARGED#2025-07-13', '2025-07-13#0001752400000000', 'PULSE']) {
      expect(eventsOf({ old: undefined, now: { pk: 'x', sk }, expired: false })).toEqual([]);
    }
  });
});
