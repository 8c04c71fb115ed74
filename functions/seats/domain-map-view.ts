// What a look at a map is shown as: bits, standing rooms, and pages of whole sections.
import type { Grade } from './contract.ts';
import { LARGE_SEATS, packed } from './domain-map.ts';
import type { Plan } from './domain-plan.ts';

type Prices = Readonly<Partial<Record<Grade, number>>>;

/** Standing room: `available` of `capacity` places, which have no numbers. */
export interface Area {
  readonly section: string;
  readonly grade: Grade;
  readonly price: number;
  readonly capacity: number;
  readonly available: number;
}

export function areasOf({ sections }: Plan, statuses: Uint8Array, prices: Prices): Area[] {
  return sections.flatMap(({ section, first, length, standing }) => {
    if (!standing) return [];
    const available = statuses.subarray(first, first + length).filter((status) => status === 0).length;
    return [{ section, grade: 'STANDING' as const, price: prices.STANDING ?? 0, capacity: length, available }];
  });
}

/** How many seats have a number, and two bits for each of them in the layout's order, the first in the highest bits. */
export function bitsOf(
  { sections }: Plan,
  statuses: Uint8Array,
): { readonly seats: number; readonly bits: Uint8Array } {
  const numbered = sections.filter(({ standing }) => !standing);
  const seats = numbered.reduce((sum, { length }) => sum + length, 0);
  const shown = new Uint8Array(seats);
  let at = 0;
  for (const { first, length } of numbered) {
    shown.set(statuses.subarray(first, first + length), at);
    at += length;
  }
  return { seats, bits: packed(shown) };
}

/** The bits alone, and behind them how many places each standing room has free: four bytes each, the highest first. */
export function binaryOf(bits: Uint8Array, areas: readonly Area[]): Uint8Array {
  const bytes = Buffer.alloc(bits.length + 4 * areas.length);
  bytes.set(bits);
  for (const [i, { available }] of areas.entries()) bytes.writeUInt32BE(available, bits.length + 4 * i);
  return bytes;
}

/** Sections `from` up to, and without, `to` by their index. */
export interface SectionPage {
  readonly from: number;
  readonly to: number;
}

/** As many whole sections from `from` on as have 2,000 numbered seats together, but at least one with such. */
export function pageFrom({ sections, seats }: Plan, from: number): SectionPage {
  if (seats.length <= LARGE_SEATS) return { from, to: sections.length };
  let to = from;
  let size = 0;
  for (; to < sections.length; to++) {
    const { length = 0, standing = false } = sections[to] ?? {};
    if (standing) continue;
    if (size > 0 && size + length > LARGE_SEATS) break;
    size += length;
  }
  return { from, to };
}

/** The indexes of a page's numbered seats. */
export function indexesOn({ sections }: Plan, { from, to }: SectionPage): number[] {
  return sections.slice(from, to).flatMap(({ first, length, standing }) => {
    return standing ? [] : Array.from({ length }, (_, i) => first + i);
  });
}
