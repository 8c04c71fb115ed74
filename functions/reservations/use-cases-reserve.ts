// Reserving seats of the concert one was admitted to: from the request to the hold.
import { admittedDate, type CatalogReads, type LayoutFacts, type ScheduleFacts } from '../catalog/reads.ts';
import { refusals as seatRefusals } from '../seats/contract.ts';
import { planOf } from '../seats/reads-best.ts';
import { locate } from '../seats/writes.ts';
import type { Cause } from '../shared/event.ts';
import { keyedChars, randomChars, requestHash } from '../shared/keyed-id.ts';
import { Refusal } from '../shared/refusal.ts';
import { fault, faulty } from '../shared/request.ts';
import { type BestAvailable, type ReservationView, refusals } from './contract.ts';
import type { HeldSeat, Reservation } from './domain.ts';
import { viewOf } from './use-cases.ts';
import { type BestTools, holdBest } from './use-cases-best.ts';
import type { HoldAsked, HoldTools } from './use-cases-claim.ts';
import { hold } from './use-cases-hold.ts';

export interface ReserveTools extends HoldTools {
  readonly catalog: CatalogReads;
  /** The secret that reservation ids are made with, so that nobody can aim at one. */
  readonly idSecret: () => Promise<string>;
}

export interface ReserveSeveralTools extends ReserveTools, BestTools {}

interface Asker {
  readonly buyer: { readonly userId: string; readonly personId: string };
  readonly place: { readonly concertId: string; readonly seq: number };
  readonly idempotencyKey: string | undefined;
  readonly now: number;
  readonly cause: Cause;
}

interface DateAsked {
  readonly concertId: string;
  readonly scheduleId?: string | undefined;
  readonly date?: string | undefined;
}

export interface ReserveAsked extends Asker, DateAsked {
  readonly seatNo: number;
}

/** Exactly one of `seatNos` and `bestAvailable`. */
export interface ReserveSeveralAsked extends Asker {
  readonly scheduleId: string;
  readonly seatNos?: readonly number[] | undefined;
  readonly bestAvailable?: BestAvailable | undefined;
}

/** Holds one seat. @throws Refusal as `admittedDate` and `hold`, and SEAT_NOT_FOUND */
export async function reserve(tools: ReserveTools, asked: ReserveAsked): Promise<ReservationView> {
  const date = await dateOf(tools, asked, asked);
  return viewOf(await holdSeats(tools, asked, date, [asked.seatNo]), asked.now);
}

/**
 * Holds several seats, all or nothing, of the concert that one was admitted to: those with these numbers, or the best
 * available.
 * @throws Refusal INVALID_REQUEST, SEAT_NOT_FOUND with all of the numbers that are no seats, SECTION_NOT_FOUND,
 *   LIMIT_REACHED, NOT_ENOUGH_SEATS, and as `admittedDate` and `hold`
 */
export async function reserveSeveral(tools: ReserveSeveralTools, asked: ReserveSeveralAsked): Promise<ReservationView> {
  const { seatNos, bestAvailable, place, scheduleId } = asked;
  if (seatNos) assertDistinct(seatNos);
  if ((seatNos === undefined) === (bestAvailable === undefined)) {
    throw fault('seatNos', {
      ko: 'bestAvailable과 둘 중 하나만 있어야 합니다',
      en: 'is to be there if, and only if, there is no bestAvailable',
    });
  }
  const date = await dateOf(tools, asked, { concertId: place.concertId, scheduleId });
  const reservation = bestAvailable
    ? await holdBestSeats(tools, asked, date, bestAvailable)
    : await holdSeats(tools, asked, date, seatNos ?? []);
  return viewOf(reservation, asked.now);
}

function assertDistinct(seatNos: readonly number[]): void {
  const faults = seatNos.flatMap((seatNo, i) => {
    const message = { ko: '이미 목록에 있습니다', en: 'is in the list already' };
    return seatNos.indexOf(seatNo) < i ? [{ field: `seatNos.${i}`, message }] : [];
  });
  if (faults.length > 0) throw faulty(faults);
}

