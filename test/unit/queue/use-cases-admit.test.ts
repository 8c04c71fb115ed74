// Ticks at work on a line in memory: what they let in, under whatever operators order.
import { describe, expect, it } from 'vitest';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import type { Controls } from '../../../functions/queue/domain-controls.ts';
import { join, leave, status } from '../../../functions/queue/use-cases.ts';
import { admit, ensureTicks, startTicks } from '../../../functions/queue/use-cases-admit.ts';
import { buyerOf, concert, controls, createWorld, date, HOUR, NOW, settings, TABLE } from './samples.ts';

const tokenOf = (seq: number) => JSON.stringify({ sub: 'any', personId: `p${seq}`, concertId: 'con_1', seq });

/** A line of so many people, on a sale that opens now, with these settings. */
async function lined(people: number, change: Partial<typeof settings> = {}, facts: Partial<ConcertFacts> = {}) {
  const at = createWorld({
    schedules: [date('sch_1', NOW, NOW + HOUR)],
    ...facts,
    settings: { ...concert().settings, ...settings, ...change },
  });
  const { world, line, memory } = at;
  for (let i = 1; i <= people; i++) {
    await join(line, { buyer: buyerOf(`p${i}`), concertId: 'con_1', userId: undefined, now: NOW });
  }
  const order = (given: Partial<Controls>) =>
    memory.put(TABLE, { pk: 'SALE#con_1', sk: 'CONTROLS', ...controls({ version: 1, ...given }) });
  /** What each of so many ticks, one a second, lets in. */
  const ticks = async (times: number) => {
    const admitted: number[] = [];
    for (let i = 0; i < times; i++) {
      admitted.push((await at.tick())?.admitted ?? 0);
      world.now += 1_000;
    }
    return admitted;
  };
  const claim = (seq: number) => status(line, { buyer: buyerOf(`p${seq}`), queueToken: tokenOf(seq), now: world.now });
  const leaving = (seq: number) => leave(line, { buyer: buyerOf(`p${seq}`), queueToken: tokenOf(seq), now: world.now });
  const state = async () => (await line.store.line('con_1'))?.state;
  return { ...at, order, ticks, claim, leaving, state };
}

describe('ticks let people in', () => {
  it('at the rate, from the first second on, up to the capacity', async () => {
    const { ticks } = await lined(30, { ratePerSecond: 2, capacity: 9 });
    expect(await ticks(7)).toEqual([1, 2, 2, 2, 2, 0, 0]);
  });

  it('once, however often one tick comes, and with two at once', async () => {
    const { line, state } = await lined(30, { ratePerSecond: 5 });
    const later = NOW + 1_000;
    await Promise.all(Array.from({ length: 20 }, () => admit(line, 'con_1', later)));
    expect((await state())?.watermark).toBe(6);
  });

  it('for each place that ends, and pass over who left', async () => {
    const { ticks, claim, leaving } = await lined(6, { capacity: 2, ratePerSecond: 10 });
    expect(await ticks(2)).toEqual([1, 1]);
    await claim(1);
    await leaving(3);
    await leaving(1);
    expect(await ticks(1)).toEqual([1]);
    expect(await claim(4)).toMatchObject({ status: 'ACTIVE' });
  });

  it('again once nobody claimed in time', async () => {
    const { ticks, state } = await lined(4, { capacity: 2, ratePerSecond: 10, claimSeconds: 6 });
    await ticks(2);
    expect(await ticks(6)).toEqual([0, 0, 0, 0, 1, 1]);
    expect((await state())?.flow).toMatchObject({ admitted: 4, noShows: 2, taken: 0 });
  });

  it('with a gap of a failed join in front of them', async () => {
    const { line, ticks } = await lined(1, { capacity: 1, claimSeconds: 6 });
    await line.store.takePlace('con_1');
    await join(line, { buyer: buyerOf('p3'), concertId: 'con_1', userId: undefined, now: NOW });
    expect((await ticks(20)).reduce((sum, n) => sum + n)).toBe(3);
  });

  it('when a clock jumps back, no more than before, and on from there', async () => {
    const { ticks, world } = await lined(60, { ratePerSecond: 2 });
    expect(await ticks(3)).toEqual([1, 2, 2]);
    world.now -= 9_000;
    expect(await ticks(6)).toEqual([0, 0, 0, 0, 0, 0]);
    world.now += 3_000;
    expect(await ticks(2)).toEqual([2, 2]);
  });
});

