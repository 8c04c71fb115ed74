// What seats are now: for the map, for the counts of a date, and strongly for whoever decides.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { cached } from '../shared/cache.ts';
import type { Clock } from '../shared/clock.ts';
import type { Grade, SeatStatus } from './contract.ts';
import { type Block, everySeat, parseAddress, readValue, type Seat, type SeatPlan, statusOf } from './domain.ts';
import { blockOfKey, sectionPartition } from './keys.ts';

/** Every seat of a date, and what it reads as. */
export interface SeatMap {
  /** `<time of reading>.<sum of the blocks' versions>`: grows with every write. */
  readonly version: string;
  readonly seats: readonly (Seat & { readonly status: SeatStatus })[];
}

export interface GradeCount {
  readonly total: number;
  readonly available: number;
}

export interface SeatReads {
  /** Up to a second old (10 s above 2,000 seats); `now` (epoch ms) says which holds are over. */
  map(schedule: { readonly scheduleId: string }, plan: SeatPlan, now: number): Promise<SeatMap>;
  /** How many seats each grade has and how many are free; as old as the map. */
  counts(
    schedule: { readonly scheduleId: string },
    plan: SeatPlan,
    now: number,
  ): Promise<Readonly<Record<Grade, GradeCount>>>;
}

/** How long an instance keeps the blocks of a date, how many dates, and from how many seats on the longer time counts. */
const SMALL_MS = 1_000;
const LARGE_MS = 10_000;
const LARGE_SEATS = 2_000;
const DATES = 20;

interface Blocks {
  readonly version: string;
  /** By `<section>.<block>`. */
  readonly blocks: ReadonlyMap<string, Block>;
}

export function createSeatReads(tools: { db: Db; SEATS_TABLE: string; clock: Clock }): SeatReads {
  const { clock } = tools;
  const load = (key: string) => readDate(tools, key);
  const small = cached(load, { clock, forMs: SMALL_MS, most: DATES });
  const large = cached(load, { clock, forMs: LARGE_MS, most: DATES });

  async function map(schedule: { readonly scheduleId: string }, plan: SeatPlan, now: number): Promise<SeatMap> {
    const seats = [...everySeat(plan)];
    const read = seats.length > LARGE_SEATS ? large : small;
    const { version = '', blocks } = (await read(`${schedule.scheduleId} ${plan.sections.length}`)) ?? {};
    const withStatus = seats.map((seat) => {
      const { section, block, slot } = parseAddress(seat.at);
      return { ...seat, status: statusOf(blocks?.get(`${section}.${block}`)?.seats[slot], now) };
    });
    return { version, seats: withStatus };
  }

  return {
    map,
    async counts(schedule, plan, now) {
      const counts = { VIP: none(), STANDARD: none(), STANDING: none() };
      for (const { grade, status } of (await map(schedule, plan, now)).seats) {
        counts[grade].total += 1;
        if (status === 'AVAILABLE') counts[grade].available += 1;
      }
      return counts;
    },
  };
}

const none = () => ({ total: 0, available: 0 });

type Tools = { readonly db: Db; readonly SEATS_TABLE: string; readonly clock: Clock };

/** @param key `<scheduleId> <number of sections>` */
async function readDate(tools: Tools, key: string): Promise<Blocks> {
  const [scheduleId = '', sections = ''] = key.split(' ');
  const at = tools.clock();
  const partitions = Array.from({ length: Number(sections) }, (_, section) => sectionPartition(scheduleId, section));
  const items = (await inParallel(partitions, (pk) => readSection(tools, pk))).flat();
  const blocks = new Map<string, Block>();
  let versions = 0;
  for (const item of items) {
    const { section, block } = blockOfKey({ pk: String(item.pk), sk: String(item.sk) });
    const read = blockOf(item);
    blocks.set(`${section}.${block}`, read);
    versions += read.version;
  }
  return { version: `${at}.${versions}`, blocks };
}

async function readSection({ db, SEATS_TABLE }: Tools, pk: string): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await db.send(
      new QueryCommand({
        TableName: SEATS_TABLE,
        KeyConditionExpression: 'pk = :section',
        ExpressionAttributeValues: { ':section': pk },
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

/** A block as its item holds it; absent is empty. Slots are the attributes with one character. */
export function blockOf(item: Item | undefined): Block {
  const values = Object.entries(item ?? {}).filter(([name]) => name.length === 1);
  const seats = Object.fromEntries(values.map(([slot, value]) => [slot, readValue(String(value))]));
  return { version: Number(item?.version ?? 0), seats };
}
