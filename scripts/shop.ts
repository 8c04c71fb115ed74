// npm run shop: builds the shop for whoever serves it, unless it is built already, and says what it weighs.
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fingerprint } from '../localstack/fingerprint.ts';
import { Failure, orExit } from './progress.mjs';
import { bin, childEnv, localDir, logsDir, root, runLogged } from './setup.mjs';
import { checkBudget, describeWeight, readManifest, type Weight, weigh } from './shop-budget.ts';

/** Each build has a folder of its own, by what it was made from: it never changes, and nobody builds into another's. */
const BUILDS = join(localDir, 'shop');

/** Somebody may serve one that is no longer the newest: so many stay, and all of the last days. */
const KEPT = 5;
const KEPT_MS = 7 * 86_400_000;

/** No build takes as long: it was killed. */
const ABANDONED_MS = 3_600_000;

/** Text that is worth compressing; what is served beside each file as `.gz` to who takes that. */
const COMPRESSED = /\.(m?js|css|html|svg|json|webmanifest|txt)$/;

export interface BuiltShop {
  /** `index.html`, `assets/`, and other files as they are; `.vite/` is not for the public. */
  readonly folder: string;
  /** Whether this call built it. */
  readonly built: boolean;
}

/** What a build is made from: the shop's own files, and what it knows of the API. */
function sourcesOf(): readonly string[] {
  const contracts = globSync('functions/*/contract*.ts', { cwd: root });
  const own = readdirSync(join(root, 'web')).filter((name) => name !== 'dist' && name !== 'node_modules');
  return [
    ...own.map((name) => join('web', name)),
    ...contracts,
    'functions/shared',
    'scripts/shop.ts',
    'tsconfig.json',
    'package-lock.json',
  ];
}

/** Builds the shop, unless it is there. @throws Failure when it does not build, or is too heavy */
export async function buildShop(): Promise<BuiltShop> {
  const folder = join(BUILDS, fingerprint(root, 'shop', sourcesOf()).slice(0, 16));
  const built = !existsSync(folder);
  if (built) await build(folder);
  checkBudget(weightOf(folder));
  return { folder, built };
}

async function build(folder: string): Promise<void> {
  const making = `${folder}-${randomUUID().slice(0, 8)}`;
  const logFile = `${making}.log`;
  mkdirSync(BUILDS, { recursive: true });
  // Under another NODE_ENV, such as that of tests, React would be built for its developers.
  const env = childEnv({ NODE_ENV: 'production' });
  const args = ['build', '--config', 'web/vite.config.ts', '--outDir', making, '--emptyOutDir', '--logLevel', 'warn'];
  try {
    const { code, output } = await runLogged(bin('vite'), args, relative(logsDir, logFile), env);
    if (code !== 0) throw new Failure(`${withoutStack(output)}\n\nThe shop does not build: the lines above say why.`);
    for (const file of filesOf(making).filter((name) => COMPRESSED.test(name))) {
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    }
    moveUnlessThere(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
    // What went wrong was said.
    rmSync(logFile, { force: true });
  }
  forgetOld(BUILDS, Date.now());
}

/** Another process may have been faster, also since anybody looked: then its build is as good. */
export function moveUnlessThere(making: string, folder: string): void {
  try {
    renameSync(making, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

const withoutStack = (output: string) =>
  output
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .join('\n')
    .trimEnd();

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Takes away builds that nobody serves any more, and what a killed one left. @param dir where they all are */
export function forgetOld(dir: string, now: number): void {
  const below = readdirSync(dir).map((name) => {
    const folder = join(dir, name);
    // Another process may take it away at the same time.
    return { name, folder, madeAt: statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now };
  });
  const builds = below.filter(({ name }) => /^[0-9a-f]{16}$/.test(name)).sort((a, b) => b.madeAt - a.madeAt);
  const old = builds.slice(KEPT).filter(({ madeAt }) => madeAt < now - KEPT_MS);
  const abandoned = below.filter(({ name, madeAt }) => /^[0-9a-f]{16}-/.test(name) && madeAt < now - ABANDONED_MS);
  for (const { folder } of [...old, ...abandoned]) rmSync(folder, { recursive: true, force: true });
}

/** What a build weighs. */
export function weightOf(folder: string): Weight {
  return weigh(readManifest(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')), (file) => ({
    bytes: statSync(join(folder, file)).size,
    gzipBytes: statSync(join(folder, `${file}.gz`)).size,
  }));
}

if (process.argv[1] === import.meta.filename) {
  await orExit(async () => {
    const { folder, built } = await buildShop();
    console.log(`${built ? 'Built' : 'Nothing changed'}: ${relative(root, folder)}\n`);
    console.log(describeWeight(weightOf(folder)));
  });
}
