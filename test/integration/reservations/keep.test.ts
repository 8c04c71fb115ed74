// Keeping fewer seats of a hold under race: with its payment, its cancellation, its end, and itself.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Db } from '../../../functions/shared/aws.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { faultsAfterAll } from './audit.ts';
import { PRICE } from './booth.ts';
import { told } from './counter.ts';
import { createKeeper, numbersOf } from './keep-counter.ts';
import { repeating, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const open = () => createKeeper(table);
const ENDS = ['CONFIRMED', 'CANCELLED', 'EXPIRED'];

/** One stalls before its write while the other is done; or both come at once. */
type Order = 'at once' | 'keeping stalls' | 'the other stalls';

async function inOrder<A, B>(
  order: Order,
  keeping: {
    readonly run: () => Promise<A>;
    readonly slow: ReturnType<typeof stallingBefore>;
    readonly late: () => Promise<A>;
  },
  other: {
    readonly run: () => Promise<B>;
    readonly slow: ReturnType<typeof stallingBefore>;
    readonly late: () => Promise<B>;
  },
): Promise<[A, B]> {
  if (order === 'at once') return Promise.all([keeping.run(), other.run()]);
  if (order === 'keeping stalls') {
    const late = keeping.late();
    await keeping.slow.arrived;
    const done = await other.run();
    keeping.slow.goOn();
    return [await late, done];
  }
  const late = other.late();
  await other.slow.arrived;
  const done = await keeping.run();
  other.slow.goOn();
  return [done, await late];
}

describe('keeping one of two seats', () => {
  it('frees the other for anybody, and its place under the limit, at once', async () => {
    const { booth, keep } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 49], limit: 2 });
    expect(numbersOf(await keep('owner', reservationId, [49]))).toEqual([49]);
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
    expect((await booth.hold({ person: 'other', seatNos: [1] })).status).toBe('PENDING');
    expect((await booth.hold({ person: 'owner', seatNos: [2], limit: 2 })).status).toBe('PENDING');
    expect(await told(booth.hold({ person: 'owner', seatNos: [3], limit: 2 }))).toBe('LIMIT_REACHED');
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('succeeds when each of its writes is sent twice', async () => {
    const { booth, keep } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 2, 49], limit: 3 });
    expect(numbersOf(await keep('owner', reservationId, [1], repeating(table.db)))).toEqual([1]);
    expect((await booth.hold({ person: 'owner', seatNos: [2, 49], limit: 3 })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it('sells what is left and nothing else, also when others have the seat that was given up', async () => {
    const { booth, keep } = open();
    await booth.charge('owner', 2 * PRICE);
    await booth.charge('other', PRICE);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 2] });
    await keep('owner', reservationId, [1]);
    const other = await booth.hold({ person: 'other', seatNos: [2] });
    await booth.pay('owner', reservationId);
    await booth.pay('other', other.reservationId);
    await booth.deliverAll();
    expect([(await booth.map()).get(1), (await booth.map()).get(2)]).toEqual(['SOLD', 'SOLD']);
    expect((await booth.walletOf('owner')).balance).toBe(PRICE);
    expect(await faultsAfterAll(booth, { owner: 2 * PRICE, other: PRICE })).toEqual([]);
  });

  it('leaves the seat to another hold of the same person, whatever becomes of the first', async () => {
    const { booth, keep, cancel } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 2] });
    await keep('owner', reservationId, [1]);
    const second = await booth.hold({ person: 'owner', seatNos: [2] });
    await keep('owner', reservationId, [1]);
    await cancel('owner', reservationId);
    await booth.deliverAll();
    expect((await booth.block(0)).seats['1']).toMatchObject({ holder: second.reservationId });
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
  });

  it('is what its request answers from then on, sent again under its key', async () => {
    const { booth, keep } = open();
    const wish = { person: 'owner', seatNos: [1, 2], key: 'k' };
    const { reservationId } = await booth.hold(wish);
    await keep('owner', reservationId, [2]);
    expect(numbersOf(await booth.hold(wish))).toEqual([2]);
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
  });
});

