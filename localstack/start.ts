// npm start, second half: brings up the local cloud, deploys, loads the demo, serves it, and follows the logs.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { createProgress, Failure, orExit, type Progress } from '../scripts/progress.mjs';
import { localDir, logsDir } from '../scripts/setup.mjs';
import { buildShop } from '../scripts/shop.ts';
import { apiPathUrl, type Cloud, clientConfig, cloudAt } from './cloud.ts';
import { bootstrap, type Deployed, type DeployOptions, deploy, readDeployed } from './deploy.ts';
import { type Emulator, livingPid, pidFileOf, startEmulator } from './emulator.ts';
import { type Front, startFront } from './front.ts';
import { followLogs } from './logs.ts';
import { operatorGranter } from './operator.ts';
import { type Portone, startPortone, webhookUrl } from './portone/server.ts';
import { checkPorts, functionsPortoneUrl, type Ports, readPorts } from './ports.ts';
import { loadDemo, logins } from './seed/load.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';
import { welcome } from './welcome.ts';

const STAGE = 'local';
const LEFTOVER_WITHIN_MS = 6_000;
const POLL_MS = 100;
const dir = join(localDir, 'emulator');
const portFile = join(dir, 'port');

const ending = new AbortController();
const running: { emulator?: Emulator; portone?: Portone; front?: Front } = {};