describe('before the open', () => {
  it('nobody is let in, and then one at once: the time before does not count', async () => {
    const early = { schedules: [date('sch_1', NOW + 20_000, NOW + HOUR)] };
    const { ticks } = await lined(90, { ratePerSecond: 3 }, early);
    const admitted = await ticks(23);
    expect(admitted.slice(0, 20).every((n) => n === 0)).toBe(true);
    expect(admitted.slice(20)).toEqual([1, 3, 3]);
  });

  it('of a date after another that sold out, too', async () => {
    const dates = [date('sch_1', NOW, NOW + HOUR), date('sch_2', NOW + 20_000, NOW + HOUR)];
    const { line, ticks } = await lined(90, { ratePerSecond: 3 }, { schedules: dates });
    await line.store.noteSoldOut('con_1', { scheduleId: 'sch_1', soldOutAt: NOW });
    expect(await ticks(23)).toEqual([...Array(20).fill(0), 1, 3, 3]);
  });

  it('the schedule notes each minute how the line grows, for how long people waited', async () => {
    const early = { schedules: [date('sch_1', NOW + 120_000, NOW + HOUR)] };
    const { line, world, state, ticks } = await lined(2, {}, early);
    await startTicks(line, NOW);
    world.now += 60_000;
    await join(line, { buyer: buyerOf('p3'), concertId: 'con_1', userId: undefined, now: world.now });
    await startTicks(line, world.now);
    expect((await state())?.flow.joins).toEqual([
      [NOW / 1000, 2],
      [NOW / 1000 + 60, 3],
    ]);
    world.now += 60_000;
    await ticks(3);
    expect((await state())?.flow.waits).toEqual([120]);
  });

  it('ticks are sent once the open is near, and not sooner', async () => {
    const early = { schedules: [date('sch_1', NOW + 120_000, NOW + HOUR)] };
    const { line, world } = await lined(2, {}, early);
    await startTicks(line, NOW);
    expect(world.ticks).toEqual([]);
    world.now += 60_000;
    await startTicks(line, world.now);
    expect(world.ticks.map((ticks) => ticks[0])).toEqual([
      { body: { concertId: 'con_1', at: NOW + 120_000 }, delaySeconds: 60 },
    ]);
  });
});

