// Joining at full width: places are dense, unique, in order, and one to a person.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { counting, dyingAfter } from '../reservations/process.ts';
import { admittedIn, faults, inFlight } from './crowd.ts';
import { createLine, seqOf } from './line.ts';

const PEOPLE = Array.from({ length: 200 }, (_, i) => `person-${i}`);

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

describe('joining the line', () => {
  it('gives 1,000 people, 64 of them asking at a time, the places 1 to 1,000', { timeout: 120_000 }, async () => {
    const line = createLine(table);
    const people = Array.from({ length: 1_000 }, (_, i) => `person-${i}`);
    const joined = await inFlight(people, 64, line.join);
    expect(ascending(joined.map(({ token }) => seqOf(token)))).toEqual(people.map((_, i) => i + 1));
    expect(joined.map(({ queuePosition }) => queuePosition)).toEqual(joined.map(({ token }) => seqOf(token)));
    expect(new Set(joined.map((answer) => answer.status))).toEqual(new Set(['WAITING']));
    expect(await line.joined()).toBe(1_000);
  });

  it('gives the same place to who joins again, as often as they like', async () => {
    const line = createLine(table);
    const first = await Promise.all(PEOPLE.map((person) => line.join(person)));
    const again = await Promise.all(PEOPLE.map((person) => line.join(person)));
    expect(again.map(({ token }) => seqOf(token))).toEqual(first.map(({ token }) => seqOf(token)));
    expect(await line.joined()).toBe(200);
  });

  it('never puts who joined later in front of who had an answer before', async () => {
    const line = createLine(table);
    const answered: { seq: number; before: number; after: number }[] = [];
    let instant = 0;
    const waiting = [...PEOPLE];
    const client = async () => {
      for (let person = waiting.shift(); person; person = waiting.shift()) {
        const before = ++instant;
        const { token } = await line.join(person);
        answered.push({ seq: seqOf(token), before, after: ++instant });
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
    const overtaken = answered.filter(({ seq, after }) =>
      answered.some((later) => later.before > after && later.seq < seq),
    );
    expect(answered.length).toBe(200);
    expect(overtaken).toEqual([]);
  });

  it('gives one place to one person who joins 50 times at once, and stalls nobody by the others', async () => {
    const line = createLine(table, { ratePerSecond: 1, capacity: 2 });
    const mine = await Promise.all(Array.from({ length: 50 }, () => line.join('impatient')));
    const next = await line.join('patient');
    expect(new Set(mine.map(({ token }) => seqOf(token))).size).toBe(1);
    await line.pass(3_000);
    expect(line.admissions.reduce((sum, { admitted }) => sum + admitted, 0)).toBe(2);
    expect((await line.status('patient', next.token)).status).toBe('ACTIVE');
  });
});

describe('the first second of a line', () => {
  it('begins it a few times, and not once for each who joins', async () => {
    const counted = counting(table.db);
    const line = createLine({ ...table, db: counted.db, onceDb: counted.db });
    await inFlight(PEOPLE, 4, (person) => line.join(person));
    // Each writes the counter and its ticket; to begin the line are two writes.
    const puts = counted.sent.filter((sent) => sent === 'PutCommand').length;
    expect(puts - PEOPLE.length).toBeLessThanOrEqual(4 * 2);
    expect(await line.joined()).toBe(200);
  });
});

/** Joins by an instance that dies after so many writes. */
async function dieJoining(line: ReturnType<typeof createLine>, person: string, writes: number): Promise<void> {
  const dying = dyingAfter(table.db, writes);
  await expect(line.joinThrough(dying.db, person)).rejects.toThrow();
  expect(dying.died()).toBe(true);
}

describe('a join that fails', () => {
  it('after its place was counted leaves no hole that stalls: the place is given on when nobody claims it', async () => {
    const line = createLine(table, { capacity: 2, ratePerSecond: 1, claimSeconds: 12 });
    const first = await line.join('first');
    for (const person of ['lost-1', 'lost-2', 'lost-3']) await dieJoining(line, person, 1);
    const last = await line.join('last');
    expect(seqOf(last.token)).toBe(5);
    await line.pass(2_000);
    await line.status('first', first.token);
    let waited = 2;
    // One place is left for four, and each of the three that were lost takes one claim window of it.
    while ((await line.status('last', last.token)).status === 'WAITING' && waited < 90) {
      await line.pass(2_000);
      waited += 2;
    }
    expect(waited).toBeGreaterThanOrEqual(3 * 12);
    expect(waited).toBeLessThanOrEqual(3 * 16);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('after its place was counted costs its person nothing but that place', async () => {
    const line = createLine(table, { capacity: 10, ratePerSecond: 10 });
    await line.join('first');
    await dieJoining(line, 'unlucky', 1);
    const { token } = await line.join('unlucky');
    await line.pass(2_000);
    expect(seqOf(token)).toBe(3);
    expect(await line.status('unlucky', token)).toMatchObject({ status: 'ACTIVE' });
    expect(admittedIn(line)).toBe(3);
  });

  it('after its ticket was written has its place when it is tried again', async () => {
    const line = createLine(table);
    await line.join('first');
    await dieJoining(line, 'unlucky', 2);
    await line.join('other');
    expect(seqOf((await line.join('unlucky')).token)).toBe(2);
    expect(await line.joined()).toBe(3);
  });
});
