// The fingerprint changes with whatever a deployment is made from, and with nothing else.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint } from '../../../localstack/fingerprint.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'onsale-fingerprint-'));
  mkdirSync(join(root, 'lib', 'parts'), { recursive: true });
  writeFileSync(join(root, 'lib', 'parts', 'a.ts'), 'a');
});
afterEach(() => rmSync(root, { recursive: true }));

it('stays when nothing of it changed', () => {
  const before = fingerprint(root, 'local');
  writeFileSync(join(root, 'README.md'), 'not deployed');
  expect(fingerprint(root, 'local')).toBe(before);
});

it('changes with content, name, a new file and the stage', () => {
  const seen = new Set([fingerprint(root, 'local'), fingerprint(root, 'test')]);
  writeFileSync(join(root, 'lib', 'parts', 'a.ts'), 'b');
  seen.add(fingerprint(root, 'local'));
  renameSync(join(root, 'lib', 'parts', 'a.ts'), join(root, 'lib', 'parts', 'c.ts'));
  seen.add(fingerprint(root, 'local'));
  writeFileSync(join(root, 'cdk.json'), '{}');
  seen.add(fingerprint(root, 'local'));
  expect(seen.size).toBe(5);
});
