// Whoever follows the blocks' stream: links of a chain, and folds of it.
import { describe, expect, it, vi } from 'vitest';
import { SOLD } from '../../../functions/seats/domain-map.ts';
import {
  compared,
  type Delta,
  folded,
  following,
  newest,
  oldEnough,
} from '../../../functions/seats/domain-map-chain.ts';
import { encodeImages } from '../../../functions/seats/domain-map-codec.ts';
import { deltaKey } from '../../../functions/seats/keys.ts';
import { createBlockReads } from '../../../functions/seats/reads-blocks.ts';
import { appendOne, followSeats } from '../../../functions/seats/use-cases-follow.ts';
import { keepMaps } from '../../../functions/seats/use-cases-keep-maps.ts';
import { count } from '../../../functions/shared/log.ts';
import type { StreamRecord } from '../../../functions/shared/stream.ts';
import { catalogOf, createWorld, DATE, LARGE, SEATS_TABLE, START } from './map-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

const { scheduleId } = DATE;
const image = (block: number, version: number, mark = SOLD) => {
  return { section: 0, block, version, marks: Uint32Array.from({ length: 48 }, (_, i) => (i === 0 ? mark : 0)) };
};
const delta = (version: number, images: Delta['images'] = [image(version, version)], at = START): Delta => {
  return { version, at, images };
};
const mapItems = (world: ReturnType<typeof createWorld>) =>
  world.table.items(SEATS_TABLE).filter(({ pk }) => pk === `MAP#${scheduleId}`);
const sortKeys = (world: ReturnType<typeof createWorld>) => mapItems(world).map(({ sk }) => String(sk).slice(0, 18));

/** The concert whose shows are ten days later. */
function moved(concert: Awaited<ReturnType<ReturnType<typeof catalogOf>['concert']>>) {
  const later = concert?.schedules.map((date) => ({ ...date, endAt: date.endAt + 864e6 }));
  return concert && later && { ...concert, schedules: later };
}

describe('the chain', () => {
  it('goes on as long as number follows number, and says why it ends', () => {
    expect(following(3, [])).toEqual({ links: [], stop: 'end' });
    expect(following(3, [delta(4), delta(5)])).toMatchObject({ links: [{ version: 4 }, { version: 5 }], stop: 'end' });
    expect(following(3, [delta(4), delta(6)])).toMatchObject({ links: [{ version: 4 }], stop: 'gap' });
    expect(following(3, [delta(5)])).toEqual({ links: [], stop: 'gap' });
    const mark = { version: 5, at: START, images: undefined };
    expect(following(3, [delta(4), mark, delta(6)])).toMatchObject({ links: [{ version: 4 }], stop: 'rebuilt' });
  });

  it('folds into a snapshot of the newest images, up to a number, if it reaches so far', () => {
    const snapshot = { version: 3, images: [image(1, 9), image(2, 1)] };
    const deltas = [delta(4, [image(1, 8), image(2, 2)]), delta(5, [image(3, 1)]), delta(6, [image(3, 2)])];
    expect(folded(snapshot, deltas, 5)).toEqual({ version: 5, images: [image(1, 9), image(2, 2), image(3, 1)] });
    expect(folded(snapshot, deltas, 7)).toBeUndefined();
    expect(
      folded(
        snapshot,
        [deltas[0], deltas[2]].flatMap((one) => one ?? []),
        6,
      ),
    ).toBeUndefined();
    expect(folded(snapshot, deltas, 3)).toBeUndefined();
  });

  it('is old enough to be folded after a day', () => {
    const deltas = [delta(4, [], START), delta(5, [], START + 1_000), delta(6, [], START + 2_000)];
    expect(oldEnough(deltas, START + 86_400_000 + 1_000)).toBe(5);
    expect(oldEnough(deltas, START + 86_399_999)).toBe(0);
  });

  it('beside the blocks is behind where they are newer, and ahead where it says more or something else', () => {
    const map = newest([image(1, 3), image(2, 3), image(3, 3), image(4, 1), image(6, 1)]);
    const blocks = newest([image(1, 3), image(2, 4), image(3, 2), image(4, 1, 0), image(5, 1)]);
    const { behind, ahead } = compared(map, blocks);
    expect(behind.map(({ block }) => block)).toEqual([2, 5]);
    expect(ahead.map(({ block }) => block)).toEqual([3, 4, 6]);
  });
});

