// Bundles every handler at synth in one run of esbuild: minified ESM with the SDK inside.
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '../..');

/** A folder of this process alone, so that two deployments can be made at once; the stack copies what it needs. */
let folder: string | undefined;

function out(): string {
  if (folder) return folder;
  const made = mkdtempSync(join(tmpdir(), 'onsale-bundles-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}

/** esbuild's ESM output has no `require`; CommonJS packages inside the bundle still ask for it. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** The folder of one handler's bundle, e.g. of `wallet/get-balance`; its code is `index.mjs`. */
export function bundleOf(service: string, handler: string): string {
  return join(out(), service, handler);
}

/** Bundles all of `functions/<service>/handlers/<handler>.ts`. @returns what went into each, for `bench/` */
export function bundleHandlers(): Metafile {
  const handlers = globSync('functions/*/handlers/*.ts', { cwd: ROOT });
  const entryPoints = handlers.sort().map((path) => {
    const [, service = '', , file = ''] = path.split(/[\\/]/);
    return { in: join(ROOT, path), out: join(service, file.replace(/\.ts$/, ''), 'index') };
  });
  const { metafile } = buildSync({
    entryPoints,
    outdir: out(),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    alias: {
      '@aws-sdk/credential-provider-node': join(ROOT, 'functions/shared/credentials.ts'),
      '@smithy/core/event-streams': join(ROOT, 'functions/shared/event-streams.ts'),
    },
    logLevel: 'warning',
  });
  return metafile;
}
