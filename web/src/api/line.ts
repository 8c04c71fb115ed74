// One's place in a concert's line: taking it, asking for it at the server's pace, and leaving.
import { type Query, useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { type EndReason, routes } from '../../../functions/queue/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { call } from './call.ts';
import { serverNow } from './clock.ts';
import { useIntent } from './intent.ts';
import {
  endedOf,
  joinAfterMs,
  type NoPlace,
  noPlaceOf,
  pollAfterMs,
  retryAfterMs,
  type Standing,
  standingOf,
} from './line-standing.ts';
import { dropPlace, keepAdmitted, keepPlace, type Place, placeOf } from './places.ts';
import { queries } from './queries.ts';
import { useSession, useUserId } from './session.ts';

const changed = new EventTarget();

/** In this tab and in others. */
function subscribe(listener: () => void): () => void {
  addEventListener('storage', listener);
  changed.addEventListener('place', listener);
  return () => {
    removeEventListener('storage', listener);
    changed.removeEventListener('place', listener);
  };
}

const tell = () => changed.dispatchEvent(new Event('place'));

/** Beside the place, and dropped with it. */
const leftSlot = (concertId: string) => `onsale.place.${concertId}.left`;

/** The end of a token is its signature, and no two have the same. */
const MARK = -24;

/** The server tells who left of their old place until the line has passed it: so it is noted here, for all tabs. */
const hasLeft = (concertId: string, token: string) => localStorage.getItem(leftSlot(concertId)) === token.slice(MARK);

const LEFT: Standing = { is: 'ended', reason: 'LEFT' };

/** What is asked with a place's token; whoever changes what becomes of a place invalidates it. */
export const placeKey = (concertId: string, token?: string) =>
  token === undefined ? ['place', concertId] : ['place', concertId, token];

interface Asked<T> {
  readonly found: T;
  /** By the server's clock. */
  readonly at: number;
}

const asked = <T>(found: T): Asked<T> => ({ found, at: serverNow() });

/**
 * How a line is asked: in hidden tabs, too, and without the pauses that retries make there. Its own intervals try
 * again.
 */
const polling = <T>(paceOf: (asked: Asked<T>) => number | false) => ({
  retry: false,
  refetchIntervalInBackground: true,
  refetchInterval: ({ state }: Query<Asked<T>>) => {
    const { error, data, errorUpdatedAt: failedAt, dataUpdatedAt: answeredAt, errorUpdateCount: failures } = state;
    if (error) return retryAfterMs({ error, failedAt, answeredAt, failures });
    return data ? paceOf(data) : false;
  },
});

async function askStatus(concertId: string, place: Pick<Place, 'token' | 'userId'>): Promise<Asked<Standing>> {
  try {
    const standing = standingOf(await call(routes.status, { queueToken: place.token }));
    if (standing.is === 'active') keepAdmitted(concertId, place);
    return asked(standing);
  } catch (error) {
    const ended = endedOf(error);
    if (ended) return asked(ended);
    throw error;
  }
}

interface Tried {
  readonly data: unknown;
  readonly error: Error | null;
}

/**
 * What is wrong, also while it is asked again by itself: without any data, a query forgets it then.
 * @param of whom: what was wrong with one place says nothing of another
 */
function useLastError({ data, error }: Tried, of = ''): readonly [error: Error | null, forget: () => void] {
  const [last, keep] = useState({ of, error });
  const known = error ?? (data === undefined && last.of === of ? last.error : null);
  if (known !== last.error || of !== last.of) keep({ of, error: known });
  return [known, () => keep({ of, error: null })];
}

/** The place this browser has in a line, and what became of it: asked for while it is shown. */
export function usePlace(concertId: string) {
  const userId = useUserId();
  const token = useSyncExternalStore(subscribe, () =>
    userId === undefined ? undefined : placeOf(concertId, userId)?.token,
  );
  const isLeft = useSyncExternalStore(subscribe, () => token !== undefined && hasLeft(concertId, token));
  const standing = useQuery({
    queryKey: placeKey(concertId, token ?? ''),
    queryFn: () => askStatus(concertId, { token: token ?? '', userId: userId ?? '' }),
    enabled: token !== undefined && !isLeft,
    ...polling<Standing>(({ found, at }) => pollAfterMs(found, at)),
  });
  const from = userId === undefined ? undefined : placeOf(concertId, userId)?.from;
  const [lastError, forgetError] = useLastError(standing, token);
  return {
    userId,
    token,
    /** The position it began at. */
    from: from ?? 0,
    standing: isLeft ? LEFT : token === undefined ? undefined : standing.data?.found,
    /** When that was told; epoch ms by the server's clock. */
    toldAt: standing.data?.at ?? 0,
    error: token === undefined || isLeft ? null : lastError,
    askAgain: () => {
      const answer = standing.refetch({ cancelRefetch: false });
      forgetError();
      return answer;
    },
  };
}

async function join(concertId: string, userId: string): Promise<Asked<Standing | NoPlace>> {
  try {
    const { token, ...told } = await call(routes.join, { body: { concertId } });
    const standing = asked(standingOf(told));
    queries.setQueryData(placeKey(concertId, token), standing);
    localStorage.removeItem(leftSlot(concertId));
    keepPlace(concertId, { token, userId, from: told.queuePosition });
    if (standing.found.is === 'active') keepAdmitted(concertId, { token, userId });
    tell();
    return standing;
  } catch (error) {
    const refused = endedOf(error) ?? noPlaceOf(error);
    if (refused) return asked(refused);
    throw error;
  }
}

/**
 * Takes a place, or finds the one already had, while there is none here; tries by itself as soon as it may.
 * @param userId undefined: not yet
 */
export function useJoin(concertId: string, userId: string | undefined, hasPlace: boolean) {
  const query = useQuery({
    queryKey: ['join', concertId, userId],
    queryFn: () => join(concertId, userId ?? ''),
    enabled: userId !== undefined && !hasPlace,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    ...polling<Standing | NoPlace>(({ found, at }) => {
      const isRefused = found.is === 'not-open' || found.is === 'stopped' || found.is === 'sold-out';
      return isRefused ? joinAfterMs(found, at) : false;
    }),
  });
  const [error, forgetError] = useLastError(query, userId);
  const askAgain = () => {
    const answer = query.refetch();
    forgetError();
    return answer;
  };
  return { found: query.data?.found, error, askAgain };
}

/** Forgets a place that is over, so that coming to the waiting room takes a new one at the end. */
export function forgetPlace(concertId: string): void {
  dropPlace(concertId);
  localStorage.removeItem(leftSlot(concertId));
  queries.removeQueries({ queryKey: ['join', concertId] });
  tell();
}

/** Leaves on purpose; the place goes to the next person. Its page then says so. */
export function useLeave(concertId: string) {
  return useIntent<{ readonly token: string }, unknown>({
    name: `leave.${concertId}`,
    send: ({ token }) => call(routes.leave, { queueToken: token }),
    onDone: (_, { token }) => {
      localStorage.setItem(leftSlot(concertId), token.slice(MARK));
      tell();
    },
  });
}

export type Admission =
  /** Not known yet; `error`: and not to be had at the moment. */
  | { readonly state: 'asking'; readonly error?: Error; readonly askAgain: () => unknown }
  | { readonly state: 'none' }
  | { readonly state: 'waiting'; readonly token: string }
  /** `activeUntil`: ISO 8601. */
  | { readonly state: 'active'; readonly token: string; readonly activeUntil: string }
  | { readonly state: 'ended'; readonly token: string; readonly reason: EndReason };

/**
 * Whether this person may choose seats of a concert and pay for them, renewed while it is used. `token` is for the
 * routes that ask for a queue token. Nothing joins a line but the waiting room.
 */
export function useAdmission(concertId: string): Admission {
  const session = useSession();
  const { userId, token, standing, error, askAgain } = usePlace(concertId);
  if (session === 'out' || (userId !== undefined && token === undefined) || isForeign(error)) return { state: 'none' };
  if (token === undefined || standing === undefined) return { state: 'asking', ...(error ? { error } : {}), askAgain };
  switch (standing.is) {
    case 'waiting':
      return { state: 'waiting', token };
    case 'active':
      return { state: 'active', token, activeUntil: standing.activeUntil };
    case 'ended':
      return { state: 'ended', token, reason: standing.reason };
    default:
      return standing satisfies never;
  }
}

/** Whether a place is none of this person's, or no longer known. */
export function isForeign(error: unknown): boolean {
  return error instanceof ApiError && ['QUEUE_TOKEN_INVALID', 'NOT_YOU'].includes(error.code);
}
