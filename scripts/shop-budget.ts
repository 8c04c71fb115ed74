// What the shop weighs: how much JavaScript a page of it loads first, by the manifest of its build.
import * as z from 'zod/mini';
import { Failure } from './progress.mjs';

/** Of all JavaScript that is loaded before a first page works, compressed by gzip. */
export const MOST_FIRST_BYTES = 204_800;

/** What Vite says of each file of a build (`build.manifest`); what we do not use is left out. */
const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.optional(z.boolean()),
    imports: z.optional(z.array(z.string())),
    dynamicImports: z.optional(z.array(z.string())),
  }),
);
export type Manifest = z.infer<typeof manifestSchema>;

/** @throws when it is none */
export const readManifest = (json: string): Manifest => z.parse(manifestSchema, JSON.parse(json));

export interface Size {
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** `first`: loaded by every page; `beside`: split off, and the heaviest of its kind; `later`: every other one. */
export interface Chunk extends Size {
  readonly file: string;
  readonly when: 'first' | 'beside' | 'later';
}

export interface Weight {
  /** Heaviest first. */
  readonly chunks: readonly Chunk[];
  /** What a first page loads at most: the entry, all that it imports, and of each kind the heaviest that it may ask for. */
  readonly firstGzipBytes: number;
}

const isScript = (file: string) => /\.m?js$/.test(file);

/** The chunk and all that it imports at once. */
function closure(manifest: Manifest, key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) closure(manifest, next, seen);
  return seen;
}

/** What the entry asks for as it runs: one of each folder below `src/`, such as one page and one language. */
const kindOf = (key: string) => key.split('/').slice(0, 2).join('/');

/**
 * Weighs a build. People come in by any address and in any language, and what the entry asks for at once is as late as
 * the entry itself: so the heaviest page and the heaviest language are a first page's too.
 * @param sizeOf of a file of the build
 */
export function weigh(manifest: Manifest, sizeOf: (file: string) => Size): Weight {
  const filesOf = (keys: Iterable<string>) =>
    new Set([...keys].flatMap((key) => manifest[key]?.file ?? []).filter(isScript));
  const gzipOf = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + sizeOf(file).gzipBytes, 0);
  const keys = Object.keys(manifest);
  const firstKeys = new Set(keys.filter((key) => manifest[key]?.isEntry).flatMap((key) => [...closure(manifest, key)]));
  const first = filesOf(firstKeys);
  const heaviest = new Map<string, ReadonlySet<string>>();
  for (const key of [...firstKeys].flatMap((from) => manifest[from]?.dynamicImports ?? [])) {
    const files = new Set([...filesOf(closure(manifest, key))].filter((file) => !first.has(file)));
    if (gzipOf(files) > gzipOf(heaviest.get(kindOf(key)) ?? [])) heaviest.set(kindOf(key), files);
  }
  const beside = new Set([...heaviest.values()].flatMap((files) => [...files]));
  const when = (file: string) => (first.has(file) ? 'first' : beside.has(file) ? 'beside' : 'later');
  const chunks = [...filesOf(keys)]
    .map((file): Chunk => ({ file, ...sizeOf(file), when: when(file) }))
    .sort((a, b) => b.gzipBytes - a.gzipBytes);
  return { chunks, firstGzipBytes: gzipOf(first) + gzipOf(beside) };
}

const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

/** A line for each chunk, and what a first page loads. */
export function describeWeight({ chunks, firstGzipBytes }: Weight): string {
  const WHEN = { first: 'first page', beside: 'beside it', later: 'later' };
  const rows = chunks.map(({ file, when, bytes, gzipBytes }) => [WHEN[when], kb(bytes), kb(gzipBytes), file]);
  const table = [['when', 'bytes', 'gzip', 'file'], ...rows].map(
    ([when = '', bytes = '', gzip = '', file = '']) =>
      `${when.padEnd(12)}${bytes.padStart(10)}${gzip.padStart(10)}  ${file}`,
  );
  const total = `A first page loads ${kb(firstGzipBytes)} of JavaScript (gzip) at most; it may be ${kb(MOST_FIRST_BYTES)}.`;
  return [...table, '', total].join('\n');
}

/** @throws Failure with the sizes, when a first page loads too much */
export function checkBudget(weight: Weight): void {
  if (weight.firstGzipBytes <= MOST_FIRST_BYTES) return;
  throw new Failure(`${describeWeight(weight)}\n\nThe shop is too heavy for a phone: load some of it later.`);
}
