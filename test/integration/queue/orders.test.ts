// Several operators, ticks and orders at once: no order is lost, each is in the list, and no tick waits for one.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AuditView } from '../../../functions/queue/contract-admin.ts';
import type { Order } from '../../../functions/queue/domain-controls.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { stallingBefore } from '../reservations/process.ts';
import { admittedIn, at, crowd, faults, set } from './crowd.ts';
import { createLine, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** The whole list, the oldest first. */
async function history(line: TestLine): Promise<AuditView[]> {
  const { entries, cursor } = await line.audit({ limit: 100 });
  expect(cursor).toBeUndefined();
  return entries.toReversed();
}

/** Entries of which something was not as the entry before left it. */
function breaks(entries: readonly AuditView[], initial: Readonly<Record<string, unknown>>): AuditView[] {
  let known = { ...initial };
  return entries.filter(({ before, after }) => {
    const isBroken = Object.entries(before).some(([name, value]) => name in known && known[name] !== value);
    known = { ...known, ...after };
    return isBroken;
  });
}

describe('two operators at once', () => {
  it('have both their orders, and the list has both with what was before and after', async () => {
    const line = createLine(table, { capacity: 10, ratePerSecond: 2 });
    await line.join('first');
    await Promise.all([
      line.operate(set({ capacity: 20 }), { by: 'operator-1' }),
      line.operate(set({ ratePerSecond: 7 }), { by: 'operator-2' }),
    ]);
    expect(await line.view()).toMatchObject({ capacity: 20, ratePerSecond: 7, controlsVersion: 2 });
    const entries = await history(line);
    expect(entries.map(({ version }) => version)).toEqual([1, 2]);
    const of = (userId: string) => entries.find((entry) => entry.userId === userId);
    expect(of('operator-1')).toMatchObject({ action: 'set', before: { capacity: 10 }, after: { capacity: 20 } });
    expect(of('operator-2')).toMatchObject({
      before: { ratePerSecond: 2 },
      after: { ratePerSecond: 7 },
      reason: 'set it',
    });
  });

  it('who change the same thing leave a list without a break, the last of which holds', async () => {
    const line = createLine(table, { capacity: 10 });
    await line.join('first');
    for (let round = 0; round < 5; round++) {
      line.now += 1_000;
      await Promise.all([20, 30, 40].map((capacity) => line.operate(set({ capacity: capacity + round }))));
    }
    const entries = await history(line);
    expect(entries.length).toBe(15);
    expect(breaks(entries, { capacity: 10 })).toEqual([]);
    expect((await line.state()).capacity).toBe(at(entries, -1).after.capacity);
  });

  it('who order the same twice write it once', async () => {
    const line = createLine(table);
    await line.join('first');
    await Promise.all([line.operate({ kind: 'drain' }), line.operate({ kind: 'drain' })]);
    expect((await history(line)).map(({ action }) => action)).toEqual(['drain']);
  });

  it('may be the first who come to a line that nobody joined', async () => {
    const line = createLine(table, { capacity: 10 });
    await Promise.all([line.operate(set({ capacity: 3 })), line.operate({ kind: 'pause' })]);
    await crowd(line, 5);
    await line.pass(5_000);
    expect(await line.watermark()).toBe(0);
    await line.operate({ kind: 'resume' });
    await line.pass(10_000);
    expect(await line.watermark()).toBe(3);
    expect(breaks(await history(line), { capacity: 10, paused: false })).toEqual([]);
  });
});

describe('orders while ticks run', () => {
  it('are all kept, and no tick is refused by them', async () => {
    const line = createLine(table, { capacity: 1_000, ratePerSecond: 3 });
    await crowd(line, 100);
    await line.pass(1_000);
    const from = line.now;
    const orders = Array.from({ length: 20 }, (_, i): Order => set({ leaseSeconds: 600 + i, claimSeconds: 60 + i }));
    for (const order of orders) {
      line.now += 1_000;
      await Promise.all([line.admit(), line.admit(), line.operate(order)]);
    }
    expect(admittedIn(line, from)).toBe(60);
    expect((await history(line)).map(({ after }) => after.leaseSeconds)).toEqual(orders.map((_, i) => 600 + i));
    expect(faults(line.admissions)).toEqual([]);
  });

  it('do not refuse the admission that was decided before them, and hold from the next tick on', async () => {
    const line = createLine(table, { capacity: 1_000, ratePerSecond: 3 });
    await crowd(line, 40);
    await line.pass(1_000);
    line.now += 1_000;
    const stalled = stallingBefore(table.db, (input) => input.includes('movedBy'));
    const admitting = line.admit(stalled.db);
    await stalled.arrived;
    await line.operate({ kind: 'pause' });
    stalled.goOn();
    expect(await admitting).toMatchObject({ admitted: 3 });
    line.now += 1_000;
    expect(await line.admit()).toBeUndefined();
  });
});

describe('the list of what operators did', () => {
  it('is given in pages, the newest first, each entry once', async () => {
    const line = createLine(table);
    await line.join('first');
    for (let n = 1; n <= 7; n++) await line.operate(set({ capacity: n }), { by: `operator-${n}` });
    const pages: (readonly string[])[] = [];
    let cursor: string | undefined;
    do {
      const page = await line.audit({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(page.entries.map(({ userId }) => userId));
      cursor = page.cursor;
      // What is ordered in between is not in the pages that follow.
      if (pages.length === 1) await line.operate({ kind: 'pause' });
    } while (cursor !== undefined);
    expect(pages).toEqual([
      ['operator-7', 'operator-6', 'operator-5'],
      ['operator-4', 'operator-3', 'operator-2'],
      ['operator-1'],
    ]);
  });

  it('refuses a cursor that it did not give', async () => {
    const line = createLine(table);
    await expect(line.audit({ cursor: 'eHl6' })).rejects.toMatchObject({ kind: { code: 'INVALID_REQUEST' } });
  });
});
