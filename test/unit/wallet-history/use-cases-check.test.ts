// What the check of an event finds, and whom it tells: on a table that answers as a test says.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { count, log } from '../../../functions/shared/log.ts';
import { checkCharge, checkPayment, checkRefund } from '../../../functions/wallet-history/use-cases-check.ts';
import { client, first, lines, second } from './tables.ts';

vi.mock('../../../functions/shared/log.ts', () => ({ log: { info: vi.fn(), error: vi.fn() }, count: vi.fn() }));

beforeEach(() => {
  client.reset();
  vi.mocked(log.error).mockClear();
  vi.mocked(count).mockClear();
});

const counted = () => vi.mocked(count).mock.calls;

describe('an event', () => {
  const envelope = {
    id: 'wallet/u1/2',
    correlationId: 'c1',
    causationId: 'r1',
    type: '',
    version: 1,
    occurredAt: '',
    data: {},
  };
  const refund = { userId: 'u1', walletId: 'u1', paymentId: 'pay_1', amount: 900, balanceAfter: 1_800 };
  const has = (...items: object[]) => {
    client.on(GetCommand).resolves({});
    for (const item of items as (typeof first)[]) {
      const { pk, sk } = item;
      client.on(GetCommand, { TableName: 'wallets', Key: { pk, sk }, ConsistentRead: true }).resolves({ Item: item });
    }
  };

  it('that its line bears out passes in silence', async () => {
    has(first, second);
    expect(await checkRefund(lines, envelope, refund)).toBe('ok');
    expect(await checkCharge(lines, { ...envelope, id: 'wallet/u1/1' }, { userId: 'u1', amount: 900 })).toBe('ok');
    expect([vi.mocked(log.error).mock.calls, counted()]).toEqual([[], []]);
  });

  it('that its line does not bear out is told once, and not tried again', async () => {
    has(first, { ...second, amount: 901 });
    expect(await checkRefund(lines, envelope, refund)).toBe('amount differs');
    expect(vi.mocked(log.error).mock.calls).toEqual([
      [
        'a wallet line is wrong',
        { fault: 'amount differs', userId: 'u1', eventId: 'wallet/u1/2', correlationId: 'c1' },
      ],
    ]);
    expect(counted()).toEqual([['walletLineFaults']]);
  });

  it('of another wallet’s line is wrong, whatever that wallet has', async () => {
    has(first, second);
    expect(await checkRefund(lines, envelope, { ...refund, userId: 'u2' })).toBe('no line of this wallet');
    expect(await checkCharge(lines, { ...envelope, id: 'charge/1' }, refund)).toBe('no line of this wallet');
    expect(client.calls()).toEqual([]);
  });

  it('of money that no wallet moved has no line', async () => {
    const card = { ...envelope, id: 'payment/pay_1/3/PaymentCompleted' };
    expect(await checkPayment(lines, card, { ...refund, method: 'CARD' })).toBe('skipped');
    const { walletId: _, ...elsewhere } = refund;
    expect(await checkRefund(lines, card, elsewhere)).toBe('skipped');
    expect(client.calls()).toEqual([]);
  });

  it('of a wallet’s refund without a line is wrong', async () => {
    expect(await checkRefund(lines, { ...envelope, id: 'payment/pay_1/3' }, refund)).toBe('no line of this wallet');
  });

  it('comes again when the table does not answer', async () => {
    client.on(GetCommand).rejects(new Error('no answer'));
    await expect(checkRefund(lines, envelope, refund)).rejects.toThrow('no answer');
    expect(counted()).toEqual([]);
  });
});
