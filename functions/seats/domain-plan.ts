// A layout laid out once: seats by their index, which maps and deltas count by, and the runs of neighbours.
import { PER_BLOCK, slotName } from '../shared/slots.ts';
import { type BlockRef, everySeat, type PlanSection, type Seat, type SeatPlan, sizeOfSection } from './domain.ts';

/** Neighbours: seats `first` to `first + length - 1` by index, of one grade in one row. */
export interface Run {
  readonly section: number;
  readonly first: number;
  readonly length: number;
}

/** A block's seats: by index from `first` on, slot after slot. */
export interface PlanBlock {
  readonly ref: BlockRef;
  readonly first: number;
  readonly size: number;
}

/** What follows from a layout alone. An index counts every seat and standing place in the layout's order, from 0. */
export interface Plan {
  readonly plan: SeatPlan;
  readonly seats: readonly Seat[];
  /** Each section's part of `seats`; `standing`: whether it is standing room. */
  readonly sections: readonly {
    readonly section: string;
    readonly first: number;
    readonly length: number;
    readonly standing: boolean;
  }[];
  /** In the order of addresses. */
  readonly blocks: readonly PlanBlock[];
  readonly runs: readonly Run[];
  /** The index of the seat with that number, or undefined. */
  indexOf(seatNo: number): number | undefined;
  /** The block that a stored one is of; undefined for one that the layout does not have. */
  blockAt(ref: BlockRef): PlanBlock | undefined;
}

const plans = new WeakMap<SeatPlan, Plan>();

/** Laid out at the first call for this very object, as a layout never changes. */
export function planOf(plan: SeatPlan): Plan {
  const known = plans.get(plan);
  if (known) return known;
  const made = layOut(plan);
  plans.set(plan, made);
  return made;
}

function layOut(plan: SeatPlan): Plan {
  const seats = [...everySeat(plan)];
  const sections: { section: string; first: number; length: number; standing: boolean }[] = [];
  const blocks: PlanBlock[] = [];
  const firstBlocks: number[] = [];
  const runs: Run[] = [];
  let first = 0;
  for (const [index, section] of plan.sections.entries()) {
    const length = sizeOfSection(section);
    sections.push({ section: section.section, first, length, standing: section.standing !== undefined });
    firstBlocks.push(blocks.length);
    for (let block = 0; block * PER_BLOCK < length; block++) {
      const size = Math.min(PER_BLOCK, length - block * PER_BLOCK);
      blocks.push({ ref: { section: index, block }, first: first + block * PER_BLOCK, size });
    }
    runs.push(...runsOf(section, index, first));
    first += length;
  }
  const byNo = new Map(seats.flatMap(({ seatNo }, index) => (seatNo === undefined ? [] : [[seatNo, index] as const])));
  return {
    plan,
    seats,
    sections,
    blocks,
    runs,
    indexOf: (seatNo) => byNo.get(seatNo),
    blockAt({ section, block }) {
      const found = blocks[(firstBlocks[section] ?? Number.NaN) + block];
      return found?.ref.section === section && found.ref.block === block ? found : undefined;
    },
  };
}

function runsOf({ rows = [] }: PlanSection, section: number, firstOfSection: number): Run[] {
  let first = firstOfSection;
  return rows.map(({ from, to }) => {
    const run = { section, first, length: to - from + 1 };
    first += run.length;
    return run;
  });
}

/** The slot of a seat of a block. */
export function slotOf({ first }: PlanBlock, index: number): string {
  return slotName(index - first);
}
