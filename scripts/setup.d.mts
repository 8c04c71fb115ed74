// Types of setup.mjs.
export const root: string;
export const localDir: string;
export const logsDir: string;
export const venvPython: string;
export function bin(name: string): string;
export function checkNode(): void;
export function childEnv(extra?: Record<string, string | undefined>): Record<string, string | undefined>;
export function runLogged(
  command: string,
  args: string[],
  logName: string,
  env?: Record<string, string | undefined>,
): Promise<{ code: number; output: string }>;
export function packagesAreCurrent(): boolean;
export function ensurePackages(): Promise<boolean>;
export function ensureVenv(): Promise<boolean>;
/** The executable of a Chromium; undefined where there is none. Throws a Failure when the one that is named does not start. */
export function findBrowser(env?: Record<string, string | undefined>): string | undefined;
export function ensureBrowser(): Promise<boolean>;
export function portIsFree(port: number): Promise<boolean>;
