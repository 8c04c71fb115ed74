// Draws the stage, the sections as areas, and what is written on the map.
import { GRADES } from '../../../../functions/catalog/contract-layout.ts';
import { type Box, overlap } from './box.ts';
import type { Hall } from './model.ts';
import type { Scene } from './scene.ts';
import type { HallSection } from './sections.ts';
import { seen } from './view.ts';

type Pen = CanvasRenderingContext2D;

/** A zone of a section as a shape of the hall's plane, in centimetres. */
interface Shape {
  /** Number of its grade. */
  readonly grade: number;
  readonly path: Path2D;
}

/** @returns by section */
export function shapesOf(hall: Hall): Shape[][] {
  return hall.sections.map(({ zones }) =>
    zones.map(({ grade, outline }) => {
      const path = new Path2D();
      for (let i = 0; i < outline.length; i += 2) path.lineTo(outline[i] ?? 0, outline[i + 1] ?? 0);
      path.closePath();
      return { grade: GRADES.indexOf(grade), path };
    }),
  );
}

function visible({ hall, view, size }: Scene): { readonly section: HallSection; readonly index: number }[] {
  const box = seen(view, size);
  return hall.sections.flatMap((section, index) => (overlap(section.box, box) ? [{ section, index }] : []));
}

/** The ground that seats stand on. `asWhole`: in place of the seats, in the colours of their grades. */
export function paintGrounds(pen: Pen, scene: Scene, shapes: readonly Shape[][], asWhole: boolean): void {
  const { hall, view, ratio, theme, words } = scene;
  const scale = view.scale * ratio;
  pen.save();
  pen.setTransform(scale, 0, 0, scale, view.left * ratio, view.top * ratio);
  pen.lineJoin = 'round';
  for (const { section, index } of visible(scene)) {
    const own = shapes[index] ?? [];
    const isRoom = section.standing !== undefined;
    const isOver = words.sections[index]?.isOver === true;
    const around = isRoom ? 0 : hall.pitch * 1.3;
    if (!asWhole && !isRoom) {
      for (const { path } of own) fillWide(pen, path, theme.ground, around);
      continue;
    }
    for (const { path, grade } of own) {
      pen.strokeStyle = isOver ? theme.edge : (theme.grades[grade] ?? theme.edge);
      pen.lineWidth = around + (3 * ratio) / scale;
      pen.stroke(path);
    }
    for (const { path, grade } of own) {
      fillWide(pen, path, isOver ? theme.raised : (theme.washes[grade] ?? theme.raised), around);
    }
  }
  pen.restore();
}

/** Outlines run through seats: they are filled to beyond them. */
function fillWide(pen: Pen, path: Path2D, colour: string, around: number): void {
  pen.fillStyle = colour;
  pen.fill(path);
  if (around === 0) return;
  pen.strokeStyle = colour;
  pen.lineWidth = around;
  pen.stroke(path);
}

export function paintStage(pen: Pen, { hall, view, ratio, theme, words }: Scene): void {
  const drawn = onCanvas(hall.stage, view.scale, view.left, view.top, ratio);
  // From afar it would be too thin to be read.
  const box = { ...drawn, top: Math.min(drawn.top, drawn.bottom - 18 * ratio) };
  pen.fillStyle = theme.ink;
  pen.beginPath();
  const round = Math.min(12 * ratio, (box.bottom - box.top) / 2);
  pen.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, round);
  pen.fill();
  const px = Math.min(18, ((box.bottom - box.top) / ratio) * 0.62);
  write(pen, words.stage, (box.left + box.right) / 2, (box.top + box.bottom) / 2, {
    font: `700 ${Math.max(11, px) * ratio}px ${theme.font}`,
    colour: theme.paper,
  });
}

/** Sizes of names, in pixels: the largest for which there is room. */
const NAMES_PX = [14, 12, 10];
const FREE_PX = 11.5;
/** Sections stand aslant: a line below the middle has less room. */
const ASLANT = 0.85;

