// Paying under race: against the end of the hold, against a thief, against oneself.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createWalletStore } from '../../../functions/wallet/store.ts';
import { charge } from '../../../functions/wallet/use-cases.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from '../reservations/audit.ts';
import { type Booth, createBooth, PRICE, START } from '../reservations/booth.ts';
import { dyingAfter } from '../reservations/process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** `done`, or the code of the refusal. */
async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    throw error;
  }
}

/** Numbers of a person's lines, which have to be 1, 2, 3, … without a gap. */
async function lineNumbers(booth: Booth, person: string): Promise<number[]> {
  const { Items = [] } = await table.db.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :user AND begins_with(sk, :line)',
      ExpressionAttributeValues: { ':user': `USER#${booth.userOf(person)}`, ':line': 'LINE#' },
    }),
  );
  return Items.map((line) => Number(line.walletVersion));
}

describe('paying against a thief around the end of the hold', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i))('has exactly one winner, and the money agrees (%i)', async (i) => {
    const booth = createBooth(table);
    await booth.charge('owner', PRICE);
    const { reservationId, expiresAt } = await booth.hold({ person: 'owner', seatNos: [1], holdSeconds: 2 });
    // From 20 ms before the end to 20 ms after it: the payer's clock and the thief's are apart, as clocks are.
    const payerAt = expiresAt - 20 + (i % 41);
    booth.now = payerAt;
    const paying = outcome(booth.pay('owner', reservationId));
    booth.now = expiresAt + (i % 2);
    const stealing = outcome(booth.hold({ person: 'thief', seatNos: [1] }));
    const [paid, stolen] = i % 3 === 0 ? [await paying, await stealing] : [...(await Promise.all([paying, stealing]))];

    const owner = await booth.store.reservation(reservationId);
    const { balance } = await booth.walletOf('owner');
    expect([paid, stolen].filter((one) => one === 'done')).toHaveLength(1);
    if (paid === 'done') {
      expect([stolen, owner?.status, balance]).toEqual(['SEAT_TAKEN', 'PAID', 0]);
    } else {
      expect([paid, owner?.status, balance]).toEqual(['RESERVATION_EXPIRED', 'EXPIRED', PRICE]);
    }
    expect(await faultsAfterAll(booth, { owner: PRICE })).toEqual([]);
  });
});

describe('two payments at once', () => {
  it('of one reservation are one debit with one answer', async () => {
    const booth = createBooth(table);
    await booth.charge('buyer', 5 * PRICE);
    const { reservationId } = await booth.hold({ person: 'buyer', seatNos: [7] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => booth.pay('buyer', reservationId)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ amount: PRICE, remainingBalance: 4 * PRICE });
    expect(await lineNumbers(booth, 'buyer')).toEqual([1, 2]);
    expect(await faultsAfterAll(booth, { buyer: 5 * PRICE })).toEqual([]);
  });

  it('of two reservations with money for one are one payment and one short balance', async () => {
    const booth = createBooth(table);
    await booth.charge('buyer', PRICE);
    const one = await booth.hold({ person: 'buyer', seatNos: [1] });
    const two = await booth.hold({ person: 'buyer', seatNos: [2] });
    const outcomes = await Promise.all(
      [one, two].map(({ reservationId }) => outcome(booth.pay('buyer', reservationId))),
    );
    expect(outcomes.sort()).toEqual(['INSUFFICIENT_BALANCE', 'done']);
    expect((await booth.walletOf('buyer')).balance).toBe(0);
    expect(await faultsAfterAll(booth, { buyer: PRICE })).toEqual([]);
  });

  it('of many reservations of one person all go through, one line each', async () => {
    const booth = createBooth(table);
    await booth.charge('buyer', 4 * PRICE);
    const held = await Promise.all([1, 2, 3, 4].map((seatNo) => booth.hold({ person: 'buyer', seatNos: [seatNo] })));
    await Promise.all(held.map(({ reservationId }) => booth.pay('buyer', reservationId)));
    expect((await booth.walletOf('buyer')).balance).toBe(0);
    expect(await lineNumbers(booth, 'buyer')).toEqual([1, 2, 3, 4, 5]);
    expect(await faultsAfterAll(booth, { buyer: 4 * PRICE })).toEqual([]);
  });
});

describe('a payment whose answer was lost', () => {
  it('is found again when it is sent again, also after the hold has ended', async () => {
    const booth = createBooth(table);
    await booth.charge('buyer', PRICE);
    const { reservationId, expiresAt } = await booth.hold({ person: 'buyer', seatNos: [1] });
    const { db } = dyingAfter(table.db, 1);
    await expect(booth.processOn(db).pay('buyer', reservationId)).rejects.toThrow();
    booth.now = expiresAt + 60_000;
    expect(await booth.pay('buyer', reservationId)).toMatchObject({ amount: PRICE, remainingBalance: 0 });
    expect(await lineNumbers(booth, 'buyer')).toEqual([1, 2]);
    expect(await faultsAfterAll(booth, { buyer: PRICE })).toEqual([]);
    await expectTheRestToBeFree(booth);
  });
});

describe('a short balance', () => {
  it('leaves the hold to be paid after a charge', async () => {
    const booth = createBooth(table);
    const { reservationId } = await booth.hold({ person: 'buyer', seatNos: [1] });
    expect(await outcome(booth.pay('buyer', reservationId))).toBe('INSUFFICIENT_BALANCE');
    const told = (await booth.events()).map(({ envelope }) => envelope.type);
    expect(told.sort()).toEqual(['PaymentFailed', 'SeatReserved']);
    await booth.charge('buyer', PRICE);
    expect(await outcome(booth.pay('buyer', reservationId))).toBe('done');
    expect(await faultsAfterAll(booth, { buyer: PRICE })).toEqual([]);
  });
});

describe('a charge whose answer was lost', () => {
  it('is credited once when it is sent again with its key', async () => {
    const booth = createBooth(table);
    const cause = { correlationId: 'c', causationId: 'r' };
    const asked = { userId: booth.userOf('buyer'), amount: 500, idempotencyKey: 'charge-1', now: START, cause };
    const through = (db: Parameters<typeof createWalletStore>[0]['db']) =>
      charge({ store: createWalletStore({ db, WALLET_TABLE: table.name }), directTopUp: true }, asked);
    await expect(through(dyingAfter(table.db, 1).db)).rejects.toThrow();
    const again = await Promise.all(Array.from({ length: 20 }, () => through(table.db)));
    expect(new Set(again.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"previousBalance":0,"currentBalance":500}']),
    );
    expect((await booth.walletOf('buyer')).balance).toBe(500);
    expect(await lineNumbers(booth, 'buyer')).toEqual([1]);
  });
});
