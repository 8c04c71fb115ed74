// Calling a route as whoever is signed in.
import type * as z from 'zod/mini';
import { ApiError, type Sent } from '../../../functions/shared/client.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { client } from './client-open.ts';
import { session } from './session.ts';
import { SignedOut, userOf } from './session-rules.ts';

type Given<R extends Route> = Omit<Sent<R>, 'accessToken'>;

/**
 * Calls a route; a token that is over is renewed, once, and the call made again: for who asked for it, and nobody else.
 * @throws ApiError for a refusal, SignedOut, what `fetch` throws without an answer
 */
export async function call<R extends Route>(route: R, given: Given<R>): Promise<z.output<R['answer']>> {
  if (route.who === 'open' && !route.accessToken) return client.call(route, given as Sent<R>);
  const userId = session.userId();
  const accessToken = tokenOf(userId, await session.accessToken());
  try {
    return await client.call(route, { ...given, accessToken } as Sent<R>);
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    const renewed = tokenOf(userOf(accessToken), await session.accessToken(accessToken));
    return client.call(route, { ...given, accessToken: renewed } as Sent<R>);
  }
}

/** @param userId undefined: whoever is signed in */
function tokenOf(userId: string | undefined, accessToken: string | undefined): string {
  if (accessToken === undefined) throw new SignedOut();
  if (userId !== undefined && userOf(accessToken) !== userId) throw new SignedOut();
  return accessToken;
}

/** API Gateway's own 401 has no code of ours. */
const isUnauthenticated = (error: unknown) =>
  error instanceof ApiError && error.status === 401 && ['401', 'UNAUTHENTICATED'].includes(error.code);
