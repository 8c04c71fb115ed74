// The numbers of seats, written once and copied from then on: to write takes many times as long.
import type { Theme } from './theme.ts';

interface Sheet {
  readonly pen: OffscreenCanvasRenderingContext2D;
  readonly font: string;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly slots: Map<string, number>;
}

const COLUMNS = 32;
const LINES = 32;

export class Labels {
  private kept: Sheet | undefined;

  /** Writes a number around a point. @param px its size, and `room` its width at most: pixels of the device */
  write(
    pen: CanvasRenderingContext2D,
    text: string,
    at: { x: number; y: number; px: number; room: number; theme: Theme },
  ) {
    const sheet = this.sheetOf(at.px, at.room, at.theme);
    if (!sheet) return;
    const { width, height, slots } = sheet;
    const slot = slots.get(text) ?? this.written(sheet, text);
    const [left, top] = [(slot % COLUMNS) * width, Math.floor(slot / COLUMNS) * height];
    pen.drawImage(sheet.pen.canvas, left, top, width, height, at.x - width / 2, at.y - height / 2, width, height);
  }

  private sheetOf(px: number, room: number, theme: Theme): Sheet | undefined {
    const font = `600 ${Math.round(px * 2) / 2}px ${theme.font}`;
    const [width, height] = [Math.ceil(room), Math.ceil(px * 1.4)];
    const { kept } = this;
    if (kept?.font === font && kept.theme === theme && kept.width === width) return kept;
    const pen = new OffscreenCanvas(width * COLUMNS, height * LINES).getContext('2d');
    if (!pen) return undefined;
    pen.font = font;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillStyle = theme.paper;
    this.kept = { pen, font, theme, width, height, slots: new Map() };
    return this.kept;
  }

  /** A full sheet is begun anew: more are not seen at once. */
  private written({ pen, width, height, slots }: Sheet, text: string): number {
    if (slots.size === COLUMNS * LINES) {
      slots.clear();
      pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
    }
    const slot = slots.size;
    slots.set(text, slot);
    pen.fillText(text, ((slot % COLUMNS) + 0.5) * width, (Math.floor(slot / COLUMNS) + 0.5) * height, width);
    return slot;
  }
}
