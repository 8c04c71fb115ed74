// A large date's map on a real table: many writers at once, a rebuild among them, and readers who come back meanwhile.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseAddress } from '../../../functions/seats/domain.ts';
import { imagesOf, marksOf, readAt, secondOf } from '../../../functions/seats/domain-map.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { blockKey } from '../../../functions/seats/keys.ts';
import { createBlockReads } from '../../../functions/seats/reads-blocks.ts';
import { createMapReads, type Look } from '../../../functions/seats/reads-map.ts';
import { readNewest } from '../../../functions/seats/reads-map-items.ts';
import { createMapStore } from '../../../functions/seats/store-map.ts';
import { appendOne, followSeats } from '../../../functions/seats/use-cases-follow.ts';
import { check, keepMaps } from '../../../functions/seats/use-cases-keep-maps.ts';
import { type BlockRef, createSeatWrites } from '../../../functions/seats/writes.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { createTable, type TestTable } from '../../support/table.ts';

const START = 1_800_000_000_000;
const LAYOUT = {
  layoutId: 'lay_hall',
  seats: 2_200,
  sections: [
    { section: 'Floor', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 1_900 }] },
    { section: 'Pit', standing: { capacity: 300 } },
  ],
};
const plan = planOf(LAYOUT);

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

function createDate() {
  const scheduleId = `sch_${randomChars()}`;
  const seatsTable = { db: table.db, SEATS_TABLE: table.name };
  const writes = createSeatWrites(seatsTable);
  const store = createMapStore(seatsTable);
  const blocks = createBlockReads(seatsTable);
  const date = { now: START };
  const clock = () => date.now;
  const sections = LAYOUT.sections.length;
  return Object.assign(date, {
    scheduleId,
    store,
    maps: () => createMapReads({ ...seatsTable, clock }),

    /** Holds a seat, and sells it if told so. @returns its block */
    async take(index: number, sells: boolean): Promise<BlockRef> {
      const { slot, ...ref } = parseAddress(plan.seats[index]?.at ?? '');
      const hold = { reservationId: `rsv_${randomChars()}`, untilMs: START + 300_000, slots: [slot] };
      const claimed = await writes.claim(scheduleId, ref, { ...hold, over: {} });
      const sold = sells ? await writes.sell(scheduleId, ref, hold) : claimed;
      if (!claimed.ok || !sold.ok) throw new Error(`seat ${index} was not to be had`);
      return ref;
    },

    /** What the stream would say of blocks: as they are now. */
    async follow(...refs: readonly BlockRef[]): Promise<void> {
      const records = await Promise.all(
        refs.map(async (ref) => {
          const get = { TableName: table.name, Key: blockKey(scheduleId, ref), ConsistentRead: true };
          const { Item: now } = await table.db.send(new GetCommand(get));
          return { now, old: undefined, expired: false, source: '', sequenceNumber: '', unreadable: undefined };
        }),
      );
      await followSeats({ store, clock }, records);
    },

    async keep(): Promise<void> {
      const settings = { concertId: 'con_1', code: 'HALL', name: 'Hall', enabled: true };
      const sale = { bookingStartAt: START, bookingEndAt: START + 7e7, saleStartAt: START, saleEndAt: START + 7e7 };
      const show = { scheduleId, concertId: 'con_1', layoutId: 'lay_hall', startAt: START + 8e7, endAt: START + 9e7 };
      const concert = { ...settings, ...sale, schedules: [{ ...show, ...sale, prices: { VIP: 1 } }] };
      const catalog = { concert: async () => concert as never, layout: async () => LAYOUT };
      await keepMaps({ store, blocks, catalog, open: { openSince: async () => ['con_1'] }, clock });
    },

    /** Makes the map anew, as after a link that nobody can read. */
    async spoilAndMend(): Promise<void> {
      await appendOne({ store, clock }, scheduleId, undefined);
      const tools = { store, blocks, clock, catalog: {} as never, open: {} as never };
      await check(tools, { scheduleId, sections, ttl: START / 1000 + 1e6 });
    },

    async truth(): Promise<number[]> {
      const images = imagesOf(await blocks.all(scheduleId, sections));
      return [...readAt(marksOf(plan, images), secondOf(date.now)).statuses];
    },
  });
}

