// What the end of a reservation does to seats.
import { byBlock } from './domain.ts';
import type { SeatWrites } from './writes.ts';

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
