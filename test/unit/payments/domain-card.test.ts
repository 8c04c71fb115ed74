// A card payment's steps.
import { describe, expect, it } from 'vitest';
import {
  applied,
  type CardMove,
  type CardPayment,
  chargeExpiry,
  closed,
  confirming,
  declined,
  isUnsettled,
  journeyOf,
  opened,
  returned,
  returning,
  voided,
} from '../../../functions/payments/domain-card.ts';
import { AMOUNT, card, charge, confirmed, NOW, RESERVATION_ID } from './card-samples.ts';

const STATUSES = ['OPEN', 'CONFIRMING', 'APPLIED', 'FAILED', 'VOID', 'CANCELLING', 'CANCELLED'] as const;
const causationId = 'webhook-1';

/** The payment as the step leaves it. */
function stepped(seen: CardPayment, { to, at, log, set, remove = [] }: CardMove): CardPayment {
  const next = { ...seen, status: to, updatedAt: at, version: seen.version + 1, ...(log ? { log } : {}), ...set };
  return Object.fromEntries(Object.entries(next).filter(([name]) => !remove.some((one) => one === name))) as never;
}

describe('a card payment', () => {
  it('begins open, at version 1, with nothing to tell', () => {
    const { status, createdAt, updatedAt, version, log, ...intent } = card({ createdAt: NOW, updatedAt: NOW });
    expect(opened(intent, NOW)).toEqual({ ...intent, status, createdAt, updatedAt, version, log });
    expect([status, version, log]).toEqual(['OPEN', 1, []]);
  });

  it('for a charge may be checked out for half an hour', () => {
    expect(chargeExpiry(NOW)).toBe(NOW + 1_800_000);
  });

  it.each(STATUSES)('that is %s is looked after while its money may still move', (status) => {
    expect(isUnsettled({ status })).toBe(['OPEN', 'CONFIRMING', 'CANCELLING'].includes(status));
  });

  it('goes on in the journey in which it began', () => {
    expect(journeyOf(card(), causationId)).toEqual({ correlationId: 'journey-1', causationId });
  });
});

