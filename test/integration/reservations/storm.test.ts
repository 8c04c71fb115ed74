// A crowd at random: holds, payments, deaths, repeated and late messages, clocks apart. Then everything has to agree.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from './audit.ts';
import { type Booth, createBooth, shuffled } from './booth.ts';
import { Died, dyingAfter, repeating } from './process.ts';

let table: TestTable;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterEach(() => table.drop());

const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f'];
const SEATS = [46, 47, 48, 49, 50, 51];
const CHARGED = 9_000;
const ROUNDS = 30;
const AT_ONCE = 8;

const upTo = (limit: number) => Math.floor(Math.random() * limit);
const oneOf = <T>(list: readonly T[]): T | undefined => list[upTo(list.length)];

/** A sound process, one that dies, or one whose writes are repeated. */
function anyProcess(booth: Booth) {
  const kind = Math.random();
  if (kind < 0.15) return booth.processOn(dyingAfter(table.db, 1 + upTo(4)).db);
  return kind < 0.3 ? booth.processOn(repeating(table.db)) : booth;
}

async function anything(booth: Booth): Promise<void> {
  const process = anyProcess(booth);
  const person = oneOf(PEOPLE) ?? 'a';
  const reservation = oneOf(await booth.reservations());
  const kind = Math.random();
  if (kind < 0.5 || !reservation) {
    const seatNos = shuffled(SEATS).slice(0, 1 + upTo(3));
    await process.hold({ person, seatNos, key: `k${upTo(4)}`, holdSeconds: 1 + upTo(8), limit: 4 });
  } else if (kind < 0.8) {
    const owner = PEOPLE.find((one) => booth.userOf(one) === reservation.userId) ?? person;
    await process.pay(owner, reservation.reservationId);
  } else {
    const event = oneOf(await booth.events());
    if (event) await process.deliver(event);
  }
}

describe('a storm', () => {
  it.each([1, 2, 3])('leaves one owner per seat, all the money, and nothing stuck (%i)', async () => {
    const booth = createBooth(table);
    for (const person of PEOPLE) await booth.charge(person, CHARGED);
    for (let round = 0; round < ROUNDS; round++) {
      const all = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => anything(booth)));
      const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(reasons.filter((reason) => !(reason instanceof Refusal) && !(reason instanceof Died))).toEqual([]);
      booth.now += oneOf([0, 300, 1_000, 4_000]) ?? 0;
    }
    const charged = Object.fromEntries(PEOPLE.map((person) => [person, CHARGED]));
    expect(await faultsAfterAll(booth, charged)).toEqual([]);
    await expectTheRestToBeFree(booth);
  });
});
