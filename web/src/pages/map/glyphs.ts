// How a seat is drawn: states differ by their shape, and not by colour alone.
import { GRADES } from '../../../../functions/catalog/contract-layout.ts';
import { gradeOf, LOOKS, type Look } from './looks.ts';
import type { Theme } from './theme.ts';

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

interface Glyph {
  readonly x: number;
  readonly y: number;
  /** Half of what a seat may fill. */
  readonly radius: number;
}

/** Draws how a seat looks around a point. */
export function drawSeat(pen: Pen, look: Look, at: Glyph, theme: Theme): void {
  const grade = gradeOf(LOOKS.indexOf(look));
  const colour = theme.grades[grade] ?? theme.soft;
  switch (look) {
    case 'free-VIP':
      drawFree(pen, grade, at, colour);
      drawDisc(pen, { ...at, radius: at.radius * 0.3 }, theme.paper);
      break;
    case 'free-STANDARD':
    case 'free-STANDING':
      drawFree(pen, grade, at, colour);
      break;
    case 'wheels-VIP':
    case 'wheels-STANDARD':
    case 'wheels-STANDING':
      drawFree(pen, grade, at, colour);
      drawWheels(pen, at, theme.paper);
      break;
    case 'held':
      drawRing(pen, { ...at, radius: at.radius * 0.66 }, theme.edge, Math.max(1, at.radius * 0.18));
      break;
    case 'sold':
      drawCross(pen, at, theme.edge);
      break;
    case 'blocked':
      drawLine(pen, [at.x - at.radius * 0.35, at.y, at.x + at.radius * 0.35, at.y], theme.line, at.radius * 0.2);
      break;
    case 'mine':
      drawRing(pen, { ...at, radius: at.radius * 0.9 }, theme.brand, Math.max(1.2, at.radius * 0.2));
      drawCheck(pen, at, theme.brand);
      break;
    case 'chosen':
      drawDisc(pen, { ...at, radius: at.radius * 1.2 }, theme.brand);
      drawDisc(pen, { ...at, radius: at.radius * 1 }, theme.paper);
      drawDisc(pen, { ...at, radius: at.radius * 0.86 }, theme.ink);
      drawCheck(pen, at, theme.paper);
      break;
    default:
      look satisfies never;
  }
}

/** Standing room is square. */
function drawFree(pen: Pen, grade: number, at: Glyph, colour: string): void {
  if (GRADES[grade] !== 'STANDING') {
    drawDisc(pen, at, colour);
    return;
  }
  const side = at.radius * 1.75;
  pen.fillStyle = colour;
  pen.beginPath();
  pen.roundRect(at.x - side / 2, at.y - side / 2, side, side, at.radius * 0.4);
  pen.fill();
}

function drawDisc(pen: Pen, { x, y, radius }: Glyph, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function drawRing(pen: Pen, { x, y, radius }: Glyph, colour: string, width: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
}

/** @param points x and y of each corner, one after the other */
function drawLine(pen: Pen, points: readonly number[], colour: string, width: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1, width);
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.beginPath();
  for (let i = 0; i < points.length; i += 2) pen.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
  pen.stroke();
}

function drawCross(pen: Pen, { x, y, radius }: Glyph, colour: string): void {
  const arm = radius * 0.38;
  drawLine(pen, [x - arm, y - arm, x + arm, y + arm], colour, radius * 0.18);
  drawLine(pen, [x - arm, y + arm, x + arm, y - arm], colour, radius * 0.18);
}

function drawCheck(pen: Pen, { x, y, radius }: Glyph, colour: string): void {
  const points = [x - radius * 0.4, y, x - radius * 0.1, y + radius * 0.32, x + radius * 0.42, y - radius * 0.32];
  drawLine(pen, points, colour, radius * 0.24);
}

/** A head, a back, and a wheel. */
function drawWheels(pen: Pen, { x, y, radius }: Glyph, colour: string): void {
  drawDisc(pen, { x: x - radius * 0.12, y: y - radius * 0.58, radius: radius * 0.17 }, colour);
  const body = [-0.12, -0.3, -0.12, 0.08, 0.26, 0.08, 0.44, 0.5].map(
    (part, i) => (i % 2 === 0 ? x : y) + part * radius,
  );
  drawLine(pen, body, colour, radius * 0.16);
  pen.beginPath();
  pen.lineWidth = Math.max(1, radius * 0.14);
  pen.arc(x - radius * 0.06, y + radius * 0.26, radius * 0.38, 0.2 * Math.PI, 1.32 * Math.PI);
  pen.stroke();
}
