// Which browser scripts and tests use: one that is named, or the first on the PATH, as long as it starts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../scripts/setup.mjs';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onsale-browser-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A program in a folder of its own that ends with the code. */
function program(folder: string, name: string, code: number): string {
  mkdirSync(join(dir, folder), { recursive: true });
  const file = join(dir, folder, name);
  writeFileSync(file, `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
  return file;
}

describe('the browser', () => {
  it('is the first on the PATH that starts: a stub that only names another package is passed over', () => {
    program('first', 'chromium-browser', 1);
    const second = program('second', 'google-chrome', 0);
    program('third', 'chromium', 0);
    const PATH = ['none', 'first', 'second', 'third'].map((name) => join(dir, name)).join(delimiter);
    expect(findBrowser({ PATH })).toBe(second);
  });

  it('is none where none starts', () => {
    program('first', 'chromium', 1);
    expect(findBrowser({ PATH: join(dir, 'first') })).toBe(undefined);
  });

  it('is the one that is named, whatever is on the PATH', () => {
    const named = program('own', 'browser', 0);
    program('first', 'chromium', 0);
    expect(findBrowser({ PATH: join(dir, 'first'), ONSALE_CHROMIUM: named })).toBe(named);
  });

  it.each([
    ['is not there', () => join(dir, 'nowhere')],
    ['does not start', () => program('own', 'browser', 1)],
  ])('that is named and %s is said to be wrong, by its name', (_what, make) => {
    const named = make();
    program('first', 'chromium', 0);
    const find = () => findBrowser({ PATH: join(dir, 'first'), ONSALE_CHROMIUM: named });
    expect(find).toThrow(`ONSALE_CHROMIUM names ${named}, which does not start`);
  });
});
