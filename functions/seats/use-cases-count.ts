// Counting a date after sales and blockings: whether it is sold out, and telling that once.
import type { CatalogReads, ScheduleFacts } from '../catalog/reads.ts';
import type { SaleReads } from '../reservations/reads-sales.ts';
import { jitter } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import type { Clock } from '../shared/clock.ts';
import type { Cause } from '../shared/event.ts';
import { log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { SeatPlan } from './domain.ts';
import { buyersOf, holdersOf, isSameReading, withSoldOut } from './domain-count.ts';
import type { Blocks, DateReads } from './reads.ts';
import type { CountsStore } from './store.ts';

export interface Counting {
  readonly store: CountsStore;
  readonly dates: Pick<DateReads, 'blocks'>;
  readonly catalog: CatalogReads;
  readonly sales: SaleReads;
  readonly clock: Clock;
}

/** A sale, as its message tells it: when (epoch milliseconds), and what a write that it leads to must carry. */
export interface SaleOfDate {
  readonly concertId: string;
  readonly scheduleId: string;
  readonly at: number;
  /** When seats were blocked, where that is why the date is counted: blocking the last free ones sells it out. */
  readonly blockedAt?: number;
  readonly cause: Cause;
}

/** A sale whose date could not be counted, and why. */
export interface Uncounted<S extends SaleOfDate> {
  readonly sale: S;
  readonly error: unknown;
}

/** How often a date is read, or its counts written, while others change them. */
const TRIES = 8;

/**
 * Counts each date that something was sold of, and tells those that are sold out.
 * @returns the sales of the dates that could not be counted
 */
export async function countSeats<S extends SaleOfDate>(
  tools: Counting,
  sales: readonly S[],
): Promise<readonly Uncounted<S>[]> {
  const byDate = [...Map.groupBy(sales, ({ scheduleId }) => scheduleId).values()];
  const counted = await inParallel(byDate, async (ofDate) => {
    const newest = ofDate.reduce((last, sale) => (last.at < sale.at ? sale : last));
    try {
      await countDate(tools, newest);
      return [];
    } catch (error) {
      return ofDate.map((sale) => ({ sale, error }));
    }
  });
  return counted.flat();
}

/** @throws Refusal TRY_AGAIN when the seats or the counts kept changing */
async function countDate(tools: Counting, newest: SaleOfDate): Promise<void> {
  const { store, dates, catalog, sales, clock } = tools;
  const { concertId, scheduleId, cause } = newest;
  const { layoutId, saleStartAt } = await dateOf(catalog, newest);
  const plan = await catalog.layout(layoutId);
  // Before the seats: whoever moves the counts from here read the seats later than those who moved them before.
  let seen = await store.counts(scheduleId);
  for (let tries = 1; tries <= TRIES; tries++) {
    const found = await soldOutAtOnce(dates, scheduleId, plan, seen?.holders);
    if (!found) return;
    const { holders, blocks } = found;
    // Messages may be old, or the only ones that came: what dates a sell-out is when its holders bought.
    const lastSaleAt = later(await sales.lastSaleAt(buyersOf(blocks)), newest.blockedAt);
    const next = withSoldOut(seen, { concertId, holders, saleStartAt, lastSaleAt, cause, now: clock() });
    const outcome = await store.move(scheduleId, seen, next);
    if (outcome === 'moved') {
      const { soldOutNo } = next;
      log.info('sold out', { concertId, scheduleId, soldOutNo, correlationId: cause.correlationId });
      return;
    }
    // The own write whose answer was lost, or another counter that found the same.
    if (outcome.found?.holders === holders) return;
    seen = outcome.found;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

async function dateOf(catalog: CatalogReads, { concertId, scheduleId }: SaleOfDate): Promise<ScheduleFacts> {
  for (const maxAgeMs of [undefined, 0]) {
    const concert = await catalog.concert(concertId, maxAgeMs);
    const found = concert?.schedules.find((schedule) => schedule.scheduleId === scheduleId);
    if (found) return found;
  }
  throw new Error(`concert ${concertId} has no date ${scheduleId}`);
}

/** A date sold out at one instant: to whom, as a fingerprint and block by block. */
interface SoldOutReading {
  readonly holders: string;
  readonly blocks: Blocks;
}

/**
 * Who had the seats at an instant at which it was sold out: two readings, one after the other, agree on every block.
 * @param told the holders of the last sell-out: one reading is enough to see that there is nothing new
 * @returns undefined while it is not sold out, or when these holders were told already
 */
async function soldOutAtOnce(
  dates: Counting['dates'],
  scheduleId: string,
  plan: SeatPlan,
  told: string | undefined,
): Promise<SoldOutReading | undefined> {
  let before = await dates.blocks(scheduleId, plan.sections.length);
  for (let tries = 1; tries <= TRIES; tries++) {
    const holders = holdersOf(before, plan);
    if (holders === undefined || holders === told) return undefined;
    const after = await dates.blocks(scheduleId, plan.sections.length);
    if (isSameReading(before, after)) return { holders, blocks: after };
    before = after;
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}
