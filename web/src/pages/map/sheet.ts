// Seats drawn once, each look beside the next, to be copied from: that is much quicker than to draw each seat anew.
import { drawSeat } from './glyphs.ts';
import { LOOKS } from './looks.ts';
import type { Theme } from './theme.ts';

export interface Sheet {
  readonly image: OffscreenCanvas;
  /** The side of one look's square, in pixels of the device. */
  readonly side: number;
}

/** A seat that is chosen is larger than its place. */
const AROUND = 1.25;

/** Makes sheets; the last one is kept, for as long as seats stay as large. */
export class Sheets {
  private kept: (Sheet & { readonly theme: Theme; readonly radius: number }) | undefined;

  /** @param radius of a seat, in pixels of the device */
  of(radius: number, theme: Theme): Sheet {
    const rounded = Math.max(1, Math.round(radius * 2) / 2);
    if (this.kept?.theme === theme && this.kept.radius === rounded) return this.kept;
    const side = 2 * Math.ceil(rounded * AROUND) + 2;
    const image = new OffscreenCanvas(side * LOOKS.length, side);
    const pen = image.getContext('2d');
    for (const [i, look] of LOOKS.entries()) {
      if (pen) drawSeat(pen, look, { x: i * side + side / 2, y: side / 2, radius: rounded }, theme);
    }
    this.kept = { image, side, theme, radius: rounded };
    return this.kept;
  }
}