/** Names and what is free, in the middle of each section that has room for it. */
export function paintLabels(pen: Pen, scene: Scene, onlyRooms: boolean): void {
  const { hall, view, ratio, theme, words } = scene;
  for (const { section, index } of visible(scene)) {
    const said = words.sections[index];
    if (!said || (onlyRooms && section.standing === undefined)) continue;
    const { plate, box } = section;
    const x = (plate.x * view.scale + view.left) * ratio;
    const y = (plate.y * view.scale + view.top) * ratio;
    const room = ((plate.width + hall.pitch) * view.scale - 6) * ratio;
    const height = (box.bottom - box.top) * view.scale;
    const isFitting = (text: string, font: string, part = 1) => {
      pen.font = font;
      return pen.measureText(text).width < room * part;
    };
    const name = NAMES_PX.map((px) => `700 ${px * ratio}px ${theme.font}`).find((font) => isFitting(said.name, font));
    if (name === undefined || height < 16) continue;
    const small = `500 ${FREE_PX * ratio}px ${theme.font}`;
    const free = [said.free, said.count].find((text) => isFitting(text, small, ASLANT));
    const hasBoth = height > 36 && free !== undefined && free !== '';
    const colour = said.isOver ? theme.soft : theme.ink;
    write(pen, said.name, x, y - (hasBoth ? 8 * ratio : 0), { font: name, colour });
    if (hasBoth) write(pen, free, x, y + 9 * ratio, { font: small, colour });
  }
}

/** The names of sections before their seats, kept on the canvas while some of the section is; and those of rows. */
export function paintNames(pen: Pen, scene: Scene): void {
  const { hall, view, ratio, theme, words, size } = scene;
  const pitchPx = hall.pitch * view.scale;
  for (const { section, index } of visible(scene)) {
    if (section.standing !== undefined) continue;
    if (pitchPx > 13) paintRowNames(pen, scene, section);
    const name = words.sections[index]?.name ?? '';
    const box = onCanvas(section.box, view.scale, view.left, view.top, ratio);
    const font = `700 ${12 * ratio}px ${theme.font}`;
    pen.font = font;
    const half = pen.measureText(name).width / 2 + 8 * ratio;
    if (2 * half > box.right - box.left || hall.sections.length === 1) continue;
    const sign = {
      x: (section.sign.x * view.scale + view.left) * ratio,
      y: (section.sign.y * view.scale + view.top) * ratio,
    };
    const [left, right] = [Math.max(box.left, 0) + half, Math.min(box.right, size.width * ratio) - half];
    const x = left > right ? (left + right) / 2 : Math.min(Math.max(sign.x, left), right);
    const y = Math.min(Math.max(sign.y, 16 * ratio), box.bottom);
    pen.fillStyle = theme.paper;
    pen.strokeStyle = theme.line;
    pen.lineWidth = ratio;
    pen.beginPath();
    pen.roundRect(x - half, y - 10 * ratio, 2 * half, 20 * ratio, 10 * ratio);
    pen.fill();
    pen.stroke();
    write(pen, name, x, y + 0.5 * ratio, { font, colour: theme.ink });
  }
}

function paintRowNames(pen: Pen, { hall, view, ratio, theme, size }: Scene, section: HallSection): void {
  const px = Math.min(13, hall.pitch * view.scale * 0.55);
  const style = { font: `500 ${px * ratio}px ${theme.font}`, colour: theme.soft };
  for (const row of hall.rows.slice(section.firstRow, section.firstRow + section.rows)) {
    const x = ((hall.x[row.first] ?? 0) - hall.pitch) * view.scale + view.left;
    const y = (hall.y[row.first] ?? 0) * view.scale + view.top;
    if (x < -20 || y < -20 || x > size.width + 20 || y > size.height + 20) continue;
    write(pen, row.name, x * ratio, y * ratio, style);
  }
}

interface Style {
  readonly font: string;
  readonly colour: string;
}

function write(pen: Pen, text: string, x: number, y: number, { font, colour }: Style): void {
  pen.font = font;
  pen.fillStyle = colour;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(text, x, y);
}

function onCanvas(box: Box, scale: number, left: number, top: number, ratio: number): Box {
  return {
    left: (box.left * scale + left) * ratio,
    top: (box.top * scale + top) * ratio,
    right: (box.right * scale + left) * ratio,
    bottom: (box.bottom * scale + top) * ratio,
  };
}
