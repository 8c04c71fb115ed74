// The live map: what every seat of a date reads as now, its version, and what changed since another.
import type { Db } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import { LARGE_SEATS } from './domain-map.ts';
import type { Plan } from './domain-plan.ts';
import { largeView } from './reads-map-large.ts';
import { smallView } from './reads-map-small.ts';

/** One state of a whole date. */
export interface Look {
  /** Names exactly this state: the same version, the same statuses; of two versions of a date it can be told which is later. */
  readonly version: string;
  /** By index of the plan: 0 AVAILABLE, 1 HOLD, 2 SOLD, 3 BLOCKED; a hold whose time is over is 0. */
  readonly statuses: Uint8Array;
  /** The indexes that changed since the version that was seen; undefined when there was none, or nobody knows it any more. */
  readonly changed: readonly number[] | undefined;
}

export interface Asked {
  readonly now: number;
  readonly seen?: string | undefined;
}

export interface MapReads {
  /**
   * The date as it is now, at most half a second old, and never older than what was seen.
   * @param asked `now` in epoch milliseconds says which holds are over; `seen`: a version that a client gave back
   */
  look(date: { readonly scheduleId: string }, plan: Plan, asked: Asked): Promise<Look>;
}

interface View {
  look(asked: Asked): Promise<Look>;
}

/** How many dates an instance keeps, the one that was asked for longest ago going first. */
const DATES = 20;

export function createMapReads(tools: { db: Db; SEATS_TABLE: string; clock: Clock }): MapReads {
  const views = new Map<string, View>();
  const viewOf = (scheduleId: string, plan: Plan) => {
    const key = `${scheduleId} ${plan.seats.length}`;
    const known = views.get(key);
    // A layout that was read again is another object with the same seats.
    const view = known ?? { look: (plan.seats.length > LARGE_SEATS ? largeView : smallView)(tools, scheduleId, plan) };
    views.delete(key);
    views.set(key, view);
    const oldest = views.keys().next();
    if (views.size > DATES && !oldest.done) views.delete(oldest.value);
    return view;
  };
  return { look: ({ scheduleId }, plan, asked) => viewOf(scheduleId, plan).look(asked) };
}
