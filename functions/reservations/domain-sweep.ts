// The rules of the sweeper: which journeys may stand still, and what brings one on.
import { hasEnded, isTombstone, type Kept } from './domain.ts';

/** So long every step may take by itself, and after so long the sweeper's own repairs did not help. */
export const STILL_MS = 60_000;
export const STUCK_MS = 5 * 60_000;

/** A seat as its block shows it. Times are epoch milliseconds. */
export interface SweptSeat {
  readonly status: 'HOLD' | 'SOLD';
  readonly holder: string;
  /** Of a hold. */
  readonly untilMs?: number;
}

/** How much a seat tells of its journey: the sweeper reads the first rank first. */
export type Rank = 'lapsed' | 'sold' | 'old';

/**
 * Why the journey behind a seat is worth a look: its hold should be gone, it is sold and perhaps not confirmed, or its
 * hold is old enough to have been paid a while ago. Undefined for a young hold.
 */
export function rankOf({ status, untilMs = 0 }: SweptSeat, holdSeconds: number, now: number): Rank | undefined {
  if (status === 'SOLD') return 'sold';
  if (untilMs + STILL_MS < now) return 'lapsed';
  return untilMs - holdSeconds * 1000 + STILL_MS < now ? 'old' : undefined;
}

/**
 * What a journey that has seats needs:
 * - `settle`: its time is over and nobody ended it; `entomb` first when there is no reservation at all
 * - `confirm`: it is paid; `stuck` when asking again did not help
 * - `release`: it has ended, and has seats all the same
 * - `nothing`: it goes its way; `final` when only a cancellation could move it
 */
export type SweepDecision =
  | { readonly decision: 'settle' | 'release' }
  | { readonly decision: 'confirm'; readonly stuck: boolean }
  | { readonly decision: 'nothing'; readonly final: boolean };

/** @param kept what is under the id of who has the seat @param lapsed whether the seat's hold is long over */
export function decideSweep(kept: Kept | undefined, lapsed: boolean, now: number): SweepDecision {
  if (!kept) return lapsed ? { decision: 'settle' } : { decision: 'nothing', final: false };
  if (isTombstone(kept) || hasEnded(kept)) return { decision: 'release' };
  const { status, expiresAt, paidAt = now } = kept;
  switch (status) {
    case 'PENDING':
      return expiresAt + STILL_MS < now ? { decision: 'settle' } : { decision: 'nothing', final: false };
    case 'PAID':
      if (paidAt + STILL_MS >= now) return { decision: 'nothing', final: false };
      return { decision: 'confirm', stuck: paidAt + STUCK_MS < now };
    case 'CONFIRMED':
      return { decision: 'nothing', final: true };
    default:
      return { decision: 'nothing', final: false };
  }
}
