// npm start, first half: checks the machine and installs what is missing, on any Node from 20 and with no package.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createProgress, orExit } from '../scripts/progress.mjs';
import { bin, checkNode, childEnv, ensurePackages, ensureVenv, root } from '../scripts/setup.mjs';

/** Steps of both halves; `start.ts` goes on counting. */
const TOTAL_STEPS = 9;
const STEPS_HERE = 2;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function handOver() {
  const child = spawn(
    bin('node'),
    ['--import', 'tsx', join(root, 'localstack', 'start.ts'), ...process.argv.slice(2)],
    {
      cwd: root,
      env: childEnv({ ONSALE_STEPS_DONE: String(STEPS_HERE), ONSALE_STEPS_TOTAL: String(TOTAL_STEPS) }),
      // The channel ends with this process, however it ends: then the other half ends too.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}

await orExit(async () => {
  checkNode();
  const progress = createProgress({ total: TOTAL_STEPS });
  await progress.step('Packages', async (note) => note((await ensurePackages()) ? 'installed' : 'up to date'));
  // Another endpoint needs no emulator of ours.
  await progress.step('Local cloud software', async (note) => {
    if (process.env.AWS_ENDPOINT_URL) note(`not needed, using ${process.env.AWS_ENDPOINT_URL}`);
    else note((await ensureVenv()) ? 'installed' : 'up to date');
  });
  handOver();
});
