// Slow facts in an instance's memory: loads under way are shared; failures and absences are not kept.
import type { Clock } from './clock.ts';

/** Reads through the cache; `maxAgeMs`: how old the value may be, where that is not what the cache was made with. */
export type Cached<V> = (key: string, maxAgeMs?: number) => Promise<V | undefined>;

/**
 * @param keep for how long (ms, counted from the start of the load), and how many entries, the oldest going first
 */
export function cached<V>(
  load: (key: string) => Promise<V | undefined>,
  keep: { readonly clock: Clock; readonly forMs: number; readonly most: number },
): Cached<V> {
  const entries = new Map<string, { readonly at: number; readonly value: Promise<V | undefined> }>();
  return (key, maxAgeMs = keep.forMs) => {
    const now = keep.clock();
    const known = entries.get(key);
    // A clock that was set back says nothing of its age.
    if (known && now >= known.at && now - known.at < maxAgeMs) return known.value;
    const entry = { at: now, value: load(key) };
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.value.then((value) => value === undefined && forget(), forget);
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.keys().next();
    if (entries.size > keep.most && !oldest.done) entries.delete(oldest.value);
    return entry.value;
  };
}
