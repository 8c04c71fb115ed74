// Orders on a line that runs: nobody loses what they have, and nobody is admitted beyond what was ordered.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { admittedIn, at, claimAll, crowd, ended, faults, type Someone, set } from './crowd.ts';
import { createLine, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** A line with `size` people in it, of whom the first `capacity` were admitted and hold their places. */
async function fullLine(size: number, capacity: number, settings: { claimSeconds?: number } = {}) {
  const line = createLine(table, { capacity, ratePerSecond: 10, ...settings });
  const people = await crowd(line, size);
  await line.pass(Math.ceil(capacity / 10) * 1_000 + 2_000);
  const [inside, outside] = [people.slice(0, capacity), people.slice(capacity)];
  expect(await claimAll(line, inside)).toBe(capacity);
  return { line, inside, outside };
}

async function leaveAll(line: TestLine, people: readonly Someone[]): Promise<void> {
  await Promise.all(people.map(({ person, token }) => line.leave(person, token)));
}

describe('a pause', () => {
  it('admits nobody while people claim what they were given, and ends without a burst', async () => {
    const line = createLine(table, { capacity: 100, ratePerSecond: 2, claimSeconds: 90 });
    const people = await crowd(line, 60);
    await line.pass(10_000);
    await Promise.all([line.operate({ kind: 'pause' }), line.tick(), line.tick()]);
    await line.pass(1_000);
    const admitted = await line.watermark();
    const claims = claimAll(line, people.slice(0, admitted));
    await Promise.all([claims, line.tick(), line.tick()]);
    expect(await claims).toBe(admitted);
    await line.pass(180_000, true);
    expect(await line.watermark()).toBe(admitted);
    expect(line.ticks).toEqual([]);
    expect(await line.status(at(people, -1).person, at(people, -1).token)).toMatchObject({ paused: true });
    const resumedAt = line.now;
    await line.operate({ kind: 'resume' });
    await line.pass(10_000);
    expect(admittedIn(line, resumedAt)).toBeLessThanOrEqual(21);
    expect(admittedIn(line, resumedAt)).toBeGreaterThanOrEqual(19);
    expect(faults(line.admissions)).toEqual([]);
  });
});

describe('a capacity below those who are active', () => {
  it('takes no lease from anybody, and admits nobody until fewer are active', async () => {
    const { line, inside, outside } = await fullLine(20, 10);
    await line.operate(set({ capacity: 4 }));
    await line.pass(30_000);
    expect(await claimAll(line, inside)).toBe(10);
    await leaveAll(line, inside.slice(0, 6));
    await line.pass(20_000);
    expect(await claimAll(line, outside)).toBe(0);
    await leaveAll(line, inside.slice(6, 8));
    await line.pass(3_000);
    expect(await claimAll(line, outside)).toBe(2);
    expect(await line.active()).toBe(4);
    expect(faults(line.admissions)).toEqual([]);
  });
});

describe('a rate of nothing', () => {
  it('admits nobody and sends no ticks; a new rate goes on from there without a burst', async () => {
    const { line } = await fullLine(60, 10, { claimSeconds: 30 });
    await line.operate(set({ ratePerSecond: 0, capacity: 100 }));
    const stoppedAt = line.now;
    await line.pass(180_000, true);
    expect(admittedIn(line, stoppedAt)).toBe(0);
    expect(line.ticks).toEqual([]);
    await line.operate(set({ ratePerSecond: 2 }));
    const goesOnAt = line.now;
    await line.pass(10_000);
    expect(admittedIn(line, goesOnAt)).toBeLessThanOrEqual(21);
    expect(admittedIn(line, goesOnAt)).toBeGreaterThanOrEqual(19);
    expect(faults(line.admissions)).toEqual([]);
  });
});

describe('a shorter time to claim', () => {
  it('takes nothing from those who were admitted before', async () => {
    const line = createLine(table, { capacity: 20, ratePerSecond: 10, claimSeconds: 90 });
    const people = await crowd(line, 20);
    await line.pass(1_000);
    const before = people.slice(0, await line.watermark());
    await line.operate(set({ claimSeconds: 10 }));
    await line.pass(80_000, true);
    expect(await claimAll(line, before)).toBe(before.length);
    expect(await line.active()).toBeLessThanOrEqual(20);
  });

  it('is what those have who are admitted when the old windows are over', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 10, claimSeconds: 90 });
    const people = await crowd(line, 3);
    await line.pass(1_000);
    await line.operate(set({ claimSeconds: 12 }));
    await line.pass(88_000, true);
    expect(await line.watermark()).toBe(1);
    await line.pass(3_000);
    expect(await line.watermark()).toBe(2);
    await line.pass(12_000);
    expect(await line.watermark()).toBe(3);
    expect(await claimAll(line, [at(people, 2)])).toBe(1);
    await expect(line.status(at(people, 0).person, at(people, 0).token)).rejects.toMatchObject(ended('NOT_CLAIMED'));
  });
});

