// The import ranks of the design, held by a parser: who may know whom (docs/architecture.md).
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

interface Module {
  readonly path: string;
  readonly source: string;
  readonly imports: readonly Import[];
}

function read(path: string): Module {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const { module } = parseSync(path, source);
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
  }));
  const reExports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      entry.moduleRequest ? [{ from: entry.moduleRequest.value, typeOnly: entry.isType }] : [],
    ),
  );
  return { path, source, imports: [...imports, ...reExports] };
}

const modules = globSync('{functions,lib,bin}/**/*.ts', { cwd: ROOT }).map((path) => read(path.replaceAll('\\', '/')));
const functions = modules.filter(({ path }) => path.startsWith('functions/'));

/** `functions/<service>/<file>` or `functions/<service>/handlers/<file>`, taken apart. */
function place(path: string): { service: string; kind: string } {
  const [, service = '', ...rest] = path.split('/');
  if (rest[0] === 'handlers') return { service, kind: 'handler' };
  const kind = (rest[0] ?? '')
    .replace(/\.ts$/, '')
    .replace(/^(contract|domain|gateway|store|writes|reads|use-cases)-.*/, '$1');
  return { service, kind };
}

/** Rank 2 and 3: rules, and what knows keys. */
const PERSISTENCE = ['keys', 'store', 'writes', 'reads', 'outbox'];

/** The kinds of the own service, and of another one, that a file may import. Types of a store are for use cases. */
const MAY: Record<string, { own: readonly string[]; ownTypes?: readonly string[]; other: readonly string[] }> = {
  contract: { own: ['contract'], other: ['contract'] },
  domain: { own: ['domain'], ownTypes: ['contract'], other: [] },
  keys: { own: ['domain'], other: [] },
  gateway: { own: ['domain', 'contract'], other: [] },
  store: { own: ['domain', 'keys', 'reads', 'writes', 'store'], other: ['contract'] },
  writes: { own: ['domain', 'keys', 'reads', 'writes'], other: ['contract'] },
  reads: { own: ['domain', 'keys', 'reads'], other: ['contract'] },
  outbox: { own: ['domain', 'keys', 'contract'], other: ['contract'] },
  'use-cases': {
    own: ['domain', 'contract', 'reads', 'writes', 'use-cases'],
    ownTypes: ['store', 'gateway'],
    other: ['contract', 'reads', 'writes'],
  },
  handler: {
    own: ['domain', 'contract', 'keys', 'gateway', 'store', 'reads', 'writes', 'outbox', 'use-cases'],
    other: ['contract', 'reads', 'writes'],
  },
};

/**
 * Functions that join services by nature: the relay reads every service's events, settling a payment may hold seats again,
 * and one route tops up with or without a card.
 */
const JOINS: Record<string, readonly string[]> = {
  'functions/outbox/handlers/relay.ts': ['outbox', 'store', 'use-cases'],
  'functions/payments/handlers/settle-payment.ts': ['store', 'use-cases'],
  'functions/wallet/handlers/charge-wallet.ts': ['gateway', 'store', 'use-cases'],
};

function problems({ path, imports }: Module): string[] {
  const from = place(path);
  return imports.flatMap(({ from: name, typeOnly }) => {
    if (!name.startsWith('.')) return [];
    const target = normalize(join(dirname(path), name)).replaceAll('\\', '/');
    const to = place(target);
    const say = (why: string) => [`${path} imports ${target}: ${why}`];
    if (!target.startsWith('functions/')) return say('functions know nothing outside functions/');
    if (to.kind === 'handler') return say('nobody imports a handler');
    if (from.service === 'shared') return to.service === 'shared' ? [] : say('shared knows no service');
    if (to.service === 'shared') return [];
    const rule = MAY[from.kind];
    if (!rule) return say(`there is no kind of file called ${from.kind}`);
    if (to.service === from.service) {
      const allowed = [...rule.own, ...(PERSISTENCE.includes(from.kind) ? ['contract'] : [])];
      if (allowed.includes(to.kind)) return [];
      return typeOnly && rule.ownTypes?.includes(to.kind) ? [] : say(`${from.kind} may not know its ${to.kind}`);
    }
    const allowed = [...rule.other, ...(JOINS[path] ?? [])];
    return allowed.includes(to.kind) ? [] : say(`${from.kind} may not know another service's ${to.kind}`);
  });
}

/** A chain of imports that comes back to where it began, types left out: they are gone when the code runs. */
function cycle(): string[] | undefined {
  const edges = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports.flatMap(({ from, typeOnly }) =>
        from.startsWith('.') && !typeOnly ? [normalize(join(dirname(path), from)).replaceAll('\\', '/')] : [],
      ),
    ]),
  );
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of edges.get(path) ?? []) {
      const found = visit(next, [...trail, path]);
      if (found) return found;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of modules) {
    const found = visit(path, []);
    if (found) return found;
  }
  return undefined;
}

describe('the architecture', () => {
  it('reads the whole product', () => {
    expect(functions.length).toBeGreaterThan(40);
  });

  it('has no import against the ranks', () => {
    expect(functions.flatMap(problems)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycle()).toBeUndefined();
  });

  it('keeps clock, chance, environment and the SDK out of every domain', () => {
    const impure = /process\.env|Date\.now|new Date\(|Math\.random|randomBytes|randomUUID|@aws-sdk|@middy|@aws-lambda/;
    const found = functions.filter(({ path, source }) => place(path).kind === 'domain' && impure.test(source));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('lets only store, writes, reads, gateways and handlers of a service use the SDK', () => {
    const found = functions.filter(({ path, imports }) => {
      const { service, kind } = place(path);
      const allowed = service === 'shared' || ['store', 'writes', 'reads', 'gateway', 'handler'].includes(kind);
      return !allowed && imports.some(({ from }) => from.startsWith('@aws-sdk/'));
    });
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('has middy in the three wrappers only', () => {
    const found = modules.filter(({ imports }) => imports.some(({ from }) => from === '@middy/core'));
    expect(found.map(({ path }) => path).sort()).toEqual([
      'functions/shared/consumer.ts',
      'functions/shared/http.ts',
      'functions/shared/stream.ts',
    ]);
  });

  it('lets the stack know contracts and shared shapes, never how a service works', () => {
    const found = modules.flatMap(({ path, imports }) =>
      path.startsWith('lib/')
        ? imports.flatMap(({ from }) => {
            const target = normalize(join(dirname(path), from)).replaceAll('\\', '/');
            const { service, kind } = place(target);
            const known = !target.startsWith('functions/') || kind === 'contract' || service === 'shared';
            return known ? [] : [`${path} imports ${target}`];
          })
        : [],
    );
    expect(found).toEqual([]);
  });

  it('has no barrel file', () => {
    expect(functions.filter(({ path }) => path.endsWith('/index.ts')).map(({ path }) => path)).toEqual([]);
  });

  it('says on top of every file what it is', () => {
    const silent = modules.filter(({ source }) => !source.startsWith('// '));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
