// Calls routes as a crowd does: at most so many at once, each one timed, a busy server asked again.

import type * as z from 'zod/mini';
import { ApiError, createClient, type Sent } from '../../functions/shared/client.ts';
import { type Route, routeKey } from '../../functions/shared/route.ts';
import type { Stats } from './stats.ts';

export interface Answered<A> {
  readonly answer: A;
  /** Epoch milliseconds, just before the request left and just after its answer came. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface Caller {
  /** @throws ApiError for a refusal, CutOff once the time is up, what `fetch` throws when nothing answers */
  call<R extends Route>(route: R, sent: Sent<R>): Promise<Answered<z.output<R['answer']>>>;
  /** Waits as a person does. @throws CutOff once the time is up */
  wait(ms: number): Promise<void>;
  readonly inFlight: () => number;
}

/** The hard time limit was reached. */
export class CutOff extends Error {}

/** How often a request that met a busy or broken server is sent in all. */
const TRIES = 4;
const BACK_OFF_MS = 500;

export interface CallerOptions {
  readonly origin: string;
  readonly mostInFlight: number;
  readonly stats: Stats;
  readonly signal: AbortSignal;
  readonly send?: typeof fetch;
}

/** Every call is safe to repeat: a person joins once, and what moves something carries an Idempotency-Key. */
export function createCaller({ origin, mostInFlight, stats, signal, send = fetch }: CallerOptions): Caller {
  const client = createClient(origin, (url, init) => send(url, { ...init, signal }));
  const slots = createSlots(mostInFlight);

  async function once<R extends Route>(route: R, sent: Sent<R>): Promise<Answered<z.output<R['answer']>>> {
    const release = await slots.take();
    const sentAt = Date.now();
    const begin = performance.now();
    let code: string | undefined;
    try {
      if (signal.aborted) throw new CutOff();
      const answer = await client.call(route, sent);
      return { answer, sentAt, answeredAt: Date.now() };
    } catch (error) {
      code = error instanceof ApiError ? error.code : 'NO_ANSWER';
      throw error;
    } finally {
      if (!signal.aborted) stats.record(routeKey(route), performance.now() - begin, code);
      release();
    }
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new CutOff());
      const cutOff = () => {
        clearTimeout(timer);
        reject(new CutOff());
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', cutOff);
        resolve();
      }, ms);
      signal.addEventListener('abort', cutOff, { once: true });
    });
  }

  return {
    async call(route, sent) {
      for (let tries = 1; ; tries++) {
        try {
          return await once(route, sent);
        } catch (error) {
          if (signal.aborted) throw new CutOff();
          if (tries === TRIES || !isPassing(error)) throw error;
          const retryAfter = error instanceof ApiError ? error.retryAfterSeconds : undefined;
          await wait(retryAfter ? retryAfter * 1_000 : BACK_OFF_MS * tries);
        }
      }
    },
    wait,
    inFlight: slots.taken,
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof ApiError ? error.status >= 500 || error.status === 429 : error instanceof TypeError;
}

function createSlots(count: number) {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else taken--;
  };
  return {
    taken: () => taken,
    async take(): Promise<() => void> {
      if (taken < count) taken++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return release;
    },
  };
}
