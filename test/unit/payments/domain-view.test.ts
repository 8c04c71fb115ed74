// How payments read: which a reservation shows, and what became of each.
import { describe, expect, it } from 'vitest';
import type { CardStatus } from '../../../functions/payments/domain-card.ts';
import { cardStateOf, cardsNamedBy, isShown, walletPaymentOf } from '../../../functions/payments/domain-view.ts';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import { heldReservation } from '../reservations/samples.ts';
import { card, NOW, PAYMENT_ID, RESERVATION_ID } from './card-samples.ts';

const paidByCard = { status: 'CONFIRMED', paymentId: PAYMENT_ID, paymentVersion: 3 } as const;

describe('a card payment', () => {
  it.each<[CardStatus, string]>([
    ['OPEN', 'REQUESTED'],
    ['CONFIRMING', 'PROCESSING'],
    ['APPLIED', 'COMPLETED'],
    ['FAILED', 'FAILED'],
    ['VOID', 'VOID'],
    ['CANCELLING', 'CANCELLING'],
    ['CANCELLED', 'REFUNDED'],
  ])('that is %s reads %s', (status, read) => {
    expect(cardStateOf(card({ status }), undefined)).toEqual({ status: read });
  });

  it('of a ticket that was given back tells when, and what comes back: what did, once it did', () => {
    const reason = { code: 'CANCELLED' };
    const asked = card({ status: 'CANCELLING', reason, refundSince: NOW, refundAmount: 70_000 });
    expect(cardStateOf(asked, undefined)).toEqual({ status: 'CANCELLING', canceledAt: NOW, refundedAmount: 70_000 });
    const back = { ...asked, status: 'CANCELLED' as const, refundedAmount: 70_001 };
    expect(cardStateOf(back, undefined)).toEqual({ status: 'CANCELLED', canceledAt: NOW, refundedAmount: 70_001 });
  });

  it('whose ticket was given back for nothing is cancelled too, though no money moved', () => {
    const applied = card({ status: 'APPLIED' });
    const ticket = heldReservation({ ...paidByCard, status: 'CANCELLED', canceledAt: NOW, refundedAmount: 0 });
    expect(cardStateOf(applied, ticket)).toEqual({ status: 'CANCELLED', canceledAt: NOW, refundedAmount: 0 });
    expect(cardStateOf(applied, { ...ticket, paymentId: 'payother' })).toEqual({ status: 'COMPLETED' });
    expect(cardStateOf(applied, heldReservation(paidByCard))).toEqual({ status: 'COMPLETED' });
  });
});

const own = (changes: Partial<Reservation> = {}) => heldReservation({ reservationId: RESERVATION_ID, ...changes });

describe("a reservation's list", () => {
  const log = [
    { v: 1, type: 'SeatReserved', at: NOW, cause: 'j r' },
    { v: 2, type: 'PaymentFailed', at: NOW, cause: 'j r', ref: 'pay1' },
    { v: 3, type: 'PaymentRequested', at: NOW, cause: 'j r', ref: 'pay2' },
  ];

  it('has what paid it, the newest card that was tried, and those its log tells of, each once', () => {
    const paid = heldReservation({ ...paidByCard, intentId: 'pay2', log });
    expect(cardsNamedBy(paid)).toEqual([PAYMENT_ID, 'pay2', 'pay1']);
    const fromWallet = heldReservation({ status: 'PAID', paymentId: 'pay_aaaaaaaaaaaa', walletVersion: 2 });
    expect(cardsNamedBy(fromWallet)).toEqual([]);
  });

  it('shows no card whose money went to another reservation', () => {
    const tried = card({ status: 'APPLIED', reservationId: 'rsv_bbbbbbbbbbbb', insteadOf: RESERVATION_ID });
    expect(isShown(tried, own())).toBe(false);
    expect(isShown(tried, heldReservation({ reservationId: 'rsv_bbbbbbbbbbbb' }))).toBe(true);
  });

  it.each(['OPEN', 'VOID'] as const)('shows one that is %s only while nothing was paid from the wallet', (status) => {
    const tried = card({ status });
    expect(isShown(tried, own())).toBe(true);
    expect(isShown(tried, own({ walletVersion: 3 }))).toBe(false);
  });

  it('still shows a refused or returned card of one that was paid from the wallet at last', () => {
    const paid = own({ walletVersion: 3 });
    for (const status of ['FAILED', 'CANCELLED'] as const) expect(isShown(card({ status }), paid)).toBe(true);
  });
});

describe('the payment from the wallet', () => {
  it('is none where a card paid, or only a card was refused', () => {
    expect(walletPaymentOf(heldReservation(paidByCard))).toBeUndefined();
    expect(walletPaymentOf(heldReservation({ lastFailure: 'PG_PROVIDER' }))).toBeUndefined();
  });

  it('is there where it paid, and where its balance was short', () => {
    const paid = heldReservation({ status: 'PAID', paymentId: 'pay_1', walletVersion: 2, lastFailure: 'PG_PROVIDER' });
    expect(walletPaymentOf(paid)).toEqual({ status: 'COMPLETED' });
    const short = heldReservation({ lastFailure: 'INSUFFICIENT_BALANCE' });
    expect(walletPaymentOf(short)).toEqual({ status: 'FAILED', reason: 'INSUFFICIENT_BALANCE' });
  });
});
