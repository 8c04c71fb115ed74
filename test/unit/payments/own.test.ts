// How a person's own payments read.
import { describe, expect, it } from 'vitest';
import { getPayment } from '../../../functions/payments/use-cases-own.ts';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import { heldReservation, NOW } from '../reservations/samples.ts';

const paid = { paymentId: 'pay_aaaaaaaaaaaa', paidAt: NOW, walletVersion: 4 };
const ended = { canceledAt: NOW, refundedAmount: 70_000 };

function view(changes: Partial<Reservation>) {
  const reservation = heldReservation(changes);
  const reads = { reservation: async () => reservation, reservations: async () => [reservation], list: async () => [] };
  return getPayment(reads, { paymentId: 'pay_aaaaaaaaaaaa', userId: 'user-1' });
}

describe('a payment', () => {
  it('of a cancelled ticket tells what came back, and when', async () => {
    expect(await view({ status: 'CANCELLED', ...paid, ...ended })).toMatchObject({
      status: 'CANCELLED',
      amount: 100_000,
      refundedAmount: 70_000,
      canceledAt: '2025-07-13T18:55:00.000+09:00',
    });
  });

  it('of a lost seat came back whole', async () => {
    const refunded = await view({ status: 'REFUNDED', ...paid, refundedAmount: 100_000 });
    expect(refunded).toMatchObject({ status: 'REFUNDED', reason: 'SEAT_LOST', refundedAmount: 100_000 });
    expect(refunded).not.toHaveProperty('canceledAt');
  });

  it('that was tried for a hold that was given up has only failed', async () => {
    const failed = await view({
      status: 'CANCELLED',
      lastFailure: 'INSUFFICIENT_BALANCE',
      ...ended,
      refundedAmount: 0,
    });
    expect(failed).toMatchObject({ status: 'FAILED', reason: 'INSUFFICIENT_BALANCE' });
    expect(failed).not.toHaveProperty('canceledAt');
    expect(failed).not.toHaveProperty('refundedAmount');
  });
});
