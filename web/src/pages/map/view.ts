// Which part of the hall is looked at, and how that moves: pan, zoom at a point, pinch, and the edges of the world.
import type { Box } from './box.ts';

/** A place x of the hall is at `x * scale + left` on the canvas, in CSS pixels; likewise y. */
export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** Of the canvas, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What views are of. */
export interface World {
  readonly box: Box;
  /** From a seat to its neighbour. */
  readonly pitch: number;
}

/** Pixels from a seat to its neighbour when one is as near as can be: wider than a thumb. */
const NEAREST_PX = 64;

/** All of a box, as large as it can be and in the middle; no nearer than one can get. */
export function fitted(box: Box, size: Size, pitch: number): View {
  const scale = Math.min(
    size.width / Math.max(1, box.right - box.left),
    size.height / Math.max(1, box.bottom - box.top),
    NEAREST_PX / pitch,
  );
  return {
    scale,
    left: size.width / 2 - ((box.left + box.right) / 2) * scale,
    top: size.height / 2 - ((box.top + box.bottom) / 2) * scale,
  };
}

/** The point of the hall that is at a spot of the canvas. */
export function toHall({ scale, left, top }: View, { x, y }: Spot): Spot {
  return { x: (x - left) / scale, y: (y - top) / scale };
}

export function toCanvas({ scale, left, top }: View, { x, y }: Spot): Spot {
  return { x: x * scale + left, y: y * scale + top };
}

/** What of the hall is on the canvas. */
export function seen(view: View, { width, height }: Size): Box {
  const from = toHall(view, { x: 0, y: 0 });
  const to = toHall(view, { x: width, y: height });
  return { left: from.x, top: from.y, right: to.x, bottom: to.y };
}

/**
 * The same view inside of its bounds: never further away than all of the hall, never nearer than its seats allow, and
 * never beside it.
 */
export function clamped(view: View, { box, pitch }: World, size: Size): View {
  const least = fitted(box, size, pitch).scale;
  const most = Math.max(least, NEAREST_PX / pitch);
  const scale = Math.min(most, Math.max(least, view.scale));
  const middle = { x: size.width / 2, y: size.height / 2 };
  const { left, top } = scale === view.scale ? view : scaledAt(view, scale, middle);
  return {
    scale,
    left: within(left, box.left * scale, box.right * scale, size.width),
    top: within(top, box.top * scale, box.bottom * scale, size.height),
  };
}

/** Where something from `from` to `to` may begin: in the middle if there is room for it, else so that it fills the room. */
function within(at: number, from: number, to: number, room: number): number {
  const length = to - from;
  if (length <= room) return (room - length) / 2 - from;
  return Math.min(-from, Math.max(room - to, at));
}

function scaledAt(view: View, scale: number, spot: Spot): View {
  const factor = scale / view.scale;
  return { scale, left: spot.x - (spot.x - view.left) * factor, top: spot.y - (spot.y - view.top) * factor };
}

export function panned(view: View, byX: number, byY: number, world: World, size: Size): View {
  return clamped({ ...view, left: view.left + byX, top: view.top + byY }, world, size);
}

/** Nearer (`factor` above 1) or further away, so that what is at the spot stays there. */
export function zoomed(view: View, factor: number, spot: Spot, world: World, size: Size): View {
  const least = fitted(world.box, size, world.pitch).scale;
  const most = Math.max(least, NEAREST_PX / world.pitch);
  const scale = Math.min(most, Math.max(least, view.scale * factor));
  return clamped(scaledAt(view, scale, spot), world, size);
}

/** Two fingers moved: what was under each of them is so again, but for a turn, which the map does not make. */
export function pinched(
  view: View,
  before: readonly [Spot, Spot],
  after: readonly [Spot, Spot],
  world: World,
  size: Size,
): View {
  const middle = ([a, b]: readonly [Spot, Spot]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const apart = ([a, b]: readonly [Spot, Spot]) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const [from, to] = [middle(before), middle(after)];
  const moved = { ...view, left: view.left + to.x - from.x, top: view.top + to.y - from.y };
  return zoomed(moved, apart(after) / apart(before), to, world, size);
}

/** The view moved just so far that a spot of the hall is on the canvas, `margin` pixels from its edges at least. */
export function showing(view: View, spot: Spot, margin: number, world: World, size: Size): View {
  const { x, y } = toCanvas(view, spot);
  const by = (at: number, room: number) => Math.max(0, margin - at) - Math.max(0, at - (room - margin));
  return panned(view, by(x, size.width), by(y, size.height), world, size);
}

/** Between two views; `part` 0 to 1. Scales are gone through evenly, as the eye takes them. */
export function between(from: View, to: View, part: number, { width, height }: Size): View {
  if (part >= 1) return to;
  const scale = from.scale * (to.scale / from.scale) ** part;
  const middle = { x: width / 2, y: height / 2 };
  const [a, b] = [toHall(from, middle), toHall(to, middle)];
  // The point in the middle goes as fast as the scale lets it look even.
  const share = to.scale === from.scale ? part : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  const at = { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
  return { scale, left: middle.x - at.x * scale, top: middle.y - at.y * scale };
}