describe('a step', () => {
  it('to CONFIRMING says until when the outcome is awaited, which attempt is asked for, and by whom', () => {
    const move = confirming(card(), NOW, { gate: 'gate-1', txId: 'tx-1', approvalSeconds: 60 });
    const set = { gate: 'gate-1', payingUntil: NOW + 60_000, txId: 'tx-1' };
    expect(move).toEqual({ from: 'OPEN', to: 'CONFIRMING', at: NOW, set });
  });

  it('to CONFIRMING of a charge says which day it counts against', () => {
    const move = confirming(charge(), NOW, {
      gate: 'gate-1',
      txId: undefined,
      chargedOn: '2025-07-13',
      approvalSeconds: 60,
    });
    expect(move.set).toEqual({ gate: 'gate-1', payingUntil: NOW + 60_000, chargedOn: '2025-07-13' });
  });

  it('to APPLIED tells that it paid', () => {
    const move = applied(confirmed(), NOW, { paidAt: NOW - 5, causationId });
    expect(move).toMatchObject({ from: 'CONFIRMING', to: 'APPLIED', set: { paidAt: NOW - 5 } });
    expect(move.log).toEqual([{ v: 3, type: 'PaymentCompleted', at: NOW, cause: `journey-1 ${causationId}` }]);
  });

  it('to APPLIED forgets why it had been declined', () => {
    const by = { paidAt: NOW, causationId };
    expect(applied({ ...confirmed(), reason: { code: 'DECLINED' } }, NOW, by).remove).toEqual(['reason']);
    expect(applied(confirmed(), NOW, by).remove).toBeUndefined();
  });

  it('to APPLIED names what was held in the place of its reservation', () => {
    const by = { paidAt: NOW, reservationId: 'rsv_late00000000', causationId };
    expect(applied(confirmed(), NOW, by).set).toEqual({
      paidAt: NOW,
      reservationId: 'rsv_late00000000',
      insteadOf: RESERVATION_ID,
    });
  });

  it('to APPLIED changes nothing of a reservation that is its own', () => {
    const by = { paidAt: NOW, reservationId: RESERVATION_ID, causationId };
    expect(applied(confirmed(), NOW, by).set).toEqual({ paidAt: NOW });
  });

  it('to APPLIED of a charge is told by its wallet line, not by its log', () => {
    const move = applied(charge({ status: 'CONFIRMING' }), NOW, { paidAt: NOW, causationId });
    expect(move).toEqual({ from: 'CONFIRMING', to: 'APPLIED', at: NOW, set: { paidAt: NOW } });
  });

  it('to FAILED is told by its reservation', () => {
    const reason = { code: 'LIMIT', message: '한도 초과' };
    const move = declined(confirmed(), NOW, reason, causationId);
    expect(move).toEqual({ from: 'CONFIRMING', to: 'FAILED', at: NOW, set: { reason } });
  });

  it('to FAILED of a charge tells so itself', () => {
    const move = declined(charge({ status: 'CONFIRMING', version: 2 }), NOW, { code: 'LIMIT' }, causationId);
    const told = { v: 3, type: 'ChargeFailed', at: NOW, cause: `journey-1 ${causationId}`, reason: 'LIMIT' };
    expect(move.log).toEqual([told]);
  });

  it('to VOID sets nothing: no money moved', () => {
    expect(voided(card(), NOW)).toEqual({ from: 'OPEN', to: 'VOID', at: NOW });
  });

  it('to CANCELLING says why, how much, and since when', () => {
    const by = { reason: { code: 'CANCELLED' }, refundAmount: 60_000, causationId };
    const move = returning(card({ status: 'APPLIED', version: 3 }), NOW, by);
    expect(move).toMatchObject({ from: 'APPLIED', to: 'CANCELLING' });
    expect(move.set).toEqual({ reason: { code: 'CANCELLED' }, refundAmount: 60_000, refundSince: NOW });
    expect(move.log).toEqual([{ v: 4, type: 'RefundRequested', at: NOW, cause: `journey-1 ${causationId}` }]);
  });

  it('to CANCELLED takes the task and the lease away, and keeps why', () => {
    const seen = card({
      status: 'CANCELLING',
      reason: { code: 'SEAT_LOST' },
      leaseUntil: NOW,
      task: { code: 'PG_PROVIDER', since: NOW },
    });
    const done = stepped(seen, returned(seen, NOW, { refundedAmount: AMOUNT, causationId }));
    expect(done).toMatchObject({ status: 'CANCELLED', reason: { code: 'SEAT_LOST' }, refundedAmount: AMOUNT });
    expect(done).not.toHaveProperty('task');
    expect(done).not.toHaveProperty('leaseUntil');
    expect(done.log.at(-1)?.type).toBe('PaymentRefunded');
  });

  it.each([
    ['why it goes back', { reason: { code: 'AMOUNT_MISMATCH' } }, {}, 'AMOUNT_MISMATCH'],
    [
      'what the last look found',
      { reason: { code: 'OLD' } },
      { reason: { code: 'CANCELLED_AT_GATEWAY' } },
      'CANCELLED_AT_GATEWAY',
    ],
    ['nothing better', {}, {}, 'RETURNED'],
  ])('to CANCELLED of a charge tells that it failed, by %s', (_, seen, by, reason) => {
    const move = returned(charge({ status: 'CANCELLING', ...seen }), NOW, {
      refundedAmount: AMOUNT,
      causationId,
      ...by,
    });
    expect(move.log?.at(-1)).toMatchObject({ type: 'ChargeFailed', reason });
  });

  it("to CANCELLED by an operator's word says whose, and keeps why it went back", () => {
    const task = { code: 'PG_PROVIDER', since: NOW - 5 };
    const seen = card({ status: 'CANCELLING', reason: { code: 'SEAT_LOST' }, task });
    const by = { refundedAmount: 500, userId: 'operator-1', note: 'by bank', causationId };
    const done = stepped(seen, closed(seen, NOW, by));
    expect(done).toMatchObject({
      ...{ status: 'CANCELLED', reason: { code: 'SEAT_LOST' }, refundedAmount: 500, refundedAt: NOW },
      ...{ closed: { by: 'operator-1', note: 'by bank', at: NOW }, log: [{ type: 'PaymentRefunded', v: 2 }] },
    });
    expect(done).not.toHaveProperty('task');
  });

  it('never leaves a log of more than six entries', () => {
    let seen = confirmed();
    for (let i = 0; i < 9; i++) {
      seen = stepped(seen, applied(seen, NOW + i, { paidAt: NOW, causationId }));
      seen = stepped(seen, returning(seen, NOW + i, { reason: { code: 'X' }, refundAmount: 1, causationId }));
    }
    expect(seen.log).toHaveLength(6);
    expect(seen.log.at(-1)).toMatchObject({ type: 'RefundRequested', v: seen.version });
  });
});
