// How an instance reads a map: how often it asks the table, what it does not believe, and where it goes without a map.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packed, readAt, secondOf } from '../../../functions/seats/domain-map.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { varints } from '../../../functions/seats/domain-varint.ts';
import { largeVersion, readLarge } from '../../../functions/seats/domain-version-large.ts';
import { readSmall, smallVersion } from '../../../functions/seats/domain-version-small.ts';
import { createWorld, DATE, LARGE, row, SMALL, START, type World, watched } from './map-world.ts';

const { scheduleId } = DATE;
const small = planOf(SMALL);
const large = planOf(LARGE);

describe('a small date', () => {
  const state = (versions: readonly number[]) =>
    deflateRawSync(Uint8Array.from([...varints(versions), ...packed(new Uint8Array(120))])).toString('base64url');

  it('is read again, strongly, for who has seen more, and who claims to have seen what nobody wrote gets all', async () => {
    const world = createWorld(SMALL);
    const { look, asked } = watched(world);
    await look();
    world.change(0, 'sold');
    world.now += 500;
    const { version } = await world.view(0, world.nobody());
    world.now -= 500;
    expect(asked.map(({ strongly }) => strongly)).toEqual([false, false, false]);
    expect(await look(version)).toMatchObject({ version, changed: [] });
    expect(asked.slice(3).map(({ strongly }) => strongly)).toEqual([true, true, true]);
    const tag = version?.slice(0, 8);
    expect((await look(`${tag}.0.${state([9, 9, 9, 9, 9])}`)).changed).toBeUndefined();
  });

  it('has a version that unfolds into no more than its own size', () => {
    const bomb = deflateRawSync(new Uint8Array(50_000_000)).toString('base64url');
    const tag = smallVersion(scheduleId, small, { marks: new Uint32Array(120), versions: new Map() }, nothing).slice(
      0,
      8,
    );
    expect(readSmall(`${tag}.0.${bomb}`, scheduleId, small, START)).toBeUndefined();
  });

  it('has a version that a client can send back, also for 2,000 seats in every state', () => {
    const plan = planOf({
      sections: Array.from({ length: 20 }, (_, i) => ({ section: `${i}`, rows: [row(i * 100 + 1, i * 100 + 100)] })),
    });
    const marks = Uint32Array.from(
      { length: 2_000 },
      (_, i) => [0, 1, 2, secondOf(START) + 60][(Math.imul(i + 1, 2_654_435_761) >>> 9) % 4] ?? 0,
    );
    const versions = new Map(plan.blocks.map((block, i) => [block, (i * 37) % 150]));
    const reading = readAt({ marks, versions }, secondOf(START));
    const version = smallVersion(scheduleId, plan, { marks, versions }, reading);
    expect(version).toMatch(/^[\w.-]{20,1000}$/);
    expect(readSmall(version, scheduleId, plan, START)?.statuses).toEqual(reading.statuses);
  });

  it('is only named by a version that would be too long to send back', () => {
    const plan = planOf({
      sections: Array.from({ length: 500 }, (_, i) => ({ section: `${i}`, rows: [row(i * 4 + 1, i * 4 + 4)] })),
    });
    const versions = new Map(plan.blocks.map((block, i) => [block, Math.imul(i + 1, 2_654_435_761) >>> 0]));
    const version = smallVersion(scheduleId, plan, { marks: new Uint32Array(2_000), versions }, nothing);
    expect(version).toMatch(/^[\w-]{43}$/);
    expect(readSmall(version, scheduleId, plan, START)).toBeUndefined();
  });
});

const nothing = readAt({ marks: new Uint32Array(120), versions: new Map() }, 0);