describe('a pass-through', () => {
  it('admits everybody who waits and who comes, beyond rate and capacity, and then nobody until fewer are active', async () => {
    const { line, inside, outside } = await fullLine(40, 5);
    await line.operate({ kind: 'passThrough', seconds: 30 });
    await line.pass(2_000);
    expect(await claimAll(line, outside)).toBe(35);
    expect(await line.forAll()).toMatchObject({ passThrough: true, waiting: 0 });
    const guest = await line.join('guest');
    await line.pass(3_000);
    expect(await line.status('guest', guest.token)).toMatchObject({ status: 'ACTIVE' });
    await line.pass(30_000);
    expect(await line.forAll()).not.toHaveProperty('passThrough');
    const late = await line.join('late');
    await line.pass(20_000);
    expect(await line.status('late', late.token)).toMatchObject({ status: 'WAITING', queuePosition: 1 });
    await leaveAll(line, [...inside, ...outside.slice(0, 32)]);
    await line.pass(3_000);
    expect(await line.status('late', late.token)).toMatchObject({ status: 'ACTIVE' });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('longer than the ceiling needs a second word', async () => {
    const line = createLine(table);
    await line.join('first');
    const order = { kind: 'passThrough', seconds: 601 } as const;
    await expect(line.operate(order)).rejects.toMatchObject({
      kind: { code: 'CONFIRM_REQUIRED' },
      fields: { ceilings: { passThroughSeconds: 600 } },
    });
    expect((await line.audit()).entries).toEqual([]);
    expect(await line.operate(order, { confirm: true })).toMatchObject({ controlsVersion: 1 });
  });
});

describe('a drained line', () => {
  it('gives nobody new a place, and admits those who have one', async () => {
    const { line, outside } = await fullLine(12, 10);
    await line.operate({ kind: 'drain' });
    line.now += 1_000;
    await expect(line.join('new')).rejects.toMatchObject({ kind: { code: 'JOINING_STOPPED' } });
    const waiting = at(outside, 0);
    expect(await line.join(waiting.person)).toMatchObject({ token: waiting.token, status: 'WAITING' });
    await line.operate(set({ capacity: 12 }));
    await line.pass(3_000);
    expect(await claimAll(line, outside)).toBe(2);
    await line.operate({ kind: 'open' });
    line.now += 1_000;
    expect(await line.join('new')).toMatchObject({ status: 'WAITING' });
  });
});

describe('a line that an operator closes', () => {
  it('tells who waits, leaves who is active, and when it is opened again everybody has their place', async () => {
    const { line, inside, outside } = await fullLine(12, 4, { claimSeconds: 30 });
    await line.operate({ kind: 'close' });
    await line.pass(1_000);
    const [active, waiting] = [at(inside, 0), at(outside, 0)];
    await expect(line.status(waiting.person, waiting.token)).rejects.toMatchObject(ended('SALE_ENDED'));
    await expect(line.join('new')).rejects.toMatchObject({ kind: { code: 'SALE_NOT_OPEN' } });
    expect(await line.status(active.person, active.token)).toMatchObject({ status: 'ACTIVE' });
    expect(await line.join(active.person)).toMatchObject({ status: 'ACTIVE', token: active.token });
    await leaveAll(line, inside);
    await line.pass(180_000, true);
    expect(line.ticks).toEqual([]);
    expect(await line.watermark()).toBe(4);
    await line.operate({ kind: 'open' });
    await line.pass(3_000);
    expect(await claimAll(line, outside)).toBe(4);
    expect(faults(line.admissions)).toEqual([]);
  });
});
