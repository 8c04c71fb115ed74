// Ticks lost, doubled, late and out of order; and a sale that ends.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { dyingAfter, repeating } from '../reservations/process.ts';
import { admittedIn, at, claimAll, crowd, faults } from './crowd.ts';
import { CLOSE, createLine, seqOf } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('ticks', () => {
  it('are sent once, ten at a time, however many join at once', async () => {
    const line = createLine(table);
    await crowd(line, 200);
    // Fifteen seconds ahead at most: one batch, and a second one if somebody came after the first.
    expect([10, 20]).toContain(line.ticks.length);
    expect(new Set(line.ticks).size).toBe(line.ticks.length);
  });

  it('have one effect when each comes twice, late or in another order', async () => {
    const inOrder = createLine(table, { ratePerSecond: 3, capacity: 1_000 });
    const disturbed = createLine(table, { ratePerSecond: 3, capacity: 1_000 });
    await Promise.all([crowd(inOrder, 100), crowd(disturbed, 100)]);
    for (let second = 1; second <= 12; second++) {
      inOrder.now += 1_000;
      await inOrder.tick();
      disturbed.now += 1_000;
      // Clocks of two instances, and messages that overtake each other: the same second thrice, and an older one.
      await Promise.all([disturbed.tick(), disturbed.tick()]);
      disturbed.now -= 4_000;
      await disturbed.tick();
      disturbed.now += 4_000;
    }
    expect(await disturbed.watermark()).toBe(await inOrder.watermark());
    expect(faults(disturbed.admissions)).toEqual([]);
  });

  it('have one effect when one is delivered 20 times at once', async () => {
    const line = createLine(table, { ratePerSecond: 3, capacity: 1_000 });
    await crowd(line, 100);
    await line.pass(1_000);
    const [from, before] = [line.now, await line.watermark()];
    for (let second = 0; second < 5; second++) {
      line.now += 1_000;
      line.ticks.length = 0;
      await Promise.all(Array.from({ length: 20 }, () => line.tick()));
      expect(new Set(line.ticks).size).toBe(line.ticks.length);
    }
    expect(admittedIn(line, from)).toBe(15);
    expect(await line.watermark()).toBe(before + 15);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('go on where a worker died between closing what ended and moving the line', async () => {
    const line = createLine(table, { capacity: 2, ratePerSecond: 2, claimSeconds: 12 });
    const people = await crowd(line, 6);
    await line.pass(2_000);
    expect(await claimAll(line, people)).toBe(2);
    await line.leave(at(people, 0).person, at(people, 0).token);
    await line.pass(2_000);
    expect(await line.watermark()).toBe(3);
    line.ticks.length = 0;
    line.now += 20_000;
    const dying = dyingAfter(table.db, 1);
    await expect(line.admit(dying.db)).rejects.toThrow();
    expect(dying.died()).toBe(true);
    const closed = line.status(at(people, 2).person, at(people, 2).token);
    await expect(closed).rejects.toMatchObject({ fields: { reason: 'NOT_CLAIMED' } });
    await Promise.all([line.tick(), line.tick()]);
    expect(await line.watermark()).toBe(4);
    expect((await line.state()).flow).toMatchObject({ admitted: 4, taken: 1, noShows: 1 });
    expect(await line.active()).toBe(2);
    expect(faults(line.admissions)).toEqual([]);
  });

  it('know their own success when the answer to a write was lost and it was sent again', async () => {
    const line = createLine(table, { ratePerSecond: 4, capacity: 1_000 });
    await crowd(line, 100);
    await line.pass(1_000);
    const before = await line.watermark();
    line.now += 1_000;
    expect(await line.admit(repeating(table.db))).toMatchObject({ from: before, to: before + 4, admitted: 4 });
    expect(await line.watermark()).toBe(before + 4);
  });

  it('start again within ten seconds when a batch was lost', async () => {
    const line = createLine(table, { ratePerSecond: 1, capacity: 1_000 });
    await crowd(line, 40);
    line.ticks.length = 0;
    await line.pass(60_000, true);
    await line.pass(10_000, true);
    expect(await line.watermark()).toBeGreaterThanOrEqual(10);
  });

  it('stop when nobody waits and no window is open', async () => {
    const line = createLine(table, { claimSeconds: 12 });
    await crowd(line, 3);
    await line.pass(60_000);
    expect(await line.watermark()).toBe(3);
    expect(line.ticks).toEqual([]);
  });

  it('never let more in than the capacity, whatever people do', async () => {
    for (const seed of [1, 2]) {
      const chance = random(seed);
      const capacity = 1 + Math.floor(chance() * 6);
      const line = createLine(table, { capacity, ratePerSecond: 2, leaseSeconds: 20, claimSeconds: 6 });
      const tokens = new Map<string, string>();
      const act = async () => {
        const person = `person-${Math.floor(chance() * 30)}`;
        const token = tokens.get(person);
        const draw = chance();
        if (!token || draw < 0.2) tokens.set(person, (await line.join(person)).token);
        else if (draw < 0.8) await line.status(person, token);
        else if (draw < 0.9) await line.leave(person, token);
        else await line.buy(seqOf(token));
      };
      for (let second = 0; second < 60; second++) {
        line.now += 1_000;
        const skewed = (what: () => Promise<void>) => line.skewed(Math.floor(chance() * 10_001) - 5_000, what);
        const acts = Array.from({ length: 4 }, () => skewed(act).catch(refusalOnly));
        await Promise.all([...acts, skewed(line.tick), ...(chance() < 0.3 ? [skewed(line.tick)] : [])]);
        expect(await line.active()).toBeLessThanOrEqual(capacity);
      }
      expect(faults(line.admissions)).toEqual([]);
      expect(admittedIn(line)).toBeGreaterThan(capacity);
    }
  });
});

function refusalOnly(error: unknown): void {
  if (!(error instanceof Error && error.name === 'Refusal')) throw error;
}

describe('a sale that ends', () => {
  it('admits nobody any more, tells who waits, and is taken off the list when nobody is active', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1, leaseSeconds: 600, claimSeconds: 12 });
    line.now = CLOSE - 5_000;
    const [first, second] = [await line.join('first'), await line.join('second')];
    await line.pass(2_000);
    await line.status('first', first.token);
    await line.pass(65_000, true);
    await expect(line.status('second', second.token)).rejects.toMatchObject({ fields: { reason: 'SALE_ENDED' } });
    expect(await line.status('first', first.token)).toMatchObject({ status: 'ACTIVE' });
    const listed = async () => (await line.store.listed()).some(({ concertId }) => concertId === line.concertId);
    expect(await listed()).toBe(true);
    await line.pass(700_000, true);
    expect(await line.watermark()).toBe(1);
    expect(await listed()).toBe(false);
    expect(line.ticks).toEqual([]);
  });

  it('goes on for those who waited, when it is extended after it was taken off the list', async () => {
    const line = createLine(table, { capacity: 1, ratePerSecond: 1, leaseSeconds: 20, claimSeconds: 90 });
    line.now = CLOSE - 5_000;
    await line.join('first');
    const { token } = await line.join('second');
    await line.pass(300_000, true);
    expect(await line.store.listed()).not.toContainEqual(expect.objectContaining({ concertId: line.concertId }));
    line.extend(line.now + 3_600_000);
    expect(await line.join('second')).toMatchObject({ status: 'WAITING', token });
    await line.pass(70_000, true);
    expect(await line.status('second', token)).toMatchObject({ status: 'ACTIVE' });
  });
});
