// What everybody can ask of the catalogue, and how its things read.
import { toIso } from '../shared/clock.ts';
import { Refusal } from '../shared/refusal.ts';
import { GRADES, type Grade } from './contract-layout.ts';
import { refusals } from './contract-refusals.ts';
import { type Concert, comesAt, isListed, type Schedule, statusOf } from './domain.ts';
import type { LayoutFacts, OwnCatalogReads, WholeConcert } from './reads.ts';
import type { CatalogStore } from './store.ts';

/** How many seats a grade has, and how many of them can be taken. */
export type Counts = Readonly<Partial<Record<Grade, { readonly total: number; readonly available: number }>>>;

export interface SeatCounts {
  counts(schedule: Schedule, layout: LayoutFacts, now: number): Promise<Counts>;
}

/** Milliseconds that a public answer may be behind; clients keep it a second more (`max-age=1`). */
const PUBLIC_MS = 1_000;

/** How many concerts the list of what can be booked now may hold, and how many are read at a time. */
const MOST_LISTED = 200;
const READ_AT_ONCE = 100;

/**
 * The concerts that can be booked now, the one whose sale ends first in front; and those of which nothing is on sale yet,
 * the one that begins first in front.
 */
export async function listAvailable(store: CatalogStore, now: number) {
  const found: Concert[] = [];
  const coming: (readonly [comesAt: number, concert: Concert])[] = [];
  let after: string | undefined = store.startOfOpen(now);
  while (after !== undefined && found.length < MOST_LISTED) {
    const read = await store.concerts({ after, size: READ_AT_ONCE });
    for (const { concert } of read) {
      if (isListed(concert, now)) found.push(concert);
      const at = comesAt(concert, now);
      if (at !== undefined) coming.push([at, concert]);
    }
    after = read.length < READ_AT_ONCE ? undefined : read.at(-1)?.sk;
  }
  coming.sort(([a], [b]) => a - b);
  return {
    concerts: found.slice(0, MOST_LISTED).map(concertView),
    upcoming: coming.slice(0, MOST_LISTED).map(([at, concert]) => ({ ...concertView(concert), opensAt: toIso(at) })),
  };
}

/** @throws Refusal CONCERT_NOT_FOUND */
export async function findConcert(
  reads: Pick<OwnCatalogReads, 'concert'>,
  concertId: string,
  maxAgeMs = PUBLIC_MS,
): Promise<WholeConcert> {
  const concert = await reads.concert(concertId, maxAgeMs);
  if (!concert) throw new Refusal(refusals.CONCERT_NOT_FOUND);
  return concert;
}

/** A concert's dates with what is left of each. @throws Refusal CONCERT_NOT_FOUND */
export async function listSchedules(
  { reads, seats }: { reads: OwnCatalogReads; seats: SeatCounts },
  { concertId, now, maxAgeMs }: { concertId: string; now: number; maxAgeMs?: number },
) {
  const { schedules } = await findConcert(reads, concertId, maxAgeMs);
  const views = schedules.map(async (schedule) => {
    const layout = await reads.layout(schedule.layoutId);
    return scheduleView(schedule, await seats.counts(schedule, layout, now), now);
  });
  return { schedules: await Promise.all(views) };
}

/** When a thing was made and last changed. */
export function stampsView({ createdAt, updatedAt }: { createdAt: number; updatedAt: number }) {
  return { createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

export function concertView(concert: Concert) {
  const { concertId, code, name, description, category, enabled, settings } = concert;
  return {
    concertId,
    code,
    name,
    description,
    category,
    enabled,
    bookingStartAt: toIso(concert.bookingStartAt),
    bookingEndAt: toIso(concert.bookingEndAt),
    holdSeconds: settings.holdSeconds,
    seatsPerPerson: settings.seatsPerPerson,
    earlySeconds: settings.earlySeconds,
    refundPolicy: settings.refundPolicy,
    ...stampsView(concert),
  };
}

export function scheduleView(schedule: Schedule, counts: Counts, now: number) {
  const { scheduleId, concertId, layoutId, prices } = schedule;
  const grades = GRADES.flatMap((grade) => {
    const count = counts[grade];
    const price = prices[grade];
    return count && price !== undefined ? [{ grade, price, total: count.total, available: count.available }] : [];
  });
  return {
    scheduleId,
    concertId,
    layoutId,
    startAt: toIso(schedule.startAt),
    endAt: toIso(schedule.endAt),
    saleStartAt: toIso(schedule.saleStartAt),
    saleEndAt: toIso(schedule.saleEndAt),
    status: statusOf(schedule, now),
    total: grades.reduce((sum, { total }) => sum + total, 0),
    available: grades.reduce((sum, { available }) => sum + available, 0),
    grades,
    ...stampsView(schedule),
  };
}
