// What a first page of the shop weighs, by the manifest of a build.
import { describe, expect, it } from 'vitest';
import {
  checkBudget,
  describeWeight,
  type Manifest,
  MOST_FIRST_BYTES,
  readManifest,
  weigh,
} from '../../../scripts/shop-budget.ts';

const manifest: Manifest = {
  'index.html': {
    file: 'assets/main.js',
    isEntry: true,
    imports: ['_react.js'],
    dynamicImports: ['src/pages/map.tsx', 'src/pages/line.tsx', 'src/i18n/ko/index.ts', 'src/i18n/en/index.ts'],
  },
  '_react.js': { file: 'assets/react.js', imports: ['_shared.js'] },
  '_shared.js': { file: 'assets/shared.js', imports: ['_react.js'] },
  'src/pages/map.tsx': {
    file: 'assets/map.js',
    imports: ['_draw.js', '_shared.js'],
    dynamicImports: ['src/pages/list.tsx'],
  },
  '_draw.js': { file: 'assets/draw.js' },
  'src/pages/line.tsx': { file: 'assets/line.js' },
  'src/pages/list.tsx': { file: 'assets/list.js' },
  'src/i18n/ko/index.ts': { file: 'assets/ko.js' },
  'src/i18n/en/index.ts': { file: 'assets/en.js' },
  'src/main.css': { file: 'assets/main.css' },
};
const gzipBytes: Record<string, number> = {
  'assets/main.js': 1_000,
  'assets/react.js': 2_000,
  'assets/shared.js': 300,
  'assets/map.js': 50,
  'assets/draw.js': 40,
  'assets/line.js': 80,
  'assets/list.js': 7_000,
  'assets/ko.js': 6,
  'assets/en.js': 5,
};
const sizeOf = (file: string) => ({ bytes: (gzipBytes[file] ?? 0) * 3, gzipBytes: gzipBytes[file] ?? 0 });

describe('the weight of the shop', () => {
  const weight = weigh(manifest, sizeOf);
  const filesOf = (when: string) => weight.chunks.filter((chunk) => chunk.when === when).map(({ file }) => file);

  it('is the entry with all that it imports, once, however they import each other', () => {
    expect(filesOf('first')).toEqual(['assets/react.js', 'assets/main.js', 'assets/shared.js']);
  });

  it('has with it the heaviest page together with what that imports, and the heaviest language', () => {
    expect(filesOf('beside')).toEqual(['assets/map.js', 'assets/draw.js', 'assets/ko.js']);
    expect(weight.firstGzipBytes).toBe(1_000 + 2_000 + 300 + 50 + 40 + 6);
  });

  it('leaves out what a page asks for later, and what is no script', () => {
    expect(filesOf('later')).toEqual(['assets/list.js', 'assets/line.js', 'assets/en.js']);
  });

  it('counts no split-off file where there is none', () => {
    const { firstGzipBytes } = weigh({ 'index.html': { file: 'assets/main.js', isEntry: true } }, sizeOf);
    expect(firstGzipBytes).toBe(1_000);
  });

  it('is told in a line for each file, and one for the budget', () => {
    const lines = describeWeight(weight).split('\n');
    expect(lines[0]).toMatch(/^when +bytes +gzip +file$/);
    expect(lines[1]).toMatch(/^later +20\.5 KB +6\.8 KB {2}assets\/list\.js$/);
    expect(lines.at(-1)).toBe('A first page loads 3.3 KB of JavaScript (gzip) at most; it may be 200.0 KB.');
  });
});

describe('the budget', () => {
  const weightOf = (firstGzipBytes: number) => ({ chunks: [], firstGzipBytes });

  it('is 200 KB, and may be spent to the last byte', () => {
    expect(MOST_FIRST_BYTES).toBe(204_800);
    expect(() => checkBudget(weightOf(204_800))).not.toThrow();
  });

  it('refuses one byte more, with the sizes', () => {
    expect(() => checkBudget(weightOf(204_801))).toThrow(/A first page loads 200\.0 KB[\s\S]*too heavy for a phone/);
  });
});

describe('a manifest', () => {
  it('is read without what nobody here needs', () => {
    const json = '{"index.html":{"file":"a.js","name":"index","src":"index.html","isEntry":true,"css":["a.css"]}}';
    expect(readManifest(json)).toEqual({ 'index.html': { file: 'a.js', isEntry: true } });
  });

  it('that is none is refused', () => {
    expect(() => readManifest('{"index.html":{"isEntry":true}}')).toThrow('file');
  });
});
