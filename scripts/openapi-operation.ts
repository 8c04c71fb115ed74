// The operation of a route in docs/openapi.json: what is sent, and what comes back.
import * as z from 'zod/mini';
import { nothing, type Route, type Schema, type Who } from '../functions/shared/route.ts';
import type { Json } from './openapi.ts';
import type { Refusals } from './openapi-refusals.ts';

const CALLERS: Readonly<Record<Who, string>> = {
  open: 'Open to everybody.',
  user: 'For who is signed in.',
  operator: 'For operators.',
  admitted: 'For who is signed in and holds a place in line that is admitted now.',
  'once-admitted': 'For who is signed in and holds a place in line that was admitted at some time.',
};

/** @param name `<service>` and the route's name in the contract, e.g. `walletCharge` */
export function operationOf(route: Route, service: string, name: string, refusals: Refusals): Json {
  return {
    tags: [service],
    operationId: name,
    summary: route.summary,
    description: CALLERS[route.who],
    security: securityOf(route),
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: {
      [String(route.status)]: successOf(route),
      ...(route.etag ? { 304: notModified(route) } : {}),
      ...(isStream(route)
        ? { 204: { description: 'It is over: an EventSource stops.', headers: headersOf(route) } }
        : {}),
      ...refusals.responses(route),
    },
  };
}

/** Some routes take a cookie in place of a body. */
function needsBody({ body }: Route): boolean {
  return !z.safeParse(body, undefined).success;
}

function securityOf({ who, queueToken, accessToken }: Route): Json[] {
  if (who === 'open') return accessToken ? [{}, { accessToken: [] }] : [];
  const place = queueToken || who === 'admitted' || who === 'once-admitted';
  return [{ accessToken: [], ...(place ? { queueToken: [] } : {}) }];
}

function parametersOf(route: Route): Json[] {
  const common = [
    'Accept-Language',
    'X-Correlation-Id',
    ...(route.idempotent ? ['Idempotency-Key'] : []),
    ...(route.etag ? ['If-None-Match'] : []),
  ];
  return [
    ...parametersIn('path', route.params),
    ...parametersIn('query', route.query),
    ...common.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...described('header', route.headers),
    ...described('cookie', route.cookies),
  ];
}

function described(place: 'header' | 'cookie', names: Readonly<Record<string, string>>): Json[] {
  return Object.entries(names).map(([name, description]) => {
    return { name, in: place, required: false, description, schema: { type: 'string' } };
  });
}

function parametersIn(place: 'path' | 'query', schema: Schema): Json[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function bodyOf(route: Route): Json {
  if (route.rawBody) return { requestBody: { required: true, content: { 'application/json': { schema: {} } } } };
  if (route.body === nothing) return {};
  const raw = Object.fromEntries(route.rawTypes.map((type) => [type, { schema: { type: 'string' } }]));
  const required = needsBody(route) || route.rawTypes.length > 0;
  return { requestBody: { required, content: { ...json(route.body, 'input'), ...raw } } };
}

function successOf(route: Route): Json {
  const headers = headersOf(route);
  if (route.status === 204) return { description: 'Done.', headers };
  const media = route.media.map((type) => {
    const format = type === 'application/octet-stream' ? { format: 'binary' } : {};
    return [type, { schema: { type: 'string', ...format } }];
  });
  const plain = isStream(route) ? {} : json(route.answer, 'output');
  return { description: 'Done.', headers, content: { ...plain, ...Object.fromEntries(media) } };
}

const isStream = ({ media }: Route): boolean => media.includes('text/event-stream');

function notModified(route: Route): Json {
  return { description: 'The caller has this version: no body.', headers: headersOf(route) };
}

function headersOf({ cacheControl, etag, sends, setsCookies }: Route): Json {
  return {
    'X-Correlation-Id': { $ref: '#/components/headers/X-Correlation-Id' },
    'Cache-Control': { schema: { type: 'string', const: cacheControl } },
    ...(etag ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(setsCookies.length > 0 ? { 'Set-Cookie': setCookie(setsCookies) } : {}),
    ...Object.fromEntries(Object.entries(sends).map(([name, description]) => [name, sent(name, description)])),
  };
}

/** Always whole seconds here, in place of a date (RFC 9110 §10.2.3). */
const WHOLE_NUMBERS = ['Retry-After'];

function sent(name: string, description: string): Json {
  return { description, schema: { type: WHOLE_NUMBERS.includes(name) ? 'integer' : 'string' } };
}

function setCookie(names: readonly string[]): Json {
  return { description: `Sets or takes away ${names.join(' and ')}.`, schema: { type: 'string' } };
}

function json(schema: Schema, io: 'input' | 'output'): Json {
  return { 'application/json': { schema: jsonSchema(schema, io) } };
}

/** An answer may get new fields in a later version, so it is never closed; a request's unknown fields are refused. */
function jsonSchema(schema: Schema, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema: made }) => {
      if (io === 'output' && made.additionalProperties === false) delete made.additionalProperties;
      if (made.minimum === Number.MIN_SAFE_INTEGER) delete made.minimum;
      if (made.maximum === Number.MAX_SAFE_INTEGER) delete made.maximum;
    },
  });
  return rest as Json;
}
