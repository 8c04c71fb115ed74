// Every malformed request that a route's contract implies, and the field that the answer has to name.
import * as z from 'zod/mini';
import { nothing, type Route } from '../../functions/shared/route.ts';
import { FORMATS, type Node, nodeOf, sampleOf } from './samples.ts';

/** What to send, and how it has to be refused. */
export interface BadRequest {
  /** What is wrong with it, for people. */
  readonly what: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly status: 400 | 413 | 415;
  /** Named by the answer's `errors`, when the status is 400. */
  readonly field?: string;
}

type Path = readonly (string | number)[];

/** A number as it stands in JSON text, where JavaScript's own writing would lose it. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
/** The sample of a route's body. */
export const sampleBody = (route: Route) => sampleOf(nodeOf(route.body));

/** @param known values of path parameters that exist; others get a sample */
export function badRequests(route: Route, known: Readonly<Record<string, string>>): BadRequest[] {
  const params = Object.fromEntries(
    Object.entries(nodeOf(route.params).properties ?? {}).map(([name, node]) => [
      name,
      known[name] ?? String(sampleOf(node)),
    ]),
  );
  const path = pathOf(route, params);
  const body = route.body === nothing ? {} : { body: toText(sampleBody(route)) };
  const headers = route.body === nothing ? {} : JSON_TYPE;
  return [
    ...badParams(route, params).map((bad) => ({ ...bad, headers, ...body })),
    ...badQueries(route, path).map((bad) => ({ ...bad, headers, ...body })),
    ...badKeys(route).map((bad) => ({ path, ...body, ...bad, headers: { ...headers, ...bad.headers } })),
    ...(route.body === nothing ? [] : [...badBodies(route), ...badFields(route)].map((bad) => ({ path, ...bad }))),
  ];
}

function pathOf(route: Route, params: Readonly<Record<string, string>>): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

const ODD_TEXTS = ['a b', '한글', '15abc', '1e21', '-0', '1.5', 'x'.repeat(600), '0'.repeat(600), '2030-02-30', 'soon'];

/** The texts among the odd ones that a path parameter or a query may not be. */
function oddTexts({ format, pattern, maxLength, enum: values }: Node): string[] {
  return ODD_TEXTS.filter(
    (text) =>
      (pattern !== undefined && !new RegExp(pattern).test(text)) ||
      (format === 'date' && text !== FORMATS.date) ||
      (maxLength !== undefined && text.length > maxLength) ||
      (values !== undefined && !values.includes(text)),
  );
}

function badParams(route: Route, params: Readonly<Record<string, string>>) {
  return Object.entries(nodeOf(route.params).properties ?? {}).flatMap(([name, node]) =>
    oddTexts(node).map((text) => ({
      what: `${name} in the path is ${shown(text)}`,
      path: pathOf(route, { ...params, [name]: text }),
      status: 400 as const,
      field: name,
    })),
  );
}

function badQueries(route: Route, path: string) {
  return Object.entries(nodeOf(route.query).properties ?? {}).flatMap(([name, node]) =>
    // No list gives such a cursor, though a contract cannot say so.
    [...oddTexts(node), ...(name === 'cursor' ? ['garbage', 'eA'] : [])].map((text) => ({
      what: `?${name}= is ${shown(text)}`,
      path: `${path}?${name}=${encodeURIComponent(text)}`,
      status: 400 as const,
      field: name,
    })),
  );
}

function badKeys(route: Route) {
  if (!route.idempotent) return [];
  return ['k'.repeat(65), 'clé'].map((key) => ({
    what: `the Idempotency-Key is ${shown(key)}`,
    headers: { 'idempotency-key': key },
    status: 400 as const,
    field: 'Idempotency-Key',
  }));
}

/** Which field is named depends on the gateway, which may put U+FFFD where bytes are no text. */
const notUtf8 = {
  what: 'the body is not UTF-8',
  headers: JSON_TYPE,
  body: Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d),
  status: 400 as const,
};

