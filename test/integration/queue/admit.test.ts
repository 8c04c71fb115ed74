// Admission under race, in virtual time: never above capacity or rate, and no place is wasted.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { blockOf, leaseFrom } from '../../../functions/queue/domain-places.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { admittedIn, claimAll, crowd, faults } from './crowd.ts';
import { createLine, START, seqOf } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

describe('admitting', () => {
  it('lets the first who joins an idle line in within two seconds', async () => {
    const line = createLine(table, { ratePerSecond: 0.05 });
    const { token } = await line.join('first');
    await line.pass(2_000);
    expect(await line.status('first', token)).toMatchObject({ status: 'ACTIVE', queuePosition: 0 });
  });

  it('keeps to the capacity with two admitters at once', async () => {
    const line = createLine(table, { capacity: 20, ratePerSecond: 7 });
    const people = await crowd(line, 200);
    for (let second = 0; second < 10; second++) {
      line.now += 1_000;
      await Promise.all([line.admit(), line.admit(), claimAll(line, people.slice(0, 40))]);
    }
    expect(admittedIn(line)).toBe(20);
    expect(faults(line.admissions)).toEqual([]);
    line.now += 1_000;
    expect(await claimAll(line, people)).toBe(20);
  });

  it('keeps to the rate with two admitters at once', async () => {
    const line = createLine(table, { capacity: 1_000, ratePerSecond: 3 });
    await crowd(line, 200);
    await line.pass(1_000);
    const before = admittedIn(line);
    for (let second = 0; second < 20; second++) {
      line.now += 1_000;
      await Promise.all([line.admit(), line.admit(), line.admit()]);
    }
    expect(admittedIn(line) - before).toBe(60);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('admits one burst of ten ticks after five missed minutes, and then goes on at its rate', async () => {
    const line = createLine(table, { capacity: 1_000, ratePerSecond: 2 });
    await crowd(line, 200);
    await line.pass(1_000);
    line.ticks.length = 0;
    const silent = line.now;
    line.now += 300_000;
    await line.minute();
    await line.pass(0);
    expect(admittedIn(line, silent)).toBe(20);
    await line.pass(5_000);
    expect(admittedIn(line, silent)).toBe(30);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('admits exactly 18 in a minute at 0.3 a second', async () => {
    const line = createLine(table, { capacity: 1_000, ratePerSecond: 0.3 });
    await crowd(line, 60);
    await line.pass(1_000);
    const from = line.now;
    await line.pass(60_000);
    expect(admittedIn(line, from)).toBe(18);
    await line.pass(60_000);
    expect(admittedIn(line, from + 60_000)).toBe(18);
  });

  it('does not stall at 0.05 a second', async () => {
    const line = createLine(table, { capacity: 1_000, ratePerSecond: 0.05 });
    await crowd(line, 20);
    await line.pass(1_000);
    const from = line.now;
    await line.pass(120_000, true);
    expect(admittedIn(line, from)).toBe(6);
  });

  it('gives the place of who leaves, and of who buys, to the next person', async () => {
    const line = createLine(table, { capacity: 2, ratePerSecond: 1 });
    const [first, second, third, fourth, fifth] = await crowd(line, 5);
    if (!first || !second || !third || !fourth || !fifth) throw new Error('five joined');
    await line.pass(5_000);
    expect(await claimAll(line, [first, second, third])).toBe(2);
    await line.leave(first.person, first.token);
    await line.pass(3_000);
    expect(await claimAll(line, [third, fourth])).toBe(1);
    await line.buy(seqOf(second.token));
    await line.buy(seqOf(second.token));
    await line.pass(3_000);
    expect(await claimAll(line, [third, fourth, fifth])).toBe(2);
    await expect(line.status(first.person, first.token)).rejects.toMatchObject({ fields: { reason: 'LEFT' } });
    await expect(line.status(second.person, second.token)).rejects.toMatchObject({ fields: { reason: 'BOUGHT' } });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('gives a place that nobody claims to the next person after the claim window', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1, claimSeconds: 90 });
    const [absent, next] = await crowd(line, 2);
    if (!absent || !next) throw new Error('two joined');
    await line.pass(89_000, true);
    expect(await line.watermark()).toBe(1);
    await line.pass(20_000, true);
    expect(await line.status(next.person, next.token)).toMatchObject({ status: 'ACTIVE' });
    await expect(line.status(absent.person, absent.token)).rejects.toMatchObject({ fields: { reason: 'NOT_CLAIMED' } });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('settles a claim that meets the closing of its window: claimed and counted, or closed', async () => {
    const { store, concertId } = createLine(table);
    const seqs = Array.from({ length: 60 }, (_, i) => i * 48 + 1);
    const outcomes = await Promise.all(
      seqs.map(async (seq, i) => {
        const closing = () => store.closeBlocks(concertId, new Map([[blockOf(seq), seq]]));
        const claiming = () => store.claim(concertId, seq, leaseFrom(START, 60));
        const [closed, claimed] = await (i % 2 === 0
          ? Promise.all([closing(), claiming()])
          : Promise.all([claiming(), closing()]).then(([claim, close]) => [close, claim] as const));
        const counted = closed.get(blockOf(seq))?.values.has(seq);
        return { agree: counted === (claimed.value !== undefined), counted };
      }),
    );
    expect(outcomes.filter(({ agree }) => !agree)).toEqual([]);
    const late = await store.claim(concertId, 1, leaseFrom(START, 60));
    expect(late.value === undefined).toBe(outcomes[0]?.counted === false);
  });

  it('passes over who left while waiting, without counting them', async () => {
    const line = createLine(table, { capacity: 3, ratePerSecond: 100 });
    const people = await crowd(line, 120);
    await Promise.all(people.slice(1, 118).map(({ person, token }) => line.leave(person, token)));
    await line.pass(2_000);
    expect(await line.watermark()).toBe(120);
    expect(admittedIn(line)).toBe(3);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('gives who joins again after the lease a new place at the end', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1, leaseSeconds: 30 });
    const { token } = await line.join('again');
    await line.pass(2_000);
    await line.status('again', token);
    await line.join('other');
    line.now += 31_000;
    await expect(line.status('again', token)).rejects.toMatchObject({ fields: { reason: 'LEASE_ENDED' } });
    await expect(line.join('again')).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
    line.now += 10_000;
    const rejoined = await Promise.all([line.join('again'), line.join('again')]);
    expect(new Set(rejoined.map((answer) => seqOf(answer.token))).size).toBe(1);
    expect(seqOf(rejoined[0]?.token ?? '{}')).toBeGreaterThan(2);
    expect(line.now).toBeGreaterThan(START);
  });
});
