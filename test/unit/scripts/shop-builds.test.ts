// Builds of the shop in their folders: several processes make them at once, and some are killed.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetOld, moveUnlessThere } from '../../../scripts/shop.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onsale-builds-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function folderOf(name: string, text = name): string {
  mkdirSync(join(dir, name));
  writeFileSync(join(dir, name, 'index.html'), text);
  return join(dir, name);
}

const HASH = '0123456789abcdef';

describe('a build that is done', () => {
  it('is put in its place', () => {
    const made = folderOf(`${HASH}-1`, 'made');
    moveUnlessThere(made, join(dir, HASH));
    expect(readFileSync(join(dir, HASH, 'index.html'), 'utf8')).toBe('made');
    expect(existsSync(made)).toBe(false);
  });

  it('leaves the place to another that was there first', () => {
    folderOf(HASH, 'theirs');
    moveUnlessThere(folderOf(`${HASH}-1`, 'made'), join(dir, HASH));
    expect(readFileSync(join(dir, HASH, 'index.html'), 'utf8')).toBe('theirs');
  });

  it('says so when it cannot be put there for any other reason', () => {
    expect(() => moveUnlessThere(join(dir, 'nothing'), join(dir, HASH))).toThrow('ENOENT');
  });
});

describe('what stays', () => {
  const NOW = Date.UTC(2026, 10, 22);
  const HOUR_MS = 3_600_000;

  function aged(name: string, hours: number): void {
    const at = (NOW - hours * HOUR_MS) / 1000;
    utimesSync(folderOf(name), at, at);
  }

  it('are all builds of the last week, and the five newest of older ones', () => {
    const hashes = Array.from({ length: 7 }, (_, i) => `${i}`.repeat(16));
    for (const [i, hash] of hashes.entries()) aged(hash, i < 6 ? i : 24 * 30);
    forgetOld(dir, NOW);
    expect(readdirSync(dir).sort()).toEqual(hashes.slice(0, 6));
    forgetOld(dir, NOW + 24 * 30 * HOUR_MS);
    expect(readdirSync(dir).sort()).toEqual(hashes.slice(0, 5));
  });

  it('is what somebody makes now; what a killed build left an hour ago goes', () => {
    aged(`${HASH}-4711`, 2);
    aged(`${HASH}-0a1b2c3d`, 0.5);
    aged('of-somebody-else', 2);
    aged(`${HASH}-4711.log`, 2);
    forgetOld(dir, NOW);
    expect(readdirSync(dir).sort()).toEqual([`${HASH}-0a1b2c3d`, 'of-somebody-else']);
  });
});
