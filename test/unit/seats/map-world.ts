// A date whose seats change, whose stream is lost, doubled and late, and whose viewers come back with any version.
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { CatalogReads, ConcertFacts, LayoutFacts } from '../../../functions/catalog/reads.ts';
import { blockedBy, heldBy, type SeatPlan, sizeOf, soldTo } from '../../../functions/seats/domain.ts';
import { imagesOf, isLarge, marksOf, readAt, secondOf } from '../../../functions/seats/domain-map.ts';
import { decodeImages } from '../../../functions/seats/domain-map-codec.ts';
import { planOf, slotOf } from '../../../functions/seats/domain-plan.ts';
import { readLarge } from '../../../functions/seats/domain-version-large.ts';
import { readSmall } from '../../../functions/seats/domain-version-small.ts';
import { blockKey, deltaKey, snapshotKey } from '../../../functions/seats/keys.ts';
import { createBlockReads } from '../../../functions/seats/reads-blocks.ts';
import { createMapReads, type Look, type MapReads } from '../../../functions/seats/reads-map.ts';
import { createMapStore } from '../../../functions/seats/store-map.ts';
import { followSeats } from '../../../functions/seats/use-cases-follow.ts';
import { keepMaps } from '../../../functions/seats/use-cases-keep-maps.ts';
import type { Db, Item } from '../../../functions/shared/aws.ts';
import type { StreamRecord } from '../../../functions/shared/stream.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';

export const SEATS_TABLE = 'seats';
export const DATE = { scheduleId: 'sch_aaaaaaaaaaaa' };
export const START = 1_800_000_000_000;

export const row = (from: number, to: number) => ({ row: 'A', grade: 'VIP' as const, from, to });

export const SMALL: SeatPlan = {
  sections: [
    { section: 'Floor', rows: [row(1, 60)] },
    { section: 'Pit', standing: { capacity: 50 } },
    { section: 'Balcony', rows: [row(61, 70)] },
  ],
};
export const LARGE: SeatPlan = {
  sections: [
    { section: 'Floor', rows: [row(1, 1_500)] },
    { section: 'Pit', standing: { capacity: 300 } },
    { section: 'Balcony', rows: [row(1_501, 1_900)] },
  ],
};

/** What a viewer has: the version it saw last, and what it believes of each seat. */
export interface Viewer {
  readonly version: string | undefined;
  readonly statuses: Uint8Array;
}

/** Block versions by their position in the plan, beyond which a state of the map is never older. */
type Vector = readonly number[];

type Send = (command: { readonly input: Item }) => Promise<unknown>;

export type World = ReturnType<typeof createWorld>;

