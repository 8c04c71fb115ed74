// What seats are now: for the map, for the counts of a date, and strongly for whoever decides.
import type { Db, Item } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { cached } from '../shared/cache.ts';
import type { Clock } from '../shared/clock.ts';
import { queryAll } from '../shared/pages.ts';
import type { SeatStatus } from './contract.ts';
import { type Block, everySeat, readValue, type Seat, type SeatPlan, sizeOf, statusOf } from './domain.ts';
import { type Blocks, countsOf, type SeatCounts, takenAt } from './domain-count.ts';
import { blockOfKey, sectionPartition } from './keys.ts';

/** Every seat of a date, and what it reads as. */
export interface SeatMap {
  /** `<time of reading>.<sum of the blocks' versions>`: grows with every write. */
  readonly version: string;
  readonly seats: readonly (Seat & { readonly status: SeatStatus })[];
}

export type { Blocks, SeatCounts };

export interface SeatReads {
  /** Up to a second old (10 s above 2,000 seats); `now` (epoch ms) says which holds are over. */
  map(schedule: { readonly scheduleId: string }, plan: SeatPlan, now: number): Promise<SeatMap>;
  /** How many seats each grade has and how many of them are free, held and sold; as old as the map. */
  counts(schedule: { readonly scheduleId: string }, plan: SeatPlan, now: number): Promise<SeatCounts>;
}

/** Strong reads of a whole date, for whoever decides by it. */
export interface DateReads {
  /** Every block of a date that was ever written to, as it is now; `sections`: how many its layout has. */
  blocks(scheduleId: string, sections: number): Promise<Blocks>;
  /** How many seats each grade has and how many of them are free, held and sold; `now` says which holds are over. */
  counts(scheduleId: string, plan: SeatPlan, now: number): Promise<SeatCounts>;
}

/** How long an instance keeps the blocks of a date, how many dates, and from how many seats on the longer time counts. */
const SMALL_MS = 1_000;
const LARGE_MS = 10_000;
const LARGE_SEATS = 2_000;
const DATES = 20;

export function createSeatReads(tools: { db: Db; SEATS_TABLE: string; clock: Clock }): SeatReads {
  const { clock } = tools;
  /** @param key `<scheduleId> <number of sections>` */
  const load = async (key: string) => {
    const [scheduleId = '', sections = ''] = key.split(' ');
    const at = clock();
    const blocks = await readDate(tools, scheduleId, Number(sections), false);
    const versions = [...blocks.values()].reduce((sum, { version }) => sum + version, 0);
    return { version: `${at}.${versions}`, blocks };
  };
  const small = cached(load, { clock, forMs: SMALL_MS, most: DATES });
  const large = cached(load, { clock, forMs: LARGE_MS, most: DATES });

  const read = async (scheduleId: string, plan: SeatPlan, seats: number) => {
    const known = seats > LARGE_SEATS ? large : small;
    return (await known(`${scheduleId} ${plan.sections.length}`)) ?? { version: '', blocks: new Map() };
  };

  return {
    async map({ scheduleId }, plan, now) {
      const seats = [...everySeat(plan)];
      const { version, blocks } = await read(scheduleId, plan, seats.length);
      return { version, seats: seats.map((seat) => ({ ...seat, status: statusOf(takenAt(blocks, seat.at), now) })) };
    },
    async counts({ scheduleId }, plan, now) {
      const { blocks } = await read(scheduleId, plan, sizeOf(plan));
      return countsOf(blocks, plan, now);
    },
  };
}

type Tools = { readonly db: Db; readonly SEATS_TABLE: string };

export function createDateReads(tools: Tools): DateReads {
  const blocks = (scheduleId: string, sections: number) => readDate(tools, scheduleId, sections, true);
  return {
    blocks,
    counts: async (scheduleId, plan, now) => countsOf(await blocks(scheduleId, plan.sections.length), plan, now),
  };
}

async function readDate(tools: Tools, scheduleId: string, sections: number, strongly: boolean): Promise<Blocks> {
  const partitions = Array.from({ length: sections }, (_, section) => sectionPartition(scheduleId, section));
  const items = (await inParallel(partitions, (pk) => readSection(tools, pk, strongly))).flat();
  return new Map(
    items.map((item) => {
      const { section, block } = blockOfKey({ pk: String(item.pk), sk: String(item.sk) });
      return [`${section}.${block}`, blockOf(item)];
    }),
  );
}

function readSection({ db, SEATS_TABLE }: Tools, pk: string, strongly: boolean): Promise<Item[]> {
  return queryAll(db, {
    TableName: SEATS_TABLE,
    KeyConditionExpression: 'pk = :section',
    ExpressionAttributeValues: { ':section': pk },
    ...(strongly ? { ConsistentRead: true } : {}),
  });
}

/** A block as its item holds it; absent is empty. Slots are the attributes with one character. */
export function blockOf(item: Item | undefined): Block {
  const values = Object.entries(item ?? {}).filter(([name]) => name.length === 1);
  const seats = Object.fromEntries(values.map(([slot, value]) => [slot, readValue(String(value))]));
  return { version: Number(item?.version ?? 0), seats };
}
