// Requests as API Gateway hands them to a function, and answers as a client reads them.
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { GateContext, http } from '../../functions/shared/http.ts';
import { type Route, routeKey } from '../../functions/shared/route.ts';

export interface Request {
  readonly headers?: Record<string, string>;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly gate?: GateContext | null;
}

/** A caller whom every gate lets pass. */
export const passes: GateContext = {
  userId: 'user-1',
  personId: 'person-1',
  role: 'operator',
  exp: 4_000_000_000,
  concertId: 'con_a',
  seq: 7,
};

type Handler = ReturnType<typeof http>;

export function eventOf(route: Route, request: Request = {}): Parameters<Handler>[0] {
  const { headers = {}, params, query, body, gate = passes } = request;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey: routeKey(route),
    rawPath: route.path,
    rawQueryString: '',
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(params ? { pathParameters: params } : {}),
    ...(query ? { queryStringParameters: query } : {}),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'api',
      http: { method: route.method, path: route.path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: routeKey(route),
      stage: '$default',
      time: '13/Jul/2025:19:00:00 +0900',
      timeEpoch: Date.now(),
      authorizer: { lambda: gate },
    },
  };
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** Sends a request to a handler of `http()` or `httpRoutes()`. */
export async function ask(handler: Handler, route: Route, request: Request = {}): Promise<Answer> {
  return send(handler, eventOf(route, request));
}

export async function send(handler: Handler, event: Parameters<Handler>[0]): Promise<Answer> {
  const result = (await handler(event, {} as Context)) as APIGatewayProxyStructuredResultV2;
  return { status: result.statusCode, headers: result.headers ?? {}, body: JSON.parse(result.body ?? '{}') };
}
