// Money that came too late: it pays the same seats, held anew, or goes back.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settle } from '../../../functions/payments/use-cases-settle.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { count } from '../../../functions/shared/log.ts';
import { AMOUNT, card, confirmed, NOW, PAYMENT_ID, RESERVATION_ID, theirs } from './card-samples.ts';
import { asked, createWorld, paying } from './settle-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

beforeEach(() => void vi.mocked(count).mockClear());

const counted = () => vi.mocked(count).mock.calls.map(([name]) => name);
const LATE_ID = 'rsv_4k9ZtQ0aB1cL';

describe('money that came too late', () => {
  const late = confirmed({ payingUntil: NOW - 1 });
  const ended = paying({ status: 'FAILED' });
  const heldAnew = paying({ reservationId: LATE_ID, status: 'PENDING', version: 1 });

  it('pays the same seats, held anew', async () => {
    const world = createWorld({ payment: late, reservation: ended, theirs: theirs() });
    world.db.put('reservations', itemOf(heldAnew));
    const holdAgain = vi.fn(async () => heldAnew);
    const settled = await settle({ ...world.tools, holdAgain }, asked);
    expect(settled).toMatchObject({ status: 'APPLIED', reservationId: LATE_ID, insteadOf: RESERVATION_ID });
    expect(await world.tools.reservations.reservation(LATE_ID)).toMatchObject({
      status: 'PAID',
      paymentId: PAYMENT_ID,
    });
    expect(await world.reservation()).toEqual(ended);
    const cause = { correlationId: 'journey-1', causationId: 'webhook' };
    expect(holdAgain).toHaveBeenCalledExactlyOnceWith(ended, { paymentId: PAYMENT_ID, now: NOW, cause });
  });

  it.each([
    ['the seats are gone', undefined, 'SEAT_GONE'],
    ['the buyer paid them otherwise', { ...heldAnew, status: 'PAID' as const }, 'ALREADY_PAID'],
  ])('goes back when %s', async (_, held, code) => {
    const world = createWorld({ payment: late, reservation: ended, theirs: theirs() });
    const settled = await settle({ ...world.tools, holdAgain: async () => held }, asked);
    expect(settled).toMatchObject({ status: 'CANCELLING', reason: { code }, refundAmount: AMOUNT });
    expect(counted()).toEqual(['paymentsReturned']);
  });

  it('ends a reservation first whose time is over, by the rules of reservations', async () => {
    const over = paying({ status: 'PENDING', expiresAt: NOW });
    const world = createWorld({ payment: card(), reservation: over, theirs: theirs() });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING', reason: { code: 'SEAT_GONE' } });
    expect(await world.reservation()).toMatchObject({ status: 'EXPIRED' });
    expect(counted()).toEqual(['paymentsAutoApproved', 'paymentsReturned']);
  });

  it.each([
    ['hold seats', late, ended],
    ['end reservations', card(), paying({ status: 'PENDING', expiresAt: NOW })],
  ])('is left to the queue by who cannot %s', async (_, payment, reservation) => {
    const world = createWorld({ payment, reservation, theirs: theirs() });
    const { holdAgain: _hold, expire: _expire, ...tools } = world.tools;
    expect(await settle(tools, asked)).toEqual(payment);
    expect(world.sent).toEqual([{ body: { paymentId: PAYMENT_ID, why: 'complete' }, delaySeconds: 0 }]);
    expect(counted()).toEqual([]);
  });
});
