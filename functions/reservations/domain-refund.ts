// What a cancelled ticket gives back: the concert's refund policy, read at one moment (requirements R4).
import type { Krw } from '../shared/money.ts';

/** One entry of a policy; hours are counted to the date's start, and from the payment. */
export interface RefundStep {
  readonly untilHoursBefore: number;
  readonly feePercent: number;
  readonly withinHoursOfBuying?: number | undefined;
}

/** What was sold. Times are epoch milliseconds. */
export interface Sold {
  readonly amount: Krw;
  readonly paidAt: number;
  /** When the date starts. */
  readonly startAt: number;
}

/** `fee` and `refund` add up to the amount. */
export interface RefundQuote {
  readonly feePercent: number;
  readonly fee: Krw;
  readonly refund: Krw;
  /** The last moment at which it costs no more: epoch milliseconds. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;

/**
 * What cancelling costs at `now`. Of the entries that apply the lowest fee counts, rounded down to a whole won, in the
 * buyer's favour. As every entry applies up to some moment, waiting never makes it cheaper.
 * @returns undefined when no entry applies: it cannot be cancelled, and will not be able to any more
 */
export function quoteRefund(policy: readonly RefundStep[], sold: Sold, now: number): RefundQuote | undefined {
  const applying = policy
    .map((step) => ({ feePercent: step.feePercent, until: endOf(step, sold) }))
    .filter(({ until }) => now <= until);
  if (applying.length === 0) return undefined;
  const feePercent = Math.min(...applying.map((step) => step.feePercent));
  const until = Math.max(...applying.filter((step) => step.feePercent === feePercent).map((step) => step.until));
  const fee = Math.floor((sold.amount * feePercent) / 100);
  return { feePercent, fee, refund: sold.amount - fee, until };
}

function endOf({ untilHoursBefore, withinHoursOfBuying }: RefundStep, { startAt, paidAt }: Sold): number {
  const beforeStart = startAt - untilHoursBefore * HOUR_MS;
  return withinHoursOfBuying === undefined
    ? beforeStart
    : Math.min(beforeStart, paidAt + withinHoursOfBuying * HOUR_MS);
}
