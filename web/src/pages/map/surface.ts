// The canvas of the map: keeps its view, draws when something changed and never otherwise, and moves by hand and by key.
import { type Direction, firstSeat, nextSeat } from './cursor.ts';
import { detailOf } from './detail.ts';
import type { Hall } from './model.ts';
import { Painter } from './painter.ts';
import { listen } from './pointers.ts';
import type { Scene, Words } from './scene.ts';
import { seatAt, type Tap, tapOf } from './tap.ts';
import { type Theme, themeOf } from './theme.ts';
import { between, fitted, panned, pinched, type Size, type Spot, showing, toHall, type View, zoomed } from './view.ts';

export interface Heard {
  onSeat(seat: number): void;
  /** Standing room was tapped. */
  onRoom(section: number): void;
  /** The seat that the pointer is on; -1: none. */
  onHover(seat: number): void;
}

const GLIDE_MS = 260;
/** Pixels from a seat to its neighbour: what a tap from afar leads to, and what keys need at least. */
const NEAR_PX = 34;
const KEYS_PX = 22;
const MARGIN_PX = 48;

export class Surface {
  private readonly canvas: HTMLCanvasElement;
  private readonly hall: Hall;
  private readonly heard: Heard;
  private readonly painter: Painter;
  private readonly ends = new AbortController();
  private readonly resizes: ResizeObserver;
  private theme: Theme;
  private size: Size = { width: 1, height: 1 };
  /** undefined: all of the hall, however large the canvas. */
  private view: View | undefined;
  private shown: { readonly looks: Uint8Array; readonly words: Words } | undefined;
  private cursor = -1;
  private hover = -1;
  /** What is asked for: one drawing, or those of a glide. */
  private frame = 0;
  private isGliding = false;

  constructor(canvas: HTMLCanvasElement, hall: Hall, heard: Heard) {
    this.canvas = canvas;
    this.hall = hall;
    this.heard = heard;
    this.painter = new Painter(hall);
    this.theme = themeOf(canvas.parentElement ?? document.body);
    const { signal } = this.ends;
    listen(canvas, this.moves(), signal);
    for (const asked of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']) {
      matchMedia(asked).addEventListener('change', () => this.retheme(), { signal });
    }
    this.resizes = new ResizeObserver(() => this.resize());
    this.resizes.observe(canvas);
  }

  /** What is drawn from now on. */
  show(looks: Uint8Array, words: Words): void {
    this.shown = { looks, words };
    this.redraw();
  }

  end(): void {
    this.ends.abort();
    this.resizes.disconnect();
    cancelAnimationFrame(this.frame);
  }

  zoomBy(factor: number): void {
    const middle = { x: this.size.width / 2, y: this.size.height / 2 };
    this.glideTo(zoomed(this.current(), factor, middle, this.hall, this.size));
  }

  whole(): void {
    this.glideTo(this.all(), () => {
      this.view = undefined;
    });
  }

  /** Shows a section as large as it can be. */
  nearTo(section: number): void {
    const box = this.hall.sections[section]?.box;
    if (box) this.glideTo(panned(fitted(box, this.size, this.hall.pitch), 0, 0, this.hall, this.size));
  }

  /** @returns the seat that the keys are on now; -1 where there are none */
  step(direction: Direction): number {
    const middle = toHall(this.current(), { x: this.size.width / 2, y: this.size.height / 2 });
    const next = this.cursor === -1 ? firstSeat(this.hall, middle) : nextSeat(this.hall, this.cursor, direction);
    if (next === -1) return -1;
    this.cursor = next;
    const spot = { x: this.hall.x[next] ?? 0, y: this.hall.y[next] ?? 0 };
    const view = this.current();
    const least = KEYS_PX / this.hall.pitch;
    const near = view.scale >= least ? view : this.around(spot, least);
    this.glideTo(showing(near, spot, MARGIN_PX, this.hall, this.size));
    return next;
  }

