// Settling a charge of the wallet by card: credited once, whatever happens beside it, and counted while it is asked for.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { opened } from '../../../functions/payments/domain-card.ts';
import { itemOf as cardItemOf } from '../../../functions/payments/keys.ts';
import { settle } from '../../../functions/payments/use-cases-settle.ts';
import { AMOUNT, charge, NOW, PAYMENT_ID, theirs } from './card-samples.ts';
import { asked, createWorld } from './settle-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

describe('a charge by card', () => {
  const day = {
    pk: 'PERSON#person-1',
    sk: 'CHARGED#2025-07-13',
    entries: { [PAYMENT_ID]: AMOUNT, payb: 5 },
    version: 2,
  };
  const taken = charge({
    status: 'CONFIRMING',
    txId: 'tx-1',
    payingUntil: NOW + 60_000,
    chargedOn: '2025-07-13',
    version: 2,
  });
  const entries = (world: ReturnType<typeof createWorld>) =>
    world.db.items('payments').find(({ pk }) => pk === day.pk)?.entries;

  it('is credited with the payment in one transaction, and stays in its day', async () => {
    const world = createWorld({ payment: taken, theirs: theirs() });
    world.db.put('payments', day);
    world.db.put('wallets', { pk: 'USER#user-1', sk: 'WALLET', balance: 100, version: 4 });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'APPLIED', log: [] });
    expect(world.lines()).toEqual([
      {
        ...{ pk: 'USER#user-1', sk: 'LINE#0000000005', userId: 'user-1', type: 'CHARGE', walletVersion: 5 },
        ...{ id: PAYMENT_ID, amount: AMOUNT, balanceAfter: AMOUNT + 100, at: NOW, cause: 'journey-1 webhook' },
      },
    ]);
    expect(entries(world)).toEqual(day.entries);
  });

  it('is credited once, however many look at it, also while the wallet moves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.boolean(), async (workers, hasWallet) => {
        const world = createWorld({ payment: taken, theirs: theirs() });
        if (hasWallet) world.db.put('wallets', { pk: 'USER#user-1', sk: 'WALLET', balance: 100, version: 4 });
        const looks = Array.from({ length: workers }, () => settle(world.tools, asked));
        await Promise.all(looks);
        expect(world.lines()).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });

  it('that is declined counts no more, and tells why', async () => {
    const failure = { code: 'LIMIT' };
    const world = createWorld({ payment: taken, theirs: theirs({ status: 'FAILED', paidAt: undefined, failure }) });
    world.db.put('payments', day);
    expect(await settle(world.tools, asked)).toMatchObject({
      ...{ status: 'FAILED', reason: failure },
      log: [{ type: 'ChargeFailed', reason: 'LIMIT' }],
    });
    expect(entries(world)).toEqual({ payb: 5 });
    expect(world.lines()).toEqual([]);
  });

  it('of another amount goes back, and counts no more', async () => {
    const world = createWorld({ payment: taken, theirs: theirs({ total: AMOUNT * 2 }) });
    world.db.put('payments', day);
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'CANCELLING', refundAmount: AMOUNT * 2 });
    expect(entries(world)).toEqual({ payb: 5 });
  });

  it('that comes after it was declined is credited all the same', async () => {
    const world = createWorld({ payment: { ...taken, status: 'FAILED' }, theirs: theirs() });
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'APPLIED' });
    expect(world.lines()).toHaveLength(1);
  });

  it('that nobody completed is void once its time is over', async () => {
    const payment = opened({ ...charge(), expiresAt: NOW }, NOW - 5);
    const world = createWorld({});
    world.db.put('payments', cardItemOf(payment));
    expect(await settle(world.tools, asked)).toMatchObject({ status: 'VOID' });
  });
});
