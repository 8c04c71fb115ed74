// What a wallet's changes tell the world.
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../functions/wallet/outbox.ts';

const line = {
  pk: 'USER#u1',
  sk: 'LINE#0000000002',
  userId: 'u1',
  walletVersion: 2,
  id: 'pay_1',
  reservationId: 'rsv_1',
  amount: 900,
  balanceAfter: 100,
  at: 1_700_000_000_000,
  cause: 'c1 r1',
};
const told = (now: Record<string, unknown>, old?: Record<string, unknown>) => eventsOf({ now, old, expired: false });

describe('a wallet line', () => {
  it('of a payment is PaymentCompleted, with an id that is the same every time', () => {
    expect(told({ ...line, type: 'PAYMENT' })).toEqual([
      {
        source: 'onsale.payments',
        envelope: {
          id: 'wallet/u1/2',
          type: 'PaymentCompleted',
          version: 1,
          occurredAt: '2023-11-14T22:13:20.000Z',
          correlationId: 'c1',
          causationId: 'r1',
          data: {
            paymentId: 'pay_1',
            reservationId: 'rsv_1',
            userId: 'u1',
            walletId: 'u1',
            method: 'WALLET',
            amount: 900,
            balanceAfter: 100,
          },
        },
      },
    ]);
  });

  it('of a charge is ChargeCompleted, of a refund PaymentRefunded', () => {
    expect(told({ ...line, type: 'CHARGE' }).map(({ envelope }) => envelope.type)).toEqual(['ChargeCompleted']);
    expect(told({ ...line, type: 'REFUND' }).map(({ envelope }) => envelope.type)).toEqual(['PaymentRefunded']);
  });

  it('of a refund tells why, to which wallet, and what it leaves; one of an older version was for a lost seat', () => {
    const refund = { ...line, type: 'REFUND', concertId: 'con_1', scheduleId: 'sch_1' };
    const data = (now: Record<string, unknown>) => told(now)[0]?.envelope.data;
    expect(data({ ...refund, reason: 'CANCELLED' })).toEqual({
      paymentId: 'pay_1',
      reservationId: 'rsv_1',
      userId: 'u1',
      walletId: 'u1',
      amount: 900,
      balanceAfter: 100,
      reason: 'CANCELLED',
    });
    expect(data(refund)).toMatchObject({ reason: 'SEAT_LOST' });
  });

  it('that cannot be read is refused, so that the relay parks it', () => {
    expect(() => told({ ...line, type: 'PAYMENT', amount: 'much' })).toThrow();
    expect(() => told({ ...line, type: 'GIFT' })).toThrow('GIFT');
  });
});

describe('any other change of the table', () => {
  it('tells nothing', () => {
    expect(told({ sk: 'WALLET', balance: 1 })).toEqual([]);
    expect(told({ sk: 'CHARGE#chg_1' })).toEqual([]);
    expect(eventsOf({ old: { ...line, type: 'PAYMENT' }, now: undefined, expired: false })).toEqual([]);
  });
});
