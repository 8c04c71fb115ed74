// What `npm run layout` can be told.
import { parseArgs } from 'node:util';
import { MAX_SEATS } from '../../functions/catalog/contract-layout.ts';
import { Failure } from '../progress.mjs';

export interface HallOptions {
  readonly sections: number;
  /** Of each section. */
  readonly rows: number;
  /** Of each row. */
  readonly seats: number;
  /** Places in standing room in front of the stage; 0: there is none. */
  readonly standing: number;
  /** The same seed makes the same hall. */
  readonly seed: number;
}

export interface Command extends HallOptions {
  readonly name: string;
  readonly csv: boolean;
  readonly out: string | undefined;
  readonly svg: string | undefined;
  readonly help: boolean;
}

export const DEFAULT_OPTIONS: HallOptions = { sections: 20, rows: 50, seats: 50, standing: 0, seed: 1 };

interface Flag {
  readonly says: string;
  readonly least: number;
  readonly most: number;
}

const FLAGS: Readonly<Record<keyof HallOptions, Flag>> = {
  sections: { says: 'sections around the stage', least: 1, most: 500 },
  rows: { says: 'rows of each section', least: 1, most: 300 },
  seats: { says: 'seats of each row', least: 1, most: 300 },
  standing: { says: 'places in standing room in front of the stage', least: 0, most: MAX_SEATS - 1 },
  seed: { says: 'the same seed makes the same hall', least: 0, most: 2 ** 32 - 1 },
};
const NAMES = Object.keys(FLAGS) as (keyof HallOptions)[];

const usageLine = (flag: string, says: string) => `  ${flag.padEnd(28)}${says}`;

export const USAGE = [
  'Usage: npm run layout -- [flags]     (the layout goes to standard output, a summary to standard error)',
  ...NAMES.map((name) => {
    const { says, least, most } = FLAGS[name];
    return usageLine(`--${name} <${least}-${most}>`, `${says} (${DEFAULT_OPTIONS[name]})`);
  }),
  usageLine('--name <text>', "the layout's name (its size)"),
  usageLine('--csv', 'a line for each seat in place of JSON'),
  usageLine('--out <file>', 'into a file in place of standard output'),
  usageLine('--svg <file>', 'a drawing of it, too'),
].join('\n');

/** @throws Failure with a sentence that says which flag is wrong */
export function readCommand(args: readonly string[]): Command {
  const texts = parse(args);
  const given = NAMES.flatMap((name) => {
    const text = texts[name];
    return typeof text === 'string' ? [[name, readNumber(name, text)]] : [];
  });
  const options: HallOptions = { ...DEFAULT_OPTIONS, ...Object.fromEntries(given) };
  checkSize(options);
  const textOf = (name: string) => {
    const text = texts[name];
    if (text === '') throw new Failure(`--${name} must not be empty.`);
    return typeof text === 'string' ? text : undefined;
  };
  const name = textOf('name') ?? nameOf(options);
  if (name.length > 100) throw new Failure('--name must have at most 100 characters.');
  const [out, svg] = [textOf('out'), textOf('svg')];
  return { ...options, name, csv: texts.csv === true, out, svg, help: texts.help === true };
}

function parse(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const text = { type: 'string' as const };
  const yes = { type: 'boolean' as const };
  const numbers = Object.fromEntries(NAMES.map((name) => [name, text]));
  const options = { ...numbers, name: text, out: text, svg: text, csv: yes, help: { ...yes, short: 'h' } };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function readNumber(name: keyof HallOptions, text: string): number {
  const { least, most } = FLAGS[name];
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Failure(`--${name} ${text} must be a whole number from ${least} to ${most}.`);
}

function checkSize({ sections, rows, seats, standing }: HallOptions): void {
  const all = sections * rows * seats + standing;
  if (all <= MAX_SEATS) return;
  const room = standing > 0 ? ` and ${standing} standing places` : '';
  throw new Failure(
    `${sections} sections of ${rows} rows of ${seats} seats${room} are ${all}: a layout may have ${MAX_SEATS}.`,
  );
}

function nameOf({ sections, rows, seats, standing }: HallOptions): string {
  return `Hall of ${sections} × ${rows} × ${seats}${standing > 0 ? ` + ${standing}` : ''}`;
}
