// The books: right while money moves under the job's hands, and off by a single won that somebody changed.
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Db } from '../../../functions/shared/aws.ts';
import { listTrialBalances } from '../../../functions/wallet-history/use-cases.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { PRICE } from '../reservations/booth.ts';
import { createMarket, type Market } from './market.ts';

let table: TestTable;
let market: Market;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  market = createMarket(table);
});
afterEach(() => table.drop());

const PEOPLE = Array.from({ length: 12 }, (_, i) => `person${i}`);

/** Everybody charged thrice, and a third of them bought. */
async function openAccounts(): Promise<void> {
  for (const [i, person] of PEOPLE.entries()) {
    for (const amount of [PRICE, 10 + i, 20]) await market.charge(person, amount);
    if (i % 3 === 0) await market.buy(person, i + 1);
  }
}

const lineKey = (person: string, number: number) => ({ pk: market.pk(person), sk: `LINE#000000000${number}` });
const walletKey = (person: string) => ({ pk: market.pk(person), sk: 'WALLET' });

/** Somebody sets a number of an item by hand. */
async function tamper(key: { pk: string; sk: string }, attribute: string, value: number): Promise<void> {
  await table.db.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: 'SET #attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

const remove = (Key: { pk: string; sk: string }) => table.db.send(new DeleteCommand({ TableName: table.name, Key }));

/** Something happens after each answer to one kind of command. */
function afterEvery(kind: string, act: (input: { Key?: { pk: string } }) => Promise<unknown>, db: Db = table.db) {
  const sent: string[] = [];
  const send = async (command: Command) => {
    sent.push(command.constructor.name);
    const answer = await (db as unknown as { send: Send }).send(command);
    if (command.constructor.name === kind) await act(command.input);
    return answer;
  };
  return { db: { send } as unknown as Db, sent };
}

type Command = { readonly input: object };
type Send = (command: Command) => Promise<{ Items?: { pk: string; sk: string }[] }>;

/**
 * An answer to a scan whose items were not read at one instant, as DynamoDB may give it: something happens between the
 * reading of its wallets and that of its lines. The emulator reads all at once.
 */
function torn(later: 'wallets' | 'lines', act: () => Promise<unknown>): Db {
  const send: Send = async (command) => {
    const ask = () => (table.db as unknown as { send: Send }).send(command);
    const first = await ask();
    if (command.constructor.name !== 'ScanCommand' || !first.Items?.length) return first;
    await act();
    const second = await ask();
    const [wallets, others] = later === 'wallets' ? [second, first] : [first, second];
    const isWallet = ({ sk }: { sk: string }) => sk === 'WALLET';
    const known = new Set(first.Items.map(({ pk }) => pk));
    const items = [
      ...(wallets.Items ?? []).filter(isWallet),
      ...(others.Items ?? []).filter((item) => !isWallet(item)),
    ];
    const sorted = items.filter(({ pk }) => known.has(pk)).sort((a, b) => (a.pk + a.sk < b.pk + b.sk ? -1 : 1));
    return { ...first, Items: sorted };
  };
  return { send } as unknown as Db;
}

describe('the books', () => {
  it('of wallets that only the rules moved balance, and no wallet is read twice', async () => {
    await openAccounts();
    const { db, sent } = afterEvery('none', async () => {});
    expect(await market.balance(db)).toMatchObject({
      wallets: 12,
      lines: 40,
      chargedKrw: 12 * (PRICE + 30) + 66,
      paidKrw: 4 * PRICE,
      refundedKrw: 0,
      balancesKrw: 8 * PRICE + 12 * 30 + 66,
      differenceKrw: 0,
      wrong: [],
    });
    expect(new Set(sent)).toEqual(new Set(['ScanCommand']));
  });

  it('balance when all that was sold is given back', async () => {
    await market.charge('buyer', PRICE);
    await market.refund(await market.buy('buyer', 1));
    const sums = { chargedKrw: PRICE, paidKrw: PRICE, refundedKrw: PRICE, balancesKrw: PRICE };
    expect(await market.balance()).toMatchObject({ ...sums, differenceKrw: 0, wrongWallets: 0 });
  });

  it('of an empty table balance', async () => {
    expect(await market.balance()).toMatchObject({ wallets: 0, differenceKrw: 0, wrongWallets: 0 });
  });
});

describe('money that moves during a trial balance', () => {
  it('raises no false alarm, wherever the scan is', async () => {
    await openAccounts();
    let turns = 0;
    const { db } = afterEvery('ScanCommand', async () => {
      const turn = ++turns;
      // A scan goes on while there is something new before it.
      if (turn > 40) return;
      const person = PEOPLE[turn % 12] ?? '';
      await market.charge(person, PRICE);
      await market.buy(person, 20 + turn);
      await market.charge(`stranger${turn}`, 1);
    });
    const balance = await market.balance(db);
    expect(balance).toMatchObject({ differenceKrw: 0, wrongWallets: 0, wrong: [] });
    expect(balance.wallets).toBeGreaterThan(12);
    expect(balance.lines).toBeGreaterThan(40);
  });

  it.each(['wallets', 'lines'] as const)('raises none when the scan saw the %s later', async (later) => {
    await openAccounts();
    const scanning = torn(later, () => Promise.all(PEOPLE.map((person) => market.charge(person, 5))));
    const { db, sent } = afterEvery('none', async () => {}, scanning);
    expect(await market.balance(db, 1_000)).toMatchObject({
      wallets: 12,
      differenceKrw: 0,
      wrongWallets: 0,
      wrong: [],
    });
    expect(sent.filter((name) => name === 'GetCommand').length).toBeGreaterThanOrEqual(12);
  });

  it('raises none when it goes on moving while a wallet is read again', async () => {
    await openAccounts();
    const scanning = torn('wallets', () => Promise.all(PEOPLE.map((person) => market.charge(person, 5))));
    const moveOn = async ({ Key }: { Key?: { pk: string } }) => {
      const person = PEOPLE.find((one) => market.pk(one) === Key?.pk) ?? '';
      for (let i = 0; i < 3; i++) await market.charge(person, 7);
    };
    const { db, sent } = afterEvery('GetCommand', moveOn, scanning);
    expect(await market.balance(db, 1_000)).toMatchObject({
      wallets: 12,
      differenceKrw: 0,
      wrongWallets: 0,
      wrong: [],
    });
    // The wallet, its lines, and the wallet once more, as there were later lines; nothing had to be read thrice.
    expect(sent.filter((name) => name === 'GetCommand')).toHaveLength(24);
  });

  it('hides nothing that is wrong', async () => {
    await openAccounts();
    await tamper(lineKey('person4', 2), 'amount', 15);
    const scanning = torn('wallets', () => market.charge('person4', 1));
    expect(await market.balance(scanning, 1_000)).toMatchObject({ wallets: 12, differenceKrw: 1, wrongWallets: 1 });
  });
});

describe('what somebody changed by hand', () => {
  beforeEach(openAccounts);
  const charged = PRICE + 11 + 20;

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a balance with one won too much',
      () => tamper(walletKey('person1'), 'balance', charged + 1),
      `its last line leaves ${charged}, but its balance is ${charged + 1}`,
    ],
    ['a line’s amount', () => tamper(lineKey('person1', 2), 'amount', 12), 'line 2: balance does not follow'],
    ['a line’s balance', () => tamper(lineKey('person1', 3), 'balanceAfter', 1), 'line 3: balance does not follow'],
    ['a line taken away', () => remove(lineKey('person1', 2)), 'line 2 is missing: line 3 comes in its place'],
    ['the last line taken away', () => remove(lineKey('person1', 3)), '2 lines, but its version is 3'],
    ['a wallet set back', () => tamper(walletKey('person1'), 'version', 2), '3 lines, but its version is 2'],
    ['a wallet taken away', () => remove(walletKey('person1')), '3 lines, but its version is 0'],
  ])('is found by the books: %s', async (_, spoil, why) => {
    await spoil();
    const balance = await market.balance();
    expect(balance.wrong).toEqual([{ userId: market.booth.userOf('person1'), why }]);
    expect(balance).toMatchObject({ wallets: 12, wrongWallets: 1 });
  });

  it.each<[string, () => Promise<unknown>, string[]]>([
    ['a line’s amount', () => tamper(lineKey('person1', 2), 'amount', 12), ['ok', 'amount differs', 'ok']],
    [
      'a line’s balance',
      () => tamper(lineKey('person1', 2), 'balanceAfter', 12),
      ['ok', 'balance differs', 'balance does not follow'],
    ],
    ['a line taken away', () => remove(lineKey('person1', 2)), ['ok', 'missing', 'gap before it']],
  ])('is found by the check of its event: %s', async (_, spoil, found) => {
    const told = await market.told('person1');
    await spoil();
    expect(await market.check(told)).toEqual(found);
  });
});

describe('outcomes', () => {
  it('are listed newest first, page by page, also two of one day', async () => {
    await market.charge('buyer', 1);
    const startedAt: number[] = [];
    for (const hours of [0, 1, 24]) {
      market.booth.now += hours * 3_600_000;
      startedAt.unshift((await market.balance()).startedAt);
    }
    await table.db.send(new PutCommand({ TableName: table.name, Item: { pk: 'USER#x', sk: 'FAILED#1' } }));
    const first = await listTrialBalances(market.store, { limit: 2 });
    const rest = await listTrialBalances(market.store, { limit: 2, cursor: first.cursor });
    const all = [...first.trialBalances, ...rest.trialBalances];
    expect(all.map((one) => Date.parse(one.startedAt))).toEqual(startedAt);
    expect(all[0]).toMatchObject({ wallets: 1, lines: 1, balancesKrw: 1, differenceKrw: 0, wrong: [] });
    expect(rest.cursor).toBeUndefined();
  });
});
