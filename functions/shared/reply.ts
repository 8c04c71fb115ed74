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
}

/** An answer with cookies, headers or a version of its own beside the body. */
export class Reply<Body> {
  readonly body: Body;
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<Lowercase<string>, string>>;
  readonly etag: string | undefined;

  constructor(body: Body, { cookies = [], headers = {}, etag }: Extras = {}) {
    this.body = body;
    this.cookies = cookies;
    this.headers = headers;
    this.etag = etag;
  }
}

type Result = APIGatewayProxyStructuredResultV2;

/** A route's success as API Gateway takes it: 304 without a body for who has this version already. */
export function success(
  route: Pick<Route, 'status' | 'cacheControl' | 'etag'>,
  reply: Reply<unknown>,
  asked: APIGatewayProxyEventV2['headers'],
  correlationId: string,
): Result {
  const headers = { ...reply.headers, 'cache-control': route.cacheControl, 'x-correlation-id': correlationId };
  const set = reply.cookies.length > 0 ? { cookies: [...reply.cookies] } : {};
  if (route.status === 204) return { statusCode: 204, headers, ...set };
  const json = JSON.stringify(reply.body);
  const version = route.etag ? (reply.etag ?? versionOf(json)) : undefined;
  const tagged = version === undefined ? headers : { ...headers, etag: weakTag(version) };
  if (version !== undefined && isKnown(asked['if-none-match'], version)) {
    return { statusCode: 304, headers: { ...tagged, ...varyOf(json) }, ...set };
  }
  const sent = encoded(json, asked['accept-encoding']);
  return {
    ...sent,
    ...set,
    statusCode: route.status,
    headers: { ...tagged, ...sent.headers, 'content-type': 'application/json' },
  };
}
