// A layout's content in the one form that it is stored and named by.
import type { Row, Section } from './contract-layout.ts';
import type { LayoutContent } from './domain.ts';

/**
 * The same content in the same form, however it was written: fields in a fixed order, lists of places by number, and
 * without what says nothing: empty lists, labels that repeat the numbers. A layout's id is the hash of this, so the
 * order of fields never changes, and a new field goes last.
 */
export function canonical({ name, focus, sections }: LayoutContent): LayoutContent {
  return { name, ...(focus ? { focus: point(focus) } : {}), sections: sections.map(canonicalSection) };
}

function canonicalSection({ section, focus, rows, standing }: Section): Section {
  const outline = standing?.outline;
  const room = standing && {
    capacity: standing.capacity,
    ...(outline ? { outline: { ...point(outline), width: outline.width, height: outline.height } } : {}),
  };
  return {
    section,
    ...(focus ? { focus: point(focus) } : {}),
    ...(rows ? { rows: rows.map(canonicalRow) } : {}),
    ...(room ? { standing: room } : {}),
  };
}

function canonicalRow({ row, grade, from, to, labels, x, y, accessible, companion }: Row): Row {
  const isNumbered = !labels || labels.every((label, i) => label === String(from + i));
  return {
    row,
    grade,
    from,
    to,
    ...(isNumbered ? {} : { labels }),
    ...(x ? { x } : {}),
    ...(y ? { y } : {}),
    ...(accessible?.length ? { accessible: accessible.toSorted((a, b) => a - b) } : {}),
    ...(companion?.length ? { companion: companion.toSorted((a, b) => a - b) } : {}),
  };
}

const point = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x, y });

/**
 * Coordinates as steps from one seat to the next, which pack into a third: neighbours are at much the same distance.
 * @see fromSteps
 */
export function inSteps(sections: readonly Section[]): Section[] {
  return withCoordinates(sections, (values) => values.map((value, i) => value - (values[i - 1] ?? 0)));
}

/** What `inSteps` was made of. */
export function fromSteps(sections: readonly Section[]): Section[] {
  return withCoordinates(sections, (steps) => {
    let at = 0;
    return steps.map((step) => {
      at += step;
      return at;
    });
  });
}

function withCoordinates(sections: readonly Section[], change: (values: readonly number[]) => number[]): Section[] {
  const changed = (row: Row): Row => ({
    ...row,
    ...(row.x ? { x: change(row.x) } : {}),
    ...(row.y ? { y: change(row.y) } : {}),
  });
  return sections.map((section) => (section.rows ? { ...section, rows: section.rows.map(changed) } : section));
}