/** A date, its layout, and what all holds of a request have in common. */
interface DateHeld {
  readonly schedule: ScheduleFacts;
  readonly layout: LayoutFacts;
  readonly common: Omit<HoldAsked, 'reservationId' | 'seats' | 'requestHash'>;
}

async function dateOf(tools: ReserveTools, asker: Asker, asked: DateAsked): Promise<DateHeld> {
  const { buyer, place, idempotencyKey, now, cause } = asker;
  const { concert, schedule } = await admittedDate(tools.catalog, place, { ...asked, now });
  const { holdSeconds, seatsPerPerson, releaseOnInsufficientBalance } = concert.settings;
  const { concertId, scheduleId, layoutId } = schedule;
  const common = {
    ...{ userId: buyer.userId, personId: buyer.personId, concertId, scheduleId, seq: place.seq },
    ...{ hasKey: idempotencyKey !== undefined, holdSeconds, seatsPerPerson, now, cause },
    ...(releaseOnInsufficientBalance ? { releaseIfShort: true as const } : {}),
  };
  return { schedule, layout: await tools.catalog.layout(layoutId), common };
}

/** The id's parts that follow from who asks what; without a key it is a new id every time. */
async function idsOf(tools: ReserveTools, asker: Asker, { common }: DateHeld) {
  const secret = await tools.idSecret();
  const { personId, scheduleId } = common;
  return (...more: readonly string[]) => {
    return `rsv_${keyedChars(secret, personId, scheduleId, asker.idempotencyKey ?? randomChars(), ...more)}`;
  };
}

async function holdSeats(
  tools: ReserveTools,
  asker: Asker,
  date: DateHeld,
  seatNos: readonly number[],
): Promise<Reservation> {
  const { schedule, layout, common } = date;
  const sorted = seatNos.toSorted((a, b) => a - b);
  const found = sorted.map((seatNo) => ({ seatNo, seat: locate(layout, seatNo) }));
  const missing = found.flatMap(({ seatNo, seat }) => (seat ? [] : [seatNo]));
  if (missing.length > 0) {
    throw new Refusal(seatRefusals.SEAT_NOT_FOUND, { seatNo: missing[0], seatNos: missing });
  }
  assertAllowed(seatNos.length, common.seatsPerPerson);
  const idOf = await idsOf(tools, asker, date);
  return hold(tools, {
    ...common,
    reservationId: idOf(),
    seats: found.flatMap(({ seat }) => (seat ? [{ ...seat, price: priceOf(schedule, seat) }] : [])),
    requestHash: requestHash({ scheduleId: schedule.scheduleId, seatNos: sorted }),
  });
}

async function holdBestSeats(
  tools: ReserveSeveralTools,
  asker: Asker,
  date: DateHeld,
  { count, grade, section, adjacent = true, accessible = false }: BestAvailable,
): Promise<Reservation> {
  const { schedule, layout, common } = date;
  if (section !== undefined && !layout.sections.some((one) => one.section === section)) {
    throw new Refusal(seatRefusals.SECTION_NOT_FOUND, { section });
  }
  assertAllowed(count, common.seatsPerPerson);
  const wish = { count, grade, section, adjacent, accessible };
  const plan = planOf(layout);
  const idOf = await idsOf(tools, asker, date);
  return holdBest(tools, {
    ...common,
    wish,
    plan,
    idOf: (round) => (round === 0 ? idOf() : idOf('best', String(round))),
    choiceIdOf: (round) => idOf('choice', String(round)),
    seatAt(index): HeldSeat {
      const seat = plan.seats[index];
      if (!seat) throw new Error(`${schedule.scheduleId} has no seat ${index}`);
      return { ...seat, price: priceOf(schedule, seat) };
    },
    requestHash: requestHash({ scheduleId: schedule.scheduleId, bestAvailable: wish }),
  });
}

function assertAllowed(seats: number, limit: number): void {
  if (seats > limit) throw new Refusal(refusals.LIMIT_REACHED, { limit });
}

function priceOf({ scheduleId, prices }: ScheduleFacts, { grade }: Pick<HeldSeat, 'grade'>): number {
  const price = prices[grade];
  if (price === undefined) throw new Error(`${scheduleId} has no price for ${grade}`);
  return price;
}
