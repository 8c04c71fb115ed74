// Where the seats of a plan stand, also where its layout does not say: as the catalogue draws such layouts.
import type { PlanRow, PlanSection } from './domain.ts';
import type { Plan } from './domain-plan.ts';

/** Centimetres from a seat to its neighbour and from a row to the next, and from a section to the one behind it. */
const SEAT_CM = 100;
const SECTION_CM = 300;

/** The side of a standing place. */
const PLACE_CM = 50;

/**
 * In centimetres, by index; standing room is not placed. Sections without places stand behind those with places, one
 * behind the other, from x = 0 on, each row's seats side by side whatever divides it.
 */
export function coordinatesOf(plan: Plan): { readonly x: Float64Array; readonly y: Float64Array } {
  const x = new Float64Array(plan.seats.length);
  const y = new Float64Array(plan.seats.length);
  const { sections } = plan.plan;
  let front = Math.max(-SECTION_CM, ...sections.map((section) => backOf(section) ?? -SECTION_CM)) + SECTION_CM;
  for (const [index, { first }] of plan.sections.entries()) {
    const section = sections[index];
    if (!section) continue;
    const isPlaced = backOf(section) !== undefined;
    const back = placeRows(section, isPlaced ? 0 : front, first, { x, y });
    if (!isPlaced) front = back + SECTION_CM;
  }
  return { x, y };
}

/** The largest y of a section whose layout says where it is. */
function backOf({ rows = [], standing }: PlanSection): number | undefined {
  if (standing?.outline) return standing.outline.y + standing.outline.height;
  let back: number | undefined;
  for (const { y = [] } of rows) for (const one of y) back = Math.max(back ?? one, one);
  return back;
}

/** @returns the largest y that the section has then */
function placeRows(
  { rows = [], standing }: PlanSection,
  front: number,
  firstOfSection: number,
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
): number {
  if (standing) return front + Math.ceil(Math.sqrt(standing.capacity)) * PLACE_CM;
  let seat = firstOfSection;
  let before: PlanRow | undefined;
  let inRow = 0;
  let top = front;
  for (const row of rows) {
    if (before && before.row !== row.row) {
      inRow = 0;
      top += SEAT_CM;
    }
    for (let i = 0; i <= row.to - row.from; i++, inRow++, seat++) {
      x[seat] = row.x?.[i] ?? inRow * SEAT_CM;
      y[seat] = row.y?.[i] ?? top;
    }
    before = row;
  }
  return top;
}
