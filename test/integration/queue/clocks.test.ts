// Clocks that are wrong: nobody is admitted beyond rate and capacity, and the line goes on.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { admittedIn, claimAll, crowd, faults } from './crowd.ts';
import { createLine, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** So many seconds with two ticks in each, all by clocks that are `skewMs` ahead. */
async function run(line: TestLine, seconds: number, skewMs = 0): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    line.now += 1_000;
    await Promise.all([line.skewed(skewMs, line.tick), line.skewed(skewMs, line.tick)]);
  }
}

describe('a clock that jumps back', () => {
  it('by seconds admits nobody twice nor beyond the rate, and the line stands for no longer than it jumped', async () => {
    const line = createLine(table, { ratePerSecond: 4, capacity: 1_000 });
    await crowd(line, 100);
    await run(line, 5);
    const before = await line.watermark();
    await run(line, 15, -5_000);
    expect((await line.watermark()) - before).toBeLessThanOrEqual(60);
    expect((await line.watermark()) - before).toBeGreaterThanOrEqual(40);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('does not make a lease longer for the line, nor a full line any fuller', async () => {
    const line = createLine(table, { ratePerSecond: 10, capacity: 5, leaseSeconds: 60, claimSeconds: 30 });
    const people = await crowd(line, 20);
    await run(line, 3);
    expect(await claimAll(line, people.slice(0, 5))).toBe(5);
    await run(line, 15, -8_000);
    expect(await line.watermark()).toBe(5);
    expect(await line.active()).toBe(5);
    line.now += 50_000;
    await run(line, 10);
    expect(await line.watermark()).toBeGreaterThan(5);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('by minutes does not keep the line standing until it is caught up', async () => {
    const line = createLine(table, { ratePerSecond: 4, capacity: 1_000 });
    await crowd(line, 100);
    await run(line, 3, 300_000);
    const before = await line.watermark();
    await run(line, 15);
    expect((await line.watermark()) - before).toBeGreaterThanOrEqual(40);
    expect((await line.watermark()) - before).toBeLessThanOrEqual(64);
  });

  it('by minutes does not keep ticks from being sent', async () => {
    const line = createLine(table, { ratePerSecond: 1, capacity: 1_000 });
    await crowd(line, 100);
    await line.skewed(300_000, line.tick);
    line.ticks.length = 0;
    const before = await line.watermark();
    await line.pass(120_000, true);
    expect((await line.watermark()) - before).toBeGreaterThanOrEqual(50);
  });
});

describe('one instance whose clock is a minute ahead', () => {
  it('admits beyond the rate once at most, and those after it wait for no longer than a few ticks', async () => {
    const line = createLine(table, { ratePerSecond: 2, capacity: 1_000 });
    await crowd(line, 80);
    await run(line, 5);
    const from = line.now;
    await line.skewed(60_000, line.tick);
    const ahead = await line.watermark();
    await run(line, 15);
    expect((await line.watermark()) - ahead).toBeGreaterThanOrEqual(20);
    // Ten seconds' worth by the wrong clock, and what the rate allows in the time after it.
    expect(admittedIn(line, from)).toBeLessThanOrEqual(20 + 30 + 1);
  });
});
