// Draws seats: from afar as dots, from near as what they are, from very near with their numbers.
import { eachRun } from './grid.ts';
import type { Labels } from './labels.ts';
import { gradeOf, LOOKS } from './looks.ts';
import type { Hall } from './model.ts';
import type { Scene } from './scene.ts';
import type { Sheets } from './sheet.ts';
import type { Theme } from './theme.ts';
import { seen } from './view.ts';

/** The part of the way to the next seat that a seat fills. */
const FILLED = 0.8;

/** Calls with each seat that may be on the canvas. */
function eachSeat({ hall, view, size }: Scene, found: (seat: number) => void): void {
  const box = seen(view, size);
  const wide = {
    left: box.left - hall.pitch,
    top: box.top - hall.pitch,
    right: box.right + hall.pitch,
    bottom: box.bottom + hall.pitch,
  };
  const { grid } = hall;
  eachRun(grid, wide, (from, to) => {
    for (let i = from; i < to; i++) found(grid.seats[i] ?? 0);
  });
}

/** Copies each seat from the sheet. The pen draws in pixels of the device. */
export function paintSeats(pen: CanvasRenderingContext2D, scene: Scene, sheets: Sheets): void {
  const { hall, view, looks, theme, ratio } = scene;
  const { x, y } = hall;
  const scale = view.scale * ratio;
  const sheet = sheets.of((hall.pitch * scale * FILLED) / 2, theme);
  const { image, side } = sheet;
  const [left, top] = [view.left * ratio - side / 2, view.top * ratio - side / 2];
  eachSeat(scene, (seat) => {
    const across = (x[seat] ?? 0) * scale + left;
    const down = (y[seat] ?? 0) * scale + top;
    pen.drawImage(image, (looks[seat] ?? 0) * side, 0, side, side, across, down, side, side);
  });
}

/** How large a dot is, by its look: what is free is large, what is gone is small. */
function dotOf(look: number, theme: Theme): { readonly colour: string; readonly part: number } | undefined {
  const grade = gradeOf(look);
  if (grade !== -1) return { colour: theme.grades[grade] ?? theme.ink, part: FILLED };
  switch (LOOKS[look]) {
    case 'held':
      return { colour: theme.edge, part: 0.3 };
    case 'sold':
      return { colour: theme.line, part: 0.45 };
    case 'chosen':
      return { colour: theme.ink, part: 1.3 };
    case 'mine':
      return { colour: theme.brand, part: 1.2 };
    default:
      return undefined;
  }
}

/** One colour after the other: to change it takes longer than to draw. */
export function paintDots(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { hall, view, looks, theme, ratio } = scene;
  const { x, y } = hall;
  const scale = view.scale * ratio;
  const byLook: number[][] = LOOKS.map(() => []);
  eachSeat(scene, (seat) => byLook[looks[seat] ?? 0]?.push(seat));
  for (const [look, seats] of byLook.entries()) {
    const dot = dotOf(look, theme);
    if (!dot || seats.length === 0) continue;
    const side = Math.max(1, Math.round(hall.pitch * scale * dot.part));
    const [left, top] = [view.left * ratio - side / 2, view.top * ratio - side / 2];
    pen.fillStyle = dot.colour;
    for (const seat of seats) {
      pen.fillRect(Math.round((x[seat] ?? 0) * scale + left), Math.round((y[seat] ?? 0) * scale + top), side, side);
    }
  }
}

const FREE_VIP = LOOKS.indexOf('free-VIP');
const WHEELS = LOOKS.indexOf('wheels-VIP');

/** Numbers on what is free; on a place for a wheelchair is its sign. */
export function paintNumbers(pen: CanvasRenderingContext2D, scene: Scene, labels: Labels): void {
  const { hall, view, looks, theme, ratio } = scene;
  const pitch = hall.pitch * view.scale * ratio;
  const style = { px: Math.min(15 * ratio, pitch * 0.3), room: pitch * FILLED, theme };
  eachSeat(scene, (seat) => {
    const look = looks[seat] ?? 0;
    if (gradeOf(look) === -1 || look >= WHEELS) return;
    const at = placeOf(hall, seat, scene);
    if (look === FREE_VIP) {
      pen.fillStyle = theme.grades[0] ?? theme.ink;
      pen.beginPath();
      pen.arc(at.x, at.y, pitch * 0.16, 0, 2 * Math.PI);
      pen.fill();
    }
    labels.write(pen, hall.labels[seat] ?? '', { ...at, ...style });
  });
}

/** Where a seat is, in pixels of the device. */
function placeOf({ x, y }: Hall, seat: number, { view, ratio }: Scene) {
  return {
    x: ((x[seat] ?? 0) * view.scale + view.left) * ratio,
    y: ((y[seat] ?? 0) * view.scale + view.top) * ratio,
  };
}

/** A ring around the seat that the keys or the pointer are on. */
export function paintCursor(pen: CanvasRenderingContext2D, scene: Scene, seat: number): void {
  const at = placeOf(scene.hall, seat, scene);
  const radius = Math.max(7, scene.hall.pitch * scene.view.scale * 0.56) * scene.ratio;
  for (const [colour, width] of [
    [scene.theme.paper, 5],
    [scene.theme.ink, 2.5],
  ] as const) {
    pen.strokeStyle = colour;
    pen.lineWidth = width * scene.ratio;
    pen.beginPath();
    pen.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }
}
