import { describe, expect, it } from 'vitest';
import { createWorld, LARGE, SMALL, START, type World } from './map-world.ts';

describe.each([
  ['a small date', SMALL],
  ['a large date', LARGE],
])('the version of %s', (_size, layout) => {
  async function open() {
    const world = createWorld(layout);
    await world.keep();
    world.sync();
    return world;
  }
  const pass = async (world: World) => {
    for (const shard of [0, 1, 2]) await world.deliver(shard, 99, 'once');
    world.sync();
    world.now += 500;
  };

  it('stands still while nothing changes, on every instance, and is not long', async () => {
    const world = await open();
    world.change(3, 'held', 900);
    await pass(world);
    const first = await world.view(0, world.nobody());
    const { version } = first;
    world.now += 600_000;
    for (const reader of [0, 1, 2]) {
      expect((await world.view(reader, first)).look).toMatchObject({ version, changed: [] });
    }
    expect(version).toMatch(/^[\w.-]{1,100}$/);
  });

  it('tells exactly which seats changed since, standing places too, and holds that were over', async () => {
    const world = await open();
    const standing = world.plan.sections[1]?.first ?? 0;
    world.change(5, 'held', 10);
    world.change(6, 'held', 900);
    await pass(world);
    const first = await world.view(0, world.nobody());
    expect(first.look.changed).toBeUndefined();
    world.change(0, 'sold');
    world.change(standing, 'held', 900);
    await pass(world);
    const second = await world.view(1, first);
    expect(second.look.changed).toEqual([0, standing]);
    world.now += 10_000;
    const third = await world.view(2, second);
    expect(third.look.changed).toEqual([5]);
    expect([...third.statuses.subarray(0, 7)]).toEqual([2, 0, 0, 0, 0, 0, 1]);
    expect((await world.view(0, third)).look).toMatchObject({ version: third.version, changed: [] });
  });

  it('does not let a hold come back where a clock is behind', async () => {
    const world = await open();
    world.change(5, 'held', 10);
    await pass(world);
    world.now += 10_000;
    const over = await world.view(0, world.nobody());
    world.now -= 2_000;
    const again = await world.view(1, over);
    expect(again.statuses[5]).toBe(0);
    expect(again.look.changed).toEqual([]);
  });

  it.each([
    ['garbage', () => 'v1.garbage_0-'],
    ['nothing', () => ''],
    ['a number', () => '12'],
    ['the newline trick', (version: string) => `${version}\n`],
    ['one of another date', (version: string) => `abcdefgh${version.slice(8)}`],
    ['one with more behind it', (version: string) => `${version}.AAAA`],
    ['one that is cut off', (version: string) => version.slice(0, 10)],
    [
      'one from an hour ahead',
      (version: string) => version.replace(/\.0\b|\.[0-9a-z]{6}\b/, `.${((START + 36e5) / 1000).toString(36)}`),
    ],
  ])('is not believed when it is %s', async (_what, forge) => {
    const world = await open();
    world.change(0, 'sold');
    world.change(1, 'held', 1);
    await pass(world);
    world.now += 1_000;
    const { version = '', look } = await world.view(0, world.nobody());
    const forged = forge(version);
    expect(forged).not.toBe(version);
    const told = await world.view(1, { version: forged, statuses: new Uint8Array(1) });
    expect(told.look).toMatchObject({ version, changed: undefined });
    expect(told.look.statuses).toEqual(look.statuses);
  });
});
