// The rules of holding: what a refused claim means, and how many seats one person may have of a concert.
import type { Standing, StandingEntry } from './domain.ts';

/** A seat that somebody has, as a refused claim shows it. */
export interface TakenSeat {
  readonly status: 'HOLD' | 'SOLD' | 'BLOCKED';
  /** A reservation; of a blocked one the blocking, which no reservation is. */
  readonly holder: string;
  /** Of a hold: epoch milliseconds. */
  readonly untilMs?: number;
  readonly exact: string;
}

/**
 * What to do after a block refused a claim:
 * - `again`: with this end, once those of `lapsed` whose reservations have ended may be overwritten
 * - `own-sold`, `own-lapsed`: an earlier request of the same reservation came this far
 * - `taken`: by others, or by a request of the same reservation that cannot be joined any more
 */
export type ClaimDecision =
  | { readonly decision: 'again'; readonly untilMs: number; readonly lapsed: readonly LapsedSeat[] }
  | { readonly decision: 'own-sold' | 'own-lapsed' | 'taken' };

export interface LapsedSeat {
  readonly slot: string;
  readonly holder: string;
  readonly exact: string;
}

export interface ClaimState {
  readonly reservationId: string;
  readonly slots: readonly string[];
  /** The end that was asked for: epoch milliseconds. */
  readonly untilMs: number;
  /** What the claim was allowed to overwrite, by slot. */
  readonly over: Readonly<Record<string, string>>;
  /** Whether this request holds another block already: then its end cannot change any more. */
  readonly hasClaimed: boolean;
}

/** @param seats the block that refused, by slot */
export function decideClaim(seats: Readonly<Record<string, TakenSeat>>, claim: ClaimState, now: number): ClaimDecision {
  const lapsed: LapsedSeat[] = [];
  let { untilMs } = claim;
  let isTaken = false;
  for (const slot of claim.slots) {
    const seat = seats[slot];
    if (!seat || seat.exact === claim.over[slot]) continue;
    const isOver = seat.untilMs !== undefined && seat.untilMs <= now;
    if (seat.holder === claim.reservationId) {
      if (seat.status === 'SOLD') return { decision: 'own-sold' };
      if (isOver) return { decision: 'own-lapsed' };
      if (seat.untilMs === undefined || seat.untilMs === claim.untilMs) continue;
      if (claim.hasClaimed) isTaken = true;
      else untilMs = seat.untilMs;
    } else if (isOver) {
      lapsed.push({ slot, holder: seat.holder, exact: seat.exact });
    } else {
      isTaken = true;
    }
  }
  return isTaken ? { decision: 'taken' } : { decision: 'again', untilMs, lapsed };
}

/** What a request adds to a standing. */
export interface Wish {
  readonly reservationId: string;
  /** How many. */
  readonly seats: number;
  readonly reservedAt: number;
  readonly until: number;
  readonly requestHash: string;
}

/** How many ended entries a standing keeps: own reservations are listed from them. */
const ENDED_KEPT = 20;

export type StandingDecision =
  | { readonly decision: 'write'; readonly next: Standing }
  | { readonly decision: 'IDEMPOTENCY_KEY_REUSED' }
  /** `seats`: how many count already. */
  | { readonly decision: 'LIMIT_REACHED'; readonly seats: number };

/** The other reservations of a standing whose time is over: settling says what they still count. */
export function lapsedEntries({ entries }: Standing, reservationId: string, now: number): string[] {
  return Object.entries(entries)
    .filter(([id, { ended, until }]) => id !== reservationId && !ended && until <= now)
    .map(([id]) => id);
}

/**
 * Whether a person may have these seats too. The reservation's own entry is replaced, never counted; one of another
 * request shows that the key was used twice.
 * @param lapsed how many seats reservations list whose time is over, whatever their entries say: none when they ended
 * @param limit seats per person and concert
 */
export function decideStanding(
  standing: Standing,
  { reservationId, ...wish }: Wish,
  lapsed: ReadonlyMap<string, number>,
  limit: number,
): StandingDecision {
  const own = standing.entries[reservationId];
  if (own && own.requestHash !== wish.requestHash) return { decision: 'IDEMPOTENCY_KEY_REUSED' };
  const others = Object.entries(standing.entries)
    .filter(([id]) => id !== reservationId)
    .map(([id, entry]): [string, StandingEntry] => [id, asListed(entry, lapsed.get(id))]);
  const living = others.filter(([, entry]) => !entry.ended);
  const seats = living.reduce((sum, [, entry]) => sum + entry.seats, 0);
  if (seats + wish.seats > limit) return { decision: 'LIMIT_REACHED', seats };
  const kept = others.filter(([, entry]) => entry.ended).sort(([, a], [, b]) => b.reservedAt - a.reservedAt);
  const entries = Object.fromEntries([...living, ...kept.slice(0, ENDED_KEPT), [reservationId, wish]]);
  return { decision: 'write', next: { version: standing.version + 1, entries } };
}

/** Who gave up seats of a hold and died left an entry that counts them. */
function asListed(entry: StandingEntry, seats: number | undefined): StandingEntry {
  if (seats === undefined) return entry;
  return seats === 0 ? { ...entry, ended: true } : { ...entry, seats };
}
