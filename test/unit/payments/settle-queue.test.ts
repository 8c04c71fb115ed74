// One message of the settle queue: whose it is, whether it comes back, and what happens while the gateway is down.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { events, refusals } from '../../../functions/payments/contract.ts';
import { settleMessage, settleMessaged } from '../../../functions/payments/use-cases-settle-queue.ts';
import { published } from '../../../functions/shared/event.ts';
import { count } from '../../../functions/shared/log.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { AMOUNT, cancellation, card, confirmed, NOW, PAYMENT_ID, theirs } from './card-samples.ts';
import { createWorld, paying } from './settle-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

beforeEach(() => void vi.mocked(count).mockClear());

const counted = () => vi.mocked(count).mock.calls.map(([name]) => name);
const down = () => new Refusal(refusals.PAYMENT_PROVIDER_UNAVAILABLE);
const webhook = { paymentId: PAYMENT_ID, why: 'webhook' } as const;
const again = { paymentId: PAYMENT_ID, why: 'complete', again: true } as const;
const ready = theirs({ status: 'READY', paidAt: undefined });

describe('a message', () => {
  it('of our own names a payment, and who sent it', () => {
    expect(z.parse(settleMessage, webhook)).toEqual(webhook);
    expect(z.safeParse(settleMessage, { paymentId: PAYMENT_ID, why: 'curiosity' }).success).toBe(false);
    expect(z.safeParse(settleMessage, { paymentId: 'PAYMENT#1 ', why: 'webhook' }).success).toBe(false);
  });

  it('of the bus is RefundRequested and nothing else, and its step carries it as the cause', async () => {
    const head = { id: 'payment/p/3/RefundRequested', at: NOW, cause: { correlationId: 'c', causationId: 'r' } };
    const data = { paymentId: PAYMENT_ID, userId: 'user-1', amount: AMOUNT, reason: 'SEAT_GONE' };
    const { envelope } = published(events.RefundRequested, head, data);
    const payment = confirmed({ status: 'CANCELLING', refundAmount: AMOUNT });
    const world = createWorld({ payment, theirs: theirs({ status: 'CANCELLED', cancelled: AMOUNT }) });
    await settleMessaged(world.tools, z.parse(settleMessage, { detail: envelope }));
    expect((await world.payment())?.log).toMatchObject([{ cause: `journey-1 ${head.id}` }]);
    const other = { detail: { ...envelope, type: 'PaymentCompleted' } };
    expect(z.safeParse(settleMessage, other).success).toBe(false);
  });

  it('about a payment that is not there is counted, and done', async () => {
    const world = createWorld({});
    await settleMessaged(world.tools, webhook);
    expect(counted()).toEqual(['paymentsUnknown']);
  });

  it('of an operator asks for a refund that the gateway refused', async () => {
    const task = { code: 'REFUND_FAILED', since: NOW };
    const payment = confirmed({ status: 'CANCELLING', refundAmount: AMOUNT, task });
    const world = createWorld({ payment, theirs: theirs({ cancellations: [cancellation('FAILED')] }) });
    await settleMessaged(world.tools, { paymentId: PAYMENT_ID, why: 'operator', forced: true });
    expect(world.cancel).toHaveBeenCalledTimes(1);
  });
});

describe('a message that comes back', () => {
  it.each([
    [0, 10],
    [50_500, 10],
    [55_500, 6],
    [60_900, 1],
  ])('does so %i ms after the gate in %i s while the outcome is awaited', async (after, delaySeconds) => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: ready });
    world.at.now = NOW + after;
    await settleMessaged(world.tools, again);
    expect(world.sent).toEqual([{ body: again, delaySeconds }]);
  });

  it('ends with the time for an answer: its last look lets the reservation go', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: ready });
    world.at.now = NOW + 61_000;
    await settleMessaged(world.tools, again);
    expect(world.sent).toEqual([]);
    expect(await world.reservation()).toMatchObject({ status: 'FAILED' });
  });

  it.each([
    ['is settled by its caller', confirmed({ status: 'APPLIED' })],
    ['was declined', confirmed({ status: 'FAILED' })],
  ])('ends without a look at the gateway when the payment %s', async (_, payment) => {
    const world = createWorld({ payment, reservation: paying(), theirs: theirs() });
    await settleMessaged(world.tools, again);
    expect([world.sent, world.read.mock.calls]).toEqual([[], []]);
  });

  it('is the only kind that does', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying(), theirs: ready });
    await settleMessaged(world.tools, webhook);
    expect(world.sent).toEqual([]);
  });
});

describe('while the gateway is down', () => {
  it('an unsettled payment is left to those who look at it anyway, and a message that comes back does', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying() });
    world.read.mockRejectedValue(down());
    await settleMessaged(world.tools, webhook);
    expect(counted()).toEqual(['settlingsPutOff']);
    await settleMessaged(world.tools, again);
    expect(world.sent).toEqual([{ body: again, delaySeconds: 10 }]);
  });

  it.each([
    ['a declined payment', confirmed({ status: 'FAILED' }), webhook],
    ['a void one', card({ status: 'VOID' }), webhook],
    ['one that paid', confirmed({ status: 'APPLIED' }), webhook],
    ["an operator's wish", confirmed({ status: 'CANCELLING' }), { ...webhook, forced: true as const }],
  ])('the message of %s comes again', async (_, payment, message) => {
    const world = createWorld({ payment, reservation: paying() });
    world.read.mockRejectedValue(down());
    await expect(settleMessaged(world.tools, message)).rejects.toMatchObject({
      kind: { code: 'PAYMENT_PROVIDER_UNAVAILABLE' },
    });
  });

  it('another fault brings any message again', async () => {
    const world = createWorld({ payment: confirmed(), reservation: paying() });
    world.read.mockRejectedValue(new Error('no such shape'));
    await expect(settleMessaged(world.tools, webhook)).rejects.toThrow('no such shape');
  });
});