describe('a large date', () => {
  const pass = async (world: World) => {
    await world.deliver(0, 99, 'once');
    world.now += 500;
  };

  it('costs one snapshot, and then one query each half second, however many look', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look, asked } = watched(world);
    await Promise.all(Array.from({ length: 9 }, () => look()));
    world.now += 499;
    await look();
    expect(asked.map(({ sk }) => sk)).toEqual(['SNAPSHOT', 'DELTA#000000000002']);
    world.now += 1;
    await look();
    expect(asked.map(({ sk, strongly }) => [sk, strongly])).toEqual([
      ['SNAPSHOT', false],
      ['DELTA#000000000002', false],
      ['DELTA#000000000002', false],
    ]);
  });

  it('begins with the snapshot again after a minute without a look', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look, asked } = watched(world);
    await look();
    world.now += 60_000;
    await look();
    expect(asked.filter(({ sk }) => sk === 'SNAPSHOT')).toHaveLength(2);
  });

  it('is read from its blocks while nobody keeps its map, every ten seconds', async () => {
    const world = createWorld(LARGE);
    world.change(0, 'sold');
    const { look, asked } = watched(world);
    const first = await look();
    expect(first.statuses[0]).toBe(2);
    expect(asked.filter(({ sk, strongly }) => sk.startsWith('SECTION') && strongly)).toHaveLength(3);
    world.change(1, 'sold');
    world.now += 9_999;
    expect(await look(first.version)).toMatchObject({ version: first.version, changed: [] });
    world.now += 1;
    const second = await look(first.version);
    expect(second.statuses[1]).toBe(2);
    expect(second.changed).toContain(1);
  });

  it('goes on from its blocks to its map as soon as there is one', async () => {
    const world = createWorld(LARGE);
    const { look, asked } = watched(world);
    world.change(0, 'sold');
    const seen = await look();
    await world.keep();
    world.now += 500;
    const next = await look(seen.version);
    expect(next.statuses[0]).toBe(2);
    expect(readLarge(next.version, scheduleId, large, world.now)).toEqual({ version: 1, lapse: 0, newer: new Map() });
    expect(asked.filter(({ sk }) => sk.startsWith('SECTION'))).toHaveLength(3);
  });

  it('reads the very blocks of which somebody has seen more than the deltas say', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    world.change(1, 'sold');
    const [block] = large.blocks;
    const newer = new Map(block ? [[block, 1]] : []);
    const { look, asked } = watched(world);
    const told = await look(largeVersion(scheduleId, large, { version: 1, lapse: 0, newer }));
    expect(told.statuses[1]).toBe(2);
    expect(asked.map(({ sk }) => sk)).toEqual(['SNAPSHOT', 'DELTA#000000000002', 'BATCH']);
    expect(readLarge(told.version, scheduleId, large, world.now)).toEqual({ version: 1, lapse: 0, newer });
    await pass(world);
    expect(readLarge((await look(told.version)).version, scheduleId, large, world.now)?.newer.size).toBe(0);
  });

  it('does not believe in deltas and blocks that nobody wrote', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look } = watched(world);
    const { version } = await look();
    const [block] = large.blocks;
    const ahead = { version: 77, lapse: 0, newer: new Map() };
    expect(await look(largeVersion(scheduleId, large, ahead))).toMatchObject({ version, changed: undefined });
    world.now += 500;
    const newer = new Map(block ? [[block, 9]] : []);
    const unwritten = largeVersion(scheduleId, large, { version: 1, lapse: 0, newer });
    expect(await look(unwritten)).toMatchObject({ version, changed: undefined });
  });

  it('does not know what changed since before its snapshot', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    world.change(0, 'sold');
    await pass(world);
    const old = largeVersion(scheduleId, large, { version: 0, lapse: 0, newer: new Map() });
    expect((await watched(world).look(old)).changed).toBeUndefined();
  });

  it('shows what it knows for ten seconds when a delta is missing, and then its blocks', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const { look } = watched(world);
    const whole = await look();
    for (const index of [0, 1, 2]) {
      world.change(index, 'sold');
      await pass(world);
    }
    await world.remove(3);
    const broken = await look(whole.version);
    expect([...broken.statuses.subarray(0, 3)]).toEqual([2, 0, 0]);
    world.now += 8_000;
    expect((await look()).version).toBe(broken.version);
    world.now += 2_000;
    const blocks = await look(broken.version);
    expect([...blocks.statuses.subarray(0, 3)]).toEqual([2, 2, 2]);
    expect(readLarge(blocks.version, scheduleId, large, world.now)?.version).toBe(0);
  });

  it('reads its blocks every ten seconds as long as its chain is broken, and goes on with the map made anew', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    for (const index of [0, 1]) {
      world.change(index, 'sold');
      await pass(world);
    }
    await world.remove(2);
    const { look, asked } = watched(world);
    for (let i = 0; i < 30; i++) {
      expect([...(await look()).statuses.subarray(0, 2)]).toEqual([2, 2]);
      world.now += 500;
    }
    expect(asked.filter(({ sk }) => sk.startsWith('SECTION'))).toHaveLength(2 * 3);
    await world.keep();
    expect(readLarge((await look()).version, scheduleId, large, world.now)?.version).toBe(4);
  });

  it('has a version that a client can send back, also when all is read from the blocks', () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({
      section: `${i}`,
      rows: [row(i * 2_500 + 1, (i + 1) * 2_500)],
    }));
    const plan = planOf({ sections: rows });
    const newer = new Map(plan.blocks.map((block, i) => [block, 1 + ((Math.imul(i + 1, 2_654_435_761) >>> 9) % 120)]));
    const version = largeVersion(scheduleId, plan, { version: 0, lapse: secondOf(START), newer });
    expect(version).toMatch(/^[\w.-]{100,2048}$/);
    expect(readLarge(version, scheduleId, plan, START)?.newer).toEqual(newer);
  });
});
