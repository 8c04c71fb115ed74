// The lock file lets `npm ci` work on every platform: a version for all that any package names, and no registry's address.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Locked {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const text = readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8');
const packages = Object.entries((JSON.parse(text) as { packages: Record<string, Locked> }).packages).filter(
  ([path]) => path !== '',
);
const names = new Set(packages.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)));

it('has a version of every package', () => {
  expect(packages.filter(([, { version }]) => !version).map(([path]) => path)).toEqual([]);
});

it('has the binaries of every platform: a registry without one of them makes a lock that npm ci refuses', () => {
  const named = packages.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});

it('names no address to load from', () => {
  expect(packages.filter(([, { resolved }]) => resolved?.startsWith('http')).map(([path]) => path)).toEqual([]);
});
