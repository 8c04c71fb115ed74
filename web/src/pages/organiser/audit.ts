// What an order changed, field by field, as it can be shown.
import type { AuditEntry } from '../../api/organiser.ts';

export type Shown =
  | { readonly kind: 'none' | 'yes' | 'no' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'time' | 'text'; readonly value: string };

export interface Change {
  readonly name: string;
  readonly before: Shown;
  readonly after: Shown;
}

/** Everything that differs, in the order in which the server names it. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => ({ name, before: shownOf(name, before[name]), after: shownOf(name, after[name]) }));
}

const NAMES_A_TIME = /(Until|Since)$/;

function shownOf(name: string, value: unknown): Shown {
  if (value === null || value === undefined || value === '') return { kind: 'none' };
  if (typeof value === 'boolean') return { kind: value ? 'yes' : 'no' };
  if (typeof value === 'number') return { kind: 'number', value };
  if (typeof value !== 'string') return { kind: 'text', value: JSON.stringify(value) };
  return { kind: NAMES_A_TIME.test(name) ? 'time' : 'text', value };
}
