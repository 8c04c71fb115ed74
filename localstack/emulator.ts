// Starts and ends one MiniStack on a port, with its own folder for state, objects and temporary files.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../scripts/progress.mjs';
import { bin, portIsFree, root, venvPython } from '../scripts/setup.mjs';
import { LOCAL_REGION } from './cloud.ts';

export interface EmulatorOptions {
  port: number;
  /** Folder of its own: state, objects, temporary files, pid file. */
  dir: string;
  logFile: string;
  /** Refuse what the IAM policies do not allow. A deployment only works without. */
  enforceIam?: boolean;
  /** Go on when the starting process ends (a test cloud kept between runs). */
  outliveParent?: boolean;
  /** Nobody will want `dir` when the starting process was killed. */
  disposable?: boolean;
}

export interface Emulator {
  endpoint: string;
  pid: number;
  /** Settles when the process has ended, whoever ended it. */
  ended: Promise<void>;
  /** Ends it and waits until its state is on disk. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 30_000;
const POLL_MS = 50;

/** Outside the repository, so that no handler finds its packages or its module type by accident; one per `dir`. */
function temporaryDirOf(dir: string): string {
  return join(tmpdir(), `onsale-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`);
}

export const pidFileOf = (dir: string) => join(dir, 'emulator.pid');

/** The process that a pid file names, if it lives. */
export function livingPid(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends a process by its id and waits for it; kills its process group when it does not end in time. */
export async function endProcess(pid: number, group = false): Promise<void> {
  const until = Date.now() + STOP_WITHIN_MS;
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  while (isAlive(pid) && Date.now() < until) await sleep(POLL_MS);
  if (isAlive(pid)) process.kill(group ? -pid : pid, 'SIGKILL');
}

// Handlers inherit the emulator's environment, so it gets a short list and nothing of the caller's AWS settings.
function emulatorEnv(options: EmulatorOptions): Record<string, string> {
  const { HOME = '', LANG = 'C.UTF-8', PATH = '' } = process.env;
  return {
    HOME,
    LANG,
    PATH: `${dirname(bin('node'))}:${PATH}`,
    NODE_PATH: join(root, 'node_modules'),
    NODE_OPTIONS: '--no-deprecation',
    TMPDIR: temporaryDirOf(options.dir),
    MINISTACK_REGION: LOCAL_REGION,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(options.port),
    IOT_MTLS_ENABLED: '0',
    LOG_LEVEL: 'WARNING',
    LAMBDA_WARM_TTL_SECONDS: '60',
    PERSIST_STATE: '1',
    STATE_DIR: join(options.dir, 'state'),
    S3_PERSIST: '1',
    S3_DATA_DIR: join(options.dir, 's3'),
    AUTH: String(options.enforceIam ?? false),
    ONSALE_PID_FILE: pidFileOf(options.dir),
    ONSALE_DISPOSABLE: options.disposable ? '1' : '0',
    ONSALE_END_WITH_PARENT: options.outliveParent ? '0' : '1',
  };
}

async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}

async function waitUntilHealthy(endpoint: string, child: ChildProcess, logFile: string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await isHealthy(endpoint))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Failure(`The local cloud ended while starting: ${logFile} says why.`);
    }
    if (Date.now() > until) throw new Failure(`The local cloud did not become ready: ${logFile} may say why.`);
    await sleep(POLL_MS);
  }
}

/** Starts an emulator and waits until it answers. Throws a `Failure` when it does not. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  // Somebody else's emulator would answer in the place of one that cannot start.
  if (!(await portIsFree(options.port))) throw new Failure(`Port ${options.port} is in use: end what holds it.`);
  const temporaryDir = temporaryDirOf(options.dir);
  rmSync(temporaryDir, { recursive: true, force: true });
  for (const folder of ['state', 's3']) mkdirSync(join(options.dir, folder), { recursive: true });
  for (const folder of [temporaryDir, dirname(options.logFile)]) mkdirSync(folder, { recursive: true });
  const log = openSync(options.logFile, 'a');
  // In a process group of its own: Ctrl-C reaches this process only, which then ends it in order.
  const child = spawn(venvPython, [join(root, 'localstack', 'launch.py')], {
    cwd: options.dir,
    env: emulatorEnv(options),
    stdio: [options.outliveParent ? 'ignore' : 'pipe', log, log],
    detached: true,
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.on('error', () => {});
  if (child.pid === undefined) throw new Failure('The local cloud could not be started: delete .local/venv.');
  const { pid } = child;
  const endpoint = `http://127.0.0.1:${options.port}`;
  try {
    await waitUntilHealthy(endpoint, child, options.logFile);
  } catch (error) {
    await endProcess(pid, true);
    throw error;
  }
  if (options.outliveParent) child.unref();
  return { endpoint, pid, ended, stop: () => endProcess(pid, true) };
}
