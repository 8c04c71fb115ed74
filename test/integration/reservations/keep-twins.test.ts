// Keeping fewer seats of a hold where somebody dies, or a twin of the request that made it is late: nothing stays behind.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from './audit.ts';
import { PRICE } from './booth.ts';
import { told } from './counter.ts';
import { createKeeper, numbersOf } from './keep-counter.ts';
import { dyingAfter, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const open = () => createKeeper(table);

describe('who keeps fewer and dies', () => {
  it.each([1, 2, 3, 4])(
    'after %i writes has given up the seats all the same, and their part of the limit',
    async (n) => {
      const { booth, keep } = open();
      await booth.charge('owner', PRICE);
      const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1, 2, 49], limit: 3 });
      await keep('owner', reservationId, [1], dyingAfter(table.db, n).db).catch(() => undefined);
      expect(await booth.store.reservation(reservationId)).toMatchObject({ amount: PRICE, status: 'PENDING' });
      await booth.pay('owner', reservationId);
      expect(await faultsAfterAll(booth, { owner: PRICE })).toEqual([]);
      expect((await booth.hold({ person: 'owner', seatNos: [2, 49], limit: 3 })).status).toBe('PENDING');
      expect(await told(booth.hold({ person: 'owner', seatNos: [3], limit: 3 }))).toBe('LIMIT_REACHED');
      booth.now += 400_000;
      await expectTheRestToBeFree(booth);
    },
  );
});

describe('keeping fewer against a twin of the request that made it', () => {
  const STEPS: readonly [string, (input: string) => boolean][] = [
    ['its claim', (input) => input.includes('SECTION#')],
    ['the standing', (input) => input.includes('entries') && input.includes('requestHash')],
    ['the reservation', (input) => input.includes('attribute_not_exists(pk)')],
  ];

  it.each(STEPS)('leaves neither a claim nor a count behind when the twin stalled before %s', async (_, isIt) => {
    const { booth, keep, heldNow } = open();
    const slow = stallingBefore(table.db, isIt);
    const wish = { person: 'owner', seatNos: [1, 2, 49], key: 'k', limit: 3 };
    const twin = booth.processOn(slow.db).hold(wish);
    await slow.arrived;
    const { reservationId } = await booth.hold(wish);
    await keep('owner', reservationId, [2]);
    slow.goOn();
    expect(numbersOf(await twin)).toEqual([2]);
    expect(await heldNow()).toEqual([2]);
    expect((await booth.hold({ person: 'owner', seatNos: [1, 49], limit: 3 })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth)).toEqual([]);
  });

  it.each([1, 2, 3])(
    'lets what a twin left that died after %i writes lapse, though the rest is a ticket',
    async (n) => {
      const { booth, keep } = open();
      await booth.charge('owner', PRICE);
      const slow = stallingBefore(table.db, (input) => input.includes('SECTION#'));
      const wish = { person: 'owner', seatNos: [1, 2, 49], key: 'k', limit: 3 };
      const twin = booth.processOn(dyingAfter(slow.db as typeof table.db, n).db).hold(wish);
      const died = twin.catch(() => undefined);
      await slow.arrived;
      const { reservationId } = await booth.hold(wish);
      await keep('owner', reservationId, [2]);
      await booth.pay('owner', reservationId);
      slow.goOn();
      await died;
      expect(await faultsAfterAll(booth, { owner: PRICE })).toEqual([]);
      expect((await booth.hold({ person: 'owner', seatNos: [1, 49], limit: 3 })).status).toBe('PENDING');
      booth.now += 400_000;
      await expectTheRestToBeFree(booth);
    },
  );
});
