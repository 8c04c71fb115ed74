// What the gateways to PortOne share: a limit of time, answers that are looked at before they are believed, and failures
// named by one word, as what was answered may name a person.
import * as z from 'zod/mini';
import type { Schema } from './route.ts';

/** The provider did not answer in time. */
export class TimedOut extends Error {}

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

/** @throws UnknownShape */
export function readAnswer<S extends Schema>(schema: S, answer: unknown): z.output<S> {
  const result = z.safeParse(schema, answer);
  if (!result.success) throw new UnknownShape();
  return result.data;
}

/**
 * The kind of a failure, and nothing else of what was answered.
 * @param isRefusal whether it is the SDK's error for an answer that says no; its `data.type` is then the kind
 */
export function failureOf(error: unknown, isRefusal: (error: unknown) => error is { readonly data: unknown }): string {
  if (error instanceof TimedOut) return 'TIMED_OUT';
  if (error instanceof UnknownShape) return 'UNKNOWN_SHAPE';
  if (isRefusal(error)) {
    const { type } = (error.data ?? {}) as { readonly type?: unknown };
    return typeof type === 'string' && /^[A-Z_]{1,64}$/.test(type) ? type : 'UNKNOWN_REFUSAL';
  }
  // A connection that fails is a TypeError of fetch, and a body that is no JSON a SyntaxError.
  return error instanceof Error ? error.name : 'UNKNOWN';
}
