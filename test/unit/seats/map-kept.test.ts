// For how long maps are kept, of which dates, and how the job goes on with what was left half done.
import { describe, expect, it, vi } from 'vitest';
import { isLarge } from '../../../functions/seats/domain-map.ts';
import { readLarge } from '../../../functions/seats/domain-version-large.ts';
import { deltaKey } from '../../../functions/seats/keys.ts';
import { createBlockReads } from '../../../functions/seats/reads-blocks.ts';
import type { MapStore } from '../../../functions/seats/store-map.ts';
import { keepMaps } from '../../../functions/seats/use-cases-keep-maps.ts';
import { count } from '../../../functions/shared/log.ts';
import { catalogOf, createWorld, DATE, LARGE, row, SEATS_TABLE, START, type World } from './map-world.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
  count: vi.fn(),
}));

const { scheduleId } = DATE;
const mapItems = (world: ReturnType<typeof createWorld>) =>
  world.table.items(SEATS_TABLE).filter(({ pk }) => pk === `MAP#${scheduleId}`);

describe('the job that keeps maps', () => {
  it('finishes in the next minute what was left half done, though another date is in turn', async () => {
    const world = createWorld(LARGE);
    await keepAll(world, ['sch_other', scheduleId]);
    world.change(0, 'sold');
    world.now += 120_000;
    const store = {
      ...world.store,
      moveSnapshot: async (...given: Parameters<typeof world.store.moveSnapshot>) => {
        if (given[0] === scheduleId) throw new Error('no more time');
        await world.store.moveSnapshot(...given);
      },
    };
    const broken = { ...deltaKey(scheduleId, 2), version: 2, at: START, images: new Uint8Array(3) };
    world.table.put(SEATS_TABLE, broken);
    world.now += 60_000;
    await expect(keepAll(world, ['sch_other', scheduleId], store)).rejects.toThrow('1 of 2 maps');
    await world.deliver(0, 1, 'once');
    expect(await world.store.head(scheduleId, world.now)).toMatchObject({ isOpen: true, last: 4, snapshot: 1 });
    world.now += 60_000;
    vi.mocked(count).mockClear();
    await keepAll(world, ['sch_other', scheduleId]);
    expect(await world.store.head(scheduleId, world.now)).toMatchObject({ isOpen: false, last: 5, snapshot: 5 });
    expect(vi.mocked(count)).not.toHaveBeenCalled();
    expect(await world.store.snapshot(scheduleId, world.now)).toMatchObject({ images: [{ block: 0, version: 1 }] });
  });

  it('keeps a map for five days from its last comparing on, and begins anew, with other numbers, after a break', async () => {
    const world = createWorld(LARGE);
    const ids = [scheduleId];
    const days = (n: number) => n * 86_400;
    const untilNow = async () => (await world.store.head(scheduleId, world.now)).until - world.now / 1000;
    await keepAll(world, ids);
    expect(await untilNow()).toBe(days(5));
    world.now += days(1) * 1000;
    await keepAll(world, ids);
    expect(await untilNow()).toBe(days(5));
    world.change(0, 'sold');
    await world.deliver(0, 1, 'once');
    world.now += days(5) * 1000;
    world.change(1, 'sold');
    await world.deliver(0, 1, 'once');
    expect(await world.store.head(scheduleId, world.now)).toMatchObject({ isKept: false, last: 2 });
    world.restart(0);
    world.sync();
    expect([...(await world.view(0, world.nobody())).statuses.subarray(0, 2)]).toEqual([2, 2]);
    await world.remove(2);
    await keepAll(world, ids);
    expect(await world.store.head(scheduleId, world.now)).toMatchObject({ isKept: true, last: 1_000_000_002 });
    expect(await world.store.snapshot(scheduleId, world.now)).toMatchObject({ images: [{ block: 0, version: 2 }] });
  });

  it('does not keep a map for longer whose old deltas could not be folded', async () => {
    const world = createWorld(LARGE);
    await keepAll(world, [scheduleId]);
    world.change(0, 'sold');
    await world.deliver(0, 1, 'once');
    const { until } = await world.store.head(scheduleId, world.now);
    world.now += 2 * 86_400_000;
    await keepAll(world, [scheduleId], { ...world.store, moveSnapshot: async () => {} });
    expect((await world.store.head(scheduleId, world.now)).until).toBe(until);
    await keepAll(world, [scheduleId]);
    expect((await world.store.head(scheduleId, world.now)).until).toBe(until + 2 * 86_400);
  });

  it('looks each hour at sales that are over for years, and compares every date once a day', async () => {
    const world = createWorld(LARGE);
    const asked: number[] = [];
    const ids = ['sch_a', 'sch_b', 'sch_c', scheduleId];
    await keepAll(world, ids);
    const compared = new Map<string, number>();
    const store = {
      ...world.store,
      snapshot: async (id: string, now: number) => {
        compared.set(id, (compared.get(id) ?? 0) + 1);
        return world.store.snapshot(id, now);
      },
    };
    for (let minute = 0; minute < 24 * 60; minute += 20) {
      world.now = START + minute * 60_000;
      const since = await keepAll(world, minute % 60 === 0 ? ids : [], store);
      asked.push(Math.round((world.now - since) / 86_400_000));
    }
    expect(asked.slice(0, 4)).toEqual([1_100, 90, 90, 1_100]);
    expect([...compared.keys()].toSorted()).toEqual(ids.toSorted());
  });

  it('counts a date of few seats in many sections as large', async () => {
    const sections = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ section: `${i}`, rows: [row(i + 1, i + 1)] }));
    expect(isLarge({ sections: sections(64) })).toBe(false);
    expect(isLarge({ sections: sections(65) })).toBe(true);
    expect(isLarge({ sections: [{ section: 'Pit', standing: { capacity: 2_000 } }] })).toBe(false);
    expect(isLarge({ sections: [{ section: 'Pit', standing: { capacity: 2_001 } }] })).toBe(true);
    const world = createWorld({ sections: sections(65) });
    await world.keep();
    expect(mapItems(world).map(({ sk }) => sk)).toEqual(['DELTA#000000000001', 'HEAD', 'SNAPSHOT']);
    world.sync();
    const { version } = await world.view(0, world.nobody());
    expect(readLarge(version ?? '', scheduleId, world.plan, world.now)?.version).toBe(1);
  });
});

/** The job over these dates, whose shows are in a month. @returns since when it asked for sales that ended */
async function keepAll(world: World, ids: readonly string[], store: MapStore = world.store): Promise<number> {
  const catalog = catalogOf(LARGE);
  const concert = await catalog.concert('con_1');
  const [date] = concert?.schedules ?? [];
  if (!concert || !date) throw new Error('no date');
  const schedules = ids.map((id) => ({ ...date, scheduleId: id, endAt: START + 30 * 86_400_000 }));
  let asked = 0;
  const openSince = async (since: number) => {
    asked = since;
    return ['con_1'];
  };
  const blocks = createBlockReads({ db: world.db, SEATS_TABLE });
  const given = { ...catalog, concert: async () => ({ ...concert, schedules }) };
  await keepMaps({ store, blocks, catalog: given, open: { openSince }, clock: () => world.now });
  return asked;
}
