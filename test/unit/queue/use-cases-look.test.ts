// How a line looks, to everybody and to operators.
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../functions/queue/contract-admin.ts';
import { routes } from '../../../functions/queue/contract-line.ts';
import type { Controls } from '../../../functions/queue/domain-controls.ts';
import { join, status } from '../../../functions/queue/use-cases.ts';
import { ensureTicks } from '../../../functions/queue/use-cases-admit.ts';
import { lineForAll, lineForOperators, noticesOf, paced } from '../../../functions/queue/use-cases-look.ts';
import {
  buyerOf,
  concert,
  controls,
  createWorld,
  date,
  HOUR,
  line as lineState,
  NOW,
  openSale,
  TABLE,
} from './samples.ts';

const refused = (code: string) => ({ kind: { code } });

async function lined(people: number, facts: Parameters<typeof createWorld>[0] = {}) {
  const at = createWorld({ schedules: [date('sch_1', NOW, NOW + HOUR)], ...facts });
  const joining = (i: number) =>
    join(at.line, { buyer: buyerOf(`p${i}`), concertId: 'con_1', userId: undefined, now: at.world.now });
  for (let i = 1; i <= people; i++) await joining(i);
  const order = (given: Partial<Controls>) =>
    at.memory.put(TABLE, { pk: 'SALE#con_1', sk: 'CONTROLS', ...controls({ version: 1, ...given }) });
  const ticks = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await at.tick();
      at.world.now += 1_000;
    }
  };
  const all = () => lineForAll(at.line, 'con_1', at.world.now);
  const operators = () => lineForOperators(at.line, 'con_1', at.world.now);
  return { ...at, joining, order, ticks, all, operators };
}

describe('the line for everybody', () => {
  it('is there before anybody joined, and is what its contract says', async () => {
    const { all } = await lined(0);
    const told = await all();
    expect(told).toEqual({
      concertId: 'con_1',
      phase: 'OPEN',
      closesAt: '2027-01-15T18:00:00.000+09:00',
      servingUpTo: 0,
      waiting: 0,
      pollAfterSeconds: 1,
      version: 0,
    });
    expect(routes.line.answer?.safeParse(told).success).toBe(true);
  });

  it('tells one’s own place with the seq of one’s token, at most a second late', async () => {
    const { all, ticks, line, world } = await lined(9);
    await ticks(4);
    const { servingUpTo, waiting } = await all();
    const token = JSON.stringify({ sub: 'u', personId: 'p9', concertId: 'con_1', seq: 9 });
    const own = await status(line, { buyer: buyerOf('p9'), queueToken: token, now: world.now });
    expect([servingUpTo, waiting, own.queuePosition]).toEqual([4, 5, 9 - servingUpTo]);
  });

  it('has another version after each admission and each order', async () => {
    const { all, ticks, order, world } = await lined(9);
    const versions = [(await all()).version];
    await ticks(1);
    versions.push((await all()).version);
    order({ message: 'soon' });
    world.now += 1_000;
    versions.push((await all()).version);
    expect(versions).toEqual([0, 1, 2]);
  });

  it('says before the open when it comes, and how soon to ask just before it', async () => {
    const early = { schedules: [date('sch_1', NOW + 40_000, NOW + HOUR)] };
    const { all, world } = await lined(200, early);
    const told = await all();
    expect(told).toMatchObject({ phase: 'EARLY', opensAt: '2027-01-15T17:00:40.000+09:00', pollAfterSeconds: 10 });
    world.now += 38_000;
    expect(await all()).toMatchObject({ phase: 'EARLY', pollAfterSeconds: 5 });
  });

  it('says what operators made of it', async () => {
    const { all, order, world } = await lined(3);
    order({ paused: true, draining: true, message: 'soon' });
    world.now += 1_000;
    expect(await all()).toMatchObject({ phase: 'OPEN', paused: true, draining: true, message: 'soon' });
    order({ passThroughUntil: NOW + 9_000 });
    world.now += 1_000;
    expect(await all()).toMatchObject({ passThrough: true });
    order({ closed: true });
    world.now += 1_000;
    expect(await all()).toMatchObject({ phase: 'CLOSED' });
  });

  it('says when all was sold', async () => {
    const { all, line, world } = await lined(3);
    await line.store.noteSoldOut('con_1', { scheduleId: 'sch_1', soldOutAt: NOW });
    world.now += 1_000;
    expect(await all()).toMatchObject({ phase: 'SOLD_OUT', soldOutAt: '2027-01-15T17:00:00.000+09:00' });
  });

  it('has nobody waiting where the counter was read before the state was', async () => {
    const { all, ticks, memory } = await lined(3);
    await ticks(5);
    memory.put(TABLE, { pk: 'SALE#con_1', sk: 'COUNTER', n: 2 });
    expect((await all()).waiting).toBe(0);
  });

  it('of a concert that is not there, or was never on sale, is none; of one taken off sale it is', async () => {
    const never = await lined(0, { enabled: false });
    await expect(never.all()).rejects.toMatchObject(refused('CONCERT_NOT_FOUND'));
    never.world.facts = undefined;
    await expect(never.all()).rejects.toMatchObject(refused('CONCERT_NOT_FOUND'));
    const off = await lined(3);
    off.world.facts = concert({ ...off.world.facts, enabled: false });
    off.world.now += 1_000;
    expect(await off.all()).toMatchObject({ phase: 'OPEN', paused: true, waiting: 3 });
  });
});

