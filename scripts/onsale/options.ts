// What `npm run onsale` can be told, and how long a crowd may take.
import { parseArgs } from 'node:util';
import { Failure } from '../progress.mjs';

export interface CrowdOptions {
  readonly buyers: number;
  readonly seats: number;
  /** People active at one time. */
  readonly capacity: number;
  /** People admitted a second. */
  readonly ratePerSecond: number;
  readonly holdSeconds: number;
  /** The same seed makes the same people. */
  readonly seed: number;
}

export const DEFAULT_OPTIONS: CrowdOptions = {
  buyers: 200,
  seats: 50,
  capacity: 20,
  ratePerSecond: 5,
  holdSeconds: 20,
  seed: 1,
};

interface Flag {
  readonly option: keyof CrowdOptions;
  readonly says: string;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

const FLAGS: Record<string, Flag> = {
  buyers: { option: 'buyers', says: 'people in the crowd', least: 1, most: 2_000, whole: true },
  seats: { option: 'seats', says: 'seats on sale', least: 3, most: 2_000, whole: true },
  capacity: { option: 'capacity', says: 'people let in at one time', least: 1, most: 1_000, whole: true },
  rate: { option: 'ratePerSecond', says: 'people let in a second', least: 0.1, most: 100, whole: false },
  'hold-seconds': { option: 'holdSeconds', says: 'how long a hold lasts', least: 5, most: 300, whole: true },
  seed: { option: 'seed', says: 'the same seed makes the same people', least: 0, most: 2 ** 32 - 1, whole: true },
};

const usageLine = (flag: string, says: string) => `  ${flag.padEnd(28)}${says}`;

export const USAGE = [
  'Usage: npm run onsale -- [flags]',
  ...Object.entries(FLAGS).map(([name, { option, says, least, most }]) =>
    usageLine(`--${name} <${least}-${most}>`, `${says} (${DEFAULT_OPTIONS[option]})`),
  ),
  usageLine('--stack <file>', 'where the stack answers (.local/stack.json)'),
].join('\n');

export interface Command extends CrowdOptions {
  readonly stackFile: string | undefined;
  readonly help: boolean;
}

/** @throws Failure with a sentence that says which flag is wrong */
export function readCommand(args: readonly string[]): Command {
  const texts = parse(args);
  const given = Object.entries(FLAGS).flatMap(([name, flag]) => {
    const text = texts[name];
    return typeof text === 'string' ? [[flag.option, readNumber(name, flag, text)]] : [];
  });
  const stackFile = typeof texts.stack === 'string' ? texts.stack : undefined;
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(given), stackFile, help: texts.help === true };
}

function parse(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const numbers = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: 'string' as const }]));
  const options = { ...numbers, stack: { type: 'string' as const }, help: { type: 'boolean' as const, short: 'h' } };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function readNumber(name: string, { least, most, whole }: Flag, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new Failure(`--${name} ${text} must be ${kind} from ${least} to ${most}.`);
}

/** Seconds in which one visitor chooses, thinks and pays, seen generously. */
const VISIT_SECONDS = 10;
/** Starting, signing in, settling and auditing take at most this, beside what grows with the crowd. */
const BASE_SECONDS = 150;
const SIGN_UPS_A_SECOND = 3;

/** The hard limit: a crowd that is not done by then has met something that hangs. Three times what it should take. */
export function timeLimitSeconds({ buyers, capacity, ratePerSecond, holdSeconds }: CrowdOptions): number {
  const perSecond = Math.min(ratePerSecond, capacity / VISIT_SECONDS);
  return Math.ceil(BASE_SECONDS + buyers / SIGN_UPS_A_SECOND + 3 * (buyers / perSecond + 2 * holdSeconds));
}
