// What a date comes to: for whoever counts it, and strongly for whoever decides.
import type { Db } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import type { SeatPlan } from './domain.ts';
import { type Blocks, countsOf, type SeatCounts } from './domain-count.ts';
import { countsOfStatuses } from './domain-map.ts';
import { planOf } from './domain-plan.ts';
import { blockOf, readDate, type SeatsTable } from './reads-blocks.ts';
import { createMapReads } from './reads-map.ts';

export type { Blocks, SeatCounts };
export { blockOf };

export interface SeatReads {
  /**
   * How many seats each grade has and how many of them are free, held and sold; as old as `MapReads.look`. `now` (epoch
   * ms) says which holds are over.
   */
  counts(schedule: { readonly scheduleId: string }, plan: SeatPlan, now: number): Promise<SeatCounts>;
}

/** Strong reads of a whole date, for whoever decides by it. */
export interface DateReads {
  /** Every block of a date that was ever written to, as it is now; `sections`: how many its layout has. */
  blocks(scheduleId: string, sections: number): Promise<Blocks>;
  /** How many seats each grade has and how many of them are free, held and sold; `now` says which holds are over. */
  counts(scheduleId: string, plan: SeatPlan, now: number): Promise<SeatCounts>;
}

export function createSeatReads(tools: { db: Db; SEATS_TABLE: string; clock: Clock }): SeatReads {
  const maps = createMapReads(tools);
  return {
    async counts(schedule, plan, now) {
      const { statuses } = await maps.look(schedule, planOf(plan), { now });
      return countsOfStatuses(planOf(plan), statuses);
    },
  };
}

export function createDateReads(table: SeatsTable): DateReads {
  const blocks = (scheduleId: string, sections: number) => readDate(table, scheduleId, { sections, strongly: true });
  return {
    blocks,
    counts: async (scheduleId, plan, now) => countsOf(await blocks(scheduleId, plan.sections.length), plan, now),
  };
}
