// What it means to tap somewhere on the map.
import { contains } from './box.ts';
import { detailOf } from './detail.ts';
import { nearest } from './grid.ts';
import type { Hall } from './model.ts';
import { type Spot, toHall, type View } from './view.ts';

export type Tap =
  | { readonly tap: 'seat'; readonly seat: number }
  /** Too small to be meant: one is brought nearer to it. */
  | { readonly tap: 'nearer'; readonly at: Spot }
  | { readonly tap: 'section'; readonly section: number }
  /** Standing room: how many is asked. */
  | { readonly tap: 'standing'; readonly section: number }
  | { readonly tap: 'nothing' };

/** From a seat to its neighbour, in pixels: what a finger can tell apart, and what a mouse can. */
const FINGER_PX = 22;
const MOUSE_PX = 8.5;

/** @param at on the canvas, in CSS pixels */
export function tapOf(hall: Hall, view: View, at: Spot, isFinger: boolean): Tap {
  const spot = toHall(view, at);
  const pitchPx = hall.pitch * view.scale;
  const section = sectionAt(hall, spot);
  if (section !== -1 && hall.sections[section]?.standing !== undefined) return { tap: 'standing', section };
  if (detailOf(pitchPx, hall.seats) === 'sections') {
    return section === -1 ? { tap: 'nothing' } : { tap: 'section', section };
  }
  const seat = seatAt(hall, spot);
  if (pitchPx < (isFinger ? FINGER_PX : MOUSE_PX)) {
    return seat === -1 && section === -1 ? { tap: 'nothing' } : { tap: 'nearer', at };
  }
  return seat === -1 ? { tap: 'nothing' } : { tap: 'seat', seat };
}

/** @returns the seat that a point of the hall is on, or -1 */
export function seatAt(hall: Hall, spot: Spot): number {
  return nearest(hall.grid, hall, spot, hall.pitch * 0.6);
}

/** @returns the section that a point of the hall is in, or -1 */
export function sectionAt(hall: Hall, spot: Spot): number {
  const standing = hall.sections.findIndex((one) => one.standing !== undefined && contains(one.box, spot.x, spot.y));
  if (standing !== -1) return standing;
  const seat = nearest(hall.grid, hall, spot, hall.pitch * 2.2);
  return hall.rows[hall.rowOf[seat] ?? -1]?.section ?? -1;
}
