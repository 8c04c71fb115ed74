// Slow facts in an instance's memory: loads under way are shared; failures and absences are not kept.
import type { Clock } from './clock.ts';

/** Reads through the cache; `maxAgeMs`: how old the value may be, where that is not what the cache was made with. */
export type Cached<V> = (key: string, maxAgeMs?: number) => Promise<V | undefined>;

interface Entry<V> {
  readonly at: number;
  readonly value: Promise<V | undefined>;
  weight: number;
}

/**
 * @param keep for how long (ms, counted from the start of the load), and how much, the oldest going first: `most`
 *   entries, or what weighs as much together
 */
export function cached<V>(
  load: (key: string) => Promise<V | undefined>,
  keep: {
    readonly clock: Clock;
    readonly forMs: number;
    readonly most: number;
    readonly weigh?: (value: V) => number;
  },
): Cached<V> {
  const { weigh = () => 1 } = keep;
  const entries = new Map<string, Entry<V>>();
  const trim = () => {
    let weight = [...entries.values()].reduce((sum, entry) => sum + entry.weight, 0);
    for (const [key, entry] of entries) {
      if (weight <= keep.most || entries.size === 1) return;
      entries.delete(key);
      weight -= entry.weight;
    }
  };
  return (key, maxAgeMs = keep.forMs) => {
    const now = keep.clock();
    const known = entries.get(key);
    // A clock that was set back says nothing of its age.
    if (known && now >= known.at && now - known.at < maxAgeMs) return known.value;
    const entry: Entry<V> = { at: now, value: load(key), weight: 1 };
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.value.then((value) => {
      if (value === undefined) return forget();
      entry.weight = weigh(value);
      trim();
    }, forget);
    entries.delete(key);
    entries.set(key, entry);
    trim();
    return entry.value;
  };
}
