// How often a reservation is asked about, and its payments.
import { describe, expect, it } from 'vitest';
import { paceMs, paymentsPaceMs } from '../../../../web/src/api/reservation-pace.ts';

const reservedUntil = '2026-12-01T20:00:00.000+09:00';
const END_MS = Date.parse(reservedUntil);

describe('a reservation is asked about', () => {
  it('each second while it is on its way to a ticket', () => {
    expect(paceMs({ status: 'PAYING', reservedUntil }, END_MS)).toBe(1_000);
    expect(paceMs({ status: 'PAID', reservedUntil }, END_MS)).toBe(1_000);
  });

  it('seldom while it is held, when its time ends, and each second from then on', () => {
    const held = { status: 'PENDING', reservedUntil } as const;
    expect(paceMs(held, END_MS - 60_000)).toBe(10_000);
    expect(paceMs(held, END_MS - 4_000)).toBe(4_000);
    expect(paceMs(held, END_MS + 5_000)).toBe(1_000);
  });

  it('never again once it does not change by itself', () => {
    const ended = (['CONFIRMED', 'CANCELLED', 'EXPIRED', 'FAILED', 'REFUNDED'] as const).map((status) =>
      paceMs({ status, reservedUntil }, END_MS),
    );
    expect(ended).toEqual([false, false, false, false, false]);
  });
});

describe('payments are asked about', () => {
  const pace = (...statuses: Parameters<typeof paymentsPaceMs>[0][number]['status'][]) =>
    paymentsPaceMs(statuses.map((status) => ({ status })));

  it('often while money moves, now and then while a checkout may be done, and else not again', () => {
    expect(pace('REQUESTED', 'PROCESSING')).toBe(3_000);
    expect(pace('CANCELLING')).toBe(3_000);
    expect(pace('FAILED', 'REQUESTED')).toBe(10_000);
    expect(pace('COMPLETED', 'CANCELLED', 'REFUNDED', 'FAILED', 'VOID')).toBe(false);
    expect(pace()).toBe(false);
  });
});
