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
  /** The part of the people who pay by card, 0 to 1. */
  readonly card: number;
  /** Percent of the people who come for 2 to 4 seats side by side. */
  readonly groups: number;
  /** Whether the stand-in for PortOne has a bad day. */
  readonly faults: boolean;
}

export const DEFAULT_OPTIONS: CrowdOptions = {
  buyers: 200,
  seats: 50,
  capacity: 20,
  ratePerSecond: 5,
  holdSeconds: 20,
  seed: 1,
  card: 0.5,
  groups: 0,
  faults: true,
};

interface Flag {
  readonly option: keyof Omit<CrowdOptions, 'faults'>;
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
  card: { option: 'card', says: 'part of the people who pay by card', least: 0, most: 1, whole: false },
  groups: { option: 'groups', says: 'percent of the people who come for 2-4 seats', least: 0, most: 100, whole: true },
};

const usageLine = (flag: string, says: string) => `  ${flag.padEnd(28)}${says}`;

export const USAGE = [
  'Usage: npm run onsale -- [flags]',
  ...Object.entries(FLAGS).map(([name, { option, says, least, most }]) =>
    usageLine(`--${name} <${least}-${most}>`, `${says} (${DEFAULT_OPTIONS[option]})`),
  ),
  usageLine('--faults <on|off>', 'whether the card gateway and its webhooks have a bad day (on)'),
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
  const faults = readSwitch('faults', texts.faults) ?? DEFAULT_OPTIONS.faults;
  return { ...DEFAULT_OPTIONS, ...Object.fromEntries(given), faults, stackFile, help: texts.help === true };
}

function parse(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const numbers = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, { type: 'string' as const }]));
  const text = { type: 'string' as const };
  const options = { ...numbers, faults: text, stack: text, help: { type: 'boolean' as const, short: 'h' } };
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

function readSwitch(name: string, text: string | boolean | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'on' || text === 'off') return text === 'on';
  throw new Failure(`--${name} ${text} must be on or off.`);
}

/** Seconds in which one visitor chooses, thinks and pays, seen generously. */
const VISIT_SECONDS = 10;
/** Starting, signing in, settling and auditing take at most this, beside what grows with the crowd. */
const BASE_SECONDS = 150;
const SIGN_UPS_A_SECOND = 3;
/** A card whose outcome is not known is waited for by its buyer, and before the audit by everybody. */
const CARD_SECONDS = 240;

/** The hard limit: a crowd that is not done by then has met something that hangs. Three times what it should take. */
export function timeLimitSeconds({ buyers, capacity, ratePerSecond, holdSeconds, card }: CrowdOptions): number {
  const perSecond = Math.min(ratePerSecond, capacity / VISIT_SECONDS);
  const base = BASE_SECONDS + (card > 0 ? CARD_SECONDS : 0);
  return Math.ceil(base + buyers / SIGN_UPS_A_SECOND + 3 * (buyers / perSecond + 2 * holdSeconds));
}
