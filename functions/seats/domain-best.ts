// The best available seats: which groups of free seats there are for a wish, in the order in which they are offered.
import type { Grade } from './contract.ts';
import { type Block, type BlockRef, parseAddress, STATUSES, statusOf } from './domain.ts';
import { nearestSeats } from './domain-best-nearest.ts';
import { classOf, type Places, placesOf, qualityOf } from './domain-best-places.ts';
import { freePlaces, hasStandingRoom, largestArea } from './domain-best-standing.ts';
import type { Plan } from './domain-plan.ts';

/** What a buyer wants. Places of standing room are had with its `section` or with grade STANDING only. */
export interface SeatWish {
  readonly count: number;
  readonly grade?: Grade | undefined;
  readonly section?: string | undefined;
  /** Side by side in one run of a row. */
  readonly adjacent: boolean;
  /** With a place for a wheelchair. */
  readonly accessible: boolean;
  /** From 0 to less than 1, another one for each buyer: where in standing room to begin. */
  readonly chance: number;
}

/** Seats by index of the plan, in its order. */
export type SeatGroup = readonly number[];

/** Code of a free seat in `statuses`. */
const FREE = 0;

/**
 * All groups of free seats for a wish, best first; they may overlap. Side by side, the order is by
 * 1. places for wheelchairs and companions: the fewer the better for who did not ask for them; for who did there is at
 *    least one place for a wheelchair, then none beyond it, then a companion's beside it (`qualityOf`, `waste`)
 * 2. the mean distance to the focal point of the section, in whole metres
 * 3. that no single free seat stays behind which had a free neighbour before
 * 4. the mean distance, exactly
 * 5. the order of the layout.
 *
 * Not side by side: those side by side that are no worse by 1 and 2 than the nearest free seats, then these, then the
 * next nearest. Standing room comes after rows of its grade.
 * @param statuses by index: 0 is free
 */
export function* bestSeats(plan: Plan, statuses: Uint8Array, wish: SeatWish): Generator<SeatGroup, void> {
  const groups = adjacentSeats(plan, statuses, wish);
  if (wish.adjacent) yield* groups;
  else yield* nearestSeats(plan, statuses, wish, { groups, matches: matching(plan, wish) });
  if (hasStandingRoom(wish)) yield* freePlaces(plan, statuses, wish);
}

/** Whether a seat is of the grade and section that are wanted. */
function matching({ seats }: Plan, { grade, section }: SeatWish): (index: number) => boolean {
  return (index) => {
    const seat = seats[index];
    return (grade === undefined || seat?.grade === grade) && (section === undefined || seat?.section === section);
  };
}

function* adjacentSeats(plan: Plan, statuses: Uint8Array, wish: SeatWish): Generator<SeatGroup, void> {
  const { count, accessible } = wish;
  const places = placesOf(plan);
  const matches = matching(plan, wish);
  /** Those of the class at hand that leave a single seat behind: they come after the others of that class. */
  let leaving: number[] = [];
  let classAtHand = -1;
  for (const first of places.windows(count, accessible)) {
    if (!isFree(statuses, first, count) || !matches(first)) continue;
    const { waste = 0, sumCm = 0 } = qualityOf(places, first, count, accessible) ?? {};
    const itsClass = waste * 2 ** 24 + classOf(sumCm, count);
    if (itsClass !== classAtHand) {
      yield* leaving.map((seat) => groupFrom(seat, count));
      leaving = [];
      classAtHand = itsClass;
    }
    if (leavesSingle(plan, places, statuses, first, count)) leaving.push(first);
    else yield groupFrom(first, count);
  }
  yield* leaving.map((seat) => groupFrom(seat, count));
}

const groupFrom = (first: number, count: number): SeatGroup => Array.from({ length: count }, (_, i) => first + i);

function isFree(statuses: Uint8Array, first: number, count: number): boolean {
  for (let seat = first; seat < first + count; seat++) if (statuses[seat] !== FREE) return false;
  return true;
}

/** Whether taking a group leaves a single free seat at one of its ends. */
function leavesSingle(plan: Plan, { runs }: Places, statuses: Uint8Array, first: number, count: number): boolean {
  const run = plan.runs[runs[first] ?? -1];
  if (!run) return false;
  const isOpen = (seat: number) => seat >= run.first && seat < run.first + run.length && statuses[seat] === FREE;
  const last = first + count - 1;
  return (isOpen(first - 1) && !isOpen(first - 2)) || (isOpen(last + 1) && !isOpen(last + 2));
}

/** How many, at most `wish.count`, can be had together under the same wish; 0 if none. */
export function largestGroup(plan: Plan, statuses: Uint8Array, wish: SeatWish): number {
  const standing = hasStandingRoom(wish) ? largestArea(plan, statuses, wish) : 0;
  for (let count = wish.count; count > standing; count--) {
    const groups = bestSeats(plan, statuses, { ...wish, count });
    if (!groups.next().done) return count;
  }
  return Math.min(standing, wish.count);
}

/** The seats of a block as it is now, by index: what each reads as, in the codes of `statuses`. @param now epoch ms */
export function codesOf(plan: Plan, ref: BlockRef, { seats }: Pick<Block, 'seats'>, now: number): Map<number, number> {
  const found = plan.blockAt(ref);
  const indexes = Array.from({ length: found?.size ?? 0 }, (_, i) => (found?.first ?? 0) + i);
  return new Map(
    indexes.map((index) => {
      const { slot } = parseAddress(plan.seats[index]?.at ?? '');
      return [index, STATUSES.indexOf(statusOf(seats[slot], now))];
    }),
  );
}
