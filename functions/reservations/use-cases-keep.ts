// Giving up some seats of a hold and keeping the others (docs/design/data-model.md, Hold).
import { refusals as seatRefusals } from '../seats/contract.ts';
import { byBlock, type SeatWrites } from '../seats/writes.ts';
import { jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import type { Cause } from '../shared/event.ts';
import { log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { fault, faulty } from '../shared/request.ts';
import { type ReservationView, refusals } from './contract.ts';
import type { HeldSeat, Reservation } from './domain.ts';
import { decideKeep, fewer, type KeepDecision, type Remaining } from './domain-keep.ts';
import type { ReservationStore } from './store.ts';
import { listedIn, settle, viewOf } from './use-cases.ts';

export interface KeepTools {
  readonly store: ReservationStore;
  readonly seats: SeatWrites;
  readonly clock: Clock;
}

/** At least one of `seatNos` and `standing`. */
export interface KeepAsked {
  readonly reservationId: string;
  readonly userId: string;
  readonly seatNos?: readonly number[] | undefined;
  readonly standing?: Remaining['standing'] | undefined;
  readonly cause: Cause;
}

/** How often it is tried while others move the same reservation. */
const TRIES = 8;

/**
 * Keeps the named seats of a hold and gives up the others; asked again, it answers the same. The reservation decides: only
 * what it does not list any more is freed then.
 * @throws Refusal INVALID_REQUEST, RESERVATION_NOT_FOUND (also for another person's), RESERVATION_EXPIRED, NOT_CHANGEABLE
 *   (with `reservationStatus`), SEAT_NOT_FOUND (with `seatNos` and `sections`), TRY_AGAIN
 */
export async function keepSeats(tools: KeepTools, asked: KeepAsked): Promise<ReservationView> {
  const { store, clock } = tools;
  const { reservationId, userId, cause } = asked;
  const remaining = remainingOf(asked);
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await store.reservation(reservationId);
    if (!seen || seen.userId !== userId) throw new Refusal(refusals.RESERVATION_NOT_FOUND);
    const now = clock();
    const decided = decideKeep(seen, remaining, now);
    switch (decided.decision) {
      case 'kept':
        return finish(tools, seen, seen.seats);
      case 'keep': {
        const move = fewer(seen, decided.seats, now, cause.causationId);
        const kept = { ...seen, ...move.keep, updatedAt: now };
        if (await store.move(seen, move)) return finish(tools, kept, seen.seats);
        break;
      }
      case 'settle':
        await settle(store, reservationId, { now, causationId: cause.causationId });
        break;
      default:
        throw refusalOf(decided);
    }
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** @throws Refusal INVALID_REQUEST for nothing, or anything twice */
function remainingOf({ seatNos = [], standing = [] }: KeepAsked): Remaining {
  if (seatNos.length + standing.length === 0) {
    throw fault('seatNos', {
      ko: '또는 standing에 남길 좌석이 있어야 합니다',
      en: 'or standing has to name what is kept',
    });
  }
  const message = { ko: '이미 목록에 있습니다', en: 'is in the list already' };
  const sections = standing.map(({ section }) => section);
  const faults = [
    ...seatNos.flatMap((seatNo, i) => (seatNos.indexOf(seatNo) < i ? [`seatNos.${i}`] : [])),
    ...sections.flatMap((section, i) => (sections.indexOf(section) < i ? [`standing.${i}.section`] : [])),
  ];
  if (faults.length > 0) throw faulty(faults.map((field) => ({ field, message })));
  return { seatNos, standing };
}

function refusalOf(decided: Exclude<KeepDecision, { decision: 'kept' | 'keep' | 'settle' }>): Refusal {
  switch (decided.decision) {
    case 'RESERVATION_EXPIRED':
      return new Refusal(refusals.RESERVATION_EXPIRED);
    case 'NOT_CHANGEABLE':
      return new Refusal(refusals.NOT_CHANGEABLE, { reservationStatus: decided.status });
    case 'SEAT_NOT_FOUND': {
      const { seatNos, sections } = decided;
      const [seatNo] = seatNos;
      return new Refusal(seatRefusals.SEAT_NOT_FOUND, {
        ...(seatNo === undefined ? {} : { seatNo, seatNos }),
        ...(sections.length > 0 ? { sections } : {}),
      });
    }
    default:
      return decided satisfies never;
  }
}

/**
 * Frees in the blocks of `before` what the reservation does not list, and lets its person's standing count no more than
 * that, before the answer. A repeat does it too, in the blocks that still have a kept seat: of the others it no longer
 * knows. What is left after all lapses, or the sweeper frees it, and the standing is read from the reservation once its
 * time is over.
 */
async function finish(
  { store, seats, clock }: KeepTools,
  kept: Reservation,
  before: readonly HeldSeat[],
): Promise<ReservationView> {
  const { reservationId, scheduleId } = kept;
  const steps = await Promise.allSettled([
    store.shrinkEntry(kept, reservationId, kept.seats.length),
    ...byBlock(before.map(({ at }) => at)).map(({ ref }) =>
      seats.releaseOwn(scheduleId, ref, { reservationId, keep: listedIn(kept, ref) }),
    ),
  ]);
  for (const step of steps) {
    if (step.status === 'rejected') log.warn('left to the sweeper', { reservationId, error: step.reason });
  }
  return viewOf(kept, clock());
}
