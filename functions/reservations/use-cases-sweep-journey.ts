// What the sweeper does for one journey: brings it on by the rules, and says what came of it.
import { byBlock, type SeatWrites } from '../seats/writes.ts';
import { log } from '../shared/log.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { isTombstone, type Kept, type Reservation } from './domain.ts';
import { decideSweep, type Rank, type SweepDecision, unlistedOf } from './domain-sweep.ts';
import type { ReservationStore } from './store.ts';
import { endStanding, listedIn, settle } from './use-cases.ts';
import { completedAgain, inquiryInto } from './use-cases-confirm.ts';

export interface JourneyTools {
  readonly store: ReservationStore;
  readonly seats: SeatWrites;
  readonly confirmAgain: SendMessages;
  readonly inquire: SendMessages;
  /** Publishes a stored event once more. @returns whether there is one of that type */
  readonly tellAgain: (reservation: Reservation, type: string) => Promise<boolean>;
  /** Confirmed journeys, and when they were seen so: what it forgets is only read again. */
  readonly final: Map<string, number>;
}

/** The most that an instance remembers. */
const MOST_FINAL = 100_000;

/** A reservation that has seats of a date. */
export interface Journey {
  readonly reservationId: string;
  readonly scheduleId: string;
  readonly rank: Rank;
  /** Where its seats are. */
  readonly seats: { readonly at: string }[];
}

/** What is stored of a journey, and what its line shows. */
export interface Found {
  readonly kept: Kept | undefined;
  readonly inLine: boolean;
}

/** What a round came to, journey by journey: how many were looked at, and of these how many … */
export interface Tally {
  seen: number;
  /** … were brought on. */
  repaired: number;
  /** … are paid, or being paid, and stayed so through several repairs. */
  stuck: number;
  /** … had an event that was told again, as it had no effect. */
  toldAgain: number;
  /** … could not be brought on. */
  failed: number;
}

/** Never throws: what fails is logged, and counted in `tally`. */
export async function bringOn(
  tools: JourneyTools,
  journey: Journey,
  { kept, inLine }: Found,
  { tally, now }: { readonly tally: Tally; readonly now: number },
): Promise<void> {
  const { reservationId, rank } = journey;
  const decided = decideSweep(kept, { lapsed: rank === 'lapsed', inLine }, now);
  const isStuck = decided.decision === 'wait' || ('stuck' in decided && decided.stuck);
  tally.seen += 1;
  if (isStuck) {
    tally.stuck += 1;
    const paying = kept?.status === 'PAYING';
    log.error(paying ? 'a card payment stays open' : 'a paid reservation stays unconfirmed', { reservationId });
  }
  try {
    const freed = await freeUnlisted(tools, journey, kept);
    const came = await act(tools, journey, { kept, decided, tally, now });
    if (came !== 'repaired' && !freed) return;
    tally.repaired += 1;
    log.info('journey repaired', { reservationId, ...decided });
  } catch (error) {
    tally.failed += 1;
    log.error('a journey could not be brought on', { reservationId, error: error as Error });
  }
}

async function act(
  tools: JourneyTools,
  journey: Journey,
  found: {
    readonly kept: Kept | undefined;
    readonly decided: SweepDecision;
    readonly tally: Tally;
    readonly now: number;
  },
): Promise<'fine' | 'repaired'> {
  const { kept, decided, tally, now } = found;
  const { reservationId } = journey;
  switch (decided.decision) {
    case 'nothing':
      if (decided.final) remember(tools.final, reservationId, now);
      return 'fine';
    case 'wait':
      return 'fine';
    case 'tell':
      await tellAgain(tools, kept, 'ReservationCompleted', tally);
      return 'fine';
    case 'settle':
      if (await settle(tools.store, reservationId, { now, causationId: 'sweeper' })) return 'fine';
      await release(tools, journey, kept);
      return 'repaired';
    case 'release': {
      // Freed also while the bus is down; once it is, nothing shows any more that nobody was told.
      const telling = decided.tell ? tellAgain(tools, kept, 'ReservationFailed', tally) : Promise.resolve();
      const [told] = await Promise.allSettled([telling]);
      await release(tools, journey, kept);
      if (told.status === 'rejected') throw told.reason;
      return 'repaired';
    }
    case 'confirm':
      if (kept && !isTombstone(kept)) await tools.confirmAgain([{ body: completedAgain(kept), delaySeconds: 0 }]);
      return 'repaired';
    case 'inquire':
      if (kept && !isTombstone(kept)) await tools.inquire([inquiryInto(kept)]);
      return 'repaired';
    default:
      return decided satisfies never;
  }
}

async function tellAgain(tools: JourneyTools, kept: Kept | undefined, type: string, tally: Tally): Promise<void> {
  if (!kept || isTombstone(kept) || !(await tools.tellAgain(kept, type))) return;
  tally.toldAgain += 1;
  log.warn('event told again', { reservationId: kept.reservationId, event: type });
}

/** @returns whether there was anything to free */
async function freeUnlisted({ seats }: JourneyTools, journey: Journey, kept: Kept | undefined): Promise<boolean> {
  const { reservationId, scheduleId } = journey;
  const unlisted = unlistedOf(kept, journey.seats);
  for (const { ref } of byBlock(unlisted.map(({ at }) => at))) {
    await seats.releaseOwn(scheduleId, ref, { reservationId, keep: listedIn(kept, ref) });
  }
  return unlisted.length > 0;
}

/** What ReservationFailed does at its consumers, for a journey whose event was lost. */
async function release({ seats, store }: JourneyTools, journey: Journey, kept: Kept | undefined): Promise<void> {
  const { reservationId, scheduleId } = journey;
  for (const { ref } of byBlock(journey.seats.map(({ at }) => at))) {
    await seats.releaseOwn(scheduleId, ref, { reservationId });
  }
  if (kept && !isTombstone(kept)) await endStanding(store, kept);
}

/** The one that was seen first goes first: it is the next to be read again anyway. */
function remember(final: Map<string, number>, reservationId: string, now: number): void {
  final.delete(reservationId);
  final.set(reservationId, now);
  const oldest = final.keys().next();
  if (final.size > MOST_FINAL && !oldest.done) final.delete(oldest.value);
}
