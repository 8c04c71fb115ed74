// The rules of blockings: which seats one takes off sale, what it comes to, and what is put back.
import type { SeatStatus } from './contract.ts';
import type { BlockingKind } from './contract-admin.ts';
import type { Seat } from './domain.ts';
import { type Blocks, takenAt } from './domain-count.ts';
import type { Plan } from './domain-plan.ts';

/** What is to be blocked: these seats, or that many places of a section of standing room. */
export type Wish = { readonly seatNos: readonly number[] } | { readonly section: string; readonly places: number };

export interface NotBlocked {
  readonly seatNo: number;
  readonly status: SeatStatus;
}

/**
 * What a blocking came to:
 * - `blocked`: it has these seats and that many places; `taken` are those that others had
 * - `SEAT_TAKEN`: none of the seats was free
 * - `NOT_ENOUGH_SEATS`: no more than `largest` places were free, so it has none
 */
export type Made =
  | {
      readonly outcome: 'blocked';
      readonly seatNos: readonly number[];
      readonly places: number;
      readonly taken: readonly NotBlocked[];
    }
  | { readonly outcome: 'SEAT_TAKEN'; readonly taken: readonly NotBlocked[] }
  | { readonly outcome: 'NOT_ENOUGH_SEATS'; readonly largest: number };

/** Why seats of a date are off sale. Times are epoch milliseconds. */
export interface Blocking {
  readonly blockingId: string;
  readonly scheduleId: string;
  readonly kind: BlockingKind;
  readonly reason: string;
  /** The operator who did it. */
  readonly by: string;
  readonly at: number;
  readonly wish: Wish;
  /** Of the whole request, to tell its repeats from others under the same key. */
  readonly requestHash: string;
  /** One more for each block that it took seats of: so only one request at a time goes on with it. */
  readonly version: number;
  /** Once it is there, the blocking takes no seats any more: who puts some back can be sure of that. */
  readonly made?: Made;
  /** When the last of its seats was put back, or it came to nothing. */
  readonly endedAt?: number;
}

export type BlockDecision =
  /** Take the seats at these addresses, and look again. */
  | { readonly decision: 'take'; readonly addresses: readonly string[] }
  | { readonly decision: 'made'; readonly made: Made };

/** The numbers of a wish that the layout does not have. */
export function unknownSeats(plan: Plan, seatNos: readonly number[]): number[] {
  return seatNos.filter((seatNo) => plan.indexOf(seatNo) === undefined);
}

/** Whether the layout has standing room of that name. */
export function isStandingRoom(plan: Plan, section: string): boolean {
  return plan.sections.some((one) => one.section === section && one.standing);
}

/**
 * What a blocking does next, by the date as it is now. A hold whose time is over is taken like any other: whether its
 * reservation was paid is not known here, and once it has ended the seat is free.
 */
export function decideBlocking(plan: Plan, { blockingId, wish }: Blocking, blocks: Blocks): BlockDecision {
  const { own, free } = standOf(plan, { blockingId, wish }, blocks);
  if ('seatNos' in wish) {
    if (free.length > 0) return { decision: 'take', addresses: free.map(({ at }) => at) };
    return { decision: 'made', made: madeAsItIs(plan, { blockingId, wish }, blocks) };
  }
  const missing = wish.places - own.length;
  if (missing <= 0) return { decision: 'made', made: madeAsItIs(plan, { blockingId, wish }, blocks) };
  const largest = own.length + free.length;
  if (free.length < missing) return { decision: 'made', made: { outcome: 'NOT_ENOUGH_SEATS', largest } };
  return { decision: 'take', addresses: free.slice(0, missing).map(({ at }) => at) };
}

/** What a blocking has come to if it takes nothing more. */
export function madeAsItIs(plan: Plan, about: Pick<Blocking, 'blockingId' | 'wish'>, blocks: Blocks): Made {
  const { own, free, others } = standOf(plan, about, blocks);
  if (!('seatNos' in about.wish)) {
    const places = own.length;
    if (places === 0) return { outcome: 'NOT_ENOUGH_SEATS', largest: free.length };
    return { outcome: 'blocked', seatNos: [], places, taken: [] };
  }
  const taken = [...free, ...others]
    .map((seat) => ({ seatNo: seat.seatNo ?? 0, status: takenAt(blocks, seat.at)?.status ?? ('AVAILABLE' as const) }))
    .toSorted((a, b) => a.seatNo - b.seatNo);
  const seatNos = numbersOf(own);
  return seatNos.length > 0 ? { outcome: 'blocked', seatNos, places: 0, taken } : { outcome: 'SEAT_TAKEN', taken };
}

/** The seats that a wish is about: those it has, those that are free, and those that others have. */
function standOf(plan: Plan, { blockingId, wish }: Pick<Blocking, 'blockingId' | 'wish'>, blocks: Blocks) {
  const own: Seat[] = [];
  const free: Seat[] = [];
  const others: Seat[] = [];
  for (const seat of seatsOf(plan, wish)) {
    const taken = takenAt(blocks, seat.at);
    if (!taken) free.push(seat);
    else if (taken.holder === blockingId) own.push(seat);
    else others.push(seat);
  }
  return { own, free, others };
}

function seatsOf(plan: Plan, wish: Wish): readonly Seat[] {
  if ('seatNos' in wish) {
    return wish.seatNos.flatMap((seatNo) => plan.seats[plan.indexOf(seatNo) ?? Number.NaN] ?? []);
  }
  const found = plan.sections.find(({ section, standing }) => standing && section === wish.section);
  return found ? plan.seats.slice(found.first, found.first + found.length) : [];
}

/** What each blocking keeps off sale now, by its id; one that keeps nothing is absent. */
export function blockedSeats(plan: Plan, blocks: Blocks): Map<string, Seat[]> {
  const blocked = new Map<string, Seat[]>();
  for (const seat of plan.seats) {
    const taken = takenAt(blocks, seat.at);
    if (taken?.status !== 'BLOCKED') continue;
    const own = blocked.get(taken.holder);
    if (own) own.push(seat);
    else blocked.set(taken.holder, [seat]);
  }
  return blocked;
}

/**
 * Which of a blocking's seats go back on sale: those with these numbers; all, where none are said. What it does not have,
 * or has no more, is left out. Places have no numbers, so a request for some of them could not be told from its repeat.
 */
export function chosenOf(own: readonly Seat[], seatNos: readonly number[] | undefined): readonly Seat[] {
  if (seatNos === undefined) return own;
  return own.filter(({ seatNo }) => seatNo !== undefined && seatNos.includes(seatNo));
}

/** Seats as an operator is told of them. */
export function told(seats: readonly Seat[]): { seatNos: number[]; places: number } {
  const seatNos = numbersOf(seats);
  return { seatNos, places: seats.length - seatNos.length };
}

function numbersOf(seats: readonly Seat[]): number[] {
  return seats.flatMap(({ seatNo }) => seatNo ?? []).toSorted((a, b) => a - b);
}
