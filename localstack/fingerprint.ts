// A hash over everything a deployment is made from, to tell whether there is anything to deploy.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCES = [
  'bin',
  'lib',
  'functions',
  'localstack/portone/account.ts',
  'cdk.json',
  'tsconfig.json',
  'package-lock.json',
];

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The hash of the deployment's sources below `root`, by path and content. `extra` is what else decides it. */
export function fingerprint(root: string, extra: string, sources: readonly string[] = SOURCES): string {
  const hash = createHash('sha256').update(extra);
  for (const file of sources.flatMap((source) => filesBelow(join(root, source))).sort()) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
