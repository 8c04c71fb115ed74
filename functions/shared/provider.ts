// What the gateways to PortOne share: a limit of time, answers that are looked at before they are believed, and failures
// named by one word, as what was answered may name a person.
import * as z from 'zod/mini';
import type { ReadSecret } from './aws.ts';
import type { Schema } from './route.ts';

/** The provider did not answer in time. */
class TimedOut extends Error {}

/** Our secret could not be read, so nothing was asked. */
class NotAsked extends Error {}

/** The provider answered what it should not. */
export class UnknownShape extends Error {}

/**
 * Waits for an answer: PortOne's SDK has no time limit of its own, and takes no signal to stop by, so a request that is
 * given up may still have its effect.
 * @throws TimedOut after `ms`
 */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks with our secret, and once more with the secret as it is now if it was refused: what is refused so had no effect.
 * @param ms for all of it; nothing is asked after that
 * @param isOld whether a failure says that the secret was refused
 */
export async function withSecret<T>(
  { readSecret, ms, isOld }: { readSecret: ReadSecret; ms: number; isOld: (error: unknown) => boolean },
  work: (secret: string) => Promise<T>,
): Promise<T> {
  const until = performance.now() + ms;
  const attempt = async (fresh: boolean) => {
    const secret = await inTime(readSecret({ fresh }), until - performance.now()).catch((cause: unknown) => {
      throw new NotAsked('', { cause });
    });
    return inTime(work(secret), until - performance.now());
  };
  try {
    return await attempt(false);
  } catch (error) {
    if (!isOld(error)) throw error;
    return attempt(true);
  }
}

/** @throws UnknownShape */
export function readAnswer<S extends Schema>(schema: S, answer: unknown): z.output<S> {
  const result = z.safeParse(schema, answer);
  if (!result.success) throw new UnknownShape();
  return result.data;
}

/** Failures to connect: https://nodejs.org/api/errors.html, and those of fetch at https://undici.nodejs.org/#/docs/api/Errors */
const NO_CONNECTION: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** Whether a failure of `fetch` proves that nothing of the request left us; its error has the reason as its cause. */
function wasNotSent(error: unknown): boolean {
  const { code } = ((error instanceof Error && error.cause) || {}) as { readonly code?: unknown };
  return NO_CONNECTION.includes(code);
}

/**
 * The kind of a failure, and nothing else of what was answered. `NOT_ASKED`: the provider has surely not heard of it.
 * @param isRefusal whether it is the SDK's error for an answer that says no; its `data.type` is then the kind
 */
export function failureOf(error: unknown, isRefusal: (error: unknown) => error is { readonly data: unknown }): string {
  if (error instanceof NotAsked || wasNotSent(error)) return 'NOT_ASKED';
  if (error instanceof TimedOut) return 'TIMED_OUT';
  if (error instanceof UnknownShape) return 'UNKNOWN_SHAPE';
  if (isRefusal(error)) {
    const { type } = (error.data ?? {}) as { readonly type?: unknown };
    return typeof type === 'string' && /^[A-Z_]{1,64}$/.test(type) ? type : 'UNKNOWN_REFUSAL';
  }
  // A connection that fails is a TypeError of fetch, and a body that is no JSON a SyntaxError.
  return error instanceof Error ? error.name : 'UNKNOWN';
}
