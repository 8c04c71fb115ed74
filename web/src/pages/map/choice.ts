// The seats that somebody has chosen, before they ask for them: up to a limit, and only while they are free.
import { MOST_SEATS } from '../../../../functions/reservations/contract.ts';
import { FREE } from './live.ts';

/** By index of the hall, in the order in which they were chosen. */
export type Choice = readonly number[];

export type Choosing =
  | { readonly outcome: 'chosen' | 'let-go'; readonly choice: Choice }
  /** One may not have more than so many. */
  | { readonly outcome: 'limit'; readonly limit: number }
  | { readonly outcome: 'not-free' };

/** A seat was tapped: it is chosen, or let go. */
export function toggled(choice: Choice, seat: number, states: Uint8Array, limit: number): Choosing {
  if (choice.includes(seat)) return { outcome: 'let-go', choice: choice.filter((one) => one !== seat) };
  if (states[seat] !== FREE) return { outcome: 'not-free' };
  if (choice.length >= limit) return { outcome: 'limit', limit };
  return { outcome: 'chosen', choice: [...choice, seat] };
}

/** Those of a choice that others were quicker to take; `kept` is the same list where there are none. */
export function swept(choice: Choice, states: Uint8Array): { readonly kept: Choice; readonly lost: Choice } {
  const lost = choice.filter((seat) => states[seat] !== FREE);
  return lost.length === 0 ? { kept: choice, lost } : { kept: choice.filter((seat) => states[seat] === FREE), lost };
}

/** @param owned seats of this concert that one has already, be they paid for or not */
export function limitOf(seatsPerPerson: number, owned: number): number {
  return Math.max(0, Math.min(MOST_SEATS, seatsPerPerson - owned));
}