const everyNth = (n: number, from = 0) => plan.seats.map((_, i) => i).filter((i) => i % n === from);

describe('a large date', () => {
  it('gets a whole chain from writers that race for every number', async () => {
    const date = createDate();
    await date.keep();
    const refs = await Promise.all(everyNth(50).map((index) => date.take(index, index % 100 === 0)));
    await Promise.all([0, 1, 2, 3].map((i) => date.follow(...refs.filter((_, n) => n % 4 === i))));
    const deltas = await date.store.deltas(date.scheduleId, { after: 1 });
    expect(deltas.map(({ version }) => version)).toEqual([2, 3, 4, 5]);
    const look = await date.maps().look(date, plan, { now: date.now });
    expect([...look.statuses]).toEqual(await date.truth());
    expect(look.statuses.filter((status) => status === 2)).toHaveLength(22);
  });

  it('is made anew while it is written, and no reader misses anything or goes back', async () => {
    const date = createDate();
    await date.keep();
    const maps = [date.maps(), date.maps()];
    let last: Look | undefined;
    const statuses = new Uint8Array(plan.seats.length);
    const view = async (i: number) => {
      const look = await maps[i % 2]?.look(date, plan, { now: date.now, seen: last?.version });
      if (!look) throw new Error('no map');
      for (const index of look.changed ?? statuses.keys()) statuses[index] = look.statuses[index] ?? 0;
      expect([...statuses]).toEqual([...look.statuses]);
      // Nobody gives a seat back here: what was sold stays so.
      expect(last?.statuses.findIndex((status, seat) => status === 2 && look.statuses[seat] !== 2) ?? -1).toBe(-1);
      last = look;
      date.now += 600;
    };
    const sell = async (index: number) => date.follow(await date.take(index, true));
    const buyers = everyNth(60, 7).map((index, i) => async () => {
      await sell(index);
      if (i % 6 === 0) await view(i / 6);
      if (i % 12 === 5) await date.spoilAndMend();
    });
    for (let i = 0; i < buyers.length; i += 6) await Promise.all(buyers.slice(i, i + 6).map((buy) => buy()));
    await date.keep();
    for (const i of [0, 1]) await view(i);
    expect([...statuses]).toEqual(await date.truth());
    expect(statuses.filter((status) => status === 2)).toHaveLength(everyNth(60, 7).length);
  });

  it('is kept without a break, or begun anew with numbers that nobody had', async () => {
    const { scheduleId, store } = createDate();
    const second = START / 1000;
    expect(await store.begin(scheduleId, { now: START, until: second + 60 })).toBe(true);
    expect(await store.begin(scheduleId, { now: START, until: second + 60 })).toBe(false);
    const images = imagesOf(new Map([['0.0', { version: 1, seats: {} }]]));
    await store.moveSnapshot(scheduleId, { version: 1, images }, second + 60);
    await store.close(scheduleId, START - 1);
    expect((await store.head(scheduleId, START)).isOpen).toBe(true);
    await store.close(scheduleId, START);
    await store.keep(scheduleId, { now: START + 59_000, until: second + 120 });
    const kept = { isKept: true, last: 1, snapshot: 1, until: second + 120, isOpen: false };
    expect(await store.head(scheduleId, START + 119_000)).toEqual(kept);
    expect((await store.snapshot(scheduleId, START + 119_000))?.version).toBe(1);
    const late = START + 120_000;
    await store.keep(scheduleId, { now: late, until: second + 999 });
    expect((await store.head(scheduleId, late)).isKept).toBe(false);
    expect(await store.begin(scheduleId, { now: late, until: second + 999 })).toBe(true);
    expect(await store.head(scheduleId, late)).toMatchObject({ isKept: true, isOpen: true, last: 1_000_000_001 });
    expect(await store.snapshot(scheduleId, late)).toBeUndefined();
    await store.append(scheduleId, { version: 1_000_000_002, at: late, images: undefined });
    expect(await readNewest({ db: table.db, SEATS_TABLE: table.name }, scheduleId)).toBe(1_000_000_002);
  });
});
