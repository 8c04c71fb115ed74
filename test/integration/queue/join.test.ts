// Joining at full width: places are dense, unique, in order, and one to a person.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { createLine, seqOf } from './line.ts';

const PEOPLE = Array.from({ length: 200 }, (_, i) => `person-${i}`);
const DENSE = PEOPLE.map((_, i) => i + 1);

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

describe('joining the line', () => {
  it('gives 200 people who join at once the places 1 to 200', async () => {
    const line = createLine(table);
    const joined = await Promise.all(PEOPLE.map((person) => line.join(person)));
    expect(ascending(joined.map(({ token }) => seqOf(token)))).toEqual(DENSE);
    expect(joined.map(({ queuePosition }) => queuePosition)).toEqual(joined.map(({ token }) => seqOf(token)));
    expect(new Set(joined.map((answer) => answer.status))).toEqual(new Set(['WAITING']));
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