describe('what operators order holds from the next tick on', () => {
  it('a capacity below those active: nobody loses a lease, nobody is let in until it is reached', async () => {
    const { ticks, order, claim, leaving } = await lined(20, { capacity: 4, ratePerSecond: 10 });
    await ticks(2);
    for (const seq of [1, 2, 3, 4]) await claim(seq);
    order({ settings: { capacity: 2 } });
    await leaving(1);
    await leaving(2);
    expect(await ticks(3)).toEqual([0, 0, 0]);
    expect(await claim(4)).toMatchObject({ status: 'ACTIVE' });
    await leaving(3);
    expect(await ticks(3)).toEqual([1, 0, 0]);
  });

  it('a rate of 0 lets nobody in, a new rate one at once', async () => {
    const { ticks, order, world } = await lined(90, { ratePerSecond: 2 });
    await ticks(1);
    order({ settings: { ratePerSecond: 0 } });
    expect(await ticks(20)).toEqual(Array(20).fill(0));
    order({ settings: { ratePerSecond: 5 }, rateSince: world.now });
    expect(await ticks(3)).toEqual([1, 5, 5]);
  });

  it('a pause lets nobody in while claims go on, and what was not used in it is gone', async () => {
    const { ticks, order, world, claim } = await lined(90, { ratePerSecond: 5 });
    await ticks(1);
    order({ paused: true });
    expect(await claim(1)).toMatchObject({ status: 'ACTIVE' });
    expect(await ticks(20)).toEqual(Array(20).fill(0));
    order({ rateSince: world.now });
    expect(await ticks(3)).toEqual([1, 5, 5]);
  });

  it('a pass-through lets everybody in, says so, and leaves no rate over for after it', async () => {
    const { line, ticks, order, world } = await lined(50, { capacity: 3, ratePerSecond: 0.1 });
    order({ passThroughUntil: NOW + 2_000 });
    expect(await admit(line, 'con_1', NOW)).toEqual({
      concertId: 'con_1',
      from: 0,
      to: 50,
      admitted: 50,
      active: 0,
      capacity: 3,
      passing: true,
    });
    world.now += 2_000;
    await join(line, { buyer: buyerOf('p51'), concertId: 'con_1', userId: undefined, now: world.now });
    expect(await ticks(3)).toEqual([0, 0, 0]);
  });

  it('a shorter claim window takes nothing from those let in before', async () => {
    const { ticks, order, claim } = await lined(3, { capacity: 1, claimSeconds: 90 });
    await ticks(1);
    order({ settings: { claimSeconds: 1 } });
    expect(await ticks(80)).toEqual(Array(80).fill(0));
    expect(await claim(1)).toMatchObject({ status: 'ACTIVE' });
  });
});

describe('an overload of the shop', () => {
  const failing = (memory: ReturnType<typeof createWorld>['memory'], now: number) =>
    memory.put(TABLE, { pk: `HEALTH#${Math.floor(now / 5_000)}`, sk: 'HEALTH', calls: 100, failed: 50 });

  it('halves the rate at the next tick, and it comes back in steps', async () => {
    const { ticks, memory, state, world } = await lined(900, { ratePerSecond: 8, capacity: 900 });
    expect(await ticks(2)).toEqual([1, 8]);
    failing(memory, world.now);
    expect(await ticks(3)).toEqual([4, 4, 4]);
    expect((await state())?.pressure).toEqual({ factor: 0.5, at: NOW + 2_000 });
    await ticks(12);
    expect(await ticks(2)).toEqual([5, 5]);
  });
});

describe('ticks of a line that nobody can get into', () => {
  const cases: [string, Partial<Controls>][] = [
    ['in a pause', { paused: true }],
    ['at a rate of 0', { settings: { ratePerSecond: 0 } }],
    ['that is closed', { closed: true }],
  ];
  it.each(cases)('are not sent: %s', async (_, given) => {
    const { line, order, world } = await lined(3);
    world.ticks.length = 0;
    world.now += HOUR / 2;
    order(given);
    await ensureTicks(line, 'con_1', world.now);
    expect(world.ticks).toEqual([]);
    order({});
    await ensureTicks(line, 'con_1', world.now);
    expect(world.ticks).toHaveLength(1);
  });

  it('are not sent when all was sold, but for windows that are still open', async () => {
    const { line, ticks, world, state } = await lined(3, { capacity: 1, claimSeconds: 6 });
    await ticks(1);
    await line.store.noteSoldOut('con_1', { scheduleId: 'sch_1', soldOutAt: NOW });
    await ticks(15);
    expect((await state())?.windows).toEqual([]);
    world.ticks.length = 0;
    world.now += HOUR / 2;
    await ensureTicks(line, 'con_1', world.now);
    expect(world.ticks).toEqual([]);
    expect((await state())?.watermark).toBe(1);
  });

  it('were lost in a pause and are sent by the schedule after it', async () => {
    const { line, world, state } = await lined(3);
    world.now += HOUR / 2;
    world.ticks.length = 0;
    await startTicks(line, world.now);
    expect(world.ticks[0]?.[0]).toEqual({ body: { concertId: 'con_1', at: world.now }, delaySeconds: 0 });
    expect((await state())?.ticksUntil).toBe(world.now + 10_000);
  });
});