/** An emulator whose parent was killed ends by itself, after it wrote its state. */
async function waitForLeftover(): Promise<void> {
  const until = Date.now() + LEFTOVER_WITHIN_MS;
  while (livingPid(pidFileOf(dir)) !== undefined && Date.now() < until) {
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  const pid = livingPid(pidFileOf(dir));
  if (pid === undefined) return;
  throw new Failure(
    `The local cloud of this folder runs already (process ${pid}): end that npm start with Ctrl-C first.`,
  );
}

function checkArguments(): void {
  const unknown = process.argv.slice(2).filter((flag) => flag !== '--reset');
  if (unknown.length > 0) throw new Failure(`npm start knows no ${unknown.join(' ')}: it takes --reset, or nothing.`);
}

async function checkCloud(endpoint: string): Promise<void> {
  const answers = await fetch(endpoint).catch(() => undefined);
  if (!answers) throw new Failure(`Nothing answers at AWS_ENDPOINT_URL=${endpoint}: start it, or unset the variable.`);
  const client = new CloudFormationClient({ ...clientConfig(cloudAt(endpoint, process.env)), maxAttempts: 1 });
  try {
    await client.send(new ListStacksCommand({}));
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : error;
    throw new Failure(
      `What answers at AWS_ENDPOINT_URL=${endpoint} is no AWS-compatible cloud (${why}): name another.`,
    );
  } finally {
    client.destroy();
  }
}

/** Queues are known by their addresses, so what was made on one port is of no use on another. */
function checkSamePort(port: number): void {
  const made = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : port;
  if (made === port) return;
  throw new Failure(
    `The data of this folder was made on port ${made}: use that port (ONSALE_EMULATOR_PORT=${made} npm start), ` +
      'or begin anew with npm start -- --reset.',
  );
}

type Note = (text: string) => void;

async function bringUpCloud(endpoint: string | undefined, ports: Ports, note: Note): Promise<Cloud> {
  if (!endpoint) await waitForLeftover();
  await checkPorts(ports, Boolean(endpoint));
  const reset = process.argv.includes('--reset');
  if (endpoint) {
    if (reset) throw new Failure('--reset cannot wipe the cloud at AWS_ENDPOINT_URL: leave out one of the two.');
    await checkCloud(endpoint);
    note(`using ${endpoint}`);
    return cloudAt(endpoint, process.env);
  }
  const crashed = existsSync(pidFileOf(dir));
  const kept = existsSync(join(dir, 'state', 'cloudformation.json'));
  if (kept && !process.argv.includes('--reset')) checkSamePort(ports.emulator);
  if (reset || (crashed && !kept)) rmSync(dir, { recursive: true, force: true });
  const logFile = join(logsDir, 'emulator.log');
  running.emulator = await startEmulator({ port: ports.emulator, dir, logFile });
  writeFileSync(portFile, String(ports.emulator));
  if (reset) note('begun anew');
  else if (crashed && kept) note('it was killed last time, so its data is that of the last orderly end');
  else if (crashed) note('it was killed before its data was written, so it begins anew');
  else note(kept ? 'with the data of last time' : 'new');
  return cloudAt(running.emulator.endpoint);
}

interface StandIn {
  /** As functions reach it. */
  portoneUrl: string;
  /** As browsers do. */
  browserPortoneUrl: string;
}

async function bringUpStack(progress: Progress, cloud: Cloud, standIn: StandIn): Promise<Deployed> {
  const { signal } = ending;
  const logFile = join(logsDir, 'deploy.log');
  const options: DeployOptions = { cloud, stage: STAGE, ...standIn, dir, logFile, signal };
  await progress.step('Preparing the cloud for deployments', async (note) => {
    note((await bootstrap(options)) ? 'done' : 'was prepared');
  });
  await progress.step(`Deploying onsale-${STAGE}`, async (note) => {
    note((await deploy(options)) ? 'done' : 'nothing changed');
  });
  return readDeployed(cloud, STAGE);
}

interface Up {
  cloud: Cloud;
  apiUrl: string;
  portoneUrl: string;
}

async function bringUp(progress: Progress): Promise<Up> {
  checkArguments();
  const ports = readPorts(process.env);
  const toldUrl = functionsPortoneUrl(process.env, ports.portone);
  const shop = await progress.step('Shop', async (note) => {
    const { folder, built } = await buildShop();
    note(built ? 'built' : 'nothing changed');
    return folder;
  });
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const cloud = await progress.step('Local cloud', (note) => bringUpCloud(endpoint, ports, note));
  const portone = await progress.step('Stand-in for PortOne', async (note) => {
    // Beside the cloud's data, so that both are of the same time, and are wiped together.
    const started = await startPortone(ports.portone, { keptIn: join(dir, 'portone.json') });
    note(started.url);
    return started;
  });
  running.portone = portone;
  const deployed = await bringUpStack(progress, cloud, { portoneUrl: toldUrl, browserPortoneUrl: portone.url });
  const apiBase = apiPathUrl(cloud, deployed.apiId);
  const front = await progress.step('Front', async (note) => {
    const sdkOrigin = new URL(portone.url).origin;
    const started = await startFront({ port: ports.front, apiBase: () => apiBase, shop, sdkOrigin });
    note(started.origin);
    return started;
  });
  running.front = front;
  const apiUrl = front.origin;
  portone.deliverTo(webhookUrl(apiUrl));
  const portoneUrl = portone.url;
  const grantOperator = operatorGranter(cloud, deployed);
  await progress.step('Demo', () => loadDemo({ apiUrl, portoneUrl, nowMs: Date.now(), grantOperator }));
  writeStackFile({ cloud, deployed, apiUrl, portoneUrl, logins });
  return { cloud, apiUrl, portoneUrl };
}

let ended: Promise<void> | undefined;

function end(): Promise<void> {
  ended ??= (async () => {
    ending.abort();
    if (running.front) removeStackFile();
    await running.front?.close();
    await running.portone?.close();
    await running.emulator?.stop();
  })();
  return ended;
}

function endOn(reason: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'disconnect', code: number): void {
  process.on(reason, async () => {
    if (!ended && reason !== 'disconnect') console.log('\nEnding; the data is kept for the next npm start.');
    await end();
    process.exit(code);
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) endOn(signal, 0);
endOn('disconnect', 1);

await orExit(async () => {
  const { ONSALE_STEPS_DONE: done = 0, ONSALE_STEPS_TOTAL: total = 7 } = process.env;
  try {
    const up = await bringUp(createProgress({ total: Number(total), done: Number(done) }));
    console.log(welcome({ verificationId: randomUUID(), ...up, logins }));
    running.emulator?.ended.then(async () => {
      if (ending.signal.aborted) return;
      console.error('The local cloud ended by itself: .local/logs/emulator.log may say why; run npm start again.');
      await end();
      process.exit(1);
    });
    await followLogs({
      cloud: up.cloud,
      stage: STAGE,
      signal: ending.signal,
      print: (line) => console.log(line),
      colour: process.stdout.isTTY === true,
    });
  } catch (error) {
    if (ending.signal.aborted) return await end();
    await end();
    throw error;
  }
});
