// What the line answered, as pages know it: the one who asks waits, is in, or is out; and when to ask again.
import type * as z from 'zod/mini';
import type { EndReason, routes, SalePhase } from '../../../functions/queue/contract.ts';
import { endReason } from '../../../functions/queue/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { isPassing } from './retry.ts';

export interface Waiting {
  readonly is: 'waiting';
  /** Places in front, and one's own. */
  readonly position: number;
  /** Whole seconds; absent where nothing is known. */
  readonly estimate?: { readonly p50: number; readonly p90: number } | undefined;
  readonly pollAfterSeconds: number;
  readonly phase: SalePhase;
  /** ISO 8601; before the sale opens. */
  readonly opensAt?: string | undefined;
  /** Nobody is admitted at the moment. */
  readonly isPaused: boolean;
  /** The organiser's words. */
  readonly message?: string | undefined;
}

export interface Active {
  readonly is: 'active';
  /** ISO 8601: when the admission ends. */
  readonly activeUntil: string;
}

export interface Ended {
  readonly is: 'ended';
  readonly reason: EndReason;
}

export type Standing = Waiting | Active | Ended;

/** Why there is no place to be had. Times are ISO 8601: the open, and from when one may join. */
export type NoPlace =
  | { readonly is: 'not-open'; readonly opensAt?: string | undefined; readonly joinFrom?: string | undefined }
  | { readonly is: 'stopped' }
  | { readonly is: 'sold-out' };

type Told = z.output<typeof routes.status.answer>;

/** Asked again so often where the server named no pace. */
const PACE_SECONDS = 5;

export function standingOf(told: Told): Standing {
  if (told.status === 'ACTIVE') return { is: 'active', activeUntil: told.activeUntil ?? '' };
  return {
    is: 'waiting',
    position: told.queuePosition,
    estimate: told.estimatedWait,
    pollAfterSeconds: told.pollAfterSeconds ?? PACE_SECONDS,
    phase: told.phase ?? 'OPEN',
    opensAt: told.opensAt,
    isPaused: told.paused === true,
    message: told.message,
  };
}

/** A refusal that is an answer: the place is over. */
export function endedOf(error: unknown): Ended | undefined {
  if (!(error instanceof ApiError) || error.code !== 'QUEUE_TOKEN_ENDED') return undefined;
  const reason = endReason.options.find((known) => known === error.problem.reason);
  return { is: 'ended', reason: reason ?? 'LEASE_ENDED' };
}

/** A refusal of a place that is an answer. */
export function noPlaceOf(error: unknown): NoPlace | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { code, problem } = error;
  if (code === 'JOINING_STOPPED') return { is: 'stopped' };
  if (code === 'SOLD_OUT') return { is: 'sold-out' };
  if (code !== 'SALE_NOT_OPEN') return undefined;
  return { is: 'not-open', opensAt: textOf(problem.opensAt), joinFrom: textOf(problem.joinFrom) };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

const SECOND_MS = 1_000;
/** Who is in is told of the end, of another tab's purchase too. */
const ACTIVE_MS = 60 * SECOND_MS;
/** Just after the end of an admission the server knows of it. */
const OVER_MS = SECOND_MS;

/** Milliseconds until a standing is asked for again; false: never. @param at when it was told, by the server's clock */
export function pollAfterMs(standing: Standing, at: number): number | false {
  switch (standing.is) {
    case 'waiting':
      return standing.pollAfterSeconds * SECOND_MS;
    case 'active': {
      const left = Date.parse(standing.activeUntil) - at;
      return Math.min(ACTIVE_MS, Math.max(0, left) + OVER_MS);
    }
    case 'ended':
      return false;
    default:
      return standing satisfies never;
  }
}

/** A join is tried again as soon as it may succeed, or so often. */
const STOPPED_MS = 10 * SECOND_MS;
const SOONEST_MS = SECOND_MS;
const LONGEST_MS = 60 * SECOND_MS;

/** Milliseconds until a place is asked for again; false: never by itself. @param at when it was refused, by the server's clock */
export function joinAfterMs(refused: NoPlace, at: number): number | false {
  switch (refused.is) {
    case 'not-open':
      if (refused.joinFrom === undefined) return false;
      return Math.min(LONGEST_MS, Math.max(SOONEST_MS, Date.parse(refused.joinFrom) - at));
    case 'stopped':
      return STOPPED_MS;
    case 'sold-out':
      return false;
    default:
      return refused satisfies never;
  }
}

export interface Failure {
  readonly error: unknown;
  /** Epoch ms by this machine's clock. */
  readonly failedAt: number;
  /** When there was an answer last; 0: never. */
  readonly answeredAt: number;
  /** How often there was none, ever. */
  readonly failures: number;
}

const FIRST_MS = 500;
const SLOWEST_MS = 15 * SECOND_MS;
const PART = 4;

/** Nobody names a longer one and means it; timers of more than 24 days would end at once. */
const LONGEST_TOLD_MS = 3_600 * SECOND_MS;

/** Of ours, and the same each time. */
const FINAL = ['QUEUE_TOKEN_INVALID', 'NOT_YOU', 'CONCERT_NOT_FOUND', 'INVALID_REQUEST'];

/**
 * Milliseconds until the next try after one without an answer, never sooner than the server said: the longer there was
 * none, the longer it takes. What is no answer of ours, such as a page of the network that one is in, may be gone the
 * next time. The same for the same failure, as timers are set anew by it; spread by the failure's time.
 */
export function retryAfterMs({ error, failedAt, answeredAt, failures }: Failure): number | false {
  if (error instanceof ApiError && FINAL.includes(error.code)) return false;
  const grown = answeredAt > 0 ? (failedAt - answeredAt) / PART : FIRST_MS * 2 ** failures;
  const own = isPassing(error) ? Math.min(SLOWEST_MS, Math.max(FIRST_MS, grown)) : SLOWEST_MS;
  return Math.max(toldMs(error), own) + (failedAt % SECOND_MS);
}

/** What `Retry-After` says; 0: nothing. */
function toldMs(error: unknown): number {
  const seconds = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) : 0;
  return Math.min(LONGEST_TOLD_MS, seconds * SECOND_MS);
}
