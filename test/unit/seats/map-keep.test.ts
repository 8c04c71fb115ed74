// The job that keeps maps: it makes them, compares them with the blocks, and makes wrong ones anew.
import { describe, expect, it, vi } from 'vitest';
import { imagesOf, SOLD } from '../../../functions/seats/domain-map.ts';
import { encodeImages } from '../../../functions/seats/domain-map-codec.ts';
import { deltaKey, snapshotKey } from '../../../functions/seats/keys.ts';
import { createBlockReads } from '../../../functions/seats/reads-blocks.ts';
import { keepMaps } from '../../../functions/seats/use-cases-keep-maps.ts';
import { count } from '../../../functions/shared/log.ts';
import { catalogOf, createWorld, DATE, LARGE, SEATS_TABLE, SMALL, START } from './map-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

const { scheduleId } = DATE;
const image = (block: number, version: number, mark = SOLD) => {
  return { section: 0, block, version, marks: Uint32Array.from({ length: 48 }, (_, i) => (i === 0 ? mark : 0)) };
};
const mapItems = (world: ReturnType<typeof createWorld>) =>
  world.table.items(SEATS_TABLE).filter(({ pk }) => pk === `MAP#${scheduleId}`);

describe('the job that keeps maps', () => {
  it('gives a large date a map with all that was there, and a small one none', async () => {
    const world = createWorld(LARGE);
    world.change(7, 'sold');
    await world.deliver(0, 1, 'once');
    await world.keep();
    const snapshot = await world.store.snapshot(scheduleId, world.now);
    expect(snapshot).toMatchObject({ version: 1, images: [{ section: 0, block: 0, version: 1 }] });
    const small = createWorld(SMALL);
    await small.keep();
    expect(mapItems(small)).toEqual([]);
  });

  it('leaves a date alone whose show is over', async () => {
    const world = createWorld(LARGE);
    world.now = START + 9e7;
    await world.keep();
    expect(mapItems(world)).toEqual([]);
  });

  it('has a change that comes between its mark and its reading in the snapshot and after it: once is enough', async () => {
    const world = createWorld(LARGE);
    const blocks = createBlockReads({ db: world.db, SEATS_TABLE });
    const meanwhile = {
      ...blocks,
      async all(id: string, sections: number) {
        world.change(0, 'sold');
        await world.deliver(0, 1, 'once');
        const read = await blocks.all(id, sections);
        world.change(1, 'sold');
        await world.deliver(0, 1, 'once');
        return read;
      },
    };
    const tools = { store: world.store, blocks: meanwhile, catalog: catalogOf(LARGE), clock: () => world.now };
    await keepMaps({ ...tools, open: { openSince: async () => ['con_1'] } });
    world.sync();
    const { look } = await world.view(0, world.nobody());
    expect([...look.statuses]).toEqual(await world.truth());
    expect([...look.statuses.subarray(0, 2)]).toEqual([2, 2]);
  });

  it('goes on where its last run stopped before the snapshot was there', async () => {
    const world = createWorld(LARGE);
    world.change(0, 'sold');
    await world.store.begin(scheduleId, { now: START, until: START / 1000 + 5 * 86_400 });
    await world.store.append(scheduleId, { version: 1, at: START, images: undefined });
    const blocks = createBlockReads({ db: world.db, SEATS_TABLE });
    const tools = { store: world.store, blocks, catalog: catalogOf(LARGE), clock: () => world.now };
    vi.mocked(count).mockClear();
    await keepMaps({ ...tools, open: { openSince: async () => ['con_1'] } });
    expect(await world.store.snapshot(scheduleId, world.now)).toMatchObject({ version: 2, images: [{ version: 1 }] });
    expect(vi.mocked(count)).not.toHaveBeenCalled();
  });

  it('appends what the stream lost', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    world.change(0, 'sold');
    await world.deliver(0, 1, 'lost');
    await world.keep();
    const [appended] = await world.store.deltas(scheduleId, { after: 1 });
    expect(appended).toMatchObject({ version: 2, images: [{ block: 0, version: 1 }] });
    await world.keep();
    expect((await world.store.head(scheduleId, world.now)).last).toBe(2);
  });

  it.each([
    ['whose chain has a gap', (world: ReturnType<typeof createWorld>) => world.remove(2)],
    ['whose snapshot is gone', (world: ReturnType<typeof createWorld>) => world.remove('SNAPSHOT')],
    [
      'that says more than the blocks',
      async (world: ReturnType<typeof createWorld>) =>
        world.table.put(SEATS_TABLE, {
          ...deltaKey(scheduleId, 2),
          version: 2,
          at: START,
          images: encodeImages([image(0, 99)]),
        }),
    ],
    [
      'that says something else of the same version',
      async (world: ReturnType<typeof createWorld>) =>
        world.table.put(SEATS_TABLE, {
          ...snapshotKey(scheduleId),
          version: 3,
          ttl: START,
          images: encodeImages([image(0, 3, 0)]),
        }),
    ],
    [
      'with a link that nobody can read',
      async (world: ReturnType<typeof createWorld>) =>
        world.table.put(SEATS_TABLE, { ...deltaKey(scheduleId, 2), version: 2, at: START, images: new Uint8Array(3) }),
    ],
    [
      'whose rebuild was left half done',
      async (world: ReturnType<typeof createWorld>) =>
        world.store.append(scheduleId, { version: 4, at: START, images: undefined }),
    ],
  ])('makes a map anew %s, and everybody comes to the truth', async (_why, spoil) => {
    const world = createWorld(LARGE);
    await world.keep();
    for (const index of [0, 1]) {
      world.change(index, 'sold');
      await world.deliver(0, 1, 'once');
    }
    world.sync();
    const before = await world.view(0, world.nobody());
    await spoil(world);
    world.change(60, 'sold');
    await world.deliver(0, 1, 'lost');
    world.restart(1);
    const { last } = await world.store.head(scheduleId, world.now);
    vi.mocked(count).mockClear();
    await world.keep();
    expect(vi.mocked(count).mock.calls).toEqual([['mapsRebuilt']]);
    expect((await world.store.snapshot(scheduleId, world.now))?.version).toBe(last + 1);
    world.sync();
    world.now += 600;
    for (const reader of [0, 1]) {
      expect([...(await world.view(reader, before)).statuses]).toEqual(await world.truth());
    }
    await world.keep();
    expect((await world.store.head(scheduleId, world.now)).last).toBe(last + 1);
  });

  it('does not take a block that changes while it is compared for a wrong map', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const blocks = createBlockReads({ db: world.db, SEATS_TABLE });
    const meanwhile = {
      ...blocks,
      async all(id: string, sections: number) {
        const read = await blocks.all(id, sections);
        world.change(0, 'sold');
        await world.deliver(0, 1, 'once');
        return read;
      },
    };
    const tools = { store: world.store, blocks: meanwhile, catalog: catalogOf(LARGE), clock: () => world.now };
    await keepMaps({ ...tools, open: { openSince: async () => ['con_1'] } });
    expect((await world.store.snapshot(scheduleId, world.now))?.version).toBe(1);
    expect((await world.store.head(scheduleId, world.now)).last).toBe(2);
  });

  it('sees to all other maps when one fails, and then says so', async () => {
    const world = createWorld(LARGE);
    const catalog = catalogOf(LARGE);
    const concert = await catalog.concert('con_1');
    const [date] = concert?.schedules ?? [];
    if (!concert || !date) throw new Error('no date');
    const both = { ...concert, schedules: [{ ...date, scheduleId: 'sch_broken' }, date] };
    const store = {
      ...world.store,
      begin: async (id: string, at: { now: number; until: number }) => {
        if (id === 'sch_broken') throw new Error('no answer');
        return world.store.begin(id, at);
      },
    };
    const blocks = createBlockReads({ db: world.db, SEATS_TABLE });
    const open = { openSince: async () => ['con_1'] };
    const given = { ...catalog, concert: async () => both };
    const work = keepMaps({ store, blocks, catalog: given, open, clock: () => world.now });
    await expect(work).rejects.toThrow('1 of 2 maps');
    expect(imagesOf(await blocks.all(scheduleId, 3))).toEqual([]);
    expect((await world.store.snapshot(scheduleId, world.now))?.version).toBe(1);
  });
});
