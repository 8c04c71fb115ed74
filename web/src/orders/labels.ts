// What is printed on a seat: its layout may have other names for seats than their numbers.
import type * as z from 'zod/mini';
import type { layout } from '../../../functions/catalog/contract-layout.ts';

type Layout = Pick<z.output<typeof layout>, 'sections'>;

/** @returns the number, where nothing else is known of the seat */
export function labelOf(known: Layout | undefined, seatNo: number): string {
  const row = known?.sections.flatMap(({ rows = [] }) => rows).find(({ from, to }) => from <= seatNo && seatNo <= to);
  return row?.labels?.[seatNo - row.from] ?? String(seatNo);
}
