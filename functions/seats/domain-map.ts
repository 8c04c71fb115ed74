// The rules of the live map: what is kept of each seat, which of two images of a block counts, and what seats read as.
import { PER_BLOCK, slotName } from '../shared/slots.ts';
import { type Block, type BlockRef, type SeatPlan, sizeOfSection } from './domain.ts';
import type { Blocks, SeatCounts } from './domain-count.ts';
import type { Plan, PlanBlock } from './domain-plan.ts';

/** From how many seats, or blocks, on a date's map is a read model; up to here it is read from the blocks. */
export const LARGE_SEATS = 2_000;
const LARGE_BLOCKS = 64;

/** Whether a date's map is a read model: also with few seats, if they are in so many sections that reading costs. */
export function isLarge({ sections }: SeatPlan): boolean {
  const sizes = sections.map(sizeOfSection);
  const seats = sizes.reduce((sum, size) => sum + size, 0);
  const blocks = sizes.reduce((sum, size) => sum + Math.ceil(size / PER_BLOCK), 0);
  return seats > LARGE_SEATS || blocks > LARGE_BLOCKS;
}

/**
 * All that a map keeps of a seat, as one number: who has it is nobody's business. 0: free, 1: sold, 2: blocked, all
 * others: held until that second of the epoch, though that may be over.
 */
export type Mark = number;
export const FREE = 0;
export const SOLD = 1;
export const BLOCKED = 2;
const LAST_NAMED = BLOCKED;

/** A block as a map knows it: every slot's mark. Of two images of a block the one of the higher version counts. */
export interface BlockImage extends BlockRef {
  readonly version: number;
  readonly marks: Uint32Array;
}

/** What is known of a date: by index of its plan, and by block, where 0 is one that nobody wrote to. */
export interface DateMarks {
  readonly marks: Uint32Array;
  readonly versions: Map<PlanBlock, number>;
}

const SLOTS = Array.from({ length: PER_BLOCK }, (_, position) => slotName(position));

export function imageOf({ section, block }: BlockRef, stored: Block): BlockImage {
  const marks = new Uint32Array(PER_BLOCK);
  for (const [position, slot] of SLOTS.entries()) {
    const taken = stored.seats[slot];
    if (taken) marks[position] = markOf(taken);
  }
  return { section, block, version: stored.version, marks };
}

function markOf(taken: Block['seats'][string]): Mark {
  if (taken.status === 'HOLD') return Math.max(LAST_NAMED + 1, taken.untilMs / 1000);
  return taken.status === 'SOLD' ? SOLD : BLOCKED;
}

export function imagesOf(blocks: Blocks): BlockImage[] {
  return [...blocks].map(([name, stored]) => {
    const [section = 0, block = 0] = name.split('.').map(Number);
    return imageOf({ section, block }, stored);
  });
}

/** A date that nobody wrote to. */
export function noMarks(plan: Plan): DateMarks {
  return { marks: new Uint32Array(plan.seats.length), versions: new Map() };
}

export function marksOf(plan: Plan, images: Iterable<BlockImage>): DateMarks {
  const date = noMarks(plan);
  for (const image of images) lay(date, plan, image);
  return date;
}

/**
 * Takes an image into what is known of a date, unless as new a one is there: in whatever order images come, and however
 * often, the newest of each block is what stays. One of a block that the layout does not have is left out.
 * @returns the indexes of the seats that differ from before
 */
export function lay(date: DateMarks, plan: Plan, image: BlockImage): number[] {
  const block = plan.blockAt(image);
  if (!block || image.version <= (date.versions.get(block) ?? 0)) return [];
  date.versions.set(block, image.version);
  const changed: number[] = [];
  for (let position = 0; position < block.size; position++) {
    const index = block.first + position;
    const mark = image.marks[position] ?? FREE;
    if (date.marks[index] !== mark) changed.push(index);
    date.marks[index] = mark;
  }
  return changed;
}

/** Which moment's holds are over: epoch seconds, as holds end on whole seconds. */
export const secondOf = (now: number) => Math.floor(now / 1000);

/** The code of what a mark reads as, by its place in STATUSES. */
function codeOf(mark: Mark, second: number): number {
  if (mark <= LAST_NAMED) return mark === FREE ? 0 : mark + 1;
  return mark > second ? 1 : 0;
}

/** What every seat reads as at a second, and the last second at which a hold of these seats was over (0: none was). */
export function readAt({ marks }: DateMarks, second: number): { statuses: Uint8Array<ArrayBuffer>; lapse: number } {
  const statuses = new Uint8Array(marks.length);
  let lapse = 0;
  for (let index = 0; index < marks.length; index++) {
    const mark = marks[index] ?? FREE;
    if (mark === FREE) continue;
    statuses[index] = codeOf(mark, second);
    if (mark > LAST_NAMED && mark <= second && mark > lapse) lapse = mark;
  }
  return { statuses, lapse };
}

/** The seats whose hold was over at some second after `from`, up to and with `to`. */
export function lapsedBetween({ marks }: DateMarks, from: number, to: number): number[] {
  const lapsed: number[] = [];
  for (let index = 0; index < marks.length; index++) {
    const mark = marks[index] ?? FREE;
    if (mark > LAST_NAMED && mark > from && mark <= to) lapsed.push(index);
  }
  return lapsed;
}

/** The indexes at which two lists of one length differ. */
export function differing(one: Uint8Array | Uint32Array, other: Uint8Array | Uint32Array): number[] {
  const found: number[] = [];
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) found.push(index);
  return found;
}

/** Two bits a status, four a byte, the first in the highest bits. */
export function packed(statuses: Uint8Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(statuses.length / 4));
  for (let index = 0; index < statuses.length; index++) {
    bits[index >> 2] = (bits[index >> 2] ?? 0) | ((statuses[index] ?? 0) << (6 - 2 * (index & 3)));
  }
  return bits;
}

/** The first `length` statuses that `packed` put away. */
export function unpacked(bits: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => ((bits[index >> 2] ?? 0) >> (6 - 2 * (index & 3))) & 3);
}

/** How many seats each grade has, and how many of them read as what. */
export function countsOfStatuses({ seats }: Plan, statuses: Uint8Array): SeatCounts {
  const none = () => ({ total: 0, available: 0, held: 0, sold: 0, blocked: 0 });
  const counts = { VIP: none(), STANDARD: none(), STANDING: none() };
  const names = ['available', 'held', 'sold', 'blocked'] as const;
  for (const [index, { grade }] of seats.entries()) {
    counts[grade].total += 1;
    counts[grade][names[statuses[index] ?? 0] ?? 'available'] += 1;
  }
  return counts;
}
