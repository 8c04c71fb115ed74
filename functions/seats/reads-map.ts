// The live map: what every seat of a date reads as now, its version, and what changed since another.
import type { Db } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import { isLarge } from './domain-map.ts';
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
   * The date as it is now, at most half a second old, and never older than what was seen, but for half a second after
   * somebody claimed to have seen what nobody wrote.
   * @param asked `now` in epoch milliseconds says which holds are over; `seen`: a version that a client gave back
   */
  look(date: { readonly scheduleId: string }, plan: Plan, asked: Asked): Promise<Look>;
}

interface View {
  look(asked: Asked): Promise<Look>;
  readonly seats: number;
}

/** How many seats the dates of an instance may have, the date that was asked for longest ago going first. */
const MOST_SEATS = 400_000;
/** What a date costs beside its seats. */
const DATE_SEATS = 1_000;

export function createMapReads(tools: { db: Db; SEATS_TABLE: string; clock: Clock }): MapReads {
  const views = new Map<string, View>();
  let seats = 0;
  const viewOf = (scheduleId: string, plan: Plan): View => {
    const key = `${scheduleId} ${plan.seats.length}`;
    const known = views.get(key);
    // A layout that was read again is another object with the same seats.
    const view = known ?? makeView(scheduleId, plan);
    if (!known) seats += view.seats;
    views.delete(key);
    views.set(key, view);
    for (const [oldest, { seats: freed }] of views) {
      if (seats <= MOST_SEATS || oldest === key) break;
      views.delete(oldest);
      seats -= freed;
    }
    return view;
  };
  const makeView = (scheduleId: string, plan: Plan): View => ({
    look: (isLarge(plan.plan) ? largeView : smallView)(tools, scheduleId, plan),
    seats: plan.seats.length + DATE_SEATS,
  });
  return { look: ({ scheduleId }, plan, asked) => viewOf(scheduleId, plan).look(asked) };
}
