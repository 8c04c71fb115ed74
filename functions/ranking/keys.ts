// Where the ranking is and what it looks like: one partition, an item for each concert that sells.
import type { Item } from '../shared/aws.ts';
import type { Tally } from './domain.ts';

export const RANKING = 'RANKING';

export const tallyKey = (concertId: string) => ({ pk: RANKING, sk: `CONCERT#${concertId}` });

/**
 * A tally without its keys: minutes from the first one on and what was sold by then, in turns, so that an hour of
 * samples stays within 1 KB.
 * @param item `ttl` in epoch seconds
 */
export function itemOf({ samples, ...tally }: Tally, { version, ttl }: { version: number; ttl: number }): Item {
  const since = samples[0]?.minute ?? 0;
  return { ...tally, since, samples: samples.flatMap(({ minute, sold }) => [minute - since, sold]), version, ttl };
}

export function tallyOf(item: Item): Tally {
  const { at, sold, available, total, soldOut, since, samples } = item as unknown as Tally & {
    readonly since: number;
    readonly samples: readonly number[];
  };
  const pairs = Array.from({ length: samples.length / 2 }, (_, i) => {
    return { minute: since + (samples[2 * i] ?? 0), sold: samples[2 * i + 1] ?? 0 };
  });
  return { at, sold, available, total, samples: pairs, soldOut };
}
