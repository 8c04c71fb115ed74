// The shop cannot serve those who were let in: the line slows down by what the functions counted, and recovers.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createHealthWatch } from '../../../functions/queue/writes.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { busyFor } from '../reservations/process.ts';
import { admittedIn, crowd, faults } from './crowd.ts';
import { createLine, START, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** Counters are the whole shop's: each test has an hour of its own. */
let hours = 0;
function lineAt(settings: Parameters<typeof createLine>[1] = {}): TestLine {
  const line = createLine(table, { capacity: 1_000, ...settings });
  hours += 1;
  line.now = START + hours * 3_600_000;
  return line;
}

const instance = (onceDb: Db = table.onceDb) => createHealthWatch({ onceDb, QUEUE_TABLE: table.name });

/** So many calls within a second, of which the last `failed` were answered 503; all are written by then. */
async function call(watch: ReturnType<typeof instance>, now: number, calls: number, failed: number): Promise<void> {
  const at = (n: number) => (n === 1 ? now - 1_000 : n < calls ? now - 1 : now);
  for (let n = 1; n <= calls; n++) await watch({ status: n > calls - failed ? 503 : 200, now: at(n) });
}

describe('holds that fail', () => {
  it('halve the pace, again while they go on, and it recovers in steps of an eighth each 15 seconds', async () => {
    const line = lineAt({ ratePerSecond: 16 });
    await crowd(line, 30);
    const watch = instance();
    const factors: number[] = [];
    for (let step = 0; step < 9; step++) {
      if (step < 2) await call(watch, line.now, 40, 10);
      await line.tick();
      factors.push((await line.state()).pressure.factor);
      line.now += 15_000;
    }
    expect(factors).toEqual([0.5, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1]);
  });

  it('let half as many in, and the rate that was set again when they are over', async () => {
    const line = lineAt({ ratePerSecond: 2 });
    await crowd(line, 160, 64);
    await line.pass(1_000);
    await call(instance(), line.now, 40, 10);
    await line.pass(1_000);
    const slowed = line.now;
    await line.pass(10_000);
    expect(admittedIn(line, slowed)).toBe(10);
    expect((await line.view()).backpressure).toMatchObject({ factor: 0.5, ratePerSecond: 1 });
    await line.pass(60_000);
    const recovered = line.now;
    await line.pass(5_000);
    expect(admittedIn(line, recovered)).toBe(10);
    expect((await line.view()).backpressure).toMatchObject({ factor: 1, ratePerSecond: 2, calls: 0, failedShare: 0 });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('of one instance and of another add up', async () => {
    const line = lineAt();
    await line.join('first');
    const [one, other] = [instance(), instance()];
    await Promise.all([call(one, line.now, 12, 2), call(other, line.now, 12, 2)]);
    expect(await line.store.health(line.now)).toEqual({ calls: 24, failed: 4 });
    await line.tick();
    expect((await line.state()).pressure).toEqual({ factor: 0.5, at: line.now });
  });

  it('press once, however many ticks see them at the same time', async () => {
    const line = lineAt();
    await crowd(line, 5);
    await call(instance(), line.now, 40, 40);
    await Promise.all(Array.from({ length: 10 }, () => line.tick()));
    line.now += 1_000;
    await Promise.all([line.tick(), line.tick()]);
    expect((await line.state()).pressure.factor).toBe(0.5);
  });

  it('say nothing when they are few, a small share, or ten seconds old', async () => {
    const few = lineAt();
    await few.join('first');
    await call(instance(), few.now, 19, 19);
    await few.tick();
    const share = lineAt();
    await share.join('first');
    await call(instance(), share.now, 100, 10);
    await share.tick();
    const old = lineAt();
    await old.join('first');
    await call(instance(), old.now, 40, 40);
    old.now += 15_000;
    await old.tick();
    const factors = await Promise.all([few, share, old].map(async (line) => (await line.state()).pressure.factor));
    expect(factors).toEqual([1, 1, 1]);
  });

  it('are not counted when the table was busy, but those after it are', async () => {
    const line = lineAt();
    let isBusy = true;
    const busy = busyFor(table.onceDb, () => isBusy);
    const watch = instance(busy);
    await expect(watch({ status: 500, now: line.now - 1_000 })).rejects.toThrow();
    isBusy = false;
    await watch({ status: 429, now: line.now - 1 });
    await watch({ status: 503, now: line.now });
    expect(await line.store.health(line.now)).toEqual({ calls: 2, failed: 2 });
  });

  it('that are long over do not slow those who come after a quiet hour', async () => {
    const line = lineAt({ ratePerSecond: 16 });
    await crowd(line, 2);
    const watch = instance();
    for (let step = 0; step < 3; step++) {
      await call(watch, line.now, 30, 30);
      await line.tick();
      line.now += 15_000;
    }
    line.now += 30 * 60_000;
    await crowd(line, 40);
    await line.tick();
    expect((await line.view()).backpressure.factor).toBe(1);
  });

  it('never bring the line to a stand', async () => {
    const line = lineAt({ ratePerSecond: 1 });
    await crowd(line, 20);
    const watch = instance();
    for (let step = 0; step < 10; step++) {
      await call(watch, line.now, 30, 30);
      await line.tick();
      line.now += 15_000;
    }
    const before = await line.watermark();
    for (let second = 0; second < 14; second++) {
      await call(watch, line.now, 30, 30);
      line.now += 10_000;
      await line.tick();
    }
    expect(await line.watermark()).toBeGreaterThan(before);
    expect((await line.state()).pressure.factor).toBe(1 / 64);
  });
});
