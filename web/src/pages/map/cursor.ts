// The seat that the arrow keys are on: the nearest one in a direction.
import { nearest } from './grid.ts';
import type { Hall } from './model.ts';
import type { Spot } from './view.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

const STEPS: Readonly<Record<Direction, readonly [number, number]>> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
};

/** To the side counts so much more than ahead. */
const ASIDE = 2.5;

/** @returns the nearest seat in that direction, no more to the side than ahead; the same seat if there is none */
export function nextSeat(hall: Hall, from: number, direction: Direction): number {
  const [ahead, down] = STEPS[direction];
  const [fromX, fromY] = [hall.x[from] ?? 0, hall.y[from] ?? 0];
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let seat = 0; seat < hall.seats; seat++) {
    const [byX, byY] = [(hall.x[seat] ?? 0) - fromX, (hall.y[seat] ?? 0) - fromY];
    const along = byX * ahead + byY * down;
    const aside = Math.abs(byX * down) + Math.abs(byY * ahead);
    if (along <= hall.pitch * 0.2 || aside > along) continue;
    const cost = along + aside * ASIDE;
    if (cost >= least) continue;
    best = seat;
    least = cost;
  }
  return best;
}

/** Where the arrow keys begin: the seat nearest to what is in the middle. @returns -1 in a hall without seats */
export function firstSeat(hall: Hall, middle: Spot): number {
  const { left, top, right, bottom } = hall.box;
  return nearest(hall.grid, hall, middle, Math.max(1, right - left, bottom - top) * 2);
}
