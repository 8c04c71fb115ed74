// Orders to a line: what was typed, what of it is new, and what the server says to it.
import { ApiError } from '../../../../functions/shared/client.ts';
import type { LineNow, LineOrder } from '../../api/organiser.ts';

/** What a line is run by. */
export const NUMBERS = ['ratePerSecond', 'capacity', 'leaseSeconds', 'claimSeconds'] as const;
export type NumberName = (typeof NUMBERS)[number];
type Numbers = Readonly<Record<NumberName, number>>;

export type Asked =
  | { readonly kind: 'changes'; readonly changes: Partial<Numbers> }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'faults'; readonly names: readonly NumberName[] };

/** What of the typed numbers differs from what is; which of them are no numbers. How large they may be the server says. */
export function askedOf(typed: Readonly<Record<NumberName, string>>, now: Numbers): Asked {
  const names = NUMBERS.filter((name) => numberOf(typed[name]) === undefined);
  if (names.length > 0) return { kind: 'faults', names };
  const changed = NUMBERS.filter((name) => numberOf(typed[name]) !== now[name]);
  if (changed.length === 0) return { kind: 'nothing' };
  return { kind: 'changes', changes: Object.fromEntries(changed.map((name) => [name, numberOf(typed[name])])) };
}

/** @returns undefined for what is no number */
export function numberOf(typed: string): number | undefined {
  const value = Number(typed);
  return typed.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

/** What an operator may do with a line. */
export type Control = 'pause' | 'resume' | 'numbers' | 'message' | 'passThrough' | 'drain' | 'open' | 'close';

/** Of a line as it is: the controls that change something. */
export function controlsOf({ paused, draining, closed }: Pick<LineNow, 'paused' | 'draining' | 'closed'>): Control[] {
  const doors: Control[] = closed ? ['open'] : draining ? ['open', 'close'] : ['drain', 'close'];
  return [paused ? 'resume' : 'pause', 'numbers', 'message', 'passThrough', ...doors];
}

/** What is in the fields. */
export interface Typed extends Readonly<Record<NumberName, string>> {
  readonly reason: string;
  readonly message: string;
  readonly seconds: string;
}

export function typedOf(line: Numbers & { readonly message?: string | undefined }): Typed {
  const [ratePerSecond, capacity] = [String(line.ratePerSecond), String(line.capacity)];
  const [leaseSeconds, claimSeconds] = [String(line.leaseSeconds), String(line.claimSeconds)];
  const { message = '' } = line;
  return { ratePerSecond, capacity, leaseSeconds, claimSeconds, message, reason: '', seconds: '60' };
}

export type Fault = 'reasonMissing' | 'notANumber';

export type Given =
  | { readonly kind: 'order'; readonly order: LineOrder }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'faults'; readonly faults: Readonly<Record<string, Fault>> };

/**
 * The order that was typed.
 * @param was the line when the fields were filled: what another operator changed since is not set back
 * @param confirmed whether to go beyond a ceiling was said to be meant
 */
export function givenOf(control: Control, typed: Typed, was: Numbers, confirmed: boolean): Given {
  const faults: Record<string, Fault> = typed.reason.trim() === '' ? { reason: 'reasonMissing' } : {};
  const said = { reason: typed.reason.trim(), ...(confirmed ? { confirm: true } : {}) };
  const found = partOf(control, typed, was, said);
  if (found.kind === 'faults') return { kind: 'faults', faults: { ...found.faults, ...faults } };
  return Object.keys(faults).length > 0 ? { kind: 'faults', faults } : found;
}

type Said = { readonly reason: string; readonly confirm?: boolean };

function partOf(control: Control, typed: Typed, was: Numbers, said: Said): Given {
  switch (control) {
    case 'numbers': {
      const asked = askedOf(typed, was);
      if (asked.kind === 'nothing') return asked;
      if (asked.kind === 'faults') {
        return { kind: 'faults', faults: Object.fromEntries(asked.names.map((name) => [name, 'notANumber'])) };
      }
      return { kind: 'order', order: { kind: 'change', body: { ...asked.changes, ...said } } };
    }
    case 'message':
      return { kind: 'order', order: { kind: 'change', body: { message: typed.message.trim(), ...said } } };
    case 'passThrough': {
      const seconds = numberOf(typed.seconds);
      if (seconds === undefined) return { kind: 'faults', faults: { seconds: 'notANumber' } };
      return { kind: 'order', order: { kind: 'steer', body: { action: control, seconds, ...said } } };
    }
    case 'pause':
    case 'resume':
    case 'drain':
    case 'open':
    case 'close':
      return { kind: 'order', order: { kind: 'steer', body: { action: control, ...said } } };
    default:
      return control satisfies never;
  }
}

/** How far one may go without saying so twice; of an order that went further. Undefined for every other error. */
export function ceilingsOf(error: Error | null): readonly (readonly [name: string, most: number])[] | undefined {
  if (!(error instanceof ApiError) || error.code !== 'CONFIRM_REQUIRED') return undefined;
  const { ceilings } = error.problem;
  if (typeof ceilings !== 'object' || ceilings === null) return [];
  return Object.entries(ceilings).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}

/** What the server found wrong in the fields that were sent, in the language of the page. */
export function faultsOf(error: Error | null): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError) || error.code !== 'INVALID_REQUEST') return {};
  const { errors } = error.problem as { errors?: unknown };
  if (!Array.isArray(errors)) return {};
  return Object.fromEntries(
    errors.flatMap((fault: { field?: unknown; message?: unknown }) =>
      typeof fault.field === 'string' && typeof fault.message === 'string' ? [[fault.field, fault.message]] : [],
    ),
  );
}
