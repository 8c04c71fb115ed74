// The nearest free seats one by one, for who does not mind to sit apart.
import type { SeatGroup, SeatWish } from './domain-best.ts';
import { ACCESSIBLE, COMPANION, classOf, ORDINARY, type Places, placesOf } from './domain-best-places.ts';
import type { Plan } from './domain-plan.ts';

/**
 * As `bestSeats` says. @param groups those side by side, best first; `matches`: whether a seat is of the wanted kind
 */
export function* nearestSeats(
  plan: Plan,
  statuses: Uint8Array,
  { count, accessible }: SeatWish,
  { groups, matches }: { readonly groups: Iterable<SeatGroup>; readonly matches: (index: number) => boolean },
): Generator<SeatGroup, void> {
  const places = placesOf(plan);
  const isFree = (seat: number) => statuses[seat] === 0 && matches(seat);
  const free = [...places.windows(1, false)].filter(isFree);
  if (free.length < count) return;
  const apart = () => (accessible ? around(places, free, count) : chunks(free, count));
  const [nearest] = apart();
  if (!nearest) return;
  for (const group of groups) {
    if (!isNoWorse(places, group, nearest, accessible)) break;
    yield group;
  }
  for (const group of apart()) yield group.toSorted((a, b) => a - b);
}

function* chunks(free: readonly number[], count: number): Generator<SeatGroup, void> {
  for (let from = 0; from + count <= free.length; from += count) yield free.slice(from, from + count);
  if (free.length % count !== 0) yield free.slice(-count);
}

/** For each place for a wheelchair, nearest first: with a companion's beside it, and the nearest other seats. */
function* around(places: Places, free: readonly number[], count: number): Generator<SeatGroup, void> {
  const { distancesCm, kinds, runs } = places;
  const isFree = new Set(free);
  const wheelchairs = free.filter((seat) => kinds[seat] === ACCESSIBLE);
  for (const seat of wheelchairs.sort((a, b) => (distancesCm[a] ?? 0) - (distancesCm[b] ?? 0) || a - b)) {
    const beside = [seat - 1, seat + 1].filter((one) => {
      return isFree.has(one) && kinds[one] === COMPANION && runs[one] === runs[seat];
    });
    const group = [seat, ...beside.slice(0, 1)].slice(0, count);
    for (const other of free) {
      if (group.length === count) break;
      if (!group.includes(other)) group.push(other);
    }
    yield group;
  }
}

function isNoWorse(places: Places, group: SeatGroup, nearest: SeatGroup, accessible: boolean): boolean {
  const [one, other] = [group, nearest].map((seats) => {
    const sumCm = seats.reduce((sum, seat) => sum + (places.distancesCm[seat] ?? 0), 0);
    const wasted = seats.filter((seat) => (accessible ? places.kinds[seat] === ACCESSIBLE : isSpecial(places, seat)));
    return { waste: wasted.length, quality: classOf(sumCm, seats.length) };
  });
  if (!one || !other) return false;
  return one.waste < other.waste || (one.waste === other.waste && one.quality <= other.quality);
}

const isSpecial = ({ kinds }: Places, seat: number): boolean => kinds[seat] !== ORDINARY;
