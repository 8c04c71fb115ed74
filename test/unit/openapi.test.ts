// docs/openapi.json says what the contracts say, and is a valid OpenAPI 3.1 document.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { defineRoute, type Route, routeKey } from '../../functions/shared/route.ts';
import { buildDocument, documentFile, loadContracts } from '../../scripts/openapi.ts';
import { refusalsOf } from '../../scripts/openapi-refusals.ts';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters: readonly unknown[];
}

const contracts = await loadContracts();
const routes: Route[] = contracts.flatMap((contract) => [
  ...Object.values(contract.routes),
  ...Object.values(contract.adminRoutes),
]);
const built = buildDocument(contracts);
const paths = built.paths as Record<string, Record<string, Operation>>;
const operationOf = ({ path, method }: Route) => paths[path]?.[method.toLowerCase()];

test('the document in docs is the one the contracts make: run npm run openapi after a change', () => {
  expect(JSON.parse(readFileSync(documentFile, 'utf8'))).toEqual(JSON.parse(JSON.stringify(built)));
});

test('the document is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(built));
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  expect(validator.version).toBe('3.1');
  expect(JSON.stringify(validator.resolveRefs())).not.toContain('"$ref"');
});

test('every schema in it is valid JSON Schema 2020-12', () => {
  const ajv = new Ajv2020();
  const faults = schemasIn(built).filter((schema) => !ajv.validateSchema(schema));
  expect(faults).toEqual([]);
});

/** What stands under `schema` anywhere in the document. */
function schemasIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'schema' ? [inner] : schemasIn(inner)));
}

test.each(routes.map((route) => [routeKey(route), route] as const))('%s is there with all its answers', (_, route) => {
  const statuses = [
    route.status,
    ...(route.etag ? [304] : []),
    ...(route.media.includes('text/event-stream') ? [204] : []),
    ...refusalsOf(route).map((kind) => kind.status),
  ].map(String);
  expect(new Set(Object.keys(operationOf(route)?.responses ?? {}))).toEqual(new Set(statuses));
});

test('a route asks for the tokens that its gate checks', () => {
  const schemes = Object.fromEntries(
    routes.map((route) => [route.who, Object.keys(operationOf(route)?.security[0] ?? {})]),
  );
  expect(schemes).toMatchObject({
    open: [],
    operator: ['accessToken'],
    admitted: ['accessToken', 'queueToken'],
    'once-admitted': ['accessToken', 'queueToken'],
  });
});

test('every refusal is told in Korean and in English', () => {
  const text = JSON.stringify(built);
  const untold = routes.flatMap((route) => refusalsOf(route).filter(({ ko, en }) => !text.includes(`${ko} · ${en}`)));
  expect(untold).toEqual([]);
});

test('a route with versions and headers of its own says so, with 200 and with 304', () => {
  const poll = defineRoute({
    method: 'GET',
    path: '/api/v1/poll',
    who: 'open',
    summary: 'Polls',
    etag: true,
    sends: { 'Retry-After': 'Seconds after which to ask again.', 'X-Phase': 'Where the sale is.' },
  });
  const document = buildDocument([{ service: 'polls', routes: { poll }, adminRoutes: {}, refusals: {} }]);
  const operation = (document.paths as typeof paths)['/api/v1/poll']?.get;
  const headers = {
    ETag: { $ref: '#/components/headers/ETag' },
    'Retry-After': { description: 'Seconds after which to ask again.', schema: { type: 'integer' } },
    'X-Phase': { description: 'Where the sale is.', schema: { type: 'string' } },
  };
  expect(operation).toMatchObject({
    parameters: expect.arrayContaining([{ $ref: '#/components/parameters/If-None-Match' }]),
    responses: { '200': { headers, content: expect.anything() }, '304': { headers } },
  });
  expect(operation?.responses['304']).not.toHaveProperty('content');
});

test('a route without versions asks for none', () => {
  const plain = routes.filter(({ etag }) => !etag).map((route) => JSON.stringify(operationOf(route)));
  expect(plain.filter((text) => /If-None-Match|ETag|"304"/.test(text))).toEqual([]);
});
