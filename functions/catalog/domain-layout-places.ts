// Whether the seats of a layout can be told apart by their labels and by where they stand.
import { shortened } from '../shared/shortened.ts';
import type { Row, Section } from './contract-layout.ts';
import type { LayoutFault } from './domain-layout-checks.ts';

const fault = (field: string, ko: string, en: string): LayoutFault => ({ field, message: { ko, en } });

/** Each seat one by one: for layouts that are not too large. */
export function checkPlaces(sections: readonly Section[]): LayoutFault[] {
  return [
    ...sections.flatMap(({ rows = [] }, s) => [
      ...sharedLabels(rows, `sections.${s}.rows`),
      ...halfPlaced(rows, `sections.${s}.rows`),
    ]),
    ...sharedSpots(sections),
    ...endlessRooms(sections),
  ];
}

/** Two seats of one row read the same on the ticket; a seat without a label reads as its number. */
function sharedLabels(rows: readonly Row[], field: string): LayoutFault[] {
  const seen = new Set<string>();
  return rows.flatMap(({ row, from, to, labels }, r) => {
    if (row !== rows[r - 1]?.row) seen.clear();
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => labels?.[i] ?? String(from + i)).flatMap(
      (label, i) => {
        const isShared = seen.has(label);
        seen.add(label);
        if (!isShared) return [];
        const at = labels ? `${field}.${r}.labels.${i}` : `${field}.${r}.from`;
        const shown = shortened(label);
        return [fault(at, `이 열에 ${shown}이(가) 이미 있습니다`, `another seat of this row is ${shown} already`)];
      },
    );
  });
}

/** The rows of a section are drawn together: all where the layout says, or none. */
function halfPlaced(rows: readonly Row[], field: string): LayoutFault[] {
  const hasPlace = ({ x, y }: Row) => x !== undefined || y !== undefined;
  if (!rows.some(hasPlace)) return [];
  return rows.flatMap((row, r) => {
    if (hasPlace(row)) return [];
    return [
      fault(`${field}.${r}.x`, '이 구역의 다른 열처럼 필요합니다', 'is needed, as other rows of this section have it'),
    ];
  });
}

function sharedSpots(sections: readonly Section[]): LayoutFault[] {
  const taken = new Set<string>();
  return sections.flatMap(({ rows = [] }, s) =>
    rows.flatMap(({ x = [], y = [] }, r) =>
      x.flatMap((across, i) => {
        if (y[i] === undefined) return [];
        const spot = `${across},${y[i]}`;
        const isTaken = taken.has(spot);
        taken.add(spot);
        if (!isTaken) return [];
        const at = `sections.${s}.rows.${r}.x.${i}`;
        return [fault(at, '다른 좌석과 같은 자리입니다', 'another seat stands at the same spot')];
      }),
    ),
  );
}

/** What is drawn ends where coordinates do. */
function endlessRooms(sections: readonly Section[]): LayoutFault[] {
  const MOST = 1_000_000;
  return sections.flatMap(({ standing }, s) => {
    const at = `sections.${s}.standing.outline`;
    const { x = 0, y = 0, width = 0, height = 0 } = standing?.outline ?? {};
    return [
      ...(x + width > MOST
        ? [fault(`${at}.width`, `x + width는 ${MOST}까지입니다`, `may reach as far as ${MOST}`)]
        : []),
      ...(y + height > MOST
        ? [fault(`${at}.height`, `y + height는 ${MOST}까지입니다`, `may reach as far as ${MOST}`)]
        : []),
    ];
  });
}
