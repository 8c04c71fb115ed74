// How a person's own payments read.
import { describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { getPayment, listPayments } from '../../../functions/payments/use-cases-own.ts';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import { heldReservation, NOW } from '../reservations/samples.ts';
import { card, charge } from './card-samples.ts';

const paid = { paymentId: 'pay_aaaaaaaaaaaa', paidAt: NOW, walletVersion: 4 };
const ended = { canceledAt: NOW, refundedAmount: 70_000 };
const buyer = { userId: 'user-1', personId: 'person-1' };
const CARD = 'payCardCardCard';
const byCard = { paymentId: CARD, intentId: CARD, paidAt: NOW, paymentVersion: 3 };
const ours = (changes: Partial<CardPayment> = {}) =>
  card({ paymentId: CARD, reservationId: 'rsv_aaaaaaaaaaaa', ...changes });

/** What is kept, as the two services read it. */
function kept(reservations: readonly Reservation[], cards: readonly CardPayment[] = []) {
  return {
    reservations: {
      reservation: async (id: string) => reservations.find((one) => one.reservationId === id),
      reservations: async () => [...reservations],
      list: async () => reservations.map(({ reservationId, reservedAt }) => ({ reservationId, reservedAt })),
    },
    cards: {
      card: async (id: string) => cards.find((one) => one.paymentId === id),
      cards: async (ids: readonly string[]) => cards.filter(({ paymentId }) => ids.includes(paymentId)),
    },
  };
}

function view(changes: Partial<Reservation>) {
  return getPayment(kept([heldReservation(changes)]), { paymentId: 'pay_aaaaaaaaaaaa', userId: 'user-1' });
}

describe('a payment from the wallet', () => {
  it('of a cancelled ticket tells what came back, and when', async () => {
    expect(await view({ status: 'CANCELLED', ...paid, ...ended })).toMatchObject({
      purpose: 'RESERVATION',
      method: 'WALLET',
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

  it('is none where a card paid', async () => {
    await expect(view({ status: 'CONFIRMED', ...byCard })).rejects.toMatchObject({
      kind: { code: 'PAYMENT_NOT_FOUND' },
    });
  });
});

describe('a payment by card', () => {
  const asked = { paymentId: CARD, userId: 'user-1' };

  it('tells what it paid, and instead of what', async () => {
    const late = ours({
      status: 'APPLIED',
      reservationId: 'rsv_bbbbbbbbbbbb',
      insteadOf: 'rsv_aaaaaaaaaaaa',
      paidAt: NOW,
    });
    expect(await getPayment(kept([], [late]), asked)).toEqual({
      paymentId: CARD,
      purpose: 'RESERVATION',
      reservationId: 'rsv_bbbbbbbbbbbb',
      insteadOf: 'rsv_aaaaaaaaaaaa',
      amount: 77_000,
      method: 'CARD',
      status: 'COMPLETED',
      paidAt: '2025-07-13T18:55:00.000+09:00',
      createdAt: '2025-07-13T18:59:50.000+09:00',
      updatedAt: '2025-07-13T18:59:50.000+09:00',
    });
  });

  it('that failed tells why, in our word and the gateway’s', async () => {
    const failed = ours({ status: 'FAILED', reason: { code: 'PG_PROVIDER', message: '한도 초과' } });
    const told = await getPayment(kept([heldReservation()], [failed]), asked);
    expect(told).toMatchObject({ status: 'FAILED', reason: 'PG_PROVIDER', message: '한도 초과' });
  });

  it('of a ticket that was given back for nothing is cancelled', async () => {
    const ticket = heldReservation({ status: 'CANCELLED', ...byCard, canceledAt: NOW, refundedAmount: 0 });
    expect(await getPayment(kept([ticket], [ours({ status: 'APPLIED' })]), asked)).toMatchObject({
      status: 'CANCELLED',
      canceledAt: '2025-07-13T18:55:00.000+09:00',
      refundedAmount: 0,
    });
  });

  it('that charges the wallet is for no reservation', async () => {
    const view = await getPayment(kept([], [charge({ paymentId: CARD })]), asked);
    expect(view).toMatchObject({ purpose: 'CHARGE', status: 'REQUESTED' });
    expect(view).not.toHaveProperty('reservationId');
  });

  it.each(['payCardCardCard', 'pay_aaaaaaaaaaaa', 'pay_none'])('is not found by another person (%s)', async (id) => {
    const all = kept([heldReservation({ status: 'PAID', ...paid })], [ours()]);
    await expect(getPayment(all, { paymentId: id, userId: 'user-2' })).rejects.toMatchObject({
      kind: { code: 'PAYMENT_NOT_FOUND', status: 404 },
    });
  });
});

describe("a person's list", () => {
  const listed = async (reservations: readonly Reservation[], cards: readonly CardPayment[] = []) =>
    (await listPayments(kept(reservations, cards), buyer, {})).payments;

  it('has what was paid from the wallet, and passes over what nobody tried to pay', async () => {
    const payments = await listed([
      heldReservation({ status: 'PAID', ...paid }),
      heldReservation({ reservationId: 'rsv_bbbbbbbbbbbb' }),
    ]);
    expect(payments).toMatchObject([{ paymentId: 'pay_aaaaaaaaaaaa', method: 'WALLET', status: 'COMPLETED' }]);
  });

  it('has the card that paid once, though it is also the newest that was tried', async () => {
    const payments = await listed([heldReservation({ status: 'CONFIRMED', ...byCard })], [ours({ status: 'APPLIED' })]);
    expect(payments).toMatchObject([{ paymentId: CARD, method: 'CARD', status: 'COMPLETED' }]);
  });

  it('shows money that bought the seats anew with the reservation that it bought, and nowhere else', async () => {
    const late = { reservationId: 'rsv_bbbbbbbbbbbb', insteadOf: 'rsv_aaaaaaaaaaaa' };
    const payments = await listed(
      [
        heldReservation({ ...late, status: 'CONFIRMED', paymentId: CARD, paymentVersion: 3 }),
        heldReservation({ status: 'FAILED', intentId: CARD }),
      ],
      [ours({ status: 'APPLIED', ...late })],
    );
    expect(payments).toMatchObject([{ paymentId: CARD, ...late }]);
  });

  it('leaves out a checkout that the wallet overtook, but not money that came back', async () => {
    const reservation = heldReservation({ status: 'PAID', ...paid, intentId: CARD });
    const open = await listed([reservation], [ours()]);
    expect(open.map(({ method }) => method)).toEqual(['WALLET']);
    const back = ours({ status: 'CANCELLED', reason: { code: 'ALREADY_PAID' }, refundedAmount: 77_000 });
    const both = await listed([reservation], [back]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['COMPLETED', 'REFUNDED']);
  });

  it('still has a refused card after the buyer began with another', async () => {
    const log = [
      { v: 1, type: 'SeatReserved', at: NOW, cause: 'j r' },
      { v: 4, type: 'PaymentFailed', at: NOW, cause: 'j r', reason: 'PG_PROVIDER', ref: 'payRefusedRefus' },
      { v: 5, type: 'PaymentRequested', at: NOW, cause: 'j r', ref: CARD },
    ];
    const refused = ours({ paymentId: 'payRefusedRefus', status: 'FAILED', createdAt: NOW - 20_000 });
    const payments = await listed([heldReservation({ intentId: CARD, log })], [refused, ours()]);
    expect(payments.map(({ paymentId, status }) => [paymentId, status])).toEqual([
      [CARD, 'REQUESTED'],
      ['payRefusedRefus', 'FAILED'],
    ]);
  });
});
