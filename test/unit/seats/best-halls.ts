// Halls for tests of the best available seats, and the definition of "best" once more, by trying everything.
import type { SeatPlan } from '../../../functions/seats/domain.ts';
import type { SeatWish } from '../../../functions/seats/domain-best.ts';
import { coordinatesOf } from '../../../functions/seats/domain-best-grid.ts';
import { type Plan, planOf } from '../../../functions/seats/domain-plan.ts';

export const wishFor = (count: number, more: Partial<SeatWish> = {}): SeatWish => {
  return { count, adjacent: true, accessible: false, chance: 0, ...more };
};

/** Rows of these lengths in one section each; numbers count up through the hall. */
export function hallOf(...sections: readonly (readonly number[])[]): SeatPlan {
  let next = 1;
  return {
    sections: sections.map((lengths, s) => ({
      section: `S${s}`,
      rows: lengths.map((length, r) => {
        const from = next;
        next += length;
        return { row: `${r}`, grade: s === 0 ? ('VIP' as const) : ('STANDARD' as const), from, to: next - 1 };
      }),
    })),
  };
}

/** `.` is free, everything else is not. */
export function statusesOf(drawn: string): Uint8Array {
  return Uint8Array.from([...drawn.replaceAll(/\s/g, '')], (char) => (char === '.' ? 0 : 2));
}

/** Whole centimetres from each seat to the focal point of its section, told from where the seats stand. */
export function distancesOf(plan: Plan): number[] {
  const { x, y } = coordinatesOf(plan);
  return plan.seats.map((_, index) => {
    const no = plan.sections.findIndex(({ first, length }) => first <= index && index < first + length);
    const { first = 0, length = 0 } = plan.sections[no] ?? {};
    const xs = [...x.slice(first, first + length)];
    const middle = { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: Math.min(...y.slice(first, first + length)) };
    const focus = plan.plan.sections[no]?.focus ?? plan.plan.focus ?? middle;
    return Math.round(Math.hypot((x[index] ?? 0) - focus.x, (y[index] ?? 0) - focus.y));
  });
}

/** All groups side by side, in the order that the definition of `bestSeats` states, by sorting every one there is. */
export function byTryingAll(seatPlan: SeatPlan, statuses: Uint8Array, wish: SeatWish): number[][] {
  const plan = planOf(seatPlan);
  const distances = distancesOf(plan);
  const kinds = kindsOf(plan);
  const { count } = wish;
  const groups = plan.runs.flatMap(({ first, length }) => {
    const free = (seat: number) => seat >= first && seat < first + length && statuses[seat] === 0;
    return Array.from({ length: Math.max(0, length - count + 1) }, (_, i) => {
      const seats = Array.from({ length: count }, (_, k) => first + i + k);
      const [before, after] = [first + i - 1, first + i + count];
      const isLeft = (seat: number, further: number) => free(seat) && !free(further);
      const single = isLeft(before, before - 1) || isLeft(after, after + 1);
      const sum = seats.reduce((total, seat) => total + (distances[seat] ?? 0), 0);
      const metres = Math.floor(sum / count / 100);
      return { seats, key: [wasteOf(seats, kinds, wish), metres, single ? 1 : 0, sum, first + i] };
    });
  });
  const matches = (seat: number) => {
    const { grade, section } = plan.seats[seat] ?? {};
    return (wish.grade ?? grade) === grade && (wish.section ?? section) === section;
  };
  return groups
    .filter(({ seats, key }) => seats.every((seat) => statuses[seat] === 0 && matches(seat)) && key[0] !== Infinity)
    .toSorted((a, b) => a.key.map((part, i) => part - (b.key[i] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ seats }) => seats);
}

function kindsOf(plan: Plan): readonly string[] {
  return plan.seats.map(({ seatNo = 0 }) => {
    const rows = plan.plan.sections.flatMap((section) => section.rows ?? []);
    if (rows.some(({ accessible = [] }) => accessible.includes(seatNo))) return 'accessible';
    return rows.some(({ companion = [] }) => companion.includes(seatNo)) ? 'companion' : 'ordinary';
  });
}

function wasteOf(seats: readonly number[], kinds: readonly string[], { accessible }: SeatWish): number {
  const drawn = seats.map((seat) => kinds[seat] ?? '');
  if (!accessible) return drawn.filter((kind) => kind !== 'ordinary').length;
  const wheelchairs = drawn.filter((kind) => kind === 'accessible').length;
  const beside = drawn.join(' ');
  const isAccompanied = seats.length === 1 || /accessible companion|companion accessible/.test(beside);
  return wheelchairs === 0 ? Infinity : 2 * (wheelchairs - 1) + (isAccompanied ? 0 : 1);
}
