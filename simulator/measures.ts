// What a run measured: people, waits, estimates, polls, and the line over time.
import type { Estimate } from '../functions/queue/domain-eta.ts';
import { Growing, Rows } from './growing.ts';

/** Counted as they happen. */
const COUNTS = {
  joined: 0,
  rejoined: 0,
  busy: 0,
  turnedAway: 0,
  left: 0,
  vanished: 0,
  notClaimed: 0,
  toldSoldOut: 0,
  toldEnded: 0,
  bought: 0,
  sold: 0,
  browsed: 0,
  ranOut: 0,
  retried: 0,
  tooFast: 0,
  looks: 0,
  documents: 0,
  watcherStatus: 0,
  pollerStatus: 0,
  waitingAnswers: 0,
  orders: 0,
};
export type Count = keyof typeof COUNTS;

/** Estimates count from here on. */
const FROM_MS = 60_000;
/** A whole second is told; shorter waits are compared with one. */
const LEAST_WAIT_SECONDS = 1;

export interface EtaQuality {
  readonly estimates: number;
  /** The part of the estimates, 0–1, whose p90 was not exceeded. */
  readonly within: number | undefined;
  /** The median of |p50 − wait| / wait. */
  readonly error: number | undefined;
}

/** One moment of the line. */
export const MOMENT = { atSeconds: 0, waiting: 1, active: 2, capacity: 3, watermark: 4, sold: 5 } as const;

export class Measures {
  readonly counts: Record<Count, number> = { ...COUNTS };
  /** Waits in whole seconds, from the first request to the admission: how many had each. */
  readonly waits = new Growing((length) => new Int32Array(length));
  /** From the admission until its person knew, in tenths of a second. */
  readonly notices = new Growing((length) => new Int32Array(length));
  /** Place, told at (ms since the open), p50 and p90 in seconds. */
  readonly told = new Rows(4);
  readonly moments = new Rows(6);
  /** Seconds that people waited, by what they ask. */
  watcherSeconds = 0;
  pollerSeconds = 0;

  count(name: Count, by = 1): void {
    this.counts[name] += by;
  }

  waited(ms: number): void {
    bump(this.waits, Math.floor(ms / 1000));
  }

  noticed(ms: number): void {
    bump(this.notices, Math.max(0, Math.floor(ms / 100)));
  }

  estimated(seq: number, sinceOpenMs: number, { p50, p90 }: Estimate): void {
    if (sinceOpenMs >= FROM_MS) this.told.add(seq, sinceOpenMs, p50, p90);
  }

  /**
   * How good the estimates were that were told to people who were admitted later.
   * @param admittedAt ms since the open, undefined for who was not
   */
  eta(admittedAt: (seq: number) => number | undefined, from = 0, to = Number.POSITIVE_INFINITY): EtaQuality {
    const errors: number[] = [];
    let within = 0;
    for (let row = 0; row < this.told.count; row++) {
      const toldAt = this.told.get(row, 1);
      const inAt = toldAt < from || toldAt >= to ? undefined : admittedAt(this.told.get(row, 0));
      if (inAt === undefined) continue;
      const wait = Math.max(0, inAt - toldAt) / 1000;
      if (wait <= this.told.get(row, 3)) within++;
      errors.push(Math.abs(this.told.get(row, 2) - wait) / Math.max(LEAST_WAIT_SECONDS, wait));
    }
    if (errors.length === 0) return { estimates: 0, within: undefined, error: undefined };
    const sorted = Float64Array.from(errors).sort();
    return { estimates: errors.length, within: within / errors.length, error: sorted[sorted.length >> 1] };
  }
}

function bump(histogram: Growing<Int32Array>, index: number): void {
  histogram.set(index, histogram.get(index) + 1);
}

/** The index that a part `q` (0–1) of a histogram does not exceed; undefined for an empty one. */
export function quantile({ values }: Growing<Int32Array>, q: number): number | undefined {
  const total = values.reduce((sum, n) => sum + n, 0);
  if (total === 0) return undefined;
  let seen = 0;
  return values.findIndex((n) => {
    seen += n;
    return seen >= Math.max(1, q * total);
  });
}
