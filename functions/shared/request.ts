// Reads what a client sent against a route's schemas; every fault is named by its field.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { sentenceOf } from './field-fault.ts';
import type { Language, Sentence } from './problem.ts';
import { common, Refusal } from './refusal.ts';
import type { Route, Schema } from './route.ts';
import { shortened } from './shortened.ts';

/** One fault of a request: which field, and what is wrong with it; in a text of lines (CSV) also on which, from 1. */
export interface FieldFault {
  readonly field: string;
  readonly line?: number;
  readonly message: string | Sentence;
}

/** The most faults that an answer lists: a body of some megabytes may have more than an answer can carry. */
export const MOST_FAULTS = 1_000;

/** @throws Refusal INVALID_REQUEST with `errors: [{field, message}]` */
export function parse<S extends Schema>(schema: S, value: unknown, language: Language, root: string): z.output<S> {
  const read = tryParse(schema, value, language, root);
  if ('faults' in read) throw faulty(read.faults);
  return read.data;
}

/** A value read against a schema, or everything that is wrong with it, by dotted paths, in one language. */
export function tryParse<S extends Schema>(
  schema: S,
  value: unknown,
  language: Language,
  root: string,
): { readonly data: z.output<S> } | { readonly faults: readonly FieldFault[] } {
  const result = z.safeParse(schema, value, { error: (issue) => sentenceOf(issue)[language] });
  if (result.success) return { data: result.data };
  const faults = result.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return fields.map((field) => ({ field: field.join('.') || root, message: issue.message }));
  });
  return { faults };
}

/** The refusal of a request for one fault, or for several. */
export function fault(field: string, message: string | Sentence): Refusal {
  return faulty([{ field, message }]);
}

/**
 * The refusal of a request for all its faults: the first 1,000, and then one entry that says how many more. Names that
 * the sender chose are cut to 100 characters.
 * @param uncounted how many there are beside `faults`
 */
export function faulty(faults: readonly FieldFault[], uncounted = 0): Refusal {
  const told = faults.slice(0, MOST_FAULTS).map((one) => ({ ...one, field: shortened(one.field) }));
  const more = faults.length - told.length + uncounted;
  if (more === 0) return new Refusal(common.INVALID_REQUEST, { errors: told });
  const rest = {
    field: 'errors',
    message: { ko: `그 밖에 오류가 ${more}개 더 있습니다`, en: `and ${more} more faults` },
  };
  return new Refusal(common.INVALID_REQUEST, { errors: [...told, rest] });
}

/** JSON is UTF-8 (RFC 8259 §8.1); another charset would be read wrongly. */
const JSON_TYPE = /^\s*application\/json\s*(;(?!\s*charset\s*=)[^;]*|;\s*charset\s*=\s*"?utf-8"?\s*)*$/i;

/** The request's body as its sender wrote it. @throws Refusal 413 */
export function readRaw(event: APIGatewayProxyEventV2, { maxBodyBytes: maxBytes }: Route): Buffer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) throw new Refusal(common.PAYLOAD_TOO_LARGE, { maxBytes });
  return bytes;
}

/** Whether the body comes in a type that the route reads as it came. */
export function isRaw({ headers }: APIGatewayProxyEventV2, { rawBody, rawTypes }: Route): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return rawBody || rawTypes.includes(type.trim().toLowerCase());
}

/** The request's body as a value. @throws Refusal 413, 415, or 400 for text that is not JSON */
export function readBody(event: APIGatewayProxyEventV2, route: Route): unknown {
  const bytes = readRaw(event, route);
  if (bytes.length === 0) return undefined;
  if (!JSON_TYPE.test(event.headers['content-type'] ?? '')) throw new Refusal(common.UNSUPPORTED_MEDIA_TYPE);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fault('body', { ko: 'UTF-8 JSON이어야 합니다', en: 'must be JSON in UTF-8' });
  }
}

const idempotencyKeySchema = z.optional(z.string().check(z.regex(/^[\x20-\x7e]{1,64}$/)));

export function readIdempotencyKey(event: APIGatewayProxyEventV2, language: Language): string | undefined {
  return parse(idempotencyKeySchema, event.headers['idempotency-key'], language, 'Idempotency-Key');
}
