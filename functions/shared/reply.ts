// A success with more to say than its body, and how every success leaves: its headers, its cookies, its version.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { encoded, varyOf } from './answer.ts';
import { isKnown, versionOf, weakTag } from './etag.ts';
import type { Route } from './route.ts';

export interface Extras {
  /** `Set-Cookie` values (RFC 6265). */
  readonly cookies?: readonly string[];
  /** By name in lower case, e.g. `retry-after`. Those of the wrapper win: caching, tag, type, encoding, correlation. */
  readonly headers?: Readonly<Record<Lowercase<string>, string>>;
  /** The version of the body, without quotes, in place of its hash; read on routes with `etag` only. */
  readonly etag?: string;
  /** The caller has this version, by something else than `If-None-Match`: 304 to who does not send that. */
  readonly notModified?: boolean;
  /** Sent in place of the body's JSON, in one of the route's `media`. */
  readonly raw?: { readonly type: string; readonly content: string | Uint8Array };
  /** In place of the route's status. */
  readonly status?: 204;
}

/** An answer with cookies, headers or a version of its own beside the body. */
export class Reply<Body> {
  readonly body: Body;
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<Lowercase<string>, string>>;
  readonly extras: Extras;

  constructor(body: Body, extras: Extras = {}) {
    this.body = body;
    this.cookies = extras.cookies ?? [];
    this.headers = extras.headers ?? {};
    this.extras = extras;
  }
}

type Result = APIGatewayProxyStructuredResultV2;

/** Who names tags has an older answer to fall back on, and must not be told that it is this one (RFC 9110 §13.1.2). */
function isKnownTo(ifNoneMatch: string | undefined, version: string, notModified = false): boolean {
  return ifNoneMatch === undefined ? notModified : isKnown(ifNoneMatch, version);
}

/** A route's success as API Gateway takes it: 304 without a body for who has this version already. */
export function success(
  route: Pick<Route, 'status' | 'cacheControl' | 'etag'>,
  reply: Reply<unknown>,
  asked: APIGatewayProxyEventV2['headers'],
  correlationId: string,
): Result {
  const headers = { ...reply.headers, 'cache-control': route.cacheControl, 'x-correlation-id': correlationId };
  const set = reply.cookies.length > 0 ? { cookies: [...reply.cookies] } : {};
  const { etag, notModified, raw, status = route.status } = reply.extras;
  if (status === 204) return { statusCode: 204, headers, ...set };
  const { type, content } = raw ?? { type: 'application/json', content: JSON.stringify(reply.body) };
  const version = route.etag ? (etag ?? versionOf(content)) : undefined;
  const tagged = version === undefined ? headers : { ...headers, etag: weakTag(version) };
  if (version !== undefined && isKnownTo(asked['if-none-match'], version, notModified)) {
    return { statusCode: 304, headers: { ...tagged, ...varyOf(content) }, ...set };
  }
  const sent = encoded(content, asked['accept-encoding']);
  return { ...sent, ...set, statusCode: status, headers: { ...tagged, ...sent.headers, 'content-type': type } };
}
