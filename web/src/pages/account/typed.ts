// What can be said of a form before and after it is sent: what is wrong with which field.
import { ApiError } from '../../../../functions/shared/client.ts';

/** As the contract has it, counted as people count (NFC, by code points). */
export const PASSWORD_LENGTH = { least: 10, most: 128 } as const;

export type TypedFault = 'EMPTY' | 'NO_EMAIL' | 'TOO_SHORT' | 'TOO_LONG';

/** Only what no address is without: the server says the rest. */
export function faultOfEmail(text: string): TypedFault | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'EMPTY';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed) ? undefined : 'NO_EMAIL';
}

/** Of a password that is chosen; which ones are too easy is for the server to say. */
export function faultOfNewPassword(text: string): TypedFault | undefined {
  const { length } = [...text.normalize('NFC')];
  if (length === 0) return 'EMPTY';
  if (length < PASSWORD_LENGTH.least) return 'TOO_SHORT';
  return length > PASSWORD_LENGTH.most ? 'TOO_LONG' : undefined;
}

/**
 * What the server said of fields.
 * @param names the form's fields by the contract's
 * @returns undefined where it is no such refusal, or says something of what the form has not
 */
export function faultsOf<Field extends string>(
  error: Error,
  names: Readonly<Record<string, Field>>,
): Partial<Record<Field, string>> | undefined {
  if (!(error instanceof ApiError) || !Array.isArray(error.problem.errors)) return undefined;
  const said = error.problem.errors as readonly { readonly field: string; readonly message: string }[];
  const faults = said.flatMap(({ field, message }) => (names[field] ? [[names[field], message] as const] : []));
  const isAll = faults.length > 0 && faults.length === said.length;
  return isAll ? (Object.fromEntries(faults) as Partial<Record<Field, string>>) : undefined;
}
