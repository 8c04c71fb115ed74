// Settling a card payment: what each answer of the gateway comes to, on tables in memory.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import { settle } from '../../../functions/payments/use-cases-settle.ts';
import { count } from '../../../functions/shared/log.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { AMOUNT, card, confirmed, NOW, PAYMENT_ID, theirs } from './card-samples.ts';
import { asked, createWorld, paying } from './settle-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

beforeEach(() => void vi.mocked(count).mockClear());

const counted = () => vi.mocked(count).mock.calls.map(([name]) => name);
const unavailable = () => new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE);
const returnedTheirs = theirs({ status: 'CANCELLED', cancelled: AMOUNT });

describe('a payment that the gateway took', () => {
  it('pays the reservation that waits for it, in one transaction', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: theirs() });
    const settled = await settle(world.tools, asked);
    expect(settled).toMatchObject({ status: 'APPLIED', version: 3, paidAt: NOW - 1_000 });
    expect(settled?.log).toEqual([{ v: 3, type: 'PaymentCompleted', at: NOW, cause: 'journey-1 webhook' }]);
    expect(await world.reservation()).toMatchObject({
      ...{ status: 'PAID', version: 4, paidAt: NOW },
      ...{ paymentId: PAYMENT_ID, paymentVersion: 3 },
    });
    expect(world.db.items('payments')[0]).not.toHaveProperty('unsettled');
  });

  it.each([1, 2, 3, 4])('has one effect, however many look at it at once (%i)', async (workers) => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: theirs() });
    await Promise.all(Array.from({ length: workers }, () => settle(world.tools, asked)));
    expect((await world.payment())?.version).toBe(3);
    expect((await world.reservation())?.version).toBe(4);
  });

  it('is looked at again when its reservation moved meanwhile, and pays it all the same', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: theirs() });
    world.read.mockImplementationOnce(async () => theirs());
    const reads = vi.spyOn(world.tools.reservations, 'reservation').mockResolvedValueOnce(paying({ version: 2 }));
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'APPLIED' });
    expect(reads).toHaveBeenCalledTimes(2);
  });

  it('gives up with 503 when others never stop moving it', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: theirs() });
    vi.spyOn(world.tools.reservations, 'reservation').mockResolvedValue(paying({ version: 2 }));
    await expect(settle(world.tools, asked)).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
    expect(await world.payment()).toMatchObject({ status: 'CONFIRMING' });
  });

  it('pays after it was declined, when its reservation still waits', async () => {
    const payment = confirmed({ status: 'FAILED', reason: { code: 'DECLINED' } });
    const world = createWorld({ payment, reservation: paying({ status: 'PENDING' }), theirs: theirs() });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'APPLIED' });
    expect(world.db.items('payments')[0]).not.toHaveProperty('ttl');
    expect(counted()).toEqual([]);
  });

  it('without being asked to pays too, and alarms', async () => {
    const world = createWorld({ payment: card(), reservation: paying({ status: 'PENDING' }), theirs: theirs() });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'APPLIED' });
    expect(await world.reservation()).toMatchObject({ status: 'PAID' });
    expect(counted()).toEqual(['paymentsAutoApproved']);
  });

  it('is told of when the gateway gave a ticket back by itself, and nothing is changed', async () => {
    const payment = confirmed({ status: 'APPLIED', version: 3 });
    const world = createWorld({ payment, reservation: paying({ status: 'CONFIRMED' }), theirs: returnedTheirs });
    expect(await settle(world.tools, asked)).toEqual(payment);
    expect(counted()).toEqual(['paymentsCancelledElsewhere']);
  });

  it('that is back with the buyer is not even looked at', async () => {
    const world = createWorld({ payment: card({ status: 'CANCELLED' }), theirs: returnedTheirs });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLED' });
    expect(world.read).not.toHaveBeenCalled();
  });
});

describe('money that is not what was asked for', () => {
  it('goes back, and its reservation waits no more, in one transaction', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: theirs({ total: 1 }) });
    expect(await settle(world.tools, asked)).toMatchObject({
      ...{ status: 'CANCELLING', reason: { code: 'AMOUNT_MISMATCH' } },
      ...{ refundAmount: 1, refundSince: NOW, log: [{ type: 'RefundRequested', v: 3 }] },
    });
    expect(await world.reservation()).toMatchObject({ status: 'PENDING', lastFailure: 'AMOUNT_MISMATCH' });
    expect(counted()).toEqual(['paymentMismatches']);
    expect(world.cancel).not.toHaveBeenCalled();
  });

  it('that the gateway gave back already ends the payment at once', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: returnedTheirs });
    expect(await settle(world.tools, asked)).toMatchObject({
      ...{ status: 'CANCELLED', reason: { code: 'CANCELLED_AT_GATEWAY' } },
      ...{ refundedAmount: AMOUNT, refundedAt: NOW },
    });
    expect(await world.reservation()).toMatchObject({ status: 'PENDING' });
    expect(counted()).toEqual(['paymentsReturned']);
  });

  it('leaves a reservation alone that waits for another payment', async () => {
    const other = paying({ intentId: 'pay4k9ZtQ0aB1cX' });
    const world = createWorld({ payment: confirmed(), reservation: other, theirs: theirs() });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING', reason: { code: 'ALREADY_PAID' } });
    expect(await world.reservation()).toEqual(other);
  });
});

