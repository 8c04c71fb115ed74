// One slow fact in an instance's memory: one read for all who ask, and the last one to go on with when reading fails.
import type { Clock } from './clock.ts';

/** For so long nothing is read again after a failure: with a fact to go on with, and without one. */
const FAILED_FOR_MS = 10_000;
const FAILED_WITHOUT_MS = 1_000;

export interface Recent<T> {
  /** The fact as it was less than `maxAgeMs` ago, counted from the start of the read. @throws what the read threw */
  within(maxAgeMs: number): Promise<T>;
  /** As it was read last, however long ago. `at`: epoch milliseconds. */
  latest(): { readonly value: T; readonly at: number } | undefined;
}

export function createRecent<T>(read: () => Promise<T>, clock: Clock): Recent<T> {
  let latest: { readonly value: T; readonly at: number } | undefined;
  let begun: { readonly at: number; readonly value: Promise<T>; failed: boolean } | undefined;
  return {
    async within(maxAgeMs) {
      const now = clock();
      if (latest && now - latest.at < maxAgeMs) return latest.value;
      const failedForMs = latest ? FAILED_FOR_MS : FAILED_WITHOUT_MS;
      if (begun && now - begun.at < (begun.failed ? failedForMs : maxAgeMs)) return begun.value;
      const mine = { at: now, value: read(), failed: false };
      begun = mine;
      try {
        const value = await mine.value;
        // A read that an instance was frozen in tells less than a later one.
        if (!latest || latest.at <= now) latest = { value, at: now };
        return value;
      } catch (error) {
        mine.failed = true;
        throw error;
      }
    },
    latest: () => latest,
  };
}