  /** The seat that the keys are on, or -1. */
  at(): number {
    return this.cursor;
  }

  /** Whoever points needs no cursor. */
  leave(): void {
    this.cursor = -1;
    this.redraw();
  }

  private moves() {
    return {
      panned: (byX: number, byY: number) => this.look(panned(this.current(), byX, byY, this.hall, this.size)),
      pinched: (before: readonly [Spot, Spot], after: readonly [Spot, Spot]) =>
        this.look(pinched(this.current(), before, after, this.hall, this.size)),
      zoomed: (factor: number, at: Spot) => this.look(zoomed(this.current(), factor, at, this.hall, this.size)),
      tapped: (at: Spot, isFinger: boolean) => this.tapped(tapOf(this.hall, this.current(), at, isFinger)),
      hovered: (at: Spot | undefined) => {
        const seat = at && this.hasSeats() ? seatAt(this.hall, toHall(this.current(), at)) : -1;
        if (seat === this.hover) return;
        this.hover = seat;
        this.heard.onHover(seat);
        this.redraw();
      },
    };
  }

  private tapped(tap: Tap): boolean {
    this.cursor = -1;
    switch (tap.tap) {
      case 'seat':
        this.heard.onSeat(tap.seat);
        return true;
      case 'standing':
        this.heard.onRoom(tap.section);
        return true;
      case 'section':
        this.nearTo(tap.section);
        return true;
      case 'nearer':
        this.glideTo(this.around(toHall(this.current(), tap.at), NEAR_PX / this.hall.pitch));
        return true;
      case 'nothing':
        return false;
      default:
        return tap satisfies never;
    }
  }

  /** A spot of the hall in the middle, at a scale. */
  private around({ x, y }: Spot, scale: number): View {
    const { width, height } = this.size;
    return panned({ scale, left: width / 2 - x * scale, top: height / 2 - y * scale }, 0, 0, this.hall, this.size);
  }

  private all(): View {
    return fitted(this.hall.box, this.size, this.hall.pitch);
  }

  private current(): View {
    return this.view ?? this.all();
  }

  private hasSeats(): boolean {
    return detailOf(this.hall.pitch * this.current().scale, this.hall.seats) !== 'sections';
  }

  private look(view: View): void {
    this.isGliding = false;
    this.view = view;
    this.redraw();
  }

  private glideTo(to: View, then?: () => void): void {
    const from = this.current();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.look(to);
      then?.();
      return;
    }
    const begunAt = performance.now();
    const glide = (now: number) => {
      const part = Math.min(1, Math.max(0, (now - begunAt) / GLIDE_MS));
      this.view = between(from, to, 1 - (1 - part) ** 3, this.size);
      this.draw();
      this.isGliding = part < 1;
      if (part < 1) this.frame = requestAnimationFrame(glide);
      else then?.();
    };
    cancelAnimationFrame(this.frame);
    this.isGliding = true;
    this.frame = requestAnimationFrame(glide);
  }

  private retheme(): void {
    this.theme = themeOf(this.canvas.parentElement ?? document.body);
    this.redraw();
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const ratio = devicePixelRatio;
    const before = this.size;
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.canvas.width = Math.round(this.size.width * ratio);
    this.canvas.height = Math.round(this.size.height * ratio);
    const by = [(this.size.width - before.width) / 2, (this.size.height - before.height) / 2] as const;
    if (this.view) this.view = panned(this.view, ...by, this.hall, this.size);
    this.draw();
  }

  private redraw(): void {
    if (this.isGliding) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    const pen = this.canvas.getContext('2d', { alpha: false });
    if (!pen || !this.shown) return;
    const { hall, theme, size, cursor, hover } = this;
    const scene: Scene = {
      hall,
      theme,
      size,
      cursor,
      hover,
      ...this.shown,
      view: this.current(),
      ratio: devicePixelRatio,
    };
    this.painter.paint(pen, scene);
  }
}
