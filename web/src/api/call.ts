// Calling a route as whoever is signed in.
import type * as z from 'zod/mini';
import { ApiError, type Sent } from '../../../functions/shared/client.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { client } from './client-open.ts';
import { session } from './session.ts';

/** Nobody is signed in, and the route is for people who are. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

type Given<R extends Route> = Omit<Sent<R>, 'accessToken'>;

/**
 * Calls a route; a token that is over is renewed, once, and the call made again.
 * @throws ApiError for a refusal, SignedOut, what `fetch` throws without an answer
 */
export async function call<R extends Route>(route: R, given: Given<R>): Promise<z.output<R['answer']>> {
  if (route.who === 'open' && !route.accessToken) return client.call(route, given as Sent<R>);
  const accessToken = await session.accessToken();
  if (accessToken === undefined) throw new SignedOut();
  try {
    return await client.call(route, { ...given, accessToken } as Sent<R>);
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    const renewed = await session.accessToken(accessToken);
    if (renewed === undefined) throw new SignedOut();
    return client.call(route, { ...given, accessToken: renewed } as Sent<R>);
  }
}

/** API Gateway's own 401 has no code of ours. */
const isUnauthenticated = (error: unknown) =>
  error instanceof ApiError && error.status === 401 && ['401', 'UNAUTHENTICATED'].includes(error.code);
