// Where a sale is in its time: by its dates, by what was sold out, and by what operators made of its line.
import type { SalePhase } from './contract.ts';
import type { LineState } from './domain.ts';

/** What the line needs to know of a concert. Times are epoch milliseconds. */
export interface SaleFacts {
  readonly enabled: boolean;
  readonly bookingStartAt: number;
  readonly bookingEndAt: number;
  readonly settings: { readonly earlySeconds: number; readonly waitsWhenSoldOut: boolean };
  readonly schedules: readonly {
    readonly scheduleId: string;
    readonly saleStartAt: number;
    readonly saleEndAt: number;
  }[];
}

export interface Sale {
  readonly phase: SalePhase;
  /** Whether people go in: the sale is open, and nobody stopped it. */
  readonly admits: boolean;
  /** While OPEN or SOLD_OUT: since when. Before: when it opens, if that is known. Epoch ms. */
  readonly opensAt: number | undefined;
  /** When the last of the dates on sale sold out, if all did; seats may have come back since. */
  readonly soldOutAt: number | undefined;
}

type Known = Pick<LineState, 'controls' | 'soldOut'> | undefined;

/** How long before the open its ticks are sent: the schedule comes by each minute. */
const OPENING_MS = 75_000;

/** @param line undefined before anybody joined */
export function saleOf(facts: SaleFacts, line: Known, now: number): Sale {
  const { enabled, schedules, settings } = facts;
  const { closed = false, paused = false } = line?.controls ?? {};
  const onSale = schedules.filter(({ saleStartAt, saleEndAt }) => saleStartAt <= now && now < saleEndAt);
  const coming = schedules.map(({ saleStartAt }) => saleStartAt).filter((at) => at > now);
  const next = coming.length > 0 ? Math.min(...coming) : undefined;
  const isEarly = next !== undefined && now >= next - settings.earlySeconds * 1000;
  const soldOutAt = soldOutOf(onSale, line);
  const told = { opensAt: openedAt(onSale, line) ?? next, soldOutAt };
  if (closed || now >= closeOf(facts)) return { phase: 'CLOSED', admits: false, ...told };
  if (onSale.length === 0) return { phase: isEarly ? 'EARLY' : 'NOT_STARTED', admits: false, ...told };
  if (soldOutAt !== undefined && !settings.waitsWhenSoldOut) {
    // Who waits for a date that opens soon does not wait for nothing.
    return isEarly
      ? { phase: 'EARLY', admits: false, opensAt: next, soldOutAt }
      : { phase: 'SOLD_OUT', admits: false, ...told };
  }
  return { phase: 'OPEN', admits: enabled && !paused, ...told };
}

/** Since when people can buy: from the first date that was not sold out, or the first at all. */
function openedAt(dates: SaleFacts['schedules'], line: Known): number | undefined {
  const left = dates.filter((date) => soldOutOf([date], line) === undefined);
  const starts = (left.length > 0 ? left : dates).map(({ saleStartAt }) => saleStartAt);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

/** When the last of these dates was sold out; undefined while one of them never was, or none since an operator went on. */
function soldOutOf(dates: readonly { readonly scheduleId: string }[], line: Known): number | undefined {
  const times = dates.map(({ scheduleId }) => line?.soldOut[scheduleId] ?? 0);
  const newest = Math.max(0, ...times);
  const isSoldOut = times.length > 0 && times.every((at) => at > 0) && newest > (line?.controls.goesOnSince ?? 0);
  return isSoldOut ? newest : undefined;
}

/** The end of the last date's sale; of the booking window while there are no dates. Epoch ms. */
function closeOf({ schedules, bookingEndAt }: SaleFacts): number {
  return schedules.length === 0 ? bookingEndAt : Math.max(...schedules.map(({ saleEndAt }) => saleEndAt));
}

/**
 * From when on ticks can admit somebody of those who wait: now, or the open when it is near.
 * @returns epoch ms; undefined while they cannot
 */
export function ticksFrom(
  { phase, admits, opensAt }: Sale,
  { ratePerSecond, controls }: Pick<LineState, 'ratePerSecond' | 'controls'>,
  now: number,
): number | undefined {
  const passes = now < controls.passThroughUntil;
  if (phase === 'OPEN') return admits && (ratePerSecond > 0 || passes) ? now : undefined;
  return phase === 'EARLY' && opensAt !== undefined && opensAt - now <= OPENING_MS ? opensAt : undefined;
}
