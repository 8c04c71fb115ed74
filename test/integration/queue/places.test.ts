// Whose a place is, what it costs to ask for it, and with what it ends.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { itemOf, standingKey } from '../../../functions/reservations/keys.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { heldReservation } from '../../unit/reservations/samples.ts';
import { counting } from '../reservations/process.ts';
import { admittedIn, at, claimAll, crowd, faults, inFlight } from './crowd.ts';
import { createLine, START, seqOf, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const phone = { userId: 'account-1', personId: 'person' };
const laptop = { userId: 'account-2', personId: 'person' };
const codeOf = (error: unknown) => (error instanceof Refusal ? error.kind.code : String(error));
const refused = (code: string, fields: object = {}) => ({ kind: { code }, fields });

describe('a place in line', () => {
  it('is one for two accounts of one person, also when they join at once', async () => {
    const line = createLine(table);
    const joined = await Promise.all([phone, laptop, phone, laptop, laptop].map((account) => line.join(account)));
    expect(new Set(joined.map(({ token }) => seqOf(token))).size).toBe(1);
    expect(seqOf((await line.join(laptop)).token)).toBe(seqOf(at(joined, 0).token));
  });

  it('is no use to somebody else: they are refused, and it is neither claimed nor left', async () => {
    const line = createLine(table);
    const { token } = await line.join(phone);
    await line.pass(2_000);
    await expect(line.status('thief', token)).rejects.toMatchObject(refused('NOT_YOU'));
    await expect(line.leave('thief', token)).rejects.toMatchObject(refused('NOT_YOU'));
    expect((await line.store.place(line.concertId, seqOf(token))).value).toBeUndefined();
    expect(await line.status(phone, token)).toMatchObject({ status: 'ACTIVE' });
  });

  it('may be used from another account and device of the same person', async () => {
    const line = createLine(table, { capacity: 1 });
    const { token } = await line.join(phone);
    await line.join('next');
    await line.pass(2_000);
    const [one, other] = await Promise.all([line.status(phone, token), line.status(laptop, token)]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ status: 'ACTIVE' });
    await line.leave(laptop, token);
    await expect(line.status(phone, token)).rejects.toMatchObject(refused('QUEUE_TOKEN_ENDED', { reason: 'LEFT' }));
  });

  it('is nobody’s by an altered token', async () => {
    const line = createLine(table);
    const { token } = await line.join(phone);
    await expect(line.status(phone, `x${token}`)).rejects.toMatchObject(refused('QUEUE_TOKEN_INVALID'));
    await expect(line.leave(phone, `x${token}`)).rejects.toMatchObject(refused('QUEUE_TOKEN_INVALID'));
  });

  it('is lost to who misses the claim window: they are told so, and may join again at the end', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1, claimSeconds: 12 });
    const { token } = await line.join('late');
    await line.join('next');
    await line.pass(30_000);
    await expect(line.status('late', token)).rejects.toMatchObject(
      refused('QUEUE_TOKEN_ENDED', { reason: 'NOT_CLAIMED' }),
    );
    const again = await Promise.all([line.join('late'), line.join('late'), line.join('late')]);
    expect(new Set(again.map((joined) => seqOf(joined.token))).size).toBe(1);
    expect(seqOf(at(again, 0).token)).toBeGreaterThan(2);
    expect(at(again, 0)).toMatchObject({ status: 'WAITING' });
    expect(faults(line.admissions)).toEqual([]);
  });
});