export function createWorld(layout: SeatPlan, instances = 3) {
  const plan = planOf(layout);
  const table = createMemoryDb();
  /** What an eventually consistent read may still see. */
  let replica = copyOf(table);
  let isBehind = false;
  const chain = new Map<number, Vector>([[0, plan.blocks.map(() => 0)]]);
  const shards: StreamRecord[][] = plan.sections.map(() => []);
  const world = { now: START, plan, table, looks: 0 };
  const clock = () => world.now;

  const db = {
    send: async (command: { readonly input: Item }) => {
      const isRead = !(
        command instanceof PutCommand ||
        command instanceof UpdateCommand ||
        command instanceof DeleteCommand
      );
      const isWeak = isRead && !command.input.ConsistentRead && !command.input.RequestItems;
      if (isWeak && isBehind) return (replica.send as unknown as Send)(command);
      const answer = await (table.send as unknown as Send)(command);
      if (command instanceof PutCommand) note(command.input.Item as Item);
      return answer;
    },
  } as unknown as Db;

  /** What every numbered version comes to, from what was put. */
  function note({ sk, version, images }: Item): void {
    const n = Number(version);
    if (!String(sk).startsWith('DELTA#') && sk !== 'SNAPSHOT') return;
    if (sk === 'SNAPSHOT' && chain.has(n)) return;
    const before = sk === 'SNAPSHOT' ? plan.blocks.map(() => 0) : chain.get(n - 1);
    if (!(images instanceof Uint8Array) || !before) return;
    const known = [...before];
    for (const image of decodeImages(images)) {
      const block = plan.blockAt(image);
      const i = block ? plan.blocks.indexOf(block) : -1;
      known[i] = Math.max(known[i] ?? 0, image.version);
    }
    chain.set(n, known);
  }

  const store = createMapStore({ db, SEATS_TABLE });
  const blocks = createBlockReads({ db, SEATS_TABLE });
  const catalog = catalogOf(layout);
  const open = { openSince: async () => ['con_1'] };
  const instance = () => createMapReads({ db, SEATS_TABLE, clock });
  const readers: MapReads[] = Array.from({ length: instances }, instance);

  function vectorOf(version: string): Vector | undefined {
    if (!isLarge(layout)) return readSmall(version, DATE.scheduleId, plan, world.now)?.versions;
    const seen = readLarge(version, DATE.scheduleId, plan, world.now);
    const base = seen && chain.get(seen.version);
    return base && plan.blocks.map((block, i) => Math.max(base[i] ?? 0, seen.newer.get(block) ?? 0));
  }

  return Object.assign(world, {
    db,
    store,
    shards,
    nobody: (): Viewer => ({ version: undefined, statuses: new Uint8Array(plan.seats.length) }),

    /** Puts a seat into a state, as a committed write of its block would; the stream hears of it. */
    change(index: number, to: 'free' | 'held' | 'sold' | 'blocked', forSeconds = 60): void {
      const block = plan.blocks.findLast(({ first }) => first <= index);
      if (!block) throw new Error(`no seat ${index}`);
      const key = blockKey(DATE.scheduleId, block.ref);
      const old = table.items(SEATS_TABLE).find(({ pk, sk }) => pk === key.pk && sk === key.sk);
      const untilMs = (secondOf(world.now) + forSeconds) * 1000;
      const value = {
        free: undefined,
        held: heldBy('rsv_aaaaaaaaaaaa', untilMs),
        sold: soldTo('rsv_bbbbbbbbbbbb'),
        blocked: blockedBy('blk_cccccccccccc'),
      }[to];
      const now: Item = { ...key, ...old, version: Number(old?.version ?? 0) + 1, [slotOf(block, index)]: value };
      table.put(SEATS_TABLE, now);
      const images = { old, now: structuredClone(now), expired: false };
      shards[block.ref.section]?.push({ ...images, source: 'arn', sequenceNumber: '1', unreadable: undefined });
    },

    sync(): void {
      replica = copyOf(table);
    },
    lag(behind: boolean): void {
      isBehind = behind;
    },

    /** One poll of a shard of the stream; `lost`: nobody hears of it, `twice`: the writer takes it once more later. */
    async deliver(shard: number, count: number, how: 'once' | 'twice' | 'lost' | 'late'): Promise<void> {
      const batch = shards[shard]?.splice(0, count) ?? [];
      const tools = { store, clock };
      if (how === 'lost') return;
      if (how === 'late') {
        const rest = shards[shard]?.splice(0) ?? [];
        await followSeats(tools, rest);
      }
      await followSeats(tools, batch);
      if (how === 'twice') await followSeats(tools, batch);
    },

    keep: () => keepMaps({ store, blocks, catalog, open, clock }),

    restart(reader: number): void {
      readers[reader % readers.length] = instance();
    },

    remove(sk: 'SNAPSHOT' | number): Promise<unknown> {
      const Key = sk === 'SNAPSHOT' ? snapshotKey(DATE.scheduleId) : deltaKey(DATE.scheduleId, sk);
      return table.send(new DeleteCommand({ TableName: SEATS_TABLE, Key }));
    },

    /** A viewer asks an instance, and applies what it is told. Checks that it knows the whole state, and nothing older. */
    async view(reader: number, viewer: Viewer): Promise<Viewer & { readonly look: Look }> {
      const { version: seen } = viewer;
      const maps = readers[reader % readers.length] ?? instance();
      const look = await maps.look(DATE, plan, { now: world.now, ...(seen === undefined ? {} : { seen }) });
      world.looks += 1;
      const statuses = look.changed ? viewer.statuses.slice() : look.statuses.slice();
      for (const index of look.changed ?? []) statuses[index] = look.statuses[index] ?? 0;
      expect([...statuses]).toEqual([...look.statuses]);
      const before = seen === undefined ? undefined : vectorOf(seen);
      const after = vectorOf(look.version);
      if (before && after) {
        const older = after.flatMap((version, i) => (version < (before[i] ?? 0) ? [[i, before[i], version]] : []));
        expect(older).toEqual([]);
        if (after.every((version, i) => version === before[i])) {
          const held = statuses.findIndex((status, i) => status === 1 && viewer.statuses[i] !== 1);
          expect(held).toBe(-1);
        }
      }
      return { version: look.version, statuses, look };
    },

    /** What every seat reads as in truth. */
    async truth(): Promise<number[]> {
      const all = imagesOf(await blocks.all(DATE.scheduleId, layout.sections.length));
      return [...readAt(marksOf(plan, all), secondOf(world.now)).statuses];
    },
  });
}

function copyOf(table: MemoryDb): MemoryDb {
  const copy = createMemoryDb();
  for (const item of table.items(SEATS_TABLE)) copy.put(SEATS_TABLE, item);
  return copy;
}

export function catalogOf(plan: SeatPlan): CatalogReads {
  const layout = { layoutId: 'lay_1', seats: sizeOf(plan), ...plan } as LayoutFacts;
  const sale = { startAt: START + 8e7, endAt: START + 9e7, saleStartAt: START - 60_000, saleEndAt: START + 7e7 };
  const concert: ConcertFacts = {
    concertId: 'con_1',
    code: 'HALL',
    name: 'Hall',
    enabled: true,
    bookingStartAt: START - 60_000,
    bookingEndAt: START + 7e7,
    settings: DEFAULT_SETTINGS,
    schedules: [{ ...DATE, concertId: 'con_1', layoutId: 'lay_1', prices: { VIP: 100, STANDING: 50 }, ...sale }],
  };
  return {
    concert: async (id) => (id === 'con_1' ? concert : undefined),
    layout: async () => layout,
  };
}

/** An instance that notes what it asks the table. */
export function watched(world: World) {
  const asked: { name: string; strongly: boolean; sk: string }[] = [];
  const db = {
    send: (command: { readonly input: Item }) => {
      const { ConsistentRead, RequestItems, Key, ExpressionAttributeValues } = command.input;
      const values = ExpressionAttributeValues as Item | undefined;
      const sk = String((Key as Item | undefined)?.sk ?? values?.[':first'] ?? values?.[':section'] ?? 'BATCH');
      asked.push({ name: command.constructor.name, strongly: Boolean(ConsistentRead ?? RequestItems), sk });
      return (world.db.send as unknown as (command: object) => Promise<unknown>)(command);
    },
  } as unknown as Db;
  const maps = createMapReads({ db, SEATS_TABLE, clock: () => world.now });
  const look = (seen?: string) => maps.look(DATE, world.plan, { now: world.now, seen });
  return { asked, look, maps };
}
