// npm run openapi: writes docs/openapi.json (OpenAPI 3.1) from the contracts of all services.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RefusalKind } from '../functions/shared/refusal.ts';
import { type Route, routeKey } from '../functions/shared/route.ts';
import { operationOf } from './openapi-operation.ts';
import { errorSchemas, Refusals } from './openapi-refusals.ts';
import { root } from './setup.mjs';

export type Json = { readonly [key: string]: unknown };

/** A service's contract, as far as its clients over HTTP are concerned. */
export interface Contract {
  readonly service: string;
  readonly routes: Readonly<Record<string, Route>>;
  readonly adminRoutes: Readonly<Record<string, Route>>;
  readonly refusals: Readonly<Record<string, RefusalKind>>;
}

export const documentFile = join(root, 'docs/openapi.json');

/** Every `functions/<service>/contract.ts`, with the `contract-<part>.ts` beside it, in alphabetical order. */
export async function loadContracts(): Promise<Contract[]> {
  const files = globSync('functions/*/contract{,-*}.ts', { cwd: root }).sort();
  const contracts = new Map<string, Contract>();
  for (const file of files) {
    const service = basename(dirname(file));
    const { routes = {}, adminRoutes = {}, refusals = {} }: Partial<Contract> = await import(join(root, file));
    const before = contracts.get(service);
    contracts.set(service, {
      service,
      routes: { ...before?.routes, ...routes },
      adminRoutes: { ...before?.adminRoutes, ...adminRoutes },
      refusals: { ...before?.refusals, ...refusals },
    });
  }
  return [...contracts.values()];
}

interface Package {
  readonly version: string;
  readonly description: string;
}

/** The whole document. @throws when two routes share a method and path, or a name */
export function buildDocument(contracts: readonly Contract[]): Json {
  const { version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
  const refusals = new Refusals(contracts);
  return {
    openapi: '3.1.1',
    info: {
      title: 'onsale',
      version,
      description,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:8080', description: 'The local cloud of npm start' }],
    tags: contracts.filter((contract) => routesOf(contract).length > 0).map(({ service }) => ({ name: service })),
    paths: pathsOf(contracts, refusals),
    components: {
      securitySchemes,
      parameters,
      headers,
      schemas: errorSchemas,
      responses: refusals.shared(),
      examples: refusals.examples(),
    },
  };
}

function routesOf({ service, routes, adminRoutes }: Contract): [name: string, route: Route][] {
  const prefix = service.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const named = (start: string, table: Contract['routes']) =>
    Object.entries(table).map(([name, route]): [string, Route] => [`${start}${capital(name)}`, route]);
  return [...named(prefix, routes), ...named(`admin${capital(prefix)}`, adminRoutes)];
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function pathsOf(contracts: readonly Contract[], refusals: Refusals): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const names = new Set<string>();
  for (const contract of contracts) {
    for (const [name, route] of routesOf(contract)) {
      const operations = paths[route.path] ?? {};
      const method = route.method.toLowerCase();
      if (operations[method] || names.has(name)) throw new Error(`${name} (${routeKey(route)}) is there twice`);
      paths[route.path] = operations;
      names.add(name);
      operations[method] = operationOf(route, contract.service, name, refusals);
    }
  }
  return paths;
}

const securitySchemes: Json = {
  accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /api/v1/auth/login.' },
  queueToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Queue-Token',
    description: 'The place in line, from POST /api/v1/queue/token.',
  },
};

const correlationId = { type: 'string', pattern: '^[\\w-]{1,36}$' };

const parameters: Json = {
  'Accept-Language': {
    name: 'Accept-Language',
    in: 'header',
    description: 'The language of problem documents: Korean when absent.',
    schema: { type: 'string', examples: ['ko', 'en'] },
  },
  'X-Correlation-Id': {
    name: 'X-Correlation-Id',
    in: 'header',
    description: 'One id for a whole journey, in every log line and event it leads to; made up when absent.',
    schema: correlationId,
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'The same key and body get the same answer, for at least 24 hours; another body is refused with 422.',
    schema: { type: 'string', pattern: '^[\\x20-\\x7e]{1,64}$' },
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description: 'ETags of versions that the caller has, or `*`: 304 for one of them (RFC 9110 §13.1.2).',
    schema: { type: 'string', examples: ['W/"9mTJ0KPqB1yXkq3tq2n4uA"'] },
  },
};

const headers: Json = {
  'X-Correlation-Id': { description: 'Names this journey in logs and events.', schema: correlationId },
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
  ETag: {
    description: 'Names this version of the answer, weakly.',
    schema: { type: 'string', pattern: '^W/"[^"]*"$' },
  },
};

if (process.argv[1] === import.meta.filename) {
  writeFileSync(documentFile, `${JSON.stringify(buildDocument(await loadContracts()), null, 2)}\n`);
}