describe('what those who wait are told of the sale', () => {
  it('has nothing in it that does not hold', () => {
    expect(noticesOf(lineState(), openSale(), NOW)).toEqual({ phase: 'OPEN' });
    expect(noticesOf(lineState(), openSale({ phase: 'NOT_STARTED', admits: false, opensAt: undefined }), NOW)).toEqual({
      phase: 'NOT_STARTED',
    });
  });

  it('says that everybody goes in only while somebody can', () => {
    const passing = lineState({ controls: controls({ passThroughUntil: NOW + 1 }) });
    expect(noticesOf(passing, openSale(), NOW)).toEqual({ phase: 'OPEN', passThrough: true });
    const early = openSale({ phase: 'EARLY', admits: false, opensAt: NOW + 5 });
    expect(noticesOf(passing, early, NOW)).toEqual({ phase: 'EARLY', opensAt: '2027-01-15T17:00:00.005+09:00' });
  });

  it('has the pace as a header, too, while there is one', () => {
    expect(paced({ pollAfterSeconds: 7 })).toMatchObject({
      body: { pollAfterSeconds: 7 },
      headers: { 'retry-after': '7' },
    });
    expect(paced({ status: 'ACTIVE' }).headers).toEqual({});
  });
});

describe('the line for operators', () => {
  it('is there before anybody joined, and is what its contract says', async () => {
    const { operators } = await lined(0);
    const told = await operators();
    expect(told).toMatchObject({ phase: 'OPEN', joined: 0, waiting: 0, active: 0, admitted: 0, ticks: {} });
    expect(adminRoutes.saleState.answer?.safeParse(told).success).toBe(true);
  });

  it('counts who is active, who waits, who came and how long they waited', async () => {
    const { operators, ticks, line, joining, world } = await lined(30, {
      settings: { ...concert().settings, capacity: 20, ratePerSecond: 1, claimSeconds: 12 },
    });
    await ticks(10);
    for (let seq = 1; seq <= 6; seq++) {
      const queueToken = JSON.stringify({ sub: 'u', personId: `p${seq}`, concertId: 'con_1', seq });
      await status(line, { buyer: buyerOf(`p${seq}`), queueToken, now: world.now });
    }
    await ticks(15);
    await joining(31);
    const told = await operators();
    // The windows of the first 13 have ended: 6 of them came.
    expect(told).toMatchObject({ joined: 31, watermark: 25, waiting: 6, active: 18 });
    expect(told).toMatchObject({
      admitted: 25,
      noShows: 7,
      noShowShare: 0.538,
      wait: { p50: 10, p90: 20 },
      waitOfNext: 25,
    });
    expect(told).toMatchObject({ measuredRatePerSecond: 0.958, admittedPerMinute: 57.47 });
    expect(adminRoutes.saleState.answer?.safeParse(told).success).toBe(true);
  });

  it('are told of ticks: the last that ran, how late, until when more are sent, and since when none came', async () => {
    const { operators, line, order, world } = await lined(3);
    await ensureTicks(line, 'con_1', NOW + 10_000, { dueAt: NOW + 9_500, ranAt: NOW + 10_000 });
    world.now = NOW + 17_900;
    const ran = { lastRanAt: '2027-01-15T17:00:10.000+09:00', lastLateSeconds: 0.5 };
    const sentUntil = '2027-01-15T17:00:20.000+09:00';
    expect((await operators()).ticks).toEqual({ ...ran, sentUntil, oldestSeconds: 7 });
    order({ paused: true });
    world.now = NOW + 20_000;
    expect((await operators()).ticks).toEqual(ran);
  });

  it('are told what was ordered', async () => {
    const { operators, order } = await lined(3);
    const settings = { capacity: 7, ratePerSecond: 0.5, leaseSeconds: 60, claimSeconds: 9 };
    order({ settings, message: 'soon', draining: true, paused: true, passThroughUntil: NOW + 1, version: 4 });
    expect(await operators()).toMatchObject({
      ...settings,
      message: 'soon',
      draining: true,
      paused: true,
      closed: false,
      passThroughUntil: '2027-01-15T17:00:00.001+09:00',
      controlsVersion: 4,
    });
    order({ passThroughUntil: NOW });
    expect(await operators()).not.toHaveProperty('passThroughUntil');
  });

  it('are told of an overload: the part of the rate that is used, since when, and what failed', async () => {
    const { operators, ticks, memory } = await lined(9, { settings: { ...concert().settings, ratePerSecond: 2 } });
    memory.put(TABLE, { pk: `HEALTH#${NOW / 5_000}`, sk: 'HEALTH', calls: 30, failed: 4 });
    await ticks(1);
    expect((await operators()).backpressure).toEqual({
      factor: 0.5,
      ratePerSecond: 1,
      since: '2027-01-15T17:00:00.000+09:00',
      calls: 30,
      failedShare: 0.133,
    });
  });

  it('is of a concert that is there, read as it is now', async () => {
    const { operators, world } = await lined(3);
    world.factsAsked.length = 0;
    await operators();
    expect(world.factsAsked).toEqual([0]);
    world.facts = undefined;
    await expect(operators()).rejects.toMatchObject(refused('CONCERT_NOT_FOUND'));
  });
});