function badBodies(route: Route): Omit<BadRequest, 'path'>[] {
  const sample = toText(sampleBody(route));
  const whole = (what: string, body: BadRequest['body']) => ({
    what: `the body is ${what}`,
    headers: JSON_TYPE,
    ...(body === undefined ? {} : { body }),
    status: 400 as const,
    field: 'body',
  });
  const typed = (type: string) => ({
    what: `the content type is ${type}`,
    headers: { 'content-type': type },
    body: sample,
    status: 415 as const,
  });
  return [
    ...['null', 'true', '15', '"text"', '[]', '{', '{"a":1,}', 'nul', "{'a':1}", `${sample}x`, '-'].map((text) =>
      whole(shown(text), text),
    ),
    // Some routes take a cookie in its place.
    ...(z.safeParse(route.body, undefined).success ? [] : [whole('absent', undefined)]),
    notUtf8,
    whole('a deep nest', '['.repeat(8_000) + ']'.repeat(8_000)),
    ...['text/plain', 'application/x-www-form-urlencoded', 'application/json-patch+json', 'json'].map(typed),
    {
      what: 'the body is too large',
      headers: JSON_TYPE,
      body: `${sample}${' '.repeat(route.maxBodyBytes)}`,
      status: 413,
    },
  ];
}

function badFields(route: Route): Omit<BadRequest, 'path'>[] {
  const sample = sampleBody(route);
  return [...changes(nodeOf(route.body), [])].map(({ at, what, value }) => ({
    what: `${at.join('.')} is ${what}`,
    headers: JSON_TYPE,
    body: toText(changed(sample, at, value)),
    status: 400 as const,
    field: at.join('.'),
  }));
}

interface Change {
  readonly at: Path;
  readonly what: string;
  /** Undefined: the field is left out. */
  readonly value: unknown;
}

/** Everything that can be wrong at a node and below. */
function* changes(node: Node, at: Path): Generator<Change> {
  if (at.length > 0) for (const value of badValues(node)) yield { at, what: shown(value), value };
  if (node.type === 'array' && node.items) yield* changes(node.items, [...at, 0]);
  if (node.type !== 'object') return;
  for (const name of node.required ?? []) yield { at: [...at, name], what: 'missing', value: undefined };
  for (const name of ['unknown', 'toString']) yield { at: [...at, name], what: 'unknown', value: 1 };
  for (const [name, child] of Object.entries(node.properties ?? {})) yield* changes(child, [...at, name]);
}

function badValues(node: Node): unknown[] {
  switch (node.type) {
    case 'object':
      return [null, true, 15, '15abc', []];
    case 'array': {
      const sample = sampleOf(node.items ?? {});
      const tooMany = node.maxItems === undefined ? [] : [Array.from({ length: node.maxItems + 1 }, () => sample)];
      return [null, true, 15, '15abc', {}, ...(node.minItems ? [[]] : []), ...tooMany];
    }
    case 'boolean':
      return [null, 1, 'true', [], {}];
    case 'integer':
    case 'number': {
      const bounds = [...(node.minimum === undefined ? [] : [node.minimum - 1]), (node.maximum ?? 2 ** 53) + 1];
      const fraction = node.type === 'integer' ? [1.5] : [];
      return [
        null,
        true,
        '1',
        '15abc',
        [],
        {},
        ...fraction,
        ...bounds,
        ...['1e21', '-0', '1e999'].map((n) => new Raw(n)),
      ];
    }
    default:
      return [null, true, 15, [], {}, ...badTexts(node)];
  }
}

function badTexts({ enum: values, format, pattern, minLength, maxLength }: Node): string[] {
  if (values) return ['', 'NONE'];
  if (format !== undefined || pattern !== undefined) return ['', 'no such thing!', '한글', '1'.repeat(5_000)];
  // Half a surrogate pair is text to JSON, and no store takes it.
  return [
    ...(minLength ? [''] : []),
    'x'.repeat((maxLength ?? 5_000) + 1),
    `half ${'\ud83c'}${'x'.repeat(minLength ?? 0)}`,
  ];
}

function changed(sample: unknown, at: Path, value: unknown): unknown {
  const copy = structuredClone(sample);
  let parent = copy as Record<string | number, unknown>;
  for (const step of at.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
  const last = at.at(-1) ?? '';
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function toText(value: unknown): string {
  const raws: string[] = [];
  const text = JSON.stringify(value, (_, each: unknown) =>
    each instanceof Raw ? `raw ${raws.push(each.text) - 1}` : each,
  );
  return text.replace(/"raw (\d+)"/g, (_, n: string) => raws[Number(n)] ?? '');
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : toText(value);
  return text.length > 40 ? `${text.slice(0, 30)}… (${text.length} characters)` : text;
}
