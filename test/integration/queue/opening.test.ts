// Before a sale opens: people come, wait in order, and go in from the open on.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { admittedIn, at, claimAll, crowd, faults } from './crowd.ts';
import { createLine, START, seqOf, type TestLine } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const MINUTE_MS = 60_000;

/** A line of a sale that opens then. */
function lineOpening(saleStartAt: number, settings: Parameters<typeof createLine>[1] = {}): TestLine {
  const line = createLine(table, { earlySeconds: 1_800, ...settings });
  moveOpen(line, saleStartAt);
  return line;
}

function moveOpen(line: TestLine, saleStartAt: number): void {
  const { concert } = line;
  const schedules = concert.schedules.map((date) => ({ ...date, saleStartAt }));
  line.concert = { ...concert, bookingStartAt: saleStartAt, schedules };
}

describe('before the open', () => {
  it('people are turned away until the time from which they may come, and told it', async () => {
    const line = lineOpening(START + 31 * MINUTE_MS);
    await expect(line.join('first')).rejects.toMatchObject({
      kind: { code: 'SALE_NOT_OPEN' },
      fields: { opensAt: '2027-01-15T17:31:00.000+09:00', joinFrom: '2027-01-15T17:01:00.000+09:00' },
    });
    line.now += MINUTE_MS;
    expect(await line.join('first')).toMatchObject({ status: 'WAITING', phase: 'EARLY', queuePosition: 1 });
  });

  it('people wait in the order they came, and are told a wait that is not shorter than until then', async () => {
    const line = lineOpening(START + 20 * MINUTE_MS);
    const people = await crowd(line, 20);
    await line.pass(19 * MINUTE_MS, true);
    expect(await line.watermark()).toBe(0);
    expect(line.admissions).toEqual([]);
    const last = await line.status(at(people, -1).person, at(people, -1).token);
    expect(last).toMatchObject({ status: 'WAITING', phase: 'EARLY', queuePosition: 20 });
    if (last.status !== 'WAITING') throw new Error('it waits');
    expect(last.estimatedWait.p50).toBeGreaterThanOrEqual(60);
    expect(line.now + last.pollAfterSeconds * 1000).toBeLessThan(START + 20 * MINUTE_MS);
  });

  it('nobody goes in by a tick that comes too early', async () => {
    const line = lineOpening(START + MINUTE_MS, { ratePerSecond: 100 });
    await crowd(line, 3);
    await Promise.all([line.tick(), line.tick()]);
    const early = line.operate({ kind: 'passThrough', seconds: 30 });
    await expect(early).rejects.toMatchObject({ kind: { code: 'SALE_NOT_OPEN' } });
    await line.tick();
    expect(await line.watermark()).toBe(0);
  });
});

describe('at the open', () => {
  // At a whole minute, and between two of the schedule's; with people who came long before, or just before.
  it.each([
    { opensIn: 20 * MINUTE_MS, joinIn: 0 },
    { opensIn: 20 * MINUTE_MS + 37_500, joinIn: 0 },
    { opensIn: 20 * MINUTE_MS + 16_000, joinIn: 19 * MINUTE_MS + 3_000 },
    { opensIn: 2 * MINUTE_MS, joinIn: 2 * MINUTE_MS - 400 },
  ])('$opensIn ms away, those who came after $joinIn ms go in within a second or so', async ({ opensIn, joinIn }) => {
    const open = START + opensIn;
    const line = lineOpening(open, { ratePerSecond: 5, capacity: 1_000 });
    await line.pass(joinIn, true);
    const people = await crowd(line, 80);
    await line.pass(open - line.now, true);
    await line.pass(1_500, true);
    expect(at(line.admissions, 0).at - open).toBeGreaterThanOrEqual(0);
    expect(at(line.admissions, 0).at - open).toBeLessThanOrEqual(1_500);
    await line.pass(8_500, true);
    expect(admittedIn(line, 0, open + 10_000)).toBeLessThanOrEqual(51);
    expect(admittedIn(line, 0, open + 10_000)).toBeGreaterThanOrEqual(46);
    expect(await claimAll(line, people)).toBe(await line.watermark());
    const firstIn = await line.status(at(people, 0).person, at(people, 0).token);
    expect(firstIn).toMatchObject({ status: 'ACTIVE' });
    expect(faults(line.admissions)).toEqual([]);
  });

  it('who was in line before is in front of who comes then', async () => {
    const line = lineOpening(START + 10 * MINUTE_MS, { ratePerSecond: 1 });
    const early = await crowd(line, 10);
    await line.pass(10 * MINUTE_MS, true);
    const late = await line.join('late');
    expect(seqOf(late.token)).toBe(11);
    await line.pass(5_000);
    expect(await claimAll(line, early)).toBeGreaterThanOrEqual(5);
    expect(await line.status('late', late.token)).toMatchObject({ status: 'WAITING' });
  });

  it('that an operator moves to a later time, people keep their places and wait for it', async () => {
    const line = lineOpening(START + 10 * MINUTE_MS);
    const [first] = await crowd(line, 5);
    await line.pass(10 * MINUTE_MS - 30_000, true);
    const later = START + 20 * MINUTE_MS;
    moveOpen(line, later);
    await line.pass(later - line.now - 1, true);
    expect(await line.watermark()).toBe(0);
    await line.pass(2_001, true);
    expect(at(line.admissions, 0)).toMatchObject({ from: 0 });
    expect(at(line.admissions, 0).at).toBeGreaterThanOrEqual(later);
    expect(await line.status(first?.person ?? '', first?.token ?? '')).toMatchObject({ status: 'ACTIVE' });
  });

  it('that an operator moves to an earlier time, people go in at the latest when it was to be', async () => {
    const line = lineOpening(START + 10 * MINUTE_MS);
    await crowd(line, 5);
    await line.pass(9 * MINUTE_MS, true);
    moveOpen(line, line.now + 1_000);
    await line.pass(MINUTE_MS + 3_000, true);
    expect(await line.watermark()).toBeGreaterThan(0);
  });
});
