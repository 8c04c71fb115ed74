// Holding the seats of an ended reservation anew, for a card's money that came too late (docs/design/data-model.md, Card).
import { type CatalogReads, scheduleOnSale } from '../catalog/reads.ts';
import { byBlock } from '../seats/writes.ts';
import type { Cause } from '../shared/event.ts';
import { keyedChars, requestHash } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { Reservation } from './domain.ts';
import { settle } from './use-cases.ts';
import type { HoldTools } from './use-cases-claim.ts';
import { hold } from './use-cases-hold.ts';

export interface HoldAgainTools extends HoldTools {
  readonly catalog: Pick<CatalogReads, 'concert'>;
  /** The secret that reservation ids are made with, so that nobody can aim at one. */
  readonly idSecret: () => Promise<string>;
}

/**
 * Holds the same seats at the same prices under an id of the payment's own: asked again, it is the same reservation. It
 * may have gone on since then, as it is its buyer's like any other.
 * @param by the payment, and its journey
 * @returns undefined when they are not to be had: taken, off sale, or more than one person may have
 * @throws Refusal TRY_AGAIN
 */
export async function holdAgain(
  tools: HoldAgainTools,
  seen: Reservation,
  by: { readonly paymentId: string; readonly now: number; readonly cause: Cause },
): Promise<Reservation | undefined> {
  const { paymentId, now, cause } = by;
  const living = await settle(tools.store, seen.reservationId, { now, causationId: cause.causationId });
  if (living) throw new Refusal(common.TRY_AGAIN, {}, 1);
  const { userId, personId, concertId, scheduleId, seq, seats } = seen;
  const concert = await tools.catalog.concert(concertId);
  if (!concert) return undefined;
  try {
    scheduleOnSale(concert, { scheduleId }, now);
    await clear(tools, seen);
    const chars = keyedChars(await tools.idSecret(), personId, scheduleId, 'late', paymentId);
    return await hold(tools, {
      reservationId: `rsv_${chars}`,
      ...{ userId, personId, concertId, scheduleId, seq, seats },
      requestHash: requestHash({ scheduleId, seatNos: seats.map(({ seatNo }) => seatNo) }),
      // Whoever is told to try again finds the same claim: the id is the payment's.
      hasKey: true,
      holdSeconds: concert.settings.holdSeconds,
      seatsPerPerson: concert.settings.seatsPerPerson,
      now,
      cause,
    });
  } catch (error) {
    if (error instanceof Refusal && error.kind.code !== common.TRY_AGAIN.code) return undefined;
    throw error;
  }
}

/** What the ended one still has would be in its own successor's way: its seats, and its part of the limit. */
async function clear({ store, seats }: HoldAgainTools, ended: Reservation): Promise<void> {
  const { reservationId, scheduleId } = ended;
  for (const { ref } of byBlock(ended.seats.map(({ at }) => at))) {
    await seats.releaseOwn(scheduleId, ref, { reservationId });
  }
  await store.endEntry(ended, reservationId);
}
