// Free places of standing room: one is as good as another, so each buyer begins somewhere else.
import type { SeatGroup, SeatWish } from './domain-best.ts';
import type { Plan } from './domain-plan.ts';

/** Whether places of standing room may be had under a wish; none of them is for a wheelchair. */
export function hasStandingRoom({ grade, section, accessible }: SeatWish): boolean {
  return !accessible && (grade === 'STANDING' || (grade === undefined && section !== undefined));
}

/** Groups within one area that do not overlap, but for the last: areas in their order, places from `chance` on. */
export function* freePlaces(plan: Plan, statuses: Uint8Array, wish: SeatWish): Generator<SeatGroup, void> {
  const { count, chance } = wish;
  for (const free of areas(plan, statuses, wish)) {
    if (free.length < count) continue;
    const start = Math.floor(chance * free.length);
    for (let from = 0; from < free.length; from += count) {
      const at = Math.min(from, free.length - count);
      const group = Array.from({ length: count }, (_, i) => free[(start + at + i) % free.length] ?? 0);
      yield group.sort((a, b) => a - b);
    }
  }
}

/** The most free places that one area has. */
export function largestArea(plan: Plan, statuses: Uint8Array, wish: SeatWish): number {
  return Math.max(0, ...[...areas(plan, statuses, wish)].map(({ length }) => length));
}

/** The free places of each area that is wanted. */
function* areas({ sections }: Plan, statuses: Uint8Array, wish: SeatWish): Generator<number[], void> {
  for (const { section, first, length, standing } of sections) {
    if (!standing || (wish.section !== undefined && wish.section !== section)) continue;
    const free: number[] = [];
    for (let place = first; place < first + length; place++) if (statuses[place] === 0) free.push(place);
    yield free;
  }
}
