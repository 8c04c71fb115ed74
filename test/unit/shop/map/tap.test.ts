// What a tap means, and where the arrow keys lead.
import { describe, expect, it } from 'vitest';
import { type Direction, firstSeat, nextSeat } from '../../../../web/src/pages/map/cursor.ts';
import { seatAt, sectionAt, tapOf } from '../../../../web/src/pages/map/tap.ts';
import { fitted } from '../../../../web/src/pages/map/view.ts';
import { large, small } from './halls.ts';

/** Seats 40 pixels apart, and 15. */
const near = { scale: 0.4, left: 10, top: 20 };
const far = { scale: 0.15, left: 10, top: 20 };
const at = (view: typeof near, x: number, y: number) => ({
  x: x * view.scale + view.left,
  y: y * view.scale + view.top,
});

describe('a tap', () => {
  it('is on the seat that it is nearest to, and on none in an aisle', () => {
    expect(tapOf(small, near, at(near, 110, 190), true)).toEqual({ tap: 'seat', seat: 1 });
    expect(tapOf(small, near, at(near, 200, 250), true)).toEqual({ tap: 'nothing' });
    expect(seatAt(small, { x: 159, y: 200 })).toBe(1);
    expect(seatAt(small, { x: 165, y: 200 })).toBe(-1);
  });

  it('of a finger brings one nearer where seats are too small for it, and of a mouse takes them', () => {
    const spot = at(far, 100, 200);
    expect(tapOf(small, far, spot, true)).toEqual({ tap: 'nearer', at: spot });
    expect(tapOf(small, far, spot, false)).toEqual({ tap: 'seat', seat: 1 });
    expect(tapOf(small, far, at(far, 3_000, 3_000), true)).toEqual({ tap: 'nothing' });
  });

  it('on standing room asks for it, from near and from afar', () => {
    for (const view of [near, far]) {
      expect(tapOf(small, view, at(view, 200, 50), true)).toEqual({ tap: 'standing', section: 1 });
    }
  });

  it('on a section of a large hall shows it', () => {
    const hall = large();
    const view = fitted(hall.box, { width: 390, height: 450 }, hall.pitch);
    const seat = 12 * 2_500 + 1_234;
    const spot = { x: hall.x[seat] ?? 0, y: hall.y[seat] ?? 0 };
    expect(tapOf(hall, view, { x: spot.x * view.scale + view.left, y: spot.y * view.scale + view.top }, true)).toEqual({
      tap: 'section',
      section: 12,
    });
    expect(tapOf(hall, view, { x: 1, y: 1 }, true)).toEqual({ tap: 'nothing' });
  });

  it('finds the section between two of its seats, too', () => {
    expect(sectionAt(small, { x: 200, y: 250 })).toBe(0);
    expect(sectionAt(small, { x: 100, y: 600 })).toBe(2);
    expect(sectionAt(small, { x: 2_000, y: 600 })).toBe(-1);
  });
});

describe('the arrow keys', () => {
  it.each([
    ['right', 1, 2],
    ['left', 2, 1],
    ['down', 1, 5],
    ['up', 6, 2],
    ['down', 5, 9],
    ['down', 4, 8],
  ] as const)('%s: from seat %i to seat %i', (direction, from, to) => {
    expect(nextSeat(small, from, direction)).toBe(to);
  });

  it.each([
    ['left', 0],
    ['up', 3],
    ['right', 7],
    ['down', 9],
  ] as const)('%s: no further than the edge', (direction, from) => {
    expect(nextSeat(small, from, direction)).toBe(from);
  });

  it('lead to the neighbour within a row of a curved hall, and over the aisle', () => {
    const hall = large();
    const middle = 2_500 + 25 * 50 + 10;
    expect(nextSeat(hall, middle, 'right')).toBe(middle + 1);
    expect(nextSeat(hall, middle, 'left')).toBe(middle - 1);
    expect(hall.rowOf[nextSeat(hall, middle + 5, 'right')]).toBe(hall.rowOf[middle]);
    const below = nextSeat(hall, middle, 'down');
    expect(hall.rowOf[below]).toBe((hall.rowOf[middle] ?? 0) + 1);
  });

  it('lead to every seat of a hall', () => {
    const reached = new Set([0]);
    const open = [0];
    for (let seat = open.pop(); seat !== undefined; seat = open.pop()) {
      for (const direction of ['up', 'down', 'left', 'right'] satisfies Direction[]) {
        const next = nextSeat(small, seat, direction);
        if (!reached.has(next)) open.push(next);
        reached.add(next);
      }
    }
    expect(reached.size).toBe(small.seats);
  });

  it('begin with the seat nearest to what is in the middle', () => {
    expect(firstSeat(small, { x: 90, y: 650 })).toBe(9);
    expect(firstSeat(small, { x: -500, y: -500 })).toBe(0);
  });
});
