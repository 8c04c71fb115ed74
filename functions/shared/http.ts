// The wrapper of every HTTP function: who calls, what they sent, what we answer, one log line.
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { type Caller, callerOf, type Raw } from './caller.ts';
import { systemClock } from './clock.ts';
import type { Cause } from './event.ts';
import { isCardId, isIdOf } from './ids.ts';
import { randomChars } from './keyed-id.ts';
import { log, logRequest } from './log.ts';
import { type Language, languageOf, problem } from './problem.ts';
import { common, Refusal } from './refusal.ts';
import { Reply, success } from './reply.ts';
import { isRaw, parse, readBody, readIdempotencyKey, readRaw } from './request.ts';
import { nothing, type Route, routeKey, type Who } from './route.ts';

/** The signed-in caller, as the gate found them. */
export interface Buyer {
  readonly userId: string;
  readonly personId: string;
  readonly role: 'buyer' | 'operator';
  /** The session that the access token came from; absent in tokens of an older version. */
  readonly sessionId?: string;
}

/** The caller's admitted place in line. */
export interface Place {
  readonly concertId: string;
  readonly seq: number;
}

/** What an authorizer hands on. `refusal` is a serialised refusal: the gate decides, this wrapper speaks. */
export interface GateContext extends Partial<Buyer>, Partial<Place> {
  /** Epoch seconds at which the access token ends. */
  readonly exp?: number;
  readonly refusal?: string;
}

export type { Caller, Raw };

/** A request as a use case sees it. */
export interface Call<R extends Route> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: z.output<R['body']>;
  readonly buyer: R['who'] extends 'open' ? undefined : Buyer;
  readonly place: R['who'] extends 'admitted' | 'once-admitted' ? Place : undefined;
  readonly idempotencyKey: string | undefined;
  readonly queueToken: string | undefined;
  /** Of routes that read it so: the body as it came, and all headers. */
  readonly raw: Raw | undefined;
  readonly caller: Caller;
  readonly language: Language;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cause: Cause;
}

type Event = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: GateContext | null } } };
type Result = APIGatewayProxyStructuredResultV2;
type Endpoint<R extends Route> = (call: Call<R>) => Promise<z.input<R['answer']> | Reply<z.input<R['answer']>>>;

/** How a call ended: the status that was answered, and when (epoch milliseconds). */
export interface Outcome {
  readonly status: number;
  readonly now: number;
}

/** Told of every call after its answer is made, e.g. to count those that failed; awaited, so it must be short. */
export type Watch = (outcome: Outcome) => Promise<void>;

/** A route bound to what it does. */
export interface Bound {
  readonly route: Route;
  readonly endpoint: (call: Call<Route>) => Promise<unknown>;
  readonly watch: Watch | undefined;
}

export function bind<R extends Route>(route: R, endpoint: Endpoint<R>, watch?: Watch): Bound {
  return { route, endpoint: endpoint as Bound['endpoint'], watch };
}

/** One route as a Lambda handler. */
export function http<R extends Route>(route: R, endpoint: Endpoint<R>, watch?: Watch) {
  return httpRoutes(bind(route, endpoint, watch));
}

/** Several routes of few calls (an operator's) as one Lambda handler. */
export function httpRoutes(...bounds: readonly Bound[]) {
  const byKey = new Map(bounds.map((bound) => [routeKey(bound.route), bound]));
  const tell = (request: Handled) => tellOf(request, byKey.get(request.event.routeKey)?.watch);
  return middy<Event, Result, Error, Context>()
    .use({ after: tell, onError: tell })
    .use({ after: logLine, onError: answerError })
    .handler(async (event) => {
      const bound = byKey.get(event.routeKey);
      if (!bound) throw new Refusal(common.NOT_FOUND);
      return answer(event, bound);
    });
}

async function answer(event: Event, { route, endpoint }: Bound): Promise<Result> {
  const now = systemClock();
  const language = languageOf(event.headers['accept-language']);
  const gate = event.requestContext.authorizer?.lambda ?? {};
  const who = authorized(route.who, gate, now);
  noteOperator(event, route.who, who);
  const call = {
    params: parse(route.params, event.pathParameters ?? {}, language, 'path'),
    query: parse(route.query, event.queryStringParameters ?? {}, language, 'query'),
    body: bodyOf(event, route, language),
    ...who,
    idempotencyKey: route.idempotent ? readIdempotencyKey(event, language) : undefined,
    queueToken: event.headers['x-queue-token'],
    raw: isRaw(event, route) ? { text: readRaw(event, route).toString(), headers: event.headers } : undefined,
    caller: callerOf(event),
    language,
    now,
    cause: { correlationId: correlationIdOf(event), causationId: event.requestContext.requestId },
  };
  noteIds(event, call.body, call.params);
  noteOperator(event, route.who, who, call.params);
  const given = await endpoint(call as unknown as Call<Route>);
  const reply = given instanceof Reply ? given : new Reply(given);
  noteIds(event, reply.body);
  return success(route, reply, event.headers, call.cause.correlationId);
}

