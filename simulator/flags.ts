// What may be said to `npm run simulate`.
import { parseArgs } from 'node:util';
import { ARRIVALS, FAULTS, type Wishes } from './scenario.ts';

export const USAGE = `npm run simulate -- [flags]   runs a sale's line in virtual time, with the line's own code

  --waiters N      people who come                           (1000000)
  --seats N        seats on sale                             (100000)
  --seed N         the same seed is the same run             (1)
  --capacity N     people inside at one time                 (8 % of the seats)
  --rate N         people let in a second                    (capacity / 150)
  --lease N        seconds that an admission lasts           (600)
  --claim N        seconds to claim one                      (90)
  --pollers N      share of people who ask status, 0 to 1    (at most 5000 people; the others watch the document)
  --arrivals KIND  ${ARRIVALS.join(' | ')}                      (spike)
  --faults LEVEL   ${FAULTS.join(' | ')}                        (some)
  --small N        instead: small sales with every fault, seeds --seed and the N - 1 after it
  --plots DIR      where pictures go, none for no pictures   (docs/simulation)

Exits 1 when a rule was broken or a target missed, 2 when it was told something it does not understand.`;

export interface Told {
  readonly wishes: Wishes;
  /** How many small sales instead. */
  readonly small: number | undefined;
  readonly plots: string | undefined;
  readonly help: boolean;
}

const OPTIONS = {
  waiters: { type: 'string' },
  seats: { type: 'string' },
  seed: { type: 'string' },
  capacity: { type: 'string' },
  rate: { type: 'string' },
  lease: { type: 'string' },
  claim: { type: 'string' },
  pollers: { type: 'string' },
  arrivals: { type: 'string' },
  faults: { type: 'string' },
  small: { type: 'string' },
  plots: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** @throws Error with one sentence for the person at the terminal */
export function toldBy(args: readonly string[]): Told {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  const number = (name: keyof typeof OPTIONS, least: number, most: number, isWhole = true): number | undefined => {
    const given = values[name];
    if (given === undefined) return undefined;
    const value = Number(given);
    const isGood = given !== '' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
    if (isGood) return value;
    throw new Error(`--${name} takes a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}, not ${given}.`);
  };
  const oneOf = <T extends string>(name: 'arrivals' | 'faults', list: readonly T[]): T | undefined => {
    const given = values[name];
    const found = list.find((one) => one === given);
    if (given !== undefined && !found) throw new Error(`--${name} takes ${list.join(', ')}, not ${given}.`);
    return found;
  };
  const { plots = 'docs/simulation' } = values;
  return {
    wishes: {
      waiters: number('waiters', 1, 2_000_000) ?? 1_000_000,
      seats: number('seats', 1, 1_000_000) ?? 100_000,
      seed: number('seed', 0, 4_294_967_295) ?? 1,
      capacity: number('capacity', 1, 100_000),
      ratePerSecond: number('rate', 0.001, 1_000, false),
      leaseSeconds: number('lease', 10, 86_400),
      claimSeconds: number('claim', 10, 3_600),
      pollers: number('pollers', 0, 1, false),
      arrivals: oneOf('arrivals', ARRIVALS),
      faults: oneOf('faults', FAULTS),
    },
    small: number('small', 1, 1_000_000),
    plots: plots === 'none' ? undefined : plots,
    help: values.help ?? false,
  };
}
