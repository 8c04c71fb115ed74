// npm test: types, lint and all tests, on a cloud of its own; its last line is `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createProgress, orExit } from './progress.mjs';
import { bin, checkNode, childEnv, ensureBrowser, ensurePackages, ensureVenv, localDir, root } from './setup.mjs';

const countsFile = join(localDir, 'test-counts.json');
const STEPS = 6;

const BROWSER_TESTS = 'test/integration/shop/';

let child;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child?.kill(signal));

/** Runs a tool on our terminal; answers whether it succeeded. */
function runs(tool, args, env = {}) {
  return new Promise((done) => {
    child = spawn(bin(tool), args, { cwd: root, env: childEnv(env), stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => done(false));
    child.on('exit', (code) => done(code === 0));
  });
}

function readCounts() {
  // Without a report the run itself broke.
  if (!existsSync(countsFile)) return { passed: 0, failed: 1, skipped: 0 };
  return JSON.parse(readFileSync(countsFile, 'utf8'));
}

/** Whether the run has tests of the shop, by Vitest's own reading of what it is given; also when it cannot tell. */
function wantsBrowser(given) {
  const args = ['list', '--filesOnly', ...given];
  const { status, stdout } = spawnSync(bin('vitest'), args, { cwd: root, env: childEnv(), encoding: 'utf8' });
  return status !== 0 || stdout.includes(BROWSER_TESTS);
}

await orExit(async () => {
  checkNode();
  const given = process.argv.slice(2);
  // Its lines and those of the tools would mix on one ticking line.
  const out = { write: (text) => process.stdout.write(text) };
  const { step } = createProgress({ total: STEPS, out });
  await step('Packages', async (note) => note((await ensurePackages()) ? 'installed' : 'up to date'));
  await step('Local cloud software', async (note) => note((await ensureVenv()) ? 'installed' : 'up to date'));
  await step('Browser', async (note) => {
    if (!wantsBrowser(given)) return note('not needed');
    note((await ensureBrowser()) ? 'installed' : 'up to date');
  });
  const typesPass = await step('Types', async () => {
    const [rest, shop] = [await runs('tsc', ['--noEmit']), await runs('tsc', ['--noEmit', '-p', 'web'])];
    return rest && shop;
  });
  const lintPasses = await step('Lint and format', () => runs('biome', ['check', '--error-on-warnings', '.']));
  mkdirSync(localDir, { recursive: true });
  rmSync(countsFile, { force: true });
  const testsPass = await step('Tests: unit, infra, integration (starts a cloud of its own)', () =>
    runs('vitest', ['run', ...given], { ONSALE_COUNTS: countsFile }),
  );
  const { passed, failed, skipped } = readCounts();
  const failedSteps = [typesPass, lintPasses].filter((pass) => !pass).length;
  // A run can fail without a failed test, such as one whose set-up broke.
  const total = failedSteps + (testsPass ? failed : Math.max(failed, 1));
  if (!typesPass) console.log('Types: failed');
  if (!lintPasses) console.log('Lint and format: failed');
  console.log(`${passed} passed, ${total} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = total === 0 ? 0 : 1;
});
