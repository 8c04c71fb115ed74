// The pace of a line: measured from its admissions, and what it tells those who wait.

/** What the admitter measures. */
export interface Measured {
  /** Admissions a second while people waited; absent before two admissions. */
  readonly measuredPerSecond: number | undefined;
  /** The last admission (epoch ms), if people have waited ever since. */
  readonly measuringSince: number | undefined;
}

/** Over how long the measured rate forgets. */
const MEASURED_OVER_SECONDS = 60;

/** Only time in which people waited counts: an idle line says nothing of its pace. */
export function measured(
  { measuredPerSecond: old, measuringSince: since }: Measured,
  { admitted, now, someWait }: { readonly admitted: number; readonly now: number; readonly someWait: boolean },
): Measured {
  if (admitted === 0) return { measuredPerSecond: old, measuringSince: someWait ? since : undefined };
  const measuringSince = someWait ? now : undefined;
  if (since === undefined || since >= now) return { measuredPerSecond: old, measuringSince };
  const seconds = (now - since) / 1000;
  const perSecond = admitted / seconds;
  return { measuredPerSecond: old === undefined ? perSecond : blend(old, perSecond, seconds), measuringSince };
}

/** The measured rate; when the next admission is overdue, as if it happened now. */
export function rateNow({ measuredPerSecond: rate, measuringSince: since }: Measured, now: number): number | undefined {
  if (rate === undefined || since === undefined || since >= now) return rate;
  const seconds = (now - since) / 1000;
  return Math.min(rate, blend(rate, 1 / seconds, seconds));
}

/** An exponentially weighted mean over time. */
function blend(old: number, perSecond: number, seconds: number): number {
  return old + (perSecond - old) * (1 - Math.exp(-seconds / MEASURED_OVER_SECONDS));
}

/** What somebody who waits is told. Seconds are whole. */
export interface Waiting {
  readonly queuePosition: number;
  readonly estimatedWaitTime: number;
  readonly pollAfterSeconds: number;
}

const LONGEST_POLL_SECONDS = 30;
/** Polls on the way to an admission at full rate: the nearer, the more often. */
const POLLS = 5;
/** Of a claim window may pass before the next poll, however fast those in front leave. */
const CLAIM_PART = 3;

/** @param position places in front, and one's own */
export function waitingAt(
  position: number,
  line: Measured & { readonly ratePerSecond: number; readonly claimSeconds: number; readonly secondsPerPlace: number },
  now: number,
): Waiting {
  const rate = rateNow(line, now) ?? 1 / line.secondsPerPlace;
  const longest = Math.min(LONGEST_POLL_SECONDS, Math.ceil(line.claimSeconds / CLAIM_PART));
  const soonest = position / line.ratePerSecond;
  return {
    queuePosition: position,
    estimatedWaitTime: Math.ceil(position / rate),
    pollAfterSeconds: Math.max(1, Math.min(longest, Math.ceil(soonest / POLLS))),
  };
}

/** A date's sale, in epoch milliseconds. */
interface DateOnSale {
  readonly scheduleId: string;
  readonly saleStartAt: number;
  readonly saleEndAt: number;
}

/**
 * When the last of the dates on sale sold out; undefined while one of them never did. Seats may have come back since:
 * nobody takes it back.
 */
export function lastSoldOutAt(
  state: { readonly soldOut: readonly string[]; readonly soldOutAt: number | undefined },
  dates: readonly DateOnSale[],
  now: number,
): number | undefined {
  const onSale = dates.filter(({ saleStartAt, saleEndAt }) => saleStartAt <= now && now < saleEndAt);
  const isSoldOut = onSale.length > 0 && onSale.every(({ scheduleId }) => state.soldOut.includes(scheduleId));
  return isSoldOut ? state.soldOutAt : undefined;
}
