// The sweeper: finds journeys that stand still, brings on what the rules allow, and counts the rest.
import type { CatalogReads } from '../catalog/reads.ts';
import type { OpenReads } from '../catalog/reads-open.ts';
import type { HeldSeat, HolderReads } from '../seats/reads-holders.ts';
import { byBlock, type SeatWrites } from '../seats/writes.ts';
import { inParallel } from '../shared/batch.ts';
import { count, log } from '../shared/log.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { isTombstone, type Kept } from './domain.ts';
import { decideSweep, type Rank, rankOf } from './domain-sweep.ts';
import type { SweepReads } from './reads-sweep.ts';
import type { ReservationStore } from './store.ts';
import { endStanding, settle } from './use-cases.ts';
import { completedAgain } from './use-cases-confirm.ts';

export interface SweepTools {
  readonly open: OpenReads;
  readonly catalog: Pick<CatalogReads, 'layout'>;
  readonly holders: HolderReads;
  readonly kept: SweepReads;
  readonly store: ReservationStore;
  readonly seats: SeatWrites;
  readonly confirmAgain: SendMessages;
  /** Confirmed journeys, and when they were seen so: what it forgets is only read again. */
  readonly final: Map<string, number>;
}

/** A sale is looked after for so long after its end. */
const AFTER_SALE_MS = 86_400_000;
/** Confirmed ones are looked at again after so long: cancelling moves them, and its events can be lost too. */
const FINAL_MS = 60 * 60_000;
/** The most that one sweep reads, and that an instance remembers; what is left over has its turn in the next sweep. */
const MOST_READ = 5_000;
const MOST_FINAL = 100_000;

const RANKS: readonly Rank[] = ['lapsed', 'sold', 'old'];

/** A reservation that has seats of a date. */
interface Journey {
  readonly reservationId: string;
  readonly scheduleId: string;
  readonly rank: Rank;
  /** Where its seats are. */
  readonly seats: { at: string }[];
}

export interface Swept {
  readonly seen: number;
  /** Journeys that were brought on. */
  readonly repaired: number;
  /** Paid ones that stayed unconfirmed through several repairs. */
  readonly stuck: number;
}

/**
 * One round over every sale that goes on or ended less than a day ago.
 * @throws when some could not be brought on, after all had their turn
 */
export async function sweep(tools: SweepTools, now: number): Promise<Swept> {
  const journeys = inOrder([...(await journeysOf(tools, now)).values()]);
  const looked = journeys.slice(0, MOST_READ);
  const kept = await tools.kept.keptAll(looked.map(({ reservationId }) => reservationId));
  const outcomes = await inParallel(looked, (journey) => bringOn(tools, journey, kept.get(journey.reservationId), now));
  const numberOf = (...wanted: Outcome[]) => outcomes.filter((outcome) => wanted.includes(outcome)).length;
  const repaired = numberOf('repaired', 'stuck');
  if (repaired > 0) count('journeysRepaired', repaired);
  const stuck = numberOf('stuck');
  if (stuck > 0) count('journeysStuck', stuck);
  const failed = numberOf('failed');
  if (failed > 0) throw new Error(`${failed} of ${looked.length} journeys could not be brought on`);
  return { seen: looked.length, repaired, stuck };
}

/** The journeys behind the seats of every date, but for those known to be confirmed. */
async function journeysOf(tools: SweepTools, now: number): Promise<ReadonlyMap<string, Journey>> {
  const { open, catalog, holders, final } = tools;
  const journeys = new Map<string, Journey>();
  for (const { schedules, settings } of await open.openSince(now - AFTER_SALE_MS)) {
    const dates = schedules.filter((one) => one.saleStartAt <= now && one.saleEndAt > now - AFTER_SALE_MS);
    for (const { scheduleId, layoutId } of dates) {
      const { sections } = await catalog.layout(layoutId);
      for (const seat of await holders.holders(scheduleId, sections.length)) {
        const rank = rankOf(seat, settings.holdSeconds, now);
        const known = rank === 'sold' && (final.get(seat.holder) ?? 0) + FINAL_MS > now;
        if (rank && !known) join(journeys, seat, { scheduleId, rank });
      }
    }
  }
  return journeys;
}

function join(journeys: Map<string, Journey>, { holder, at }: HeldSeat, found: Pick<Journey, 'scheduleId' | 'rank'>) {
  const journey = journeys.get(holder);
  if (journey) journey.seats.push({ at });
  else journeys.set(holder, { ...found, reservationId: holder, seats: [{ at }] });
}

function inOrder(journeys: readonly Journey[]): Journey[] {
  return journeys.toSorted((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank));
}

type Outcome = 'fine' | 'repaired' | 'stuck' | 'failed';

async function bringOn(tools: SweepTools, journey: Journey, kept: Kept | undefined, now: number): Promise<Outcome> {
  const { reservationId } = journey;
  const decided = decideSweep(kept, journey.rank === 'lapsed', now);
  try {
    switch (decided.decision) {
      case 'nothing':
        if (decided.final) remember(tools.final, reservationId, now);
        return 'fine';
      case 'settle':
        if (await settle(tools.store, reservationId, { now, causationId: 'sweeper' })) return 'fine';
        await release(tools, journey, kept);
        break;
      case 'release':
        await release(tools, journey, kept);
        break;
      case 'confirm':
        if (kept && !isTombstone(kept)) await tools.confirmAgain([{ body: completedAgain(kept), delaySeconds: 0 }]);
        if (decided.stuck) log.error('a paid reservation stays unconfirmed', { reservationId });
        break;
      default:
        decided satisfies never;
    }
  } catch (error) {
    log.error('a journey could not be brought on', { reservationId, error: error as Error });
    return 'failed';
  }
  log.info('journey repaired', { reservationId, ...decided });
  return decided.decision === 'confirm' && decided.stuck ? 'stuck' : 'repaired';
}

/** What ReservationFailed does at its consumers, for a journey whose event was lost. */
async function release({ seats, store }: SweepTools, journey: Journey, kept: Kept | undefined): Promise<void> {
  const { reservationId, scheduleId } = journey;
  for (const { ref } of byBlock(journey.seats.map(({ at }) => at))) {
    await seats.releaseOwn(scheduleId, ref, { reservationId });
  }
  if (kept && !isTombstone(kept)) await endStanding(store, kept);
}

function remember(final: Map<string, number>, reservationId: string, now: number): void {
  if (final.size >= MOST_FINAL) final.clear();
  final.set(reservationId, now);
}
