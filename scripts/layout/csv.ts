// A layout as CSV (RFC 4180): a line for each seat and each standing room. Outlines and foci have no column.
import type { Row, Section } from '../../functions/catalog/contract-layout.ts';
import { COLUMNS, type Column } from '../../functions/catalog/domain-layout-lines.ts';

type Line = Readonly<Partial<Record<Column, string | number>>>;

export function toCsv(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ section, rows = [], standing }): Line[] => [
    ...rows.flatMap((row) => seatsOf(section, row)),
    ...(standing ? [{ section, capacity: standing.capacity }] : []),
  ]);
  const written = lines.map((line) => COLUMNS.map((column) => cell(line[column])).join(','));
  return `${[COLUMNS.join(','), ...written].join('\r\n')}\r\n`;
}

function seatsOf(section: string, { row, grade, from, to, labels, x, y, accessible, companion }: Row): Line[] {
  const isIn = (numbers: readonly number[] | undefined, seatNo: number) => (numbers?.includes(seatNo) ? 'true' : '');
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const seatNo = from + i;
    const aids = { accessible: isIn(accessible, seatNo), companion: isIn(companion, seatNo) };
    return { section, row, seatNo, label: labels?.[i] ?? '', grade, x: x?.[i] ?? '', y: y?.[i] ?? '', ...aids };
  });
}

function cell(value: string | number = ''): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
