// What the waiting room shows, given the place kept here, the last answers, and errors since.
import type { EndReason } from '../../../../functions/queue/contract.ts';
import type { NoPlace, Standing, Waiting } from '../../api/line-standing.ts';
import { isPassing } from '../../api/retry.ts';

export type Room =
  | { readonly shows: 'joining' }
  | { readonly shows: 'waiting'; readonly standing: Waiting; readonly share: number }
  /** `activeUntil`: ISO 8601. */
  | { readonly shows: 'turn'; readonly activeUntil: string }
  | { readonly shows: 'over'; readonly reason: EndReason }
  /** The place is another person's, or unknown by now. */
  | { readonly shows: 'foreign' }
  | { readonly shows: 'refused'; readonly refused: NoPlace }
  | { readonly shows: 'problem'; readonly error: Error };

export interface Known {
  /** Whether a place is kept here. */
  readonly hasPlace: boolean;
  /** The position it began at. */
  readonly from: number;
  /** What became of it, as last told. */
  readonly standing: Standing | undefined;
  readonly error: Error | null;
  readonly isForeign: boolean;
  /** What the last join found, while there is no place here. */
  readonly joined: Standing | NoPlace | undefined;
  readonly joinError: Error | null;
}

/** What was told stays while nothing newer is: an error alone hides no place. */
export function roomOf({ hasPlace, from, standing, error, isForeign, joined, joinError }: Known): Room {
  if (hasPlace) {
    if (isForeign) return { shows: 'foreign' };
    if (standing) return roomFor(standing, from);
    return problemOr(error);
  }
  if (joined?.is === 'ended') return { shows: 'over', reason: joined.reason };
  if (joined?.is === 'not-open' || joined?.is === 'stopped' || joined?.is === 'sold-out') {
    return { shows: 'refused', refused: joined };
  }
  // Who one is, is asked for a while only.
  return error && !joinError ? { shows: 'problem', error } : problemOr(joinError);
}

/** What passes is tried again by itself: one is still joining. */
const problemOr = (error: Error | null): Room =>
  error && !isPassing(error) ? { shows: 'problem', error } : { shows: 'joining' };

function roomFor(standing: Standing, from: number): Room {
  switch (standing.is) {
    case 'waiting':
      return { shows: 'waiting', standing, share: shareOf(standing.position, from) };
    case 'active':
      return { shows: 'turn', activeUntil: standing.activeUntil };
    case 'ended':
      return { shows: 'over', reason: standing.reason };
    default:
      return standing satisfies never;
  }
}

/** How far somebody has come who began at `from`: 0 to 1. */
export function shareOf(position: number, from: number): number {
  const began = Math.max(from, position);
  return began > 0 ? 1 - position / began : 1;
}

export type Range =
  | { readonly unit: 'unknown' | 'paused' | 'soon' }
  /** Whole minutes; hours to the half. */
  | { readonly unit: 'minutes' | 'hours'; readonly from: number; readonly to: number };

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
/** What takes longer is told in half hours. */
const LONG_SECONDS = 5_400;

/** An estimate as people say it: half of those who are told it are in by `from`, nine of ten by `to`. */
export function rangeOf({ estimate, isPaused }: Pick<Waiting, 'estimate' | 'isPaused'>): Range {
  if (isPaused) return { unit: 'paused' };
  if (!estimate) return { unit: 'unknown' };
  const { p50, p90 } = estimate;
  if (p90 <= MINUTE_SECONDS) return { unit: 'soon' };
  if (p90 <= LONG_SECONDS) {
    return {
      unit: 'minutes',
      from: Math.max(1, Math.round(p50 / MINUTE_SECONDS)),
      to: Math.ceil(p90 / MINUTE_SECONDS),
    };
  }
  const halves = (seconds: number, whole: (n: number) => number) => whole((seconds / HOUR_SECONDS) * 2) / 2;
  return { unit: 'hours', from: Math.max(0.5, halves(p50, Math.round)), to: halves(p90, Math.ceil) };
}

/** Who is this near is told of each step. */
const NEAR = 3;
const PART = 0.75;

/** Whether a position is news to who listens. @param told the one that was said last */
export function isNews(position: number, told: number | undefined): boolean {
  if (told === undefined) return true;
  if (position >= told) return false;
  return position <= NEAR || position <= told * PART;
}

/** Of a pace, so long may pass without an answer before it is spoken of. */
const PATIENCE_MS = 8_000;
const SECOND_MS = 1_000;

/** Seconds since the place was told, where that is worth saying; undefined otherwise. @param toldAt,now epoch ms */
export function staleSeconds(
  { pollAfterSeconds }: Pick<Waiting, 'pollAfterSeconds'>,
  toldAt: number,
  now: number,
): number | undefined {
  const ago = now - toldAt;
  return ago > pollAfterSeconds * SECOND_MS + PATIENCE_MS ? Math.round(ago / SECOND_MS) : undefined;
}

export type Action = 'join' | 'tickets' | 'dates' | 'concerts' | 'concert';

/** What there is to do when a place is over; the first is the main thing. */
export function actionsAfter(reason: EndReason): readonly [Action, ...Action[]] {
  switch (reason) {
    case 'NOT_CLAIMED':
    case 'LEASE_ENDED':
      return ['join', 'concert'];
    case 'LEFT':
      return ['join', 'concerts'];
    case 'BOUGHT':
      return ['tickets', 'join'];
    case 'SOLD_OUT':
      return ['dates', 'concerts'];
    case 'SALE_ENDED':
      return ['concerts', 'tickets'];
    default:
      return reason satisfies never;
  }
}
