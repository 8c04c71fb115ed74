// Mouse, pen and fingers on the map: dragging, pinching, the wheel, taps and two of them.
import type { Spot } from './view.ts';

export interface Moves {
  panned(byX: number, byY: number): void;
  pinched(before: readonly [Spot, Spot], after: readonly [Spot, Spot]): void;
  zoomed(factor: number, at: Spot): void;
  /** @returns whether it was on something: twice on nothing brings one nearer */
  tapped(at: Spot, isFinger: boolean): boolean;
  /** undefined: the mouse is gone. */
  hovered(at: Spot | undefined): void;
}

/** A finger is never quite still: what moved no further was a tap. */
const STILL_PX = 8;
const TWICE_MS = 320;
const TWICE_PX = 30;
const TWICE_FACTOR = 2;
/** Of a wheel: a notch is 100 pixels or so. */
const WHEEL = 0.0022;
const LINE_PX = 24;

/** Listens until the signal ends. */
export function listen(canvas: HTMLCanvasElement, moves: Moves, signal: AbortSignal): void {
  const fingers = new Fingers(canvas, moves);
  canvas.addEventListener('pointerdown', (event) => fingers.down(event), { signal });
  canvas.addEventListener('pointermove', (event) => fingers.move(event), { signal });
  canvas.addEventListener('pointerup', (event) => fingers.up(event, true), { signal });
  canvas.addEventListener('pointercancel', (event) => fingers.up(event, false), { signal });
  canvas.addEventListener('pointerleave', () => moves.hovered(undefined), { signal });
  // A finger's tap would be a click, too: of what the tap has just opened over the map.
  canvas.addEventListener('touchend', (event) => event.cancelable && event.preventDefault(), {
    signal,
    passive: false,
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const px = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE_PX;
      // A touchpad's pinch comes as a wheel with the control key, in small steps.
      moves.zoomed(Math.exp(-px * WHEEL * (event.ctrlKey ? 4 : 1)), spotOf(canvas, event));
    },
    { signal, passive: false },
  );
}

function spotOf(canvas: HTMLCanvasElement, { clientX, clientY }: MouseEvent): Spot {
  const { left, top } = canvas.getBoundingClientRect();
  return { x: clientX - left - canvas.clientLeft, y: clientY - top - canvas.clientTop };
}

class Fingers {
  private readonly canvas: HTMLCanvasElement;
  private readonly moves: Moves;
  private readonly at = new Map<number, Spot>();
  /** Where the first came down, while it may be a tap. */
  private still: Spot | undefined;
  private last: { readonly at: Spot; readonly ms: number } | undefined;

  constructor(canvas: HTMLCanvasElement, moves: Moves) {
    this.canvas = canvas;
    this.moves = moves;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0 || this.at.size === 2) return;
    this.canvas.setPointerCapture(event.pointerId);
    const spot = spotOf(this.canvas, event);
    this.still = this.at.size === 0 ? spot : undefined;
    this.at.set(event.pointerId, spot);
  }

  move(event: PointerEvent): void {
    const spot = spotOf(this.canvas, event);
    const from = this.at.get(event.pointerId);
    if (!from) {
      if (event.pointerType === 'mouse') this.moves.hovered(spot);
      return;
    }
    if (this.still && Math.hypot(spot.x - this.still.x, spot.y - this.still.y) < STILL_PX) return;
    this.still = undefined;
    const before = [...this.at.values()];
    this.at.set(event.pointerId, spot);
    const after = [...this.at.values()];
    if (before.length === 1) this.moves.panned(spot.x - from.x, spot.y - from.y);
    else this.moves.pinched(before as [Spot, Spot], after as [Spot, Spot]);
  }

  up(event: PointerEvent, isMeant: boolean): void {
    if (!this.at.delete(event.pointerId)) return;
    const at = this.still;
    this.still = undefined;
    if (!at || !isMeant || this.at.size > 0) return;
    const { last } = this;
    this.last = undefined;
    const isTwice =
      last && event.timeStamp - last.ms < TWICE_MS && Math.hypot(at.x - last.at.x, at.y - last.at.y) < TWICE_PX;
    if (isTwice) this.moves.zoomed(TWICE_FACTOR, at);
    else if (!this.moves.tapped(at, event.pointerType !== 'mouse')) this.last = { at, ms: event.timeStamp };
  }
}
