// A reservation's seats as its item holds them: short, as eight with their names would fill most of a write unit of 1 KB.
import type { HeldSeat } from './domain.ts';

/** One seat. */
type PackedSeat = readonly [
  /** null in standing room. */
  seatNo: number | null,
  section: string,
  row: string,
  grade: HeldSeat['grade'],
  price: number,
  at: string,
];

/** Seats that follow each other in one block and differ in number and slot alone; null: as in the group before. */
type PackedGroup = readonly [
  section: string | null,
  row: string | null,
  grade: HeldSeat['grade'] | null,
  price: number | null,
  /** `<section>.<block>`, as addresses begin. */
  block: string | null,
  /** One character for each seat. */
  slots: string,
  /** The first where they count up by one, else all; null in standing room, which has none. */
  seatNos: number | readonly number[] | null,
];

/**
 * The attributes of an item. `seats`: seat after seat, as every version of this code reads and writes it. `packed`: groups;
 * code that only knows `seats` then finds none, and fails before it could take one seat for another.
 */
export type Packed =
  | { readonly seats: readonly PackedSeat[] }
  | { readonly seats?: undefined; readonly packed: readonly PackedGroup[] };

interface Shared {
  readonly section: string;
  readonly row: string;
  readonly grade: HeldSeat['grade'];
  readonly price: number;
  readonly block: string;
}

/** One seat as it always was, so that tickets of one outlive a step back to the code before; several in groups. */
export function packed(seats: readonly HeldSeat[]): Packed {
  const [only] = seats;
  if (!only || seats.length > 1) return { packed: groupsOf(seats) };
  const { seatNo = null, section, row, grade, price, at } = only;
  return { seats: [[seatNo, section, row, grade, price, at]] };
}

function groupsOf(seats: readonly HeldSeat[]): readonly PackedGroup[] {
  const groups: { readonly shared: Shared; slots: string; seatNos: number[] }[] = [];
  for (const { seatNo, section, row, grade, price, at } of seats) {
    const slotAt = at.lastIndexOf('.') + 1;
    const shared = { section, row, grade, price, block: at.slice(0, slotAt - 1) };
    const numbers = seatNo === undefined ? [] : [seatNo];
    const group = groups.at(-1);
    const isMore = group && isSame(group.shared, shared) && group.seatNos.length > 0 === numbers.length > 0;
    if (!isMore) groups.push({ shared, slots: at.slice(slotAt), seatNos: numbers });
    else {
      group.slots += at.slice(slotAt);
      group.seatNos.push(...numbers);
    }
  }
  return groups.map(({ shared, slots, seatNos }, i): PackedGroup => {
    const before = groups[i - 1]?.shared;
    const unless = <Name extends keyof Shared>(name: Name) => (before?.[name] === shared[name] ? null : shared[name]);
    const names = [unless('section'), unless('row'), unless('grade'), unless('price'), unless('block')] as const;
    return [...names, slots, numbersOf(seatNos)];
  });
}

const isSame = (one: Shared, other: Shared): boolean =>
  one.section === other.section &&
  one.row === other.row &&
  one.grade === other.grade &&
  one.price === other.price &&
  one.block === other.block;

function numbersOf(seatNos: readonly number[]): PackedGroup[6] {
  const [first] = seatNos;
  if (first === undefined) return null;
  return seatNos.every((seatNo, i) => seatNo === first + i) ? first : seatNos;
}

/** @throws TypeError when an item has its seats in neither form */
export function unpacked(item: Packed): HeldSeat[] {
  if (item.seats) {
    return item.seats.map(([seatNo, section, row, grade, price, at]): HeldSeat => {
      return { ...numbered(seatNo), section, row, grade, price, at };
    });
  }
  let before: Shared = { section: '', row: '', grade: 'STANDARD', price: 0, block: '' };
  return item.packed.flatMap(([section, row, grade, price, block, slots, seatNos]): HeldSeat[] => {
    before = {
      section: section ?? before.section,
      row: row ?? before.row,
      grade: grade ?? before.grade,
      price: price ?? before.price,
      block: block ?? before.block,
    };
    const { block: blockOfAll, ...names } = before;
    return [...slots].map((slot, i): HeldSeat => {
      const seatNo = typeof seatNos === 'number' ? seatNos + i : seatNos?.[i];
      return { ...numbered(seatNo), ...names, at: `${blockOfAll}.${slot}` };
    });
  });
}

const numbered = (seatNo: number | null | undefined) => (seatNo === undefined || seatNo === null ? {} : { seatNo });
