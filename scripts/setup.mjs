// What every entry needs before TypeScript can run: a fit Node, the packages, and the local cloud's Python environment.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Failure } from './progress.mjs';

export const root = resolve(fileURLToPath(import.meta.url), '../..');
export const localDir = join(root, '.local');
export const logsDir = join(localDir, 'logs');
export const venvPython = join(localDir, 'venv', 'bin', 'python');
export const bin = (name) => join(root, 'node_modules', '.bin', name);

const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const PYTHON_PROBE =
  'import sys; print(*sys.version_info[:2])\ntry:\n import venv, ensurepip\n print("venv")\nexcept ImportError: pass';
const NETWORK_ERRORS =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|NewConnectionError|Temporary failure in name resolution|Failed to establish a new connection|No matching distribution found/;

/** Node 20 can run the set-up; everything after it runs on the Node 24 that the packages bring. */
export function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Failure(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  }
}

/** The environment of child processes: Node 24 first on the PATH, no Node options of ours. */
export function childEnv(extra = {}) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return { ...env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${env.PATH ?? ''}`, ...extra };
}

/** Runs a command with its output in `.local/logs/<logName>`; answers the exit code and that output. */
export function runLogged(command, args, logName, env = process.env) {
  mkdirSync(logsDir, { recursive: true });
  const logFile = join(logsDir, logName);
  const log = openSync(logFile, 'w');
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', log, log] });
    child.on('error', fail);
    child.on('exit', (code) => done({ code: code ?? 1, output: readFileSync(logFile, 'utf8') }));
  });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether node_modules holds exactly what the lock file names, by npm's own record of what it installed. */
export function packagesAreCurrent() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const found = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !found || !existsSync(bin('node')) || !existsSync(bin('tsx'))) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path !== '' && !entry.optional && found[path]?.version !== entry.version) return false;
  }
  return Object.keys(found).every((path) => wanted[path]?.version === found[path].version);
}

/** Installs the packages of the lock file when they are not there. Answers whether it did anything. */
export async function ensurePackages() {
  if (packagesAreCurrent()) return false;
  const { code, output } = await runLogged('npm', ['ci', '--no-audit', '--no-fund'], 'npm.log');
  if (code === 0 && existsSync(bin('node'))) return true;
  if (NETWORK_ERRORS.test(output)) {
    throw new Failure('The npm registry cannot be reached: connect to the network and run this again.');
  }
  throw new Failure('Installing the npm packages failed: .local/logs/npm.log says why.');
}

function findPython() {
  let tooOld = '';
  let withoutVenv = '';
  for (const name of PYTHONS) {
    const probe = spawnSync(name, ['-c', PYTHON_PROBE], { encoding: 'utf8' });
    if (probe.status !== 0) continue;
    const [version = '', venv] = probe.stdout.trim().split('\n');
    const [major = 0, minor = 0] = version.split(' ').map(Number);
    if (major !== 3 || minor < 10) tooOld ||= `${major}.${minor}`;
    else if (!venv) withoutVenv ||= `${major}.${minor}`;
    else return name;
  }
  if (withoutVenv) {
    throw new Failure(`Python ${withoutVenv} has no venv module: install it (on Debian: apt install python3-venv).`);
  }
  if (tooOld) throw new Failure(`Python ${tooOld} is too old: install Python 3.10 or newer.`);
  throw new Failure('Python was not found: install Python 3.10 or newer.');
}

/** Makes `.local/venv` with the pinned emulator when it is not there. Answers whether it did anything. */
export async function ensureVenv() {
  const requirements = join(root, 'localstack', 'requirements.txt');
  const marker = join(localDir, 'venv', 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  const runs = () => spawnSync(venvPython, ['-c', 'import ministack'], { stdio: 'ignore' }).status === 0;
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted && runs()) return false;
  const python = findPython();
  rmSync(join(localDir, 'venv'), { recursive: true, force: true });
  const made = await runLogged(python, ['-m', 'venv', join(localDir, 'venv')], 'venv.log');
  if (made.code !== 0) throw new Failure('Making the Python environment failed: .local/logs/venv.log says why.');
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements];
  const { code, output } = await runLogged(venvPython, install, 'pip.log');
  if (code === 0) {
    writeFileSync(marker, wanted);
    return true;
  }
  if (NETWORK_ERRORS.test(output)) {
    throw new Failure('The Python package index cannot be reached: connect to the network and run this again.');
  }
  throw new Failure('Installing the local cloud failed: .local/logs/pip.log says why.');
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** One that was never started on this machine may be slow to. */
const BROWSER_STARTS_WITHIN_MS = 20_000;
/** The browser, and letters for what it shows. */
const BROWSER_PACKAGES = ['chromium', 'fonts-noto-cjk'];

const started = new Set();

/** What started once does so again. */
function startsBrowser(file) {
  if (!existsSync(file)) return false;
  if (started.has(file)) return true;
  // What is called so may be a stub that asks to install another package.
  const { status } = spawnSync(file, ['--version'], { stdio: 'ignore', timeout: BROWSER_STARTS_WITHIN_MS });
  if (status === 0) started.add(file);
  return status === 0;
}

/** The Chromium to test and look with: the one that `ONSALE_CHROMIUM` names, or the first on the PATH that starts. */
export function findBrowser(env = process.env) {
  const { ONSALE_CHROMIUM: named, PATH = '' } = env;
  if (named && !startsBrowser(named)) {
    throw new Failure(
      `ONSALE_CHROMIUM names ${named}, which does not start: name the file of a Chromium, or unset it.`,
    );
  }
  return (
    named ||
    PATH.split(delimiter)
      .flatMap((dir) => BROWSERS.map((name) => join(dir, name)))
      .find(startsBrowser)
  );
}

/** Installs Debian's Chromium when there is no browser. Answers whether it did anything. */
export async function ensureBrowser() {
  if (findBrowser()) return false;
  const missing =
    'Chromium was not found: install it (on Debian: apt install chromium), or name one in ONSALE_CHROMIUM.';
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) throw new Failure(missing);
  // Who is not root may be allowed to install without being asked for a password.
  const [command, ...first] = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runLogged(command, [...first, 'update'], 'apt-update.log', env);
  const install = ['install', '--yes', '--no-install-recommends', ...BROWSER_PACKAGES];
  const { code } = await runLogged(command, [...first, ...install], 'apt.log', env);
  if (code !== 0) throw new Failure(`${missing} Installing it failed: .local/logs/apt.log says why.`);
  if (!findBrowser()) throw new Failure(`${missing} What apt-get installed does not start (Ubuntu's needs snap).`);
  return true;
}

/** Whether nothing listens on the port of the loopback interface. */
export async function portIsFree(port) {
  const answers = await new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
  if (answers) return false;
  return new Promise((done) => {
    const server = createServer();
    server.on('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
