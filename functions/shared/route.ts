// A route as one object: its handler's type, its OpenAPI operation and the typed client follow from it.
import * as z from 'zod/mini';
import type { RefusalKind } from './refusal.ts';

export type Schema = z.ZodMiniType;

/**
 * Who may call. `open`: everybody; `user`: signed in; `operator`: with operator rights; `admitted`: also holds a place in
 * line that is admitted now; `once-admitted`: also holds a place that was admitted at some time.
 */
export type Who = 'open' | 'user' | 'operator' | 'admitted' | 'once-admitted';

export interface Route<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
  A extends Schema = Schema,
  W extends Who = Who,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As API Gateway writes it, e.g. `/api/v1/concerts/{concertId}`. */
  readonly path: string;
  readonly who: W;
  readonly summary: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The status of success, and the answer's schema (`nothing` for 204). */
  readonly status: number;
  readonly answer: A;
  readonly refusals: readonly RefusalKind[];
  /** `Cache-Control` of a successful answer; `no-store` unless stated. */
  readonly cacheControl: string;
  /** Whether a successful GET has an `ETag`, and is 304 to who has that version (RFC 9110 §13.1.2). */
  readonly etag: boolean;
  /** The largest body in bytes. */
  readonly maxBodyBytes: number;
  /** Whether the body is read as it came, for a signature over it: `call.raw`. */
  readonly rawBody: boolean;
  /** Types of body beside JSON, e.g. `text/csv`: then it is `call.raw`, and there is no `call.body`. */
  readonly rawTypes: readonly string[];
  /** Types that a success may have in place of JSON. */
  readonly media: readonly string[];
  /** Whether `Idempotency-Key` is understood. */
  readonly idempotent: boolean;
  /** Whether the route reads `X-Queue-Token` itself (admitted routes have it checked at the gate). */
  readonly queueToken: boolean;
  /** Whether an open route reads `Authorization` itself, where a caller has it. */
  readonly accessToken: boolean;
  /** Headers and cookies that this route reads beside those that all do, with what they are for. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  /** Names of the cookies that it sets or takes away. */
  readonly setsCookies: readonly string[];
  /** Headers that a success has beside those that all have, by name as it is written, with what they say. */
  readonly sends: Readonly<Record<string, string>>;
}

/** No parameters, no body, no answer. */
export const nothing = z.object({});

type Given<R extends Route> = Pick<R, 'method' | 'path' | 'who' | 'summary'> &
  Partial<Omit<R, 'method' | 'path' | 'who' | 'summary'>>;

/** Fills in what a route does not say. @throws TypeError for `etag` on what is no GET with a body */
export function defineRoute<
  W extends Who,
  P extends Schema = typeof nothing,
  Q extends Schema = typeof nothing,
  B extends Schema = typeof nothing,
  A extends Schema = typeof nothing,
>(given: Given<Route<P, Q, B, A, W>>): Route<P, Q, B, A, W> {
  const rest = {
    params: nothing,
    query: nothing,
    body: nothing,
    answer: nothing,
    status: 200,
    refusals: [],
    cacheControl: 'no-store',
    etag: false,
    maxBodyBytes: 16_384,
    rawBody: false,
    rawTypes: [],
    media: [],
    idempotent: false,
    queueToken: false,
    accessToken: false,
    headers: {},
    cookies: {},
    setsCookies: [],
    sends: {},
  };
  if (given.etag && (given.method !== 'GET' || (given.status ?? 200) !== 200)) {
    throw new TypeError(`${routeKey(given)} changes something or says nothing: it has no version`);
  }
  return { ...rest, ...given } as unknown as Route<P, Q, B, A, W>;
}

/** `POST /api/v1/payments`, as API Gateway and the logs name a route. */
export function routeKey(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

/** Half a surrogate pair is no character, and no store takes it. */
const wellFormed = () =>
  z.refine<string>((written) => written.isWellFormed(), {
    params: { ko: '글자가 아닌 것이 들어 있습니다', en: 'has something in it that is no character' },
  });

/** Text as people write it, up to `max` characters. */
export const anyText = (max: number) => z.string().check(z.maxLength(max), wellFormed());

/** Such text that is not empty. */
export const text = (max: number) => anyText(max).check(z.minLength(1));

/** Text of `least` to `most` characters, counted as people count them: composed (NFC), by code points. */
export const characters = (least: number, most: number) =>
  z.string().check(
    z.meta({ minLength: least, maxLength: most }),
    wellFormed(),
    z.refine(
      (written: string) => {
        const { length } = [...written.normalize('NFC')];
        return length >= least && length <= most;
      },
      { params: { ko: `${least}자 이상 ${most}자 이하여야 합니다`, en: `must have ${least} to ${most} characters` } },
    ),
  );

/** ISO 8601 with offset. */
export const isoTime = z.iso.datetime({ offset: true });

/** Lists: `?limit=&cursor=`. A query string is text, so `limit` is read as digits. */
export const pageQuery = z.object({
  limit: z.optional(z.pipe(z.string().check(z.regex(/^([1-9]\d?|100)$/)), z.transform(Number))),
  cursor: z.optional(z.string().check(z.maxLength(512))),
});
