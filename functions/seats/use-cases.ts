// What a person can ask of seats, and what the end of a reservation does to them.
import { admittedDate, type CatalogReads } from '../catalog/reads.ts';
import { byBlock } from './domain.ts';
import type { SeatReads } from './reads.ts';
import type { SeatWrites } from './writes.ts';

/**
 * Every seat of a date of the concert that one was admitted to.
 * @throws Refusal as `admittedDate`
 */
export async function seatMap(
  { catalog, seats }: { readonly catalog: CatalogReads; readonly seats: SeatReads },
  asked: {
    readonly place: { readonly concertId: string };
    readonly concertId: string;
    readonly scheduleId?: string | undefined;
    readonly date?: string | undefined;
    readonly now: number;
  },
) {
  const { schedule } = await admittedDate(catalog, asked.place, asked);
  const { scheduleId, layoutId, prices } = schedule;
  const map = await seats.map(schedule, await catalog.layout(layoutId), asked.now);
  return {
    scheduleId,
    version: map.version,
    seats: map.seats.map(({ seatNo, section, row, grade, status }) => {
      return { seatNo, section, row, grade, price: prices[grade] ?? 0, status };
    }),
  };
}

/** Frees what is still held for, or sold to, a reservation that has ended; a thief's hold is another's, and stays. */
export async function releaseSeats(
  writes: SeatWrites,
  ended: {
    readonly reservationId: string;
    readonly scheduleId: string;
    readonly seats: readonly { readonly at: string }[];
  },
): Promise<void> {
  const { reservationId, scheduleId, seats } = ended;
  for (const { ref } of byBlock(seats.map(({ at }) => at))) {
    await writes.releaseOwn(scheduleId, ref, { reservationId });
  }
}
