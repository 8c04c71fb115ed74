// The typed client: a route's contract is all it needs to call it. Runs in browsers and in Node.
import * as z from 'zod/mini';
import type { Problem } from './problem.ts';
import type { Route } from './route.ts';

/** Refused: the problem document, and when to try again. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Partial<Problem> & Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: ApiError['problem'], retryAfter: string | null) {
    super(`${status} ${body.code ?? ''} ${body.detail ?? ''}`.trim());
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code ?? String(status);
    this.problem = body;
    this.retryAfterSeconds = retryAfter === null ? undefined : secondsOf(retryAfter);
  }
}

/** `Retry-After` is seconds, or a date (RFC 9110 §10.2.3), as what is in front of us may write it. */
function secondsOf(retryAfter: string): number | undefined {
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}

/** What a call may carry; parts that a route does not use are left out. */
export type Sent<R extends Route> = {
  readonly accessToken?: string | undefined;
  readonly queueToken?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly correlationId?: string | undefined;
} & Part<'params', z.input<R['params']>> &
  Part<'query', z.input<R['query']>> &
  Part<'body', z.input<R['body']>>;

type Part<Name extends string, Value> =
  Record<string, never> extends Value ? { readonly [K in Name]?: Value } : { readonly [K in Name]: Value };

export interface Client {
  /** @throws ApiError for every answer but the route's success; a network error as `fetch` throws it */
  call<R extends Route>(route: R, sent: Sent<R>): Promise<z.output<R['answer']>>;
}

/** @param origin e.g. `http://localhost:8080`: routes begin with `/api/v1` */
export function createClient(origin: string, send: typeof fetch = fetch): Client {
  return {
    async call<R extends Route>(route: R, sent: Sent<R>): Promise<z.output<R['answer']>> {
      const { params = {}, query = {}, body } = sent as { params?: object; query?: object; body?: unknown };
      const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(String((params as Record<string, unknown>)[name])),
      );
      const search = new URLSearchParams(
        Object.entries(query).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, String(value)] as [string, string]],
        ),
      );
      const response = await send(`${origin.replace(/\/$/, '')}${path}${search.size > 0 ? `?${search}` : ''}`, {
        method: route.method,
        headers: headersOf(sent, body !== undefined),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.status !== route.status) {
        throw new ApiError(response.status, problemOf(text), response.headers.get('retry-after'));
      }
      return z.parse(route.answer, text === '' ? {} : JSON.parse(text)) as z.output<R['answer']>;
    },
  };
}

function headersOf(sent: Sent<Route>, hasBody: boolean): Record<string, string> {
  return {
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(sent.accessToken ? { authorization: `Bearer ${sent.accessToken}` } : {}),
    ...(sent.queueToken ? { 'x-queue-token': sent.queueToken } : {}),
    ...(sent.idempotencyKey ? { 'idempotency-key': sent.idempotencyKey } : {}),
    ...(sent.correlationId ? { 'x-correlation-id': sent.correlationId } : {}),
  };
}

/** API Gateway's own bodies, and what a proxy says, are not problem documents. */
function problemOf(text: string): ApiError['problem'] {
  try {
    return JSON.parse(text) as ApiError['problem'];
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
