// Giving a card's money back: once, under a lease, and what the gateway refuses stays with an operator.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/payments/contract.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { settle } from '../../../functions/payments/use-cases-settle.ts';
import { count } from '../../../functions/shared/log.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { AMOUNT, cancellation, confirmed, NOW, PAYMENT_ID, theirs } from './card-samples.ts';
import { asked, createWorld } from './settle-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

beforeEach(() => void vi.mocked(count).mockClear());

const counted = () => vi.mocked(count).mock.calls.map(([name]) => name);

const REFUND = 50_000;
const cancelling = confirmed({
  ...{ status: 'CANCELLING', reason: { code: 'CANCELLED' }, refundAmount: REFUND, refundSince: NOW, version: 5 },
});
const back = theirs({
  ...{ status: 'PARTIAL_CANCELLED', cancelled: REFUND },
  cancellations: [cancellation('SUCCEEDED', REFUND)],
});
const requested = theirs({ cancellations: [cancellation('REQUESTED', REFUND)] });
const failed = theirs({ cancellations: [cancellation('FAILED', REFUND)] });

describe('a refund', () => {
  it('is asked for with what is left as its guard, and is over when the gateway shows it', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    world.cancel.mockImplementation(async () => {
      world.at.theirs = back;
      return { outcome: 'asked' };
    });
    const settled = await settle(world.tools, asked);
    expect(world.cancel).toHaveBeenCalledExactlyOnceWith({
      ...{ paymentId: PAYMENT_ID, amount: REFUND, cancellable: AMOUNT, reason: 'CANCELLED' },
    });
    expect(settled).toMatchObject({
      ...{ status: 'CANCELLED', refundedAmount: REFUND, refundedAt: NOW, version: 7 },
      ...{ reason: { code: 'CANCELLED' }, log: [{ type: 'PaymentRefunded', v: 7 }] },
    });
    expect(settled).not.toHaveProperty('leaseUntil');
    expect(world.db.items('payments')[0]).not.toHaveProperty('unsettled');
  });

  it('is asked for once, however many workers come at the same millisecond', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    await Promise.all([1, 2, 3, 4].map(() => settle(world.tools, asked)));
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('is under way while the gateway says requested, and over when it says so later', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    world.cancel.mockImplementation(async () => {
      world.at.theirs = requested;
      return { outcome: 'asked' };
    });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING', leaseUntil: NOW + 60_000 });
    world.at.now = NOW + 3_600_000;
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING' });
    world.at.theirs = back;
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLED', refundedAmount: REFUND });
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('is not asked for while another worker may be asking', async () => {
    const world = createWorld({ payment: { ...cancelling, leaseUntil: NOW + 1 }, theirs: theirs() });
    await settle(world.tools, asked);
    expect(world.cancel).not.toHaveBeenCalled();
    world.at.now = NOW + 1;
    await settle(world.tools, asked);
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('is not asked for when it was done between the first look and the lease', async () => {
    const world = createWorld({ payment: cancelling, theirs: back });
    world.read.mockResolvedValueOnce(theirs());
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLED', refundedAmount: REFUND });
    expect(world.cancel).not.toHaveBeenCalled();
  });

  it('is not asked for by who slept away the most of its lease', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    world.read.mockResolvedValueOnce(theirs()).mockImplementationOnce(async () => {
      world.at.now = NOW + 40_000;
      return theirs();
    });
    await settle(world.tools, asked);
    expect(world.cancel).not.toHaveBeenCalled();
  });

  it('whose outcome is unknown keeps its lease, and the next one finds out first', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    world.cancel.mockImplementation(async () => {
      world.at.theirs = back;
      throw new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE);
    });
    await expect(settle(world.tools, asked)).rejects.toBeInstanceOf(Refusal);
    expect(await world.payment()).toMatchObject({ status: 'CANCELLING', leaseUntil: NOW + 60_000 });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLED' });
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('that the gateway shows as paid for a moment longer is left as it is', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING', leaseUntil: NOW + 60_000 });
    expect(counted()).toEqual([]);
  });
});

describe("an operator's task", () => {
  const refused = { code: 'PG_PROVIDER', message: '취소 기한이 지났습니다' };

  it('is what the gateway refuses: in its words, and with the lease given up', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs() });
    world.cancel.mockResolvedValue({ outcome: 'refused', reason: refused });
    const settled = await settle(world.tools, asked);
    expect(settled).toMatchObject({ status: 'CANCELLING', task: { ...refused, since: NOW }, version: 7 });
    expect(settled).not.toHaveProperty('leaseUntil');
    expect(counted()).toEqual(['refundTasks']);
  });

  it.each([
    ['a refund that failed after it was requested', failed, 'REFUND_FAILED'],
    ['a part that somebody gave back', theirs({ status: 'PARTIAL_CANCELLED', cancelled: 1 }), 'PARTLY_CANCELLED'],
  ])('is %s, which is not asked for again', async (_, shown, code) => {
    const world = createWorld({ payment: cancelling, theirs: shown });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING', task: { code, since: NOW } });
    expect(await settle(world.tools, asked)).toMatchObject({ version: 6 });
    expect(world.cancel).not.toHaveBeenCalled();
    expect(counted()).toEqual(['refundTasks']);
  });

  it('is money that nobody has, and ends when it is seen after all', async () => {
    const world = createWorld({ payment: cancelling, theirs: theirs({ status: 'READY' }) });
    expect(await settle(world.tools, asked)).toEqual(cancelling);
    world.at.now = NOW + 600_000;
    expect(await settle(world.tools, asked)).toMatchObject({ task: { code: 'NOT_PAID', since: NOW + 600_000 } });
    world.at.theirs = theirs();
    expect(await settle(world.tools, asked)).not.toHaveProperty('task');
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('is told of by whoever set it, and not by who was about to', async () => {
    const world = createWorld({ payment: cancelling, theirs: failed });
    const other = { ...cancelling, version: 6, updatedAt: NOW, leaseUntil: NOW + 60_000 };
    vi.spyOn(world.tools.cards, 'card').mockResolvedValueOnce(cancelling);
    world.db.put('payments', itemOf(other));
    expect(await settle(world.tools, asked)).toEqual(other);
    expect(counted()).toEqual([]);
  });

  it('is not set while somebody is asking', async () => {
    const payment = { ...cancelling, leaseUntil: NOW + 1 };
    const world = createWorld({ payment, theirs: failed });
    expect(await settle(world.tools, asked)).toEqual(payment);
  });

  it('has the gateway asked again when the operator wants it, and may come back', async () => {
    const payment = { ...cancelling, task: { ...refused, since: NOW } };
    const world = createWorld({ payment, theirs: failed });
    expect(await settle(world.tools, asked)).toEqual(payment);
    world.cancel.mockResolvedValue({ outcome: 'refused', reason: { code: 'STILL' } });
    expect(await settle(world.tools, { ...asked, forced: true })).toMatchObject({ task: { code: 'STILL' } });
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('comes back too when what the operator asked for fails at once', async () => {
    const world = createWorld({ payment: { ...cancelling, task: { ...refused, since: NOW } }, theirs: failed });
    world.at.now = NOW + 5;
    const task = { code: 'REFUND_FAILED', since: NOW + 5 };
    expect(await settle(world.tools, { ...asked, forced: true })).toMatchObject({ task });
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });

  it('is over when the money is seen to be back', async () => {
    const world = createWorld({ payment: { ...cancelling, task: { ...refused, since: NOW } }, theirs: back });
    const settled = await settle(world.tools, asked);
    expect(settled).toMatchObject({ status: 'CANCELLED' });
    expect(settled).not.toHaveProperty('task');
  });
});
