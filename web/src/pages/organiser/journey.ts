// A journey's steps as they are written: how long after the one before, and what each says of itself.
import type { Step } from '../../api/organiser.ts';

export interface Timed {
  /** Its own in the list, and the same when more steps come behind. */
  readonly key: string;
  readonly step: Step;
  /** Milliseconds since the step before, never less than none; undefined for the first. */
  readonly sinceMs: number | undefined;
}

/** @param steps in time order */
export function timedOf(steps: readonly Step[]): readonly Timed[] {
  return steps.map((step, i) => {
    const before = steps[i - 1];
    const sinceMs = before && Math.max(0, Date.parse(step.at) - Date.parse(before.at));
    return { key: `${i} ${step.at}`, step, sinceMs };
  });
}

/** What a step says of itself, by name; what is empty is left out. */
export function detailsOf(detail: Step['detail']): readonly (readonly [name: string, value: string])[] {
  return Object.entries(detail)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, String(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
