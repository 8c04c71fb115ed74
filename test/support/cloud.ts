// The integration tests' own cloud: a stack of stage `test` on a free port, with IAM enforced on every call.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { apiPathUrl, type Cloud, cloudAt } from '../../localstack/cloud.ts';
import { bootstrap, type Deployed, deploy, readDeployed } from '../../localstack/deploy.ts';
import { type Emulator, endProcess, livingPid, pidFileOf, startEmulator } from '../../localstack/emulator.ts';
import { fingerprint } from '../../localstack/fingerprint.ts';
import { ensureVenv, logsDir, root } from '../../scripts/setup.mjs';

const STAGE = 'test';

/** What the integration tests get with `inject('cloud')`. */
export interface TestCloud extends Deployed {
  /** Endpoint, region and credentials; the credentials are the root user's, whom IAM never refuses. */
  cloud: Cloud;
  /** The origin that routes (`/api/v1/…`) are appended to. */
  apiUrl: string;
  /** Functions are called `<functionPrefix><service>-<handler>`. */
  functionPrefix: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    cloud: TestCloud;
  }
}

/** A cloud that outlives the run, so that the next one need not deploy (`ONSALE_KEEP_CLOUD=<file>`). */
interface Kept {
  dir: string;
  port: number;
  sources: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Deploys openly, as the CDK cannot under enforcement, and starts again on the same state with IAM enforced. */
async function bringUp(dir: string, port: number, outliveParent: boolean): Promise<Emulator> {
  const common = { port, dir, logFile: join(logsDir, 'test-emulator.log'), disposable: !outliveParent };
  const open = await startEmulator(common);
  try {
    const options = { cloud: cloudAt(open.endpoint), stage: STAGE, dir, logFile: join(logsDir, 'test-deploy.log') };
    await bootstrap(options);
    await deploy(options);
  } finally {
    await open.stop();
  }
  return startEmulator({ ...common, enforceIam: true, outliveParent });
}

async function describe(endpoint: string): Promise<TestCloud> {
  const cloud = cloudAt(endpoint);
  const deployed = await readDeployed(cloud, STAGE);
  const functionPrefix = `${deployed.stackName}-`;
  return { ...deployed, cloud, apiUrl: apiPathUrl(cloud, deployed.apiId), functionPrefix };
}

async function freshCloud(): Promise<{ cloud: TestCloud; end: () => Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'onsale-test-'));
  try {
    const emulator = await bringUp(dir, await freePort(), false);
    const end = async () => {
      await emulator.stop();
      rmSync(dir, { recursive: true, force: true });
    };
    return { cloud: await describe(emulator.endpoint), end };
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

async function keptCloud(file: string): Promise<TestCloud> {
  const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : undefined;
  const sources = fingerprint(root, STAGE);
  const pid = found && livingPid(pidFileOf(found.dir));
  if (found && pid !== undefined && found.sources === sources) return describe(`http://127.0.0.1:${found.port}`);
  if (pid !== undefined) await endProcess(pid, true);
  const kept: Kept = {
    dir: found?.dir ?? join(dirname(resolve(file)), 'test-cloud'),
    port: found?.port ?? (await freePort()),
    sources,
  };
  mkdirSync(kept.dir, { recursive: true });
  const emulator = await bringUp(kept.dir, kept.port, true);
  writeFileSync(file, JSON.stringify(kept));
  return describe(emulator.endpoint);
}

/** Vitest's global set-up of the project `integration`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureVenv();
  const file = process.env.ONSALE_KEEP_CLOUD;
  const { cloud, end } = file ? { cloud: await keptCloud(file), end: async () => {} } : await freshCloud();
  project.provide('cloud', cloud);
  return end;
}
