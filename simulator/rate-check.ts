// Whether people are admitted at the rate that was set: a bucket that fills at that rate.
import { type LineState, paceOf } from '../functions/queue/domain.ts';
import type { FaultList } from './faults.ts';

/** Unused time that counts (functions/queue/domain.ts, ten ticks), and how far apart two admitters' clocks may be. */
const UNUSED_SECONDS = 10;
const APART_SECONDS = 10;
/** One for the first person, one for a part of a place that was left over. */
const SPARE = 2;

export class RateCheck {
  private level = Number.NaN;
  private at = 0;
  private pace = 0;
  private readonly faults: FaultList;

  constructor(faults: FaultList) {
    this.faults = faults;
  }

  /** What was admitted beyond the rate on purpose does not count. */
  forget(): void {
    this.level = Number.NaN;
  }

  /** @param now the true time, epoch ms */
  admitted(people: number, seen: LineState, now: number): void {
    // An order or the backpressure may have changed the pace since: the faster of both counts.
    const pace = Math.max(this.pace, paceOf(seen), seen.ratePerSecond);
    const most = pace * (UNUSED_SECONDS + APART_SECONDS) + SPARE;
    const level = Number.isNaN(this.level) ? most : Math.min(most, this.level + (pace * (now - this.at)) / 1000);
    this.level = level - people;
    this.at = now;
    this.pace = paceOf(seen);
    if (this.level < 0) this.faults.add('nobody is admitted beyond the rate', `${people} at ${this.pace} a second`);
  }
}
