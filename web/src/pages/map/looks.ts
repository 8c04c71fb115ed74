// How each seat looks: by its state, its grade, and whether it is one's own.
import { GRADES } from '../../../../functions/catalog/contract-layout.ts';
import type { Choice } from './choice.ts';
import { FREE, type LiveSeats, STATES } from './live.ts';
import type { Hall } from './model.ts';

/** What is drawn, one after the other in the sheet of seats; free ones by grade, and again as places for wheelchairs. */
export const LOOKS = [
  'free-VIP',
  'free-STANDARD',
  'free-STANDING',
  'wheels-VIP',
  'wheels-STANDARD',
  'wheels-STANDING',
  'held',
  'sold',
  'blocked',
  'mine',
  'chosen',
] as const;
export type Look = (typeof LOOKS)[number];

const WHEELS = LOOKS.indexOf('wheels-VIP') - LOOKS.indexOf('free-VIP');
const BY_STATE = STATES.map((state) => {
  if (state === 'HOLD') return LOOKS.indexOf('held');
  return LOOKS.indexOf(state === 'SOLD' ? 'sold' : 'blocked');
});

/** Until the map is known nothing is free. */
const UNKNOWN = LOOKS.indexOf('held');

/** @returns by index of the hall: numbers of `LOOKS` */
export function looksOf(
  hall: Hall,
  live: LiveSeats | undefined,
  choice: Choice,
  mine: ReadonlySet<number>,
): Uint8Array {
  const looks = new Uint8Array(hall.seats).fill(UNKNOWN);
  if (!live) return looks;
  for (let seat = 0; seat < hall.seats; seat++) {
    const state = live.states[seat] ?? FREE;
    if (state !== FREE) looks[seat] = BY_STATE[state] ?? UNKNOWN;
    else looks[seat] = (hall.grades[seat] ?? 0) + (hall.accessible.has(seat) ? WHEELS : 0);
  }
  for (const seat of mine) looks[seat] = LOOKS.indexOf('mine');
  for (const seat of choice) looks[seat] = LOOKS.indexOf('chosen');
  return looks;
}

/** Which colour of a grade a look has; -1 for those that have another. */
export function gradeOf(look: number): number {
  return look < 2 * GRADES.length ? look % GRADES.length : -1;
}