function bodyOf(event: Event, route: Route, language: Language): unknown {
  if (route.body === nothing) return {};
  return isRaw(event, route) ? undefined : parse(route.body, readBody(event, route), language, 'body');
}

/** Nobody passes without a context of the gate; `exp` is checked again, as the gate's answer may be cached. */
function authorized(who: Who, gate: GateContext, now: number): { buyer?: Buyer; place?: Place } {
  if (who === 'open') return {};
  if (gate.refusal) {
    const { kind, fields, retryAfterSeconds } = JSON.parse(gate.refusal) as Refusal;
    throw new Refusal(kind, fields, retryAfterSeconds);
  }
  const { userId, personId, role, exp, sessionId, concertId, seq } = gate;
  if (!userId || !personId || !role || exp === undefined || exp * 1000 <= now)
    throw new Refusal(common.UNAUTHENTICATED);
  if (who === 'operator' && role !== 'operator') throw new Refusal(common.OPERATORS_ONLY);
  const buyer = { userId, personId, role, ...(sessionId ? { sessionId } : {}) };
  if (who === 'user' || who === 'operator') return { buyer };
  if (!concertId || seq === undefined) throw new Refusal(common.UNAUTHENTICATED);
  return { buyer, place: { concertId, seq: Number(seq) } };
}

const correlationIds = new WeakMap<object, string>();

/** The client's own `X-Correlation-Id` (so that a journey keeps one), or a new one. */
function correlationIdOf(event: Event): string {
  const given = event.headers['x-correlation-id'];
  const id = correlationIds.get(event) ?? (given && /^[\w-]{1,36}$/.test(given) ? given : randomChars());
  correlationIds.set(event, id);
  return id;
}

/** By which ids the log line of a request can be found. */
const NOTED = {
  reservationId: (id: string) => isIdOf('rsv', id),
  paymentId: (id: string) => isIdOf('pay', id) || isCardId(id),
};
const noted = new WeakMap<object, Partial<Record<keyof typeof NOTED, string>>>();

/** Remembers which reservation and payment a request is about; nothing but our own ids. */
function noteIds(event: Event, ...parts: readonly unknown[]): void {
  for (const part of parts) {
    const found = Object.entries(NOTED).flatMap(([name, isOurs]) => {
      const id = ((part ?? {}) as Record<string, unknown>)[name];
      return typeof id === 'string' && isOurs(id) ? [[name, id]] : [];
    });
    noted.set(event, { ...noted.get(event), ...Object.fromEntries(found) });
  }
}

const operators = new WeakMap<object, { readonly userId: string; readonly params?: unknown }>();

/** Remembers which operator did something, and to what: what they may do to others' data can be looked up later. */
function noteOperator(event: Event, who: Who, { buyer }: { buyer?: Buyer }, params?: unknown): void {
  if (who === 'operator' && buyer) operators.set(event, { userId: buyer.userId, ...(params ? { params } : {}) });
}

interface Handled {
  event: Event;
  response: Result | null | undefined;
  error: Error | null | undefined;
}

function answerError(request: Handled): void {
  const { event, error } = request;
  const known = error instanceof Refusal;
  if (!known) log.error('unexpected', { error, requestId: event.requestContext.requestId, route: event.routeKey });
  const { kind, fields, retryAfterSeconds } = known ? error : new Refusal(common.UNEXPECTED);
  const language = languageOf(event.headers['accept-language']);
  request.response = {
    statusCode: kind.status,
    headers: {
      'content-type': 'application/problem+json',
      'content-language': language,
      'cache-control': 'no-store',
      'x-correlation-id': correlationIdOf(event),
      ...(kind.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify(problem(kind, language, event.requestContext.requestId, fields)),
  };
  logLine(request, kind.code);
}

function logLine(request: Handled, code: unknown = 'OK'): void {
  const { event, response } = request;
  logRequest({
    route: event.routeKey,
    status: response?.statusCode ?? 500,
    code: typeof code === 'string' ? code : 'OK',
    latencyMs: Math.max(0, systemClock() - event.requestContext.timeEpoch),
    requestId: event.requestContext.requestId,
    correlationId: correlationIdOf(event),
    ...noted.get(event),
    ...operators.get(event),
  });
}

/** A call that was answered stays answered, whatever becomes of the telling. */
async function tellOf({ event, response }: Handled, watch: Watch | undefined): Promise<void> {
  try {
    await watch?.({ status: response?.statusCode ?? 500, now: systemClock() });
  } catch (error) {
    log.error('watch', { error, requestId: event.requestContext.requestId, route: event.routeKey });
  }
}
