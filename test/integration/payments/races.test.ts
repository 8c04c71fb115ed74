// Paying under race: against the end of the hold, against a thief, against oneself.
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createWalletStore } from '../../../functions/wallet/store.ts';
import { charge } from '../../../functions/wallet/use-cases.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from '../reservations/audit.ts';
import { type Booth, createBooth, PRICE, START } from '../reservations/booth.ts';
import { dyingAfter, stallingBefore } from '../reservations/process.ts';

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
  type Order = 'payer first' | 'thief first' | 'at once' | 'payer stalls' | 'thief stalls';

  /**
   * One race: the payer's clock is `payerMs` from the end of the hold, the thief's `thiefMs`. Who stalls has decided
   * already, and writes only after the other is done.
   * @param headStartMs of the thief, as paying has fewer steps than stealing
   * @returns who won
   */
  async function race(order: Order, payerMs: number, thiefMs: number, headStartMs = 0) {
    const booth = createBooth(table);
    await booth.charge('owner', PRICE);
    const { reservationId, expiresAt } = await booth.hold({ person: 'owner', seatNos: [1], holdSeconds: 2 });
    booth.now = expiresAt + thiefMs;
    const slow = stallingBefore(table.db, (input) => input.includes('LINE#') || input.includes('ReservationFailed'));
    const on = (who: string) => (order === `${who} stalls` ? booth.processOn(slow.db) : booth);
    const pay = () => outcome(on('payer').pay('owner', reservationId, () => expiresAt + payerMs));
    const steal = () => outcome(on('thief').hold({ person: 'thief', seatNos: [1] }));
    const both = {
      'payer first': async () => ({ paid: await pay(), stolen: await steal() }),
      'thief first': async () => ({ stolen: await steal(), paid: await pay() }),
      'at once': async () => {
        const stealing = steal();
        await sleep(headStartMs);
        return { paid: await pay(), stolen: await stealing };
      },
      'payer stalls': async () => {
        const paying = pay();
        await slow.arrived;
        const stolen = await steal();
        slow.goOn();
        return { paid: await paying, stolen };
      },
      'thief stalls': async () => {
        const stealing = steal();
        await slow.arrived;
        const paid = await pay();
        slow.goOn();
        return { paid, stolen: await stealing };
      },
    };
    const results = await both[order]();
    const owner = await booth.store.reservation(reservationId);
    const { balance } = await booth.walletOf('owner');
    const expected =
      results.paid === 'done'
        ? { paid: 'done', stolen: 'SEAT_TAKEN', status: 'PAID', balance: 0 }
        : { paid: 'RESERVATION_EXPIRED', stolen: 'done', status: 'EXPIRED', balance: PRICE };
    expect({ ...results, status: owner?.status, balance }).toEqual(expected);
    expect(await faultsAfterAll(booth, { owner: PRICE })).toEqual([]);
    return results.paid === 'done' ? 'payer' : 'thief';
  }

  it('is won by who comes first, when the payer still has time and the thief’s clock is ahead', async () => {
    for (const skewMs of [0, 1, 20, 5_000]) {
      expect(await race('payer first', -1, skewMs)).toBe('payer');
      expect(await race('thief first', -1, skewMs)).toBe('thief');
    }
  });

  it('is the thief’s when the payer’s time is over, whoever comes first', async () => {
    for (const lateMs of [0, 1, 20]) {
      expect(await race('payer first', lateMs, 0)).toBe('thief');
      expect(await race('thief first', lateMs, 0)).toBe('thief');
    }
  });

  it('is won by who writes first, when the other has decided before and writes after', async () => {
    expect(await race('payer stalls', -1, 0)).toBe('thief');
    expect(await race('thief stalls', -1, 0)).toBe('payer');
  });

  it('has exactly one winner when both come at once, and the money agrees', async () => {
    for (let i = 0; i < 60; i++)
      expect(['payer', 'thief']).toContain(await race('at once', -1 - (i % 20), i % 3, i % 12));
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
