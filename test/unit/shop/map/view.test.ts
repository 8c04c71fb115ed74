// What is looked at, and how that moves.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailOf } from '../../../../web/src/pages/map/detail.ts';
import {
  between,
  clamped,
  fitted,
  panned,
  pinched,
  seen,
  showing,
  toCanvas,
  toHall,
  type View,
  zoomed,
} from '../../../../web/src/pages/map/view.ts';

const world = { box: { left: -500, top: -200, right: 9_500, bottom: 5_800 }, pitch: 50 };
const size = { width: 800, height: 600 };
const all = fitted(world.box, size, world.pitch);

const spots = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) });
/** Any view that one can come to. */
const views = fc
  .record({ scale: fc.double({ min: 0.01, max: 3, noNaN: true }), left: fc.integer(), top: fc.integer() })
  .map((view) => clamped(view, world, size));

/** Neither beside the world, nor nearer or further than one may get. */
function isInside(view: View): boolean {
  const { left, top, right, bottom } = seen(view, size);
  const [width, height] = [(right - left) * view.scale, (bottom - top) * view.scale];
  const isAcross = left >= world.box.left - 0.01 && right <= world.box.right + 0.01;
  const isDown = top >= world.box.top - 0.01 && bottom <= world.box.bottom + 0.01;
  const fitsAcross = (world.box.right - world.box.left) * view.scale <= width + 0.01;
  const fitsDown = (world.box.bottom - world.box.top) * view.scale <= height + 0.01;
  return (isAcross || fitsAcross) && (isDown || fitsDown) && view.scale >= all.scale * 0.9999 && view.scale <= 64 / 50;
}

describe('a view', () => {
  it('begins with all of the hall, in the middle', () => {
    expect(all).toEqual({ scale: 0.08, left: 40, top: 76 });
    expect(toCanvas(all, { x: 4_500, y: 2_800 })).toEqual({ x: 400, y: 300 });
  });

  it('shows a small hall no nearer than one can get', () => {
    const { scale } = fitted({ left: 0, top: 0, right: 100, bottom: 100 }, size, 50);
    expect(scale).toBe(64 / 50);
  });

  it('tells places of the hall from spots of the canvas, and back', () => {
    fc.assert(
      fc.property(views, spots, (view, spot) => {
        const there = toCanvas(view, toHall(view, spot));
        expect(there.x).toBeCloseTo(spot.x, 6);
        expect(there.y).toBeCloseTo(spot.y, 6);
      }),
    );
  });

  it('keeps what is under the pointer there when it zooms, unless that would lead beside the hall', () => {
    const view = { scale: 0.4, left: -1_200, top: -800 };
    const spot = { x: 200, y: 450 };
    const before = toHall(view, spot);
    const after = toHall(zoomed(view, 1.7, spot, world, size), spot);
    expect(after.x).toBeCloseTo(before.x, 6);
    expect(after.y).toBeCloseTo(before.y, 6);
    const away = zoomed(view, 0.0001, spot, world, size);
    expect(away.scale).toBeCloseTo(all.scale, 12);
    expect(away.left).toBeCloseTo(all.left, 9);
  });

  it('puts what was under two fingers under them again', () => {
    const view = { scale: 0.4, left: -1_200, top: -800 };
    const before = [
      { x: 300, y: 300 },
      { x: 500, y: 300 },
    ] as const;
    const after = [
      { x: 260, y: 320 },
      { x: 560, y: 320 },
    ] as const;
    const to = pinched(view, before, after, world, size);
    expect(to.scale).toBeCloseTo(0.6, 9);
    for (const i of [0, 1] as const) {
      expect(toHall(to, after[i]).x).toBeCloseTo(toHall(view, before[i]).x, 6);
      expect(toHall(to, after[i]).y).toBeCloseTo(toHall(view, before[i]).y, 6);
    }
  });

  it('never leaves the hall, however one moves', () => {
    const moves = fc.oneof(
      fc.record({ by: fc.constant('pan'), x: fc.integer(), y: fc.integer(), factor: fc.constant(1) }),
      spots.chain(({ x, y }) =>
        fc.record({
          by: fc.constant('zoom'),
          x: fc.constant(x),
          y: fc.constant(y),
          factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
        }),
      ),
    );
    fc.assert(
      fc.property(views, fc.array(moves, { maxLength: 8 }), (view, list) => {
        let now = view;
        for (const { by, x, y, factor } of list) {
          now = by === 'pan' ? panned(now, x, y, world, size) : zoomed(now, factor, { x, y }, world, size);
        }
        expect(isInside(now)).toBe(true);
      }),
    );
  });

  it('moves just as far as it must to show a spot', () => {
    const view = { scale: 0.5, left: -1_000, top: -1_000 };
    const inside = { x: 2_500, y: 2_500 };
    expect(showing(view, inside, 48, world, size)).toEqual(view);
    const spot = { x: 1_900, y: 3_300 };
    const at = toCanvas(showing(view, spot, 48, world, size), spot);
    expect(at).toEqual({ x: 48, y: 552 });
  });

  it('glides from one view to another, and ends there exactly', () => {
    const to = { scale: 0.8, left: -3_000, top: -2_000 };
    expect(between(all, to, 0, size)).toEqual(all);
    expect(between(all, to, 1, size)).toBe(to);
    const half = between(all, to, 0.5, size);
    expect(half.scale).toBeCloseTo(Math.sqrt(all.scale * to.scale), 9);
    const same = { ...to, left: -2_000 };
    expect(between(same, to, 0.5, size).left).toBeCloseTo(-2_500, 9);
  });
});

describe('detail', () => {
  it.each([
    [2, 50_000, 'sections'],
    [4, 50_000, 'dots'],
    [8, 50_000, 'dots'],
    [9, 50_000, 'seats'],
    [30, 50_000, 'numbers'],
    [2, 2_000, 'dots'],
    [2, 2_001, 'sections'],
  ] as const)('at %i pixels from seat to seat, of %i seats: %s', (pitchPx, seats, detail) => {
    expect(detailOf(pitchPx, seats)).toBe(detail);
  });
});
