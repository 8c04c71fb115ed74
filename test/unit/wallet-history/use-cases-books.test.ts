// What the books come to, and whom they tell: on tables that answer as a test says.
import { GetCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { count, log } from '../../../functions/shared/log.ts';
import { balanceBooks } from '../../../functions/wallet-history/use-cases-books.ts';
import { at } from './books.ts';
import { client, first, second, tools } from './tables.ts';

vi.mock('../../../functions/shared/log.ts', () => ({ log: { info: vi.fn(), error: vi.fn() }, count: vi.fn() }));

beforeEach(() => {
  client.reset();
  vi.mocked(log.error).mockClear();
  vi.mocked(count).mockClear();
});

const counted = () => vi.mocked(count).mock.calls;

describe('a trial balance', () => {
  const wallet = { pk: 'USER#u1', sk: 'WALLET', balance: 1_800, version: 2 };
  const scanned = (...items: object[]) => {
    client.on(ScanCommand).resolves({});
    client.on(ScanCommand, { Segment: 0 }).resolves({ Items: items as (typeof first)[] });
    client.on(PutCommand).resolves({});
  };

  it('that balances is kept and counted, and reads nothing again', async () => {
    scanned(first, second, wallet);
    const sums = { wallets: 1, lines: 2, chargedKrw: 900, refundedKrw: 900, paidKrw: 0, balancesKrw: 1_800 };
    const balance = { ...sums, differenceKrw: 0, wrongWallets: 0, wrong: [], startedAt: at, finishedAt: at + 7 };
    expect(await balanceBooks(tools, at)).toEqual(balance);
    expect(client.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject(balance);
    expect(client.commandCalls(ScanCommand)).toHaveLength(8);
    expect(client.commandCalls(GetCommand)).toEqual([]);
    expect(counted()).toEqual([['trialBalances']]);
  });

  it('reads a wallet again whose lines the table gave apart from it, and counts it once', async () => {
    scanned(second, wallet);
    client.on(ScanCommand, { Segment: 5 }).resolves({ Items: [first] });
    client.on(GetCommand).resolves({ Item: wallet });
    client.on(QueryCommand).resolves({ Items: [first, second] });
    expect(await balanceBooks(tools, at)).toMatchObject({ wallets: 1, lines: 2, balancesKrw: 1_800, wrongWallets: 0 });
  });

  it('takes a wallet for wrong only when it stays so', async () => {
    scanned(first, second, { ...wallet, balance: 1_801 });
    client.on(GetCommand).resolves({ Item: { ...wallet, balance: 1_801 } });
    client.on(QueryCommand).resolves({ Items: [first, second] });
    const wrong = [{ userId: 'u1', why: 'its last line leaves 1800, but its balance is 1801' }];
    expect(await balanceBooks(tools, at)).toMatchObject({ differenceKrw: -1, wrongWallets: 1, wrong });
    expect(client.commandCalls(QueryCommand)).toHaveLength(3);
    expect(counted()).toEqual([['trialBalanceFaults', 1], ['trialBalances']]);
  });

  it('lets a wallet pass that was in the middle of a transaction', async () => {
    scanned(first, wallet);
    client.on(GetCommand).resolves({ Item: wallet });
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [first] })
      .resolves({ Items: [first, second] });
    expect(await balanceBooks(tools, at)).toMatchObject({ wallets: 1, wrongWallets: 0 });
  });

  it('finds lines that their wallet does not count, and lines without a wallet', async () => {
    scanned(first, second, { ...wallet, balance: 900, version: 1 });
    client.on(GetCommand).resolves({ Item: { balance: 900, version: 1 } });
    client.on(QueryCommand).resolves({ Items: [first, second] });
    const why = '2 lines, but its version is 1';
    expect(await balanceBooks(tools, at)).toMatchObject({ differenceKrw: 900, wrong: [{ userId: 'u1', why }] });

    scanned(first);
    client.on(GetCommand).resolves({});
    client.on(QueryCommand).resolves({ Items: [first] });
    expect(await balanceBooks(tools, at)).toMatchObject({ differenceKrw: 900, wallets: 1, wrongWallets: 1 });
  });

  it('alarms also when its outcome cannot be kept', async () => {
    scanned(first);
    client.on(GetCommand).resolves({});
    client.on(QueryCommand).resolves({ Items: [first] });
    client.on(PutCommand).rejects(new Error('no answer'));
    await expect(balanceBooks(tools, at)).rejects.toThrow('no answer');
    expect(counted()).toEqual([['trialBalanceFaults', 1]]);
  });
});
