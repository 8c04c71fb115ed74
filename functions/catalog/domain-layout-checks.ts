// Whether a layout makes sense: every fault that it has, each by its field, in both languages.
import type { Sentence } from '../shared/problem.ts';
import type { FieldFault } from '../shared/request.ts';
import type { Row, Section } from './contract-layout.ts';
import { countSeats } from './domain.ts';
import { checkPlaces } from './domain-layout-places.ts';

/** A fault of a layout. `field` is a dotted path, e.g. `sections.0.rows.2.to`. */
export interface LayoutFault extends FieldFault {
  readonly message: Sentence;
  /** Of how many seats of the row it is true, from its first on; where that is not said, of the field as a whole. */
  readonly seats?: number;
}

const fault = (field: string, ko: string, en: string): LayoutFault => ({ field, message: { ko, en } });

/**
 * Every fault of a layout whose fields are of the right kind: one way to find each seat, one number and one spot for
 * each, and no more than `mostSeats` of them.
 */
export function checkLayout(sections: readonly Section[], mostSeats: number): LayoutFault[] {
  const isTooLarge = countSeats(sections) > mostSeats;
  return [
    ...sections.flatMap((section, s) => checkSection(section, `sections.${s}`)),
    ...repeatedSections(sections),
    ...usedTwice(sections),
    ...(isTooLarge ? [fault('sections', `좌석은 ${mostSeats}석까지입니다`, `may have ${mostSeats} seats in all`)] : []),
    // Too many seats are not laid out one by one.
    ...(isTooLarge ? [] : checkPlaces(sections)),
  ];
}

function repeatedSections(sections: readonly Section[]): LayoutFault[] {
  const seen = new Set<string>();
  return sections.flatMap(({ section }, s) => {
    if (seen.has(section)) return [fault(`sections.${s}.section`, '이름이 겹칩니다', 'this name is used twice')];
    seen.add(section);
    return [];
  });
}

function checkSection({ rows, standing }: Section, field: string): LayoutFault[] {
  const faults = rows
    ? [...repeatedRows(rows, field), ...rows.flatMap((row, r) => checkRow(row, `${field}.rows.${r}`))]
    : [];
  if ((rows === undefined) !== (standing === undefined)) return faults;
  return [
    fault(field, 'rows와 standing 중 하나만 있어야 합니다', 'must have either rows or standing, and not both'),
    ...faults,
  ];
}

/** A row goes on right behind itself; the same name further down would be another row that nobody can tell from it. */
function repeatedRows(rows: readonly Row[], field: string): LayoutFault[] {
  const seen = new Set<string>();
  return rows.flatMap(({ row }, r) => {
    const isAnother = row !== rows[r - 1]?.row;
    if (isAnother && seen.has(row)) {
      const en = 'this name is used twice: a row may only go on right behind itself';
      return [fault(`${field}.rows.${r}.row`, '이름이 겹칩니다: 같은 열은 바로 이어져야 합니다', en)];
    }
    seen.add(row);
    return [];
  });
}

function checkRow(row: Row, field: string): LayoutFault[] {
  if (row.from > row.to) return [fault(`${field}.to`, 'from보다 작을 수 없습니다', 'must not be less than from')];
  const seats = row.to - row.from + 1;
  const counted = (['labels', 'x', 'y'] as const).flatMap((name) => {
    const given = row[name]?.length ?? seats;
    if (given === seats) return [];
    return [
      fault(`${field}.${name}`, `좌석 수와 같은 ${seats}개여야 합니다`, `must have one for each of the ${seats} seats`),
    ];
  });
  return [...checkPair(row, field), ...counted, ...checkAids(row, field)];
}

function checkPair({ x, y }: Row, field: string): LayoutFault[] {
  if ((x === undefined) === (y === undefined)) return [];
  const [there, missing] = x ? ['x', 'y'] : ['y', 'x'];
  return [fault(`${field}.${missing}`, `${there}가 있으면 필요합니다`, `is needed, as there is ${there}`)];
}

/** Places for wheelchairs, and those beside them: seats of this very row, each in one list, and once. */
function checkAids(row: Row, field: string): LayoutFault[] {
  const seen = new Set<number>();
  const accessible = new Set(row.accessible);
  return (['accessible', 'companion'] as const).flatMap((name) => {
    seen.clear();
    return (row[name] ?? []).flatMap((seatNo, i) => {
      const at = `${field}.${name}.${i}`;
      const isAgain = seen.has(seatNo);
      seen.add(seatNo);
      if (seatNo < row.from || seatNo > row.to) {
        return [
          fault(at, `${row.from}번부터 ${row.to}번까지 중 하나여야 합니다`, `must be one of ${row.from} to ${row.to}`),
        ];
      }
      if (isAgain) return [fault(at, '두 번 들어 있습니다', 'is in this list twice')];
      if (name === 'companion' && accessible.has(seatNo)) {
        return [fault(at, '휠체어석이면서 동반석일 수 없습니다', 'cannot be accessible as well')];
      }
      return [];
    });
  });
}

/** Ranges in order of their start overlap somewhere only if one begins before an earlier one has ended. */
function usedTwice(sections: readonly Section[]): LayoutFault[] {
  let reached = 0;
  return sections
    .flatMap(({ rows = [] }, s) => rows.map(({ from, to }, r) => ({ from, to, field: `sections.${s}.rows.${r}.from` })))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => a.from - b.from)
    .flatMap(({ from, to, field }) => {
      const last = Math.min(to, reached);
      reached = Math.max(reached, to);
      if (from > last) return [];
      const numbers = from === last ? `${from}` : `${from}–${last}`;
      const en = `seat numbers are used twice: ${numbers}`;
      return [{ ...fault(field, `좌석 번호가 겹칩니다: ${numbers}`, en), seats: last - from + 1 }];
    });
}
