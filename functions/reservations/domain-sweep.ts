// The rules of the sweeper: which journeys may stand still, and what brings one on.
import { hasEnded, isTombstone, type Kept } from './domain.ts';

const MINUTE_MS = 60_000;
/** So long every step may take by itself, and after so long the sweeper's own repairs did not help. */
export const STILL_MS = MINUTE_MS;
export const STUCK_MS = 5 * MINUTE_MS;

/** Each minute another date is the first, so that none waits for long when one has more than a round can read. */
export function inTurn<T>(dates: readonly T[], now: number): T[] {
  const first = Math.floor(now / MINUTE_MS) % Math.max(1, dates.length);
  return [...dates.slice(first), ...dates.slice(0, first)];
}

/** Whether what stands still since then is asked for in this minute: in the 1st, 2nd, 4th, 8th, … of them. */
export function isAskedFor(since: number, now: number): boolean {
  return Number.isInteger(Math.log2(Math.floor((now - since) / MINUTE_MS)));
}

/** A seat as its block shows it. Times are epoch milliseconds. */
export interface SweptSeat {
  readonly status: 'HOLD' | 'SOLD' | 'BLOCKED';
  readonly holder: string;
  /** Of a hold. */
  readonly untilMs?: number;
}

/** How much a seat tells of its journey: the sweeper reads the first rank first. Most seats are sold in the end. */
export const RANKS = ['lapsed', 'old', 'sold'] as const;
export type Rank = (typeof RANKS)[number];

/**
 * Why the journey behind a seat is worth a look: its hold should be gone, it is sold and perhaps not confirmed, or its
 * hold is old enough to have been paid a while ago. Undefined for a young hold, and for a blocked seat, which is nobody's.
 */
export function rankOf({ status, untilMs = 0 }: SweptSeat, holdSeconds: number, now: number): Rank | undefined {
  if (status === 'BLOCKED') return undefined;
  if (status === 'SOLD') return 'sold';
  if (untilMs + STILL_MS < now) return 'lapsed';
  return untilMs - holdSeconds * 1000 + STILL_MS < now ? 'old' : undefined;
}

/**
 * Seats that a living reservation has and does not list: who gave them up, or claimed them under a key that has another
 * reservation by now, died. As its seats only ever become fewer, it will never list them.
 */
export function unlistedOf<Seat extends { readonly at: string }>(
  kept: Kept | undefined,
  seats: readonly Seat[],
): Seat[] {
  if (!kept || isTombstone(kept) || hasEnded(kept)) return [];
  return seats.filter(({ at }) => !kept.seats.some((listed) => listed.at === at));
}

/**
 * What a journey that has seats needs:
 * - `settle`: its time is over and nobody ended it; `entomb` first when there is no reservation at all
 * - `confirm`: it is paid; `stuck` when asking again did not help
 * - `inquire`: nobody said in time what became of its card payment; `stuck` likewise
 * - `wait`: it is stuck, and asked for again in a later minute
 * - `release`: it has ended, and has seats all the same; `tell`: so its ReservationFailed had no effect
 * - `tell`: it is confirmed, and its buyer is in line all the same: its ReservationCompleted had no effect
 * - `nothing`: it goes its way; `final` when only a cancellation could move it
 */
export type SweepDecision =
  | { readonly decision: 'settle' | 'wait' | 'tell' }
  | { readonly decision: 'release'; readonly tell: boolean }
  | { readonly decision: 'confirm' | 'inquire'; readonly stuck: boolean }
  | { readonly decision: 'nothing'; readonly final: boolean };

/** What else is known of a journey. */
export interface Seen {
  /** Whether the seat's hold is long over. */
  readonly lapsed: boolean;
  /** Of a ticket: whether the very place in line that it was bought from still has a lease. */
  readonly inLine: boolean;
}

/** @param kept what is under the id of who has the seat */
export function decideSweep(kept: Kept | undefined, { lapsed, inLine }: Seen, now: number): SweepDecision {
  const nothing = { decision: 'nothing', final: false } as const;
  if (!kept) return lapsed ? { decision: 'settle' } : nothing;
  if (isTombstone(kept)) return { decision: 'release', tell: false };
  const { status, expiresAt, updatedAt, paidAt = updatedAt, confirmedAt = updatedAt, payingUntil = expiresAt } = kept;
  if (hasEnded(kept)) return updatedAt + STILL_MS < now ? { decision: 'release', tell: true } : nothing;
  switch (status) {
    case 'PENDING':
      return expiresAt + STILL_MS < now ? { decision: 'settle' } : nothing;
    case 'PAYING':
      return payingUntil + STILL_MS < now ? askFor('inquire', payingUntil, now) : nothing;
    case 'PAID':
      return paidAt + STILL_MS < now ? askFor('confirm', paidAt, now) : nothing;
    case 'CONFIRMED':
      if (confirmedAt + STILL_MS >= now) return nothing;
      if (!inLine) return { decision: 'nothing', final: true };
      return isAskedFor(confirmedAt, now) ? { decision: 'tell' } : nothing;
    default:
      return nothing;
  }
}

function askFor(decision: 'confirm' | 'inquire', since: number, now: number): SweepDecision {
  const stuck = since + STUCK_MS < now;
  return stuck && !isAskedFor(since, now) ? { decision: 'wait' } : { decision, stuck };
}
