// What a history and the list of trial balances answer: on tables that answer as a test says.
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { keepFailure, listTrialBalances, readHistory } from '../../../functions/wallet-history/use-cases.ts';
import { at } from './books.ts';
import { bought, client, first, second, store, tools } from './tables.ts';

beforeEach(() => client.reset());

describe('a history', () => {
  const asked = { userId: 'u1', now: at };

  it('says of each line what it was for', async () => {
    client.on(QueryCommand).resolves({ Items: [second, first] });
    expect(await readHistory(tools, asked)).toEqual({
      lines: [
        {
          type: 'REFUND',
          amount: 900,
          balanceAfter: 1_800,
          walletVersion: 2,
          id: 'pay_1',
          at: '2027-01-15T17:00:00.000+09:00',
          ...bought,
          reason: 'CANCELLED',
        },
        {
          type: 'CHARGE',
          amount: 900,
          balanceAfter: 900,
          walletVersion: 1,
          id: 'chg_1',
          at: '2027-01-15T17:00:00.000+09:00',
        },
      ],
    });
    expect(client.commandCalls(QueryCommand, { TableName: 'history' })).toEqual([]);
  });

  it('has a cursor while there is more, which only its own kind of list takes', async () => {
    client.on(QueryCommand).resolves({ Items: [second, first] });
    const { cursor } = await readHistory(tools, { ...asked, limit: 1 });
    expect(Buffer.from(cursor ?? '', 'base64url').toString()).toBe('2');
    const refused = { kind: { code: 'INVALID_REQUEST' }, fields: { errors: [{ field: 'cursor' }] } };
    await expect(readHistory(tools, { ...asked, cursor, include: 'failed' })).rejects.toMatchObject(refused);
  });

  it.each(['', '-1', '1 ', '1'.repeat(11), 'USER#u2', `1 ${at}`, '2\n'])(
    'takes no made-up cursor "%s"',
    async (last) => {
      const cursor = Buffer.from(last).toString('base64url');
      await expect(readHistory(tools, { ...asked, cursor })).rejects.toThrow(Refusal);
      expect(client.calls()).toEqual([]);
    },
  );

  it.each(['1', `${at}`, `1 ${at}#`, `1 ${at}#AAAAAAAAAAA/`, `1 ${at}#AAAAAAAAAAAA#`, `1  ${at}`])(
    'with failed attempts takes no made-up cursor "%s"',
    async (last) => {
      const cursor = Buffer.from(last).toString('base64url');
      await expect(readHistory(tools, { ...asked, cursor, include: 'failed' })).rejects.toThrow(Refusal);
      expect(client.calls()).toEqual([]);
    },
  );
});

describe('the list of trial balances', () => {
  it('goes on after the last one shown', async () => {
    const kept = { startedAt: at, finishedAt: at + 1_000, wallets: 3, wrong: [] };
    client.on(QueryCommand).resolves({ Items: [kept, { ...kept, startedAt: at - 1 }] });
    const { trialBalances, cursor } = await listTrialBalances(store, { limit: 1 });
    expect(trialBalances).toEqual([
      {
        wallets: 3,
        wrong: [],
        startedAt: '2027-01-15T17:00:00.000+09:00',
        finishedAt: '2027-01-15T17:00:01.000+09:00',
      },
    ]);
    await listTrialBalances(store, { cursor });
    const { ExpressionAttributeValues } = client.commandCalls(QueryCommand)[1]?.args[0].input ?? {};
    expect(ExpressionAttributeValues).toMatchObject({ ':below': `2027-01-15#${at}` });
  });

  it('takes no made-up cursor', async () => {
    const cursor = Buffer.from('USER#u1').toString('base64url');
    await expect(listTrialBalances(store, { cursor })).rejects.toThrow(Refusal);
  });
});

describe('a failed attempt', () => {
  const told = {
    envelope: { id: 'reservation/rsv_1/2/PaymentFailed', occurredAt: new Date(at).toISOString() },
    cause: { correlationId: 'c1', causationId: 'reservation/rsv_1/2/PaymentFailed' },
  };
  const keep = async (type: 'PAYMENT_FAILED' | 'CHARGE_FAILED', data: object) => {
    client.on(PutCommand).resolves({});
    const event = { ...told, data } as unknown as Parameters<typeof keepFailure>[2];
    await keepFailure(store, type, event);
    return client.commandCalls(PutCommand)[0]?.args[0].input.Item;
  };

  it('is kept with what its event tells, at the place of its event', async () => {
    const data = { userId: 'u1', walletId: 'u1', reservationId: 'rsv_1', amount: 900, reason: 'INSUFFICIENT_BALANCE' };
    expect(await keep('PAYMENT_FAILED', data)).toEqual({
      pk: 'USER#u1',
      sk: expect.stringMatching(`^FAILED#${at}#[0-9A-Za-z]{12}$`),
      type: 'PAYMENT_FAILED',
      at,
      amount: 900,
      reservationId: 'rsv_1',
      reason: 'INSUFFICIENT_BALANCE',
      cause: 'c1 reservation/rsv_1/2/PaymentFailed',
      ttl: at / 1000 + 7_776_000,
    });
  });

  it('may be a charge of which only the reason is known', async () => {
    const kept = await keep('CHARGE_FAILED', { userId: 'u1', walletId: 'u1', reason: 'DECLINED' });
    expect(kept).toMatchObject({ type: 'CHARGE_FAILED', reason: 'DECLINED' });
    expect(kept).not.toHaveProperty('amount');
    expect(kept).not.toHaveProperty('reservationId');
  });

  it('is not kept when it was no wallet that the money should have come from', async () => {
    const data = { paymentId: 'pay_1', userId: 'u1', reservationId: 'rsv_1', amount: 900, reason: 'DECLINED' };
    expect(await keep('PAYMENT_FAILED', data)).toBeUndefined();
  });
});
