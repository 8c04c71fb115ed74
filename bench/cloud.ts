// The bench's own emulator: on a free port, with its own state, gone afterwards.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, cloudAt } from '../localstack/cloud.ts';
import { startEmulator } from '../localstack/emulator.ts';
import { ensureVenv, logsDir } from '../scripts/setup.mjs';

/** @param dir the emulator's folder, for what else belongs to it */
export async function withCloud<T>(work: (cloud: Cloud, dir: string) => Promise<T>): Promise<T> {
  await ensureVenv();
  const dir = mkdtempSync(join(tmpdir(), 'onsale-bench-'));
  try {
    const options = { port: await freePort(), dir, logFile: join(logsDir, 'bench-emulator.log') };
    const emulator = await startEmulator(options);
    try {
      return await work(cloudAt(emulator.endpoint), dir);
    } finally {
      await emulator.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
