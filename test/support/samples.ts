// Values that a contract accepts, made from its JSON Schema.
import * as z from 'zod/mini';
import type { Schema } from '../../functions/shared/route.ts';

/** What of JSON Schema our contracts use. */
export interface Node {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2030-01-01T19:00:00+09:00',
  date: '2030-01-01',
  email: 'nobody@example.com',
};

export const nodeOf = (schema: Schema) => z.toJSONSchema(schema, { io: 'input' }) as Node;

/** A value that a contract accepts. @throws for a pattern that no candidate fits: add one */
export function sampleOf(node: Node): unknown {
  if (node.enum) return node.enum[0];
  switch (node.type) {
    case 'object':
      return Object.fromEntries(Object.entries(node.properties ?? {}).map(([name, child]) => [name, sampleOf(child)]));
    case 'array':
      return [sampleOf(node.items ?? {})];
    case 'integer':
    case 'number':
      return Math.max(node.minimum ?? 1, 1);
    case 'boolean':
      return true;
    default:
      return sampleText(node);
  }
}

function sampleText({ format, pattern, minLength = 1 }: Node): string {
  const known = FORMATS[format ?? ''];
  if (known !== undefined) return known;
  const candidates = ['1', 'A', 'a', '00000000-0000-4000-8000-000000000000', 'x'.repeat(minLength)];
  const found = candidates.find((text) => pattern === undefined || new RegExp(pattern).test(text));
  if (found === undefined || found.length < minLength) return 'x'.repeat(minLength);
  return found;
}
