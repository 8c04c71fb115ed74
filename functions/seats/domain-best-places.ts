// How good each seat of a plan is: how far from the point that the best seats of its section are nearest to.
import type { Point } from './contract.ts';
import type { PlanSection } from './domain.ts';
import { coordinatesOf } from './domain-best-grid.ts';
import type { Plan } from './domain-plan.ts';

export const ORDINARY = 0;
/** A place for a wheelchair. */
export const ACCESSIBLE = 1;
/** The seat beside one, for who comes along. */
export const COMPANION = 2;

/** By index of the plan. */
export interface Places {
  /** Whole centimetres to the focal point of the seat's section, so that sums of them are exact. */
  readonly distancesCm: Int32Array;
  readonly kinds: Uint8Array;
  /** Of all seats before an index: the sum of their distances, and how many of them are not ordinary. */
  readonly sumsCm: Float64Array;
  readonly specials: Int32Array;
  /** The run that a seat is in, by its place in the plan's `runs`; -1 in standing room. */
  readonly runs: Int32Array;
  /** First seats of all groups of `count` side by side, best first, as if all were free. */
  windows(count: number, wantsAccessible: boolean): Int32Array;
}

const known = new WeakMap<Plan, Places>();

/** Worked out at the first call for this very plan. */
export function placesOf(plan: Plan): Places {
  const there = known.get(plan);
  if (there) return there;
  const made = workOut(plan);
  known.set(plan, made);
  return made;
}

function workOut(plan: Plan): Places {
  const { x, y } = coordinatesOf(plan);
  const distancesCm = new Int32Array(plan.seats.length);
  const kinds = new Uint8Array(plan.seats.length);
  const runs = new Int32Array(plan.seats.length).fill(-1);
  for (const [index, { first, length }] of plan.sections.entries()) {
    const section = plan.plan.sections[index];
    if (!section?.rows) continue;
    const focus = section.focus ?? plan.plan.focus ?? frontMiddle(x, y, first, length);
    for (let seat = first; seat < first + length; seat++) {
      distancesCm[seat] = Math.round(Math.hypot((x[seat] ?? 0) - focus.x, (y[seat] ?? 0) - focus.y));
    }
    markKinds(section, first, kinds);
  }
  for (const [index, { first, length }] of plan.runs.entries()) runs.fill(index, first, first + length);
  const sumsCm = new Float64Array(plan.seats.length + 1);
  const specials = new Int32Array(plan.seats.length + 1);
  for (const [index, kind] of kinds.entries()) {
    sumsCm[index + 1] = (sumsCm[index] ?? 0) + (distancesCm[index] ?? 0);
    specials[index + 1] = (specials[index] ?? 0) + (kind === ORDINARY ? 0 : 1);
  }
  const sorted = new Map<string, Int32Array>();
  const facts = { distancesCm, kinds, sumsCm, specials };
  return {
    ...facts,
    runs,
    windows(count, wantsAccessible) {
      const name = `${count} ${wantsAccessible}`;
      const found = sorted.get(name) ?? sortWindows(plan, facts, count, wantsAccessible);
      sorted.set(name, found);
      return found;
    },
  };
}

function markKinds({ rows = [] }: PlanSection, firstOfSection: number, kinds: Uint8Array): void {
  let first = firstOfSection;
  for (const { from, to, accessible = [], companion = [] } of rows) {
    for (const seatNo of accessible) kinds[first + seatNo - from] = ACCESSIBLE;
    for (const seatNo of companion) kinds[first + seatNo - from] = COMPANION;
    first += to - from + 1;
  }
}

/** In the middle between the outermost seats, in the line of the seats nearest to the stage. */
function frontMiddle(x: Float64Array, y: Float64Array, first: number, length: number): Point {
  let [left, right, front] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let seat = first; seat < first + length; seat++) {
    left = Math.min(left, x[seat] ?? 0);
    right = Math.max(right, x[seat] ?? 0);
    front = Math.min(front, y[seat] ?? 0);
  }
  return { x: (left + right) / 2, y: front };
}

/** What decides between groups before anything is known of who has which seat; more is worse. */
export interface Quality {
  /** Places for wheelchairs and companions that would be wasted, or how far what was asked for is missed. */
  readonly waste: number;
  readonly sumCm: number;
}

/** The mean distance in whole metres: groups of one class are equally good. */
export function classOf(sumCm: number, count: number): number {
  return Math.floor(sumCm / (count * 100));
}

type Facts = Pick<Places, 'kinds' | 'sumsCm' | 'specials'>;

/**
 * For who did not ask for a place for a wheelchair, `waste` counts such places and those of companions. For who did, it is
 * two for each such place beyond the first, and one if there are several seats and none beside such a place is for a
 * companion. @returns undefined for a group without a place for a wheelchair, where one is wanted
 */
export function qualityOf(
  { kinds, sumsCm, specials }: Facts,
  first: number,
  count: number,
  wantsAccessible: boolean,
): Quality | undefined {
  const sumCm = (sumsCm[first + count] ?? 0) - (sumsCm[first] ?? 0);
  const special = (specials[first + count] ?? 0) - (specials[first] ?? 0);
  if (!wantsAccessible) return { waste: special, sumCm };
  if (special === 0) return undefined;
  const group = kinds.subarray(first, first + count);
  const accessible = group.filter((kind) => kind === ACCESSIBLE).length;
  if (accessible === 0) return undefined;
  const isAccompanied = group.some((kind, i) => {
    return kind === ACCESSIBLE && (group[i - 1] === COMPANION || group[i + 1] === COMPANION);
  });
  return { waste: 2 * (accessible - 1) + (isAccompanied || count === 1 ? 0 : 1), sumCm };
}

/** A waste is at most 15, a sum of distances below 2^24 cm, an index below 2^16: one number sorts by all three. */
function sortWindows({ runs, seats }: Plan, facts: Facts, count: number, wantsAccessible: boolean): Int32Array {
  const keys = new Float64Array(seats.length);
  let windows = 0;
  for (const { first, length } of runs) {
    for (let seat = first; seat <= first + length - count; seat++) {
      const quality = qualityOf(facts, seat, count, wantsAccessible);
      if (quality) keys[windows++] = (quality.waste * 2 ** 24 + quality.sumCm) * 2 ** 16 + seat;
    }
  }
  return Int32Array.from(keys.subarray(0, windows).sort(), (key) => key % 2 ** 16);
}
