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
import { setWebhooks } from '../../localstack/portone/client.ts';
import { type Portone, startPortone, webhookUrl } from '../../localstack/portone/server.ts';
import { ensureVenv, logsDir, root } from '../../scripts/setup.mjs';
import { buildShop } from '../../scripts/shop.ts';
import { startShop } from './shop.ts';

const STAGE = 'test';

/** What the integration tests get with `inject('cloud')`. */
export interface TestCloud extends Deployed {
  /** Endpoint, region and credentials; the credentials are the root user's, whom IAM never refuses. */
  cloud: Cloud;
  /** The origin that routes (`/api/v1/…`) are appended to. */
  apiUrl: string;
  /** The stand-in for PortOne, which the functions ask too. */
  portoneUrl: string;
  /** The origin of the shop, with the API under it; empty when the shop does not build. */
  shopUrl: string;
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
  /** Where the functions ask the stand-in for PortOne, which each run starts anew. */
  portonePort: number;
  sources: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

interface Open {
  cloud: TestCloud;
  end: () => Promise<void>;
}

type Build = ReturnType<typeof buildShop>;

interface BringUp {
  dir: string;
  port: number;
  portoneUrl: string;
  outliveParent: boolean;
}

/** Deploys openly, as the CDK cannot under enforcement, and starts again on the same state with IAM enforced. */
async function bringUp({ dir, port, portoneUrl, outliveParent }: BringUp): Promise<Emulator> {
  const common = { port, dir, logFile: join(logsDir, 'test-emulator.log'), disposable: !outliveParent };
  const open = await startEmulator(common);
  try {
    const cloud = cloudAt(open.endpoint);
    const options = { cloud, stage: STAGE, portoneUrl, dir, logFile: join(logsDir, 'test-deploy.log') };
    await bootstrap(options);
    await deploy(options);
  } finally {
    await open.stop();
  }
  return startEmulator({ ...common, enforceIam: true, outliveParent });
}

/** What was deployed, to which the stand-in sends its webhooks from now on, with a shop in front of it. */
async function open(endpoint: string, portoneUrl: string, build: Build): Promise<Open> {
  const cloud = cloudAt(endpoint);
  const deployed = await readDeployed(cloud, STAGE);
  const functionPrefix = `${deployed.stackName}-`;
  const apiUrl = apiPathUrl(cloud, deployed.apiId);
  await setWebhooks(portoneUrl, { url: webhookUrl(apiUrl) });
  const shop = await startShop({ apiUrl, portoneUrl }, build);
  return { cloud: { ...deployed, cloud, apiUrl, portoneUrl, shopUrl: shop.origin, functionPrefix }, end: shop.close };
}

async function freshCloud(build: Build): Promise<Open> {
  const dir = mkdtempSync(join(tmpdir(), 'onsale-test-'));
  const portone = await startPortone(0);
  try {
    const { url: portoneUrl } = portone;
    const emulator = await bringUp({ dir, port: await freePort(), portoneUrl, outliveParent: false });
    const { cloud, end: closeShop } = await open(emulator.endpoint, portoneUrl, build);
    const end = async () => {
      await closeShop();
      await emulator.stop();
      await portone.close();
      rmSync(dir, { recursive: true, force: true });
    };
    return { cloud, end };
  } catch (error) {
    await portone.close();
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

/** Another run on the same kept cloud may have started it just now: then that one serves both. */
async function shareablePortone(port: number): Promise<Pick<Portone, 'url' | 'close'>> {
  try {
    return await startPortone(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return { url: `http://127.0.0.1:${port}`, close: async () => {} };
  }
}

async function keptCloud(file: string, build: Build): Promise<Open> {
  const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>) : {};
  const kept: Kept = {
    dir: found.dir ?? join(dirname(resolve(file)), 'test-cloud'),
    port: found.port ?? (await freePort()),
    portonePort: found.portonePort ?? (await freePort()),
    sources: fingerprint(root, STAGE),
  };
  const portone = await shareablePortone(kept.portonePort);
  const pid = livingPid(pidFileOf(kept.dir));
  if (pid === undefined || found.portonePort === undefined || found.sources !== kept.sources) {
    if (pid !== undefined) await endProcess(pid, true);
    mkdirSync(kept.dir, { recursive: true });
    await bringUp({ dir: kept.dir, port: kept.port, portoneUrl: portone.url, outliveParent: true });
    writeFileSync(file, JSON.stringify(kept));
  }
  const { cloud, end: closeShop } = await open(`http://127.0.0.1:${kept.port}`, portone.url, build);
  const end = async () => {
    await closeShop();
    await portone.close();
  };
  return { cloud, end };
}

/** Vitest's global set-up of the project `integration`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await ensureVenv();
  const file = process.env.ONSALE_KEEP_CLOUD;
  // While the cloud is deployed to; what goes wrong with it is said when the shop is wanted.
  const build = buildShop();
  build.catch(() => {});
  const { cloud, end } = file ? await keptCloud(file, build) : await freshCloud(build);
  project.provide('cloud', cloud);
  return end;
}
