// Where seats stand that nobody gave a place: rows in a plain grid, sections one behind the other.
import type { Row, Section, Standing } from './contract-layout.ts';

/** Centimetres from a seat to its neighbour, from a row to the next, and from a section to the one behind it. */
const SEAT_CM = 100;
const ROW_CM = 100;
const SECTION_CM = 300;

/** The side of a standing place: four people on a square metre. */
const PLACE_CM = 50;

/**
 * Every section with a place for each seat, and an outline for its standing room. What has one keeps it; the others
 * stand behind all that have one, one behind the other: x from 0, each row's seats side by side whatever divides it.
 */
export function placed(sections: readonly Section[]): Section[] {
  const back = Math.max(-SECTION_CM, ...sections.map(backOf).filter((y) => y !== undefined));
  let front = back + SECTION_CM;
  return sections.map((section) => {
    if (backOf(section) !== undefined) return section;
    const { rows, standing } = section;
    const made = {
      ...section,
      ...(rows ? { rows: placedRows(rows, front) } : {}),
      ...(standing ? { standing: placedRoom(standing, front) } : {}),
    };
    front = (backOf(made) ?? front) + SECTION_CM;
    return made;
  });
}

/** The largest y of a section; undefined where it has no place yet. */
function backOf({ rows = [], standing }: Section): number | undefined {
  if (standing?.outline) return standing.outline.y + standing.outline.height;
  const ys = rows.flatMap(({ y = [] }) => y);
  return ys.length === 0 ? undefined : ys.reduce((most, y) => Math.max(most, y));
}

function placedRows(rows: readonly Row[], front: number): Row[] {
  let y = front - ROW_CM;
  let x = 0;
  return rows.map((row, i) => {
    if (row.row !== rows[i - 1]?.row) {
      y += ROW_CM;
      x = 0;
    }
    const count = row.to - row.from + 1;
    const first = x;
    x += count * SEAT_CM;
    return {
      ...row,
      x: Array.from({ length: count }, (_, seat) => first + seat * SEAT_CM),
      y: Array.from({ length: count }, () => y),
    };
  });
}

function placedRoom({ capacity }: Standing, front: number): Standing {
  const side = Math.ceil(Math.sqrt(capacity)) * PLACE_CM;
  return { capacity, outline: { x: 0, y: front, width: side, height: side } };
}
