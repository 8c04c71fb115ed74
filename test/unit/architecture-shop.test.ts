// Who may know whom in the shop, held by a parser: pages know pieces, pieces know words, words know the API's client.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** Static and dynamic ones, as paths from the root; packages by their names. */
function importsOf(path: string): Import[] {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const { module } = parseSync(path, source);
  const named = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  const later = module.dynamicImports.map(({ moduleRequest }) => ({
    from: source.slice(moduleRequest.start + 1, moduleRequest.end - 1),
    typeOnly: false,
  }));
  return [...named, ...later].map(({ from, typeOnly }) => ({
    from: from.startsWith('.') ? normalize(join(dirname(path), from)) : from,
    typeOnly,
  }));
}

const files = globSync('web/src/**/*.{ts,tsx}', { cwd: ROOT }).map((path) => ({ path, imports: importsOf(path) }));

/** What each folder may know beside itself; what is in none of them is the frame, which may know all. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'web/src/api/': [],
  'web/src/i18n/': ['web/src/api/', 'web/src/part.ts'],
  'web/src/ui/': ['web/src/i18n/', 'web/src/api/'],
  // What several areas show of somebody's orders, or do with them.
  'web/src/orders/': ['web/src/ui/', 'web/src/i18n/', 'web/src/api/', 'web/src/paths.ts', 'web/src/portone.ts'],
};

/** What is the server's alone stays there: the shop knows what the outside may know of it. */
const OF_THE_API = /^functions\/([\w-]+\/contract[\w-]*|shared\/(client|ids))\.ts$/;

const areaOf = (path: string) => /^web\/src\/pages\/([\w-]+)\//.exec(path)?.[1];

describe('the shop', () => {
  it('is all here', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it.each(files.map(({ path, imports }) => [path, imports] as const))('%s knows only what it may', (path, imports) => {
    const folder = Object.keys(MAY).find((one) => path.startsWith(one));
    const wrong = imports.filter(({ from, typeOnly }) => {
      if (from.startsWith('functions/')) return !typeOnly && !OF_THE_API.test(from);
      if (!from.startsWith('web/src/')) return false;
      if (folder !== undefined) return ![folder, ...(MAY[folder] ?? [])].some((may) => from.startsWith(may));
      const area = areaOf(path);
      return area !== undefined && areaOf(from) !== undefined && areaOf(from) !== area;
    });
    expect(wrong).toEqual([]);
  });

  it('loads what is for organisers only with their pages', () => {
    const admin = /^functions\/[\w-]+\/contract-admin\.ts$/;
    const knowing = files.filter(({ imports }) => imports.some(({ from, typeOnly }) => !typeOnly && admin.test(from)));
    for (const { path } of knowing) expect(path).toMatch(/^web\/src\/(pages\/organiser\/|api\/organiser)/);
  });
});