describe('keeping fewer against paying', () => {
  async function race(order: Order) {
    const { booth, keep, slow } = open();
    await booth.charge('owner', 2 * PRICE);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 49] });
    const slowPay = stallingBefore(table.db, (input) => input.includes('LINE#'));
    const keeping = (db?: Db) => told(keep('owner', reservationId, [49], db));
    const paying = (db: Db) => told(booth.processOn(db).pay('owner', reservationId));
    const [kept, paid] = await inOrder(
      order,
      { run: () => keeping(), slow, late: () => keeping(slow.db) },
      { run: () => paying(table.db), slow: slowPay, late: () => paying(slowPay.db) },
    );
    const isFewer = typeof kept !== 'string';
    expect(isFewer ? numbersOf(kept) : kept).toEqual(isFewer ? [49] : 'NOT_CHANGEABLE');
    expect(paid).toMatchObject({ amount: isFewer ? PRICE : 2 * PRICE, remainingBalance: isFewer ? PRICE : 0 });
    expect(await faultsAfterAll(booth, { owner: 2 * PRICE })).toEqual([]);
    expect((await booth.map()).get(1)).toBe(isFewer ? 'AVAILABLE' : 'SOLD');
    return isFewer;
  }

  it('comes to one price and its seats, when both come at once', async () => {
    for (let round = 0; round < 15; round++) await race('at once');
  });

  it('is paid whole when the keeping stalls before its write, and for less when the payment does', async () => {
    expect([await race('keeping stalls'), await race('the other stalls')]).toEqual([false, true]);
  });
});

describe('keeping fewer against giving all up', () => {
  async function race(order: Order) {
    const { booth, keep, cancel, slow } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 49], limit: 2 });
    const slowCancel = stallingBefore(table.db, (input) => input.includes('CANCELLED'));
    const keeping = (db?: Db) => told(keep('owner', reservationId, [49], db));
    const cancelling = (db?: Db) => told(cancel('owner', reservationId, db ? { db } : {}));
    const [kept, cancelled] = await inOrder(
      order,
      { run: () => keeping(), slow, late: () => keeping(slow.db) },
      { run: () => cancelling(), slow: slowCancel, late: () => cancelling(slowCancel.db) },
    );
    expect(typeof kept === 'string' ? kept : numbersOf(kept)).toEqual(
      typeof kept === 'string' ? 'NOT_CHANGEABLE' : [49],
    );
    expect(cancelled).toMatchObject({ status: 'CANCELLED' });
    expect((await booth.hold({ person: 'owner', seatNos: [1, 49], limit: 2 })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth, {}, ENDS)).toEqual([]);
  }

  it.each(['at once', 'keeping stalls', 'the other stalls'] as const)('leaves nothing held: %s', async (order) => {
    for (let round = 0; round < (order === 'at once' ? 15 : 1); round++) await race(order);
  });
});

describe('keeping fewer against the end of the hold', () => {
  it('is refused when another ended it before its write, and leaves the seat to who took it', async () => {
    const { booth, keep, slow } = open();
    const { reservationId, expiresAt } = await booth.hold({ person: 'owner', seatNos: [1, 2], holdSeconds: 2 });
    const stalled = told(keep('owner', reservationId, [1], slow.db));
    await slow.arrived;
    booth.now = expiresAt;
    await booth.hold({ person: 'thief', seatNos: [2] });
    slow.goOn();
    expect(await stalled).toBe('RESERVATION_EXPIRED');
    expect((await booth.map()).get(2)).toBe('HOLD');
    expect(await faultsAfterAll(booth)).toEqual([]);
  });
});

describe('keeping fewer against itself', () => {
  it('comes to what one of two asked for, when both come at once', async () => {
    for (let round = 0; round < 15; round++) {
      const { booth, keep, heldNow } = open();
      const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 2, 49], limit: 3 });
      const got = await Promise.all([[1], [49]].map((seatNos) => told(keep('owner', reservationId, seatNos))));
      expect(got.filter((one) => one === 'SEAT_NOT_FOUND')).toHaveLength(1);
      const { seats = [] } = (await booth.store.reservation(reservationId)) ?? {};
      const held = await heldNow();
      expect(held).toEqual(numbersOf({ seats }));
      expect(held).toHaveLength(1);
    }
  });
});
