// The hall of the map's numbers: 50,000 seats, as full as a number needs them, in memory and in a table.
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { heldBy, type SeatPlan, soldTo } from '../functions/seats/domain.ts';
import type { BlockImage, DateMarks } from '../functions/seats/domain-map.ts';
import { FREE, noMarks, SOLD, secondOf } from '../functions/seats/domain-map.ts';
import { type Plan, type PlanBlock, planOf } from '../functions/seats/domain-plan.ts';
import { blockKey } from '../functions/seats/keys.ts';
import type { Db } from '../functions/shared/aws.ts';
import { inParallel } from '../functions/shared/batch.ts';
import { PER_BLOCK, slotName } from '../functions/shared/slots.ts';
import { makeHall } from '../scripts/layout/hall.ts';
import { DEFAULT_OPTIONS } from '../scripts/layout/options.ts';
import { chances } from '../test/support/rush.ts';

/** 20 sections of 50 rows of 50 seats. */
export const HALL = makeHall('Hall of 20 × 50 × 50', DEFAULT_OPTIONS).content;
export const PLAN = planOf(HALL satisfies SeatPlan);

const HOLD_SECONDS = 300;
/** BatchWriteItem takes 25. */
const BATCH = 25;

/** A part of the hall, from 0 to 1, each; the rest is free. */
export interface Fill {
  readonly sold: number;
  readonly held: number;
}

/** Seats that are taken here and there, as they are in the last minutes; holds end within five minutes of `now`. */
export function marksAt(plan: Plan, { sold, held }: Fill, now: number): DateMarks {
  const chance = chances(1);
  const date = noMarks(plan);
  for (let index = 0; index < plan.seats.length; index++) {
    const drawn = chance();
    const end = secondOf(now) + 1 + Math.floor(chance() * HOLD_SECONDS);
    date.marks[index] = drawn < sold ? SOLD : drawn < sold + held ? end : FREE;
  }
  for (const block of plan.blocks) date.versions.set(block, 1 + Math.floor(chance() * 2 * PER_BLOCK));
  return date;
}

export function imageAt({ marks, versions }: DateMarks, block: PlanBlock): BlockImage {
  const own = new Uint32Array(PER_BLOCK);
  own.set(marks.subarray(block.first, block.first + block.size));
  return { ...block.ref, version: versions.get(block) ?? 0, marks: own };
}

/** Puts a date's blocks as holds and sales leave them. */
export async function putBlocks(
  { db, SEATS_TABLE }: { readonly db: Db; readonly SEATS_TABLE: string },
  scheduleId: string,
  plan: Plan,
  date: DateMarks,
): Promise<void> {
  const puts = plan.blocks.map((block) => {
    const { marks, version } = imageAt(date, block);
    const slots = [...marks].flatMap((mark, position) => {
      const holder = `rsv_${String(block.first + position).padStart(12, 'a')}`;
      return mark === FREE ? [] : [[slotName(position), mark === SOLD ? soldTo(holder) : heldBy(holder, mark * 1_000)]];
    });
    return { PutRequest: { Item: { ...blockKey(scheduleId, block.ref), version, ...Object.fromEntries(slots) } } };
  });
  const batches = Array.from({ length: Math.ceil(puts.length / BATCH) }, (_, i) =>
    puts.slice(i * BATCH, i * BATCH + BATCH),
  );
  await inParallel(batches, (batch) => db.send(new BatchWriteCommand({ RequestItems: { [SEATS_TABLE]: batch } })), 4);
}

/**
 * So many seats more are held, here and there: free ones, or where none is free, ones whose hold was over.
 * @returns the blocks they are in, each of which has a version more for each seat
 */
export function holdSome(
  plan: Plan,
  date: DateMarks,
  { seats, now, chance }: { readonly seats: number; readonly now: number; readonly chance: () => number },
): PlanBlock[] {
  const isFree = date.marks.includes(FREE);
  const left = [...date.marks.keys()].filter((index) => !isFree || date.marks[index] === FREE);
  const changed = new Set<PlanBlock>();
  for (let i = 0; i < seats; i++) {
    const [index = 0] = left.splice(Math.floor(chance() * left.length), 1);
    const block = plan.blocks.find(({ first, size }) => first <= index && index < first + size);
    if (!block) throw new Error(`no block has seat ${index}`);
    date.marks[index] = secondOf(now) + HOLD_SECONDS + 1;
    date.versions.set(block, (date.versions.get(block) ?? 0) + 1);
    changed.add(block);
  }
  return [...changed];
}