describe('asking for a place', () => {
  it('far more often than told is refused, with the time to wait, and goes on when that is over', async () => {
    const line = createLine(table, { ratePerSecond: 0.05, capacity: 1 });
    await line.join('first');
    const { token } = await line.join('impatient');
    const asked = await Promise.allSettled(Array.from({ length: 40 }, () => line.status('impatient', token)));
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(8);
    const refusal = await line.status('impatient', token).catch((error: unknown) => error);
    expect(refusal).toMatchObject(refused('POLLING_TOO_FAST'));
    line.now += (refusal as { retryAfterSeconds: number }).retryAfterSeconds * 1000;
    expect(await line.status('impatient', token)).toMatchObject({ status: 'WAITING' });
  });

  it('at the pace that is told shows a place that only falls, until its turn comes', async () => {
    const line = createLine(table, { ratePerSecond: 1, capacity: 1_000, claimSeconds: 90 });
    const people = (await crowd(line, 60)).map((one) => ({ ...one, dueAt: line.now, positions: [] as number[] }));
    for (let second = 0; second < 70; second++) {
      await line.pass(1_000);
      for (const one of people.filter(({ dueAt }) => dueAt <= line.now)) {
        const standing = await line.status(one.person, one.token);
        one.positions.push(standing.queuePosition);
        one.dueAt = standing.status === 'WAITING' ? line.now + standing.pollAfterSeconds * 1000 : Number.MAX_VALUE;
      }
    }
    const falling = (positions: number[]) => positions.toSorted((a, b) => b - a);
    expect(people.map(({ positions }) => positions)).toEqual(people.map(({ positions }) => falling(positions)));
    expect(people.map(({ positions }) => positions.at(-1))).toEqual(people.map(() => 0));
  });

  it('10,000 times costs as many reads as there were seconds', async () => {
    const counted = counting(table.db);
    const line = createLine({ ...table, db: counted.db }, { capacity: 1, ratePerSecond: 1 });
    const people = await crowd(line, 50);
    await line.pass(1_000);
    counted.sent.length = 0;
    const outcomes = new Map<string, number>();
    for (let poll = 0; poll < 200; poll++) {
      line.now += 100;
      for (const { person, token } of people.slice(1)) {
        const told = await line.status(person, token).then(({ status }) => status, codeOf);
        outcomes.set(told, (outcomes.get(told) ?? 0) + 1);
      }
      await line.forAll();
    }
    expect([...outcomes.keys()].toSorted()).toEqual(['POLLING_TOO_FAST', 'WAITING']);
    expect(counted.sent).toEqual(Array.from({ length: 20 }, () => 'BatchGetCommand'));
  });

  it('for a place that is over, again and again, is refused without a read after a few times', async () => {
    const counted = counting(table.db);
    const line = createLine({ ...table, db: counted.db });
    const { token } = await line.join('gone');
    await line.pass(2_000);
    await line.status('gone', token);
    await line.leave('gone', token);
    counted.sent.length = 0;
    const told = await inFlight(Array.from({ length: 100 }), 1, () =>
      line.status('gone', token).then(() => '', codeOf),
    );
    expect(told[0]).toBe('QUEUE_TOKEN_ENDED');
    expect(told.at(-1)).toBe('POLLING_TOO_FAST');
    expect(counted.sent.length).toBeLessThanOrEqual(20);
  });
});

/** A purchase that is complete, as the reservations' table has it. */
async function purchase(line: TestLine, bought: { readonly person: string; readonly seq: number }, ids: string[]) {
  const { concertId } = line;
  const of = { personId: bought.person, seq: bought.seq, concertId };
  const puts = ids.map((reservationId) =>
    itemOf(heldReservation({ ...of, reservationId, status: 'CONFIRMED', confirmedAt: START })),
  );
  const entry = { seats: 1, reservedAt: START, until: START, requestHash: 'hash' };
  const entries = Object.fromEntries(ids.map((id) => [id, entry]));
  const standing = { ...standingKey(bought.person, concertId), version: ids.length, entries };
  for (const Item of [...puts, standing]) await table.db.send(new PutCommand({ TableName: table.name, Item }));
  await line.buy(bought.seq, bought.person);
}

describe('a purchase', () => {
  it('ends the place when the concert allows one, and the next person goes in', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1 });
    const people = await crowd(line, 2);
    const [buyer, next] = [at(people, 0), at(people, 1)];
    await line.pass(2_000);
    expect(await claimAll(line, [buyer])).toBe(1);
    await Promise.all([line.buy(buyer.seq), line.buy(buyer.seq)]);
    await line.pass(3_000);
    expect(await claimAll(line, [next])).toBe(1);
    await expect(line.status(buyer.person, buyer.token)).rejects.toMatchObject({ fields: { reason: 'BOUGHT' } });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('leaves the place until the last that the concert allows, however often each is told', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1, purchasesPerAdmission: 3 });
    const people = await crowd(line, 2);
    const buyer = at(people, 0);
    await line.pass(2_000);
    await claimAll(line, [buyer]);
    await purchase(line, buyer, ['rsv_1']);
    await purchase(line, buyer, ['rsv_1', 'rsv_2']);
    await Promise.all([line.buy(buyer.seq, buyer.person), line.buy(buyer.seq, buyer.person)]);
    await line.pass(3_000);
    expect(await line.status(buyer.person, buyer.token)).toMatchObject({ status: 'ACTIVE' });
    expect(admittedIn(line)).toBe(1);
    await purchase(line, buyer, ['rsv_1', 'rsv_2', 'rsv_3']);
    await line.pass(3_000);
    await expect(line.status(buyer.person, buyer.token)).rejects.toMatchObject({ fields: { reason: 'BOUGHT' } });
    expect(admittedIn(line)).toBe(2);
  });
});