describe('a payment that was not taken', () => {
  const failed = theirs({ status: 'FAILED', paidAt: undefined, failure: { code: 'LIMIT', message: '한도 초과' } });
  const ready = theirs({ status: 'READY', transactionId: undefined, paidAt: undefined });

  it('is declined by what the gateway shows, and the reservation goes on', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: failed });
    const reason = { code: 'LIMIT', message: '한도 초과' };
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'FAILED', reason });
    expect(await world.reservation()).toMatchObject({
      ...{ status: 'PENDING', lastFailure: 'LIMIT' },
      log: [{ type: 'SeatReserved' }, { type: 'PaymentFailed', reason: 'LIMIT', ref: PAYMENT_ID }],
    });
    expect(world.db.items('reservations')[0]).toMatchObject({ ttl: (NOW + 180_000) / 1000 + 60 });
  });

  it('ends the reservation with it when its time is over', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying({ expiresAt: NOW }), theirs: failed });
    await settle(world.tools, asked);
    expect(await world.reservation()).toMatchObject({ status: 'EXPIRED' });
  });

  it('is declined by what the caller was told for certain, once the gateway shows nothing taken', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: ready });
    const refused = { code: 'INVALID_PAYMENT_TOKEN' };
    expect(await settle(world.tools, { ...asked, refused })).toMatchObject({ status: 'FAILED', reason: refused });
  });

  it('is paid although the caller was refused, when the gateway shows it paid', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: theirs() });
    const refused = { code: 'INVALID_PAYMENT_TOKEN' };
    expect(await settle(world.tools, { ...asked, refused })).toMatchObject({ status: 'APPLIED' });
  });

  it('is declined by what the caller was told for certain, also while nothing can be looked at', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying() });
    world.read.mockRejectedValue(unavailable());
    const refused = { code: 'NOT_ASKED' };
    expect(await settle(world.tools, { ...asked, refused })).toMatchObject({ status: 'FAILED', reason: refused });
    expect(await world.reservation()).toMatchObject({ status: 'PENDING', lastFailure: 'NOT_ASKED' });
  });

  it('is not declined by a failure that is older than what the caller was told', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: failed });
    expect(await settle(world.tools, { ...asked, approved: true })).toEqual(confirmed());
    expect(await world.reservation()).toEqual(paying());
  });

  it('waits while its time lasts, and nothing is written', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: ready });
    expect(await settle(world.tools, asked)).toEqual(confirmed());
    expect(await world.reservation()).toEqual(paying());
  });

  it('lets its reservation go when nobody knows in time, and is looked after on', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: ready });
    world.at.now = NOW + 60_000;
    expect(await settle(world.tools, asked)).toEqual(confirmed());
    expect(await world.reservation()).toMatchObject({ status: 'FAILED', lastFailure: 'NOT_APPROVED_IN_TIME' });
    expect(counted()).toEqual(['paymentsGivenUp']);
  });

  it('lets it go too when the gateway does not answer, but not before its time', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying() });
    world.read.mockRejectedValue(unavailable());
    const refusal = { kind: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' } };
    await expect(settle(world.tools, asked)).rejects.toMatchObject(refusal);
    expect(await world.reservation()).toEqual(paying());
    world.at.now = NOW + 60_000;
    await expect(settle(world.tools, asked)).rejects.toMatchObject(refusal);
    expect(await world.reservation()).toMatchObject({ status: 'FAILED' });
    expect(await world.payment()).toEqual(confirmed());
  });

  it('is no decline while the gateway does not answer, also a day later', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying({ status: 'FAILED' }) });
    world.read.mockRejectedValue(unavailable());
    world.at.now = NOW + 2 * 86_400_000;
    await expect(settle(world.tools, asked)).rejects.toBeInstanceOf(Refusal);
    expect(await world.payment()).toEqual(confirmed());
  });

  it('is void when its reservation was paid otherwise, and kept for as long as unused ones are', async () => {
    const world = createWorld({ payment: card(), reservation: paying({ status: 'PAID' }) });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'VOID' });
    expect(world.db.items('payments')[0]).toMatchObject({ ttl: NOW / 1000 + 400 * 86_400 });
  });

  it('of an id that is not there is nothing', async () => {
    const world = createWorld({});
    expect(await settle(world.tools, asked)).toBeUndefined();
  });
});
