// How much is drawn of what is looked at: sections from afar, seats from near, their numbers from very near.

export type Detail = 'sections' | 'dots' | 'seats' | 'numbers';

/** Halls up to here show their seats at once, whatever the canvas. */
const SMALL = 2_000;

const DOTS_PX = 4;
const SEATS_PX = 9;
const NUMBERS_PX = 30;

/** @param pitchPx pixels from a seat to its neighbour */
export function detailOf(pitchPx: number, seats: number): Detail {
  if (pitchPx >= NUMBERS_PX) return 'numbers';
  if (pitchPx >= SEATS_PX) return 'seats';
  return pitchPx >= DOTS_PX || seats <= SMALL ? 'dots' : 'sections';
}