describe('a follower of the stream', () => {
  it('writes nothing for a date that nobody keeps a map of', async () => {
    const world = createWorld(LARGE);
    world.change(0, 'sold');
    await world.deliver(0, 1, 'once');
    expect(mapItems(world)).toEqual([]);
  });

  it('puts the newest image of each block of a batch into one delta', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    for (const index of [0, 1, 50, 2]) world.change(index, 'sold');
    await world.deliver(0, 4, 'once');
    expect(sortKeys(world)).toEqual(['DELTA#000000000001', 'DELTA#000000000002', 'HEAD', 'SNAPSHOT']);
    const [, { images } = { images: [] }] = await world.store.deltas(scheduleId, { after: 0 });
    expect(images?.map(({ block, version }) => [block, version])).toEqual([
      [0, 3],
      [1, 1],
    ]);
  });

  it('takes the next number when another writer was faster, and gives up after many times', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    let rivals = 3;
    const rival = {
      ...world.store,
      async append(id: string, given: Delta) {
        if (rivals-- > 0) await world.store.append(id, { ...given, at: given.at + 1, images: [image(9, 1)] });
        return world.store.append(id, given);
      },
    };
    const tools = { store: rival, clock: () => world.now };
    expect(await appendOne(tools, scheduleId, [image(1, 1)])).toBe(5);
    rivals = Number.POSITIVE_INFINITY;
    await expect(appendOne(tools, scheduleId, [image(1, 2)])).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
  });

  it('passes over what it cannot read, counts it, and goes on with the rest', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    vi.mocked(count).mockClear();
    world.change(0, 'sold');
    const [good] = world.shards[0] ?? [];
    const bad = (now: StreamRecord['now'], unreadable?: string) => ({ ...good, now, unreadable }) as StreamRecord;
    const records = [
      bad(undefined, 'not an image'),
      bad({ ...good?.now, '0': 'nonsense' }),
      bad({ pk: 'COUNTS#sch_1', sk: 'COUNTS' }),
      bad(undefined),
      ...(good ? [good] : []),
    ];
    await followSeats({ store: world.store, clock: () => world.now }, records);
    expect((await world.store.head(scheduleId, world.now)).last).toBe(2);
    expect(vi.mocked(count).mock.calls).toEqual([['mapRecordsSkipped'], ['mapRecordsSkipped']]);
  });

  it('throws when the table does not answer, so that the batch comes again', async () => {
    const world = createWorld(LARGE);
    world.change(0, 'sold');
    const store = { ...world.store, head: async () => Promise.reject(new Error('no answer')) };
    await expect(followSeats({ store, clock: () => world.now }, world.shards[0] ?? [])).rejects.toThrow('no answer');
  });

  it('appends to all other dates when one fails, and then throws what it met first', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    world.change(0, 'sold');
    const [record] = world.shards[0] ?? [];
    if (!record) throw new Error('no record');
    const of = (id: string) => ({ ...record, now: { ...record.now, pk: `SECTION#${id}#0` } });
    const store = {
      ...world.store,
      head: async (id: string, now: number) => {
        if (id === scheduleId) return world.store.head(id, now);
        throw new Error(`no answer about ${id}`);
      },
    };
    const work = followSeats({ store, clock: () => world.now }, [of('sch_a'), of('sch_b'), record]);
    await expect(work).rejects.toThrow('no answer about sch_a');
    expect((await world.store.head(scheduleId, world.now)).last).toBe(2);
  });

  it('splits what is more than 500 blocks', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    const records = Array.from({ length: 501 }, (_, i) => {
      const now = { pk: `SECTION#${scheduleId}#0`, sk: `BLOCK#${String(i).padStart(4, '0')}`, version: 1 };
      return { now, old: undefined, expired: false, source: '', sequenceNumber: '', unreadable: undefined };
    });
    await followSeats({ store: world.store, clock: () => world.now }, records);
    expect((await world.store.deltas(scheduleId, { after: 1 })).map(({ images }) => images?.length)).toEqual([500, 1]);
  });
});

describe('the snapshot', () => {
  it('moves on with every 60th delta, and stays 300 behind', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    for (let version = 2; version < 420; version++) {
      const item = { version, at: START, images: encodeImages([image(version % 9, version)]) };
      world.table.put(SEATS_TABLE, { ...deltaKey(scheduleId, version), ...item });
    }
    expect(await appendOne({ store: world.store, clock: () => world.now }, scheduleId, [image(1, 421)])).toBe(420);
    expect((await world.store.snapshot(scheduleId, world.now))?.version).toBe(420 - 300);
    expect((await world.store.head(scheduleId, world.now)).snapshot).toBe(120);
    const { images } = (await world.store.snapshot(scheduleId, world.now)) ?? { images: [] };
    expect(images.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([
      112, 113, 114, 115, 116, 117, 118, 119, 120,
    ]);
  });

  it('takes in what is a day old, so that no delta is gone before it is in', async () => {
    const world = createWorld(LARGE);
    await world.keep();
    world.change(0, 'sold');
    await world.deliver(0, 1, 'once');
    world.now += 86_400_000;
    world.change(1, 'sold');
    await world.deliver(0, 1, 'once');
    expect((await world.store.snapshot(scheduleId, world.now))?.version).toBe(1);
    const catalog = catalogOf(LARGE);
    const late = { ...catalog, concert: async (id: string) => moved(await catalog.concert(id)) };
    const blocks = createBlockReads({ db: world.db, SEATS_TABLE });
    const open = { openSince: async () => ['con_1'] };
    await keepMaps({ store: world.store, blocks, catalog: late, open, clock: () => world.now });
    expect((await world.store.snapshot(scheduleId, world.now))?.version).toBe(2);
  });
});
