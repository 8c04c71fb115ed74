// Counting a date after sales: whether all of it is sold, and telling that once.
import type { CatalogReads, ScheduleFacts } from '../catalog/reads.ts';
import { jitter } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import type { Clock } from '../shared/clock.ts';
import { log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { SeatPlan } from './domain.ts';
import { holdersOf, isSameReading, type Sale, withSoldOut } from './domain-count.ts';
import type { DateReads } from './reads.ts';
import type { CountsStore } from './store.ts';

export interface Counting {
  readonly store: CountsStore;
  readonly dates: Pick<DateReads, 'blocks'>;
  readonly catalog: CatalogReads;
  readonly clock: Clock;
}

export interface SaleOfDate extends Sale {
  readonly concertId: string;
  readonly scheduleId: string;
}

/** How often a date is read, or its counts written, while others change them. */
const TRIES = 8;

/**
 * Counts each date that something was sold of, and tells those that are sold out.
 * @throws the first failure, after all dates had their turn
 */
export async function countSeats(tools: Counting, sales: readonly SaleOfDate[]): Promise<void> {
  const newest = new Map<string, SaleOfDate>();
  for (const sale of sales) {
    const known = newest.get(sale.scheduleId);
    if (!known || known.at < sale.at) newest.set(sale.scheduleId, sale);
  }
  const counted = await inParallel([...newest.values()], (sale) => Promise.allSettled([countDate(tools, sale)]));
  for (const one of counted.flat()) if (one.status === 'rejected') throw one.reason;
}

/** @throws Refusal TRY_AGAIN when the seats or the counts kept changing */
async function countDate({ store, dates, catalog, clock }: Counting, last: SaleOfDate): Promise<void> {
  const { concertId, scheduleId } = last;
  const { layoutId, saleStartAt } = await dateOf(catalog, last);
  const plan = await catalog.layout(layoutId);
  // Before the seats: whoever moves the counts from here read the seats later than those who moved them before.
  let seen = await store.counts(scheduleId);
  for (let tries = 1; tries <= TRIES; tries++) {
    const holders = await holdersAtOnce(dates, scheduleId, plan, seen?.holders);
    if (holders === undefined || holders === seen?.holders) return;
    const next = withSoldOut(seen, { concertId, holders, saleStartAt, last, now: clock() });
    const outcome = await store.move(scheduleId, seen, next);
    if (outcome === 'moved') {
      log.info('sold out', {
        concertId,
        scheduleId,
        soldOutNo: next.soldOutNo,
        correlationId: last.cause.correlationId,
      });
      return;
    }
    // The own write whose answer was lost, or another counter that found the same.
    if (outcome.found?.holders === holders) return;
    seen = outcome.found;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

async function dateOf(catalog: CatalogReads, { concertId, scheduleId }: SaleOfDate): Promise<ScheduleFacts> {
  for (const maxAgeMs of [undefined, 0]) {
    const concert = await catalog.concert(concertId, maxAgeMs);
    const found = concert?.schedules.find((schedule) => schedule.scheduleId === scheduleId);
    if (found) return found;
  }
  throw new Error(`concert ${concertId} has no date ${scheduleId}`);
}

/**
 * Who had the seats at an instant at which all were sold: two readings, one after the other, agree on every block.
 * @param told the holders of the last sell-out: one reading is enough to see that there is nothing new
 * @returns undefined while a seat is not sold
 */
async function holdersAtOnce(
  dates: Counting['dates'],
  scheduleId: string,
  plan: SeatPlan,
  told: string | undefined,
): Promise<string | undefined> {
  let before = await dates.blocks(scheduleId, plan.sections.length);
  for (let tries = 1; tries <= TRIES; tries++) {
    const holders = holdersOf(before, plan);
    if (holders === undefined || holders === told) return holders;
    const after = await dates.blocks(scheduleId, plan.sections.length);
    if (isSameReading(before, after)) return holders;
    before = after;
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}
