// The rules of a session in a browser: when a token is renewed, and what a renewal that failed means.
import { ApiError } from '../../../functions/shared/client.ts';
import { retryDelay } from './retry.ts';

export interface Token {
  readonly accessToken: string;
  /** Epoch ms by this machine's clock, counted from when it came. */
  readonly endsAt: number;
}

/** Renewed so long before it ends. */
const EARLY_MS = 60_000;

/** @param spent a token that was refused */
export function isGood(token: Token | undefined, now: number, spent?: string): token is Token {
  return token !== undefined && token.accessToken !== spent && token.endsAt - now > EARLY_MS;
}

/** Milliseconds until it is to be renewed. */
export const renewalInMs = ({ endsAt }: Token, now: number): number => Math.max(0, endsAt - now - EARLY_MS);

/** Whose an access token is (`sub`, RFC 7519 §4.1.2): not checked, as it comes from the server or from a tab of ours. */
export function userOf(accessToken: string): string | undefined {
  try {
    const [, claims = ''] = accessToken.split('.');
    const { sub }: { sub?: unknown } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}

/** Nobody is signed in, or no longer who asked for it, and the route is for people who are. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** `out`: nobody is signed in. `again`: it says nothing of that, and is asked again. */
export type AfterFailure =
  | { readonly outcome: 'out' }
  /** `inMs`: milliseconds. */
  | { readonly outcome: 'again'; readonly inMs: number };

/** Only 401 says anything of the token, be it ours or API Gateway's. @param failures how many renewals failed before this one */
export function afterFailure(error: unknown, failures: number): AfterFailure {
  const isRefused = error instanceof ApiError && error.status === 401;
  return isRefused ? { outcome: 'out' } : { outcome: 'again', inMs: retryDelay(failures, error) };
}

/**
 * Asks, and asks again while there is no answer: a refresh token that was used is answered for ten seconds more, and then
 * taken for stolen. So that an answer that is lost on its way ends no session, nobody may wait for it that long.
 * @param wait between two asks
 * @returns the first answer, to whichever ask
 * @throws once all that were asked have failed: a refusal before no answer
 */
export async function firstAnswer<T>(ask: () => Promise<T>, wait: () => Promise<unknown>, most: number): Promise<T> {
  const asked: Promise<T>[] = [];
  try {
    while (asked.length < most) {
      asked.push(ask());
      const answer = Promise.any(asked).then((value) => ({ value }));
      const first = await (asked.length < most ? Promise.race([answer, wait().then(() => undefined)]) : answer);
      if (first) return first.value;
    }
  } catch (error) {
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw errors.find((each) => each instanceof ApiError) ?? errors.at(-1);
  }
  throw new RangeError(`asked ${most} times`);
}
