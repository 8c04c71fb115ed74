// What the stream of a date says, as a page keeps it: the state of every seat, and what is free of each grade and section.
import { GRADES, type Grade } from '../../../../functions/catalog/contract-layout.ts';
import { ApiError } from '../../../../functions/shared/client.ts';
import type { Hall } from './model.ts';

/** As the bits of the map have them; the position is the code. */
export const STATES = ['AVAILABLE', 'HOLD', 'SOLD', 'BLOCKED'] as const;
export type SeatState = (typeof STATES)[number];
export const FREE = 0;

/** Standing room, as the API tells it. */
export interface Area {
  readonly section: string;
  readonly grade: Grade;
  readonly price: number;
  readonly capacity: number;
  readonly available: number;
}

/** The event `init`. */
export interface Init {
  readonly version: string;
  readonly bits: string;
  readonly areas: readonly Area[];
}

/** The event `update`. */
export interface Update {
  readonly since: string;
  readonly version: string;
  readonly seats: readonly { readonly seatNo: number; readonly status: SeatState }[];
  readonly areas?: readonly Area[] | undefined;
}

/** Never changed in place: another map is another object. */
export interface LiveSeats {
  readonly version: string;
  /** By index of the hall: codes. */
  readonly states: Uint8Array;
  readonly areas: readonly Area[];
  /** How many seats with a number are free, by section. */
  readonly freeSeats: Int32Array;
}

export function begun(hall: Hall, { version, bits, areas }: Init): LiveSeats {
  const bytes = atob(bits);
  const states = new Uint8Array(hall.seats);
  const freeSeats = new Int32Array(hall.sections.length);
  for (let i = 0; i < hall.seats; i++) {
    const state = (bytes.charCodeAt(i >> 2) >> (6 - 2 * (i & 3))) & 3;
    states[i] = state;
    if (state === FREE) count(freeSeats, hall, i, 1);
  }
  return { version, states, areas, freeSeats };
}

/** @returns undefined for an update of another map than this one: the stream is to be opened anew */
export function updated(hall: Hall, live: LiveSeats, update: Update): LiveSeats | undefined {
  if (update.since !== live.version) return undefined;
  const states = live.states.slice();
  const freeSeats = live.freeSeats.slice();
  for (const { seatNo, status } of update.seats) {
    const seat = hall.indexOf(seatNo);
    if (seat === -1) continue;
    const state = STATES.indexOf(status);
    if ((states[seat] === FREE) !== (state === FREE)) count(freeSeats, hall, seat, state === FREE ? 1 : -1);
    states[seat] = state;
  }
  const changed = new Map((update.areas ?? []).map((area) => [area.section, area]));
  const areas = changed.size === 0 ? live.areas : live.areas.map((area) => changed.get(area.section) ?? area);
  return { version: update.version, states, areas, freeSeats };
}

function count(freeSeats: Int32Array, hall: Hall, seat: number, by: number): void {
  const section = hall.rows[hall.rowOf[seat] ?? -1]?.section ?? -1;
  freeSeats[section] = (freeSeats[section] ?? 0) + by;
}

/** What is free of a section: seats, or places to stand. */
export function freeIn(hall: Hall, live: LiveSeats, section: number): number {
  const room = hall.sections[section];
  if (room?.standing === undefined) return live.freeSeats[section] ?? 0;
  return live.areas.find((area) => area.section === room.name)?.available ?? 0;
}

/** What is free of each grade, standing room included. */
export function freeByGrade(hall: Hall, { states, areas }: LiveSeats): Readonly<Record<Grade, number>> {
  const free = { VIP: 0, STANDARD: 0, STANDING: 0 };
  const counts = new Int32Array(GRADES.length);
  for (let i = 0; i < hall.seats; i++) {
    const grade = hall.grades[i] ?? 0;
    if (states[i] === FREE) counts[grade] = (counts[grade] ?? 0) + 1;
  }
  for (const [i, grade] of GRADES.entries()) free[grade] = counts[i] ?? 0;
  for (const { grade, available } of areas) free[grade] += available;
  return free;
}

/** `over`: one may not look, as the place in line says; `refused`: only somebody who asks anew may get another answer. */
export type AfterNoTicket = 'again' | 'over' | 'refused';

/** What comes after a ticket for the stream that was not given. */
export function afterNoTicket(error: unknown): AfterNoTicket {
  // What is no refusal of ours comes from something between us, and may be gone the next time.
  if (!(error instanceof ApiError) || error.code === String(error.status)) return 'again';
  if (error.status >= 500 || error.status === 429) return 'again';
  return ['NOT_ADMITTED', 'QUEUE_TOKEN_INVALID'].includes(error.code) ? 'over' : 'refused';
}
