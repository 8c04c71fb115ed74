// What a layout has, as a table for whoever made it.
import { GRADES, type Section } from '../../functions/catalog/contract-layout.ts';
import { seatsByGrade } from '../../functions/catalog/domain.ts';

const HEAD = ['section', 'rows', 'seats', ...GRADES, 'accessible', 'companion'];

/** A line for each section, and one for all. */
export function summaryOf(sections: readonly Section[]): string[] {
  const counts = sections.map(countsOf);
  const sum = HEAD.slice(1).map((_, i) => counts.reduce((total, line) => total + (line[i] ?? 0), 0));
  const lines = [
    HEAD,
    ...sections.map(({ section }, i) => [section, ...(counts[i] ?? []).map(String)]),
    ['all', ...sum.map(String)],
  ];
  const widths = HEAD.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}

function countsOf(section: Section): number[] {
  const { rows = [] } = section;
  const byGrade = seatsByGrade([section]);
  const grades = GRADES.map((grade) => byGrade[grade] ?? 0);
  const aids = (['accessible', 'companion'] as const).map((aid) =>
    rows.reduce((sum, row) => sum + (row[aid]?.length ?? 0), 0),
  );
  return [new Set(rows.map(({ row }) => row)).size, grades.reduce((sum, one) => sum + one, 0), ...grades, ...aids];
}
