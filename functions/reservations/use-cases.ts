// What the time asks of a reservation, and what its owner may see of it.
import { type BlockRef, byBlock } from '../seats/writes.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { type ReservationView, refusals } from './contract.ts';
import { decideSettle, expired, hasEnded, isTombstone, type Kept, type Reservation } from './domain.ts';
import { type Owner, ownPage, type Page, type ReservationReads } from './reads.ts';
import { viewOf } from './reads-view.ts';
import type { ReservationStore } from './store.ts';

export { viewOf };

/** How often a reservation is read again that others move at the same time. */
const TRIES = 6;

/**
 * Ends a reservation whose time is over; whoever comes first does it: its timer, a thief, its owner.
 * @param causationId the request or event that found it over
 * @returns the living reservation, or undefined when it has ended. @throws Refusal TRY_AGAIN
 */
export async function settle(
  store: ReservationStore,
  reservationId: string,
  { now, causationId }: { readonly now: number; readonly causationId: string },
): Promise<Reservation | undefined> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const decided = decideSettle(await store.kept(reservationId), now, causationId);
    switch (decided.decision) {
      case 'ended':
        return undefined;
      case 'lives':
        return decided.reservation;
      case 'entomb': {
        const there = await store.entomb({ reservationId, tombstone: true, status: 'EXPIRED' }, now);
        if (!there || isTombstone(there)) return undefined;
        break;
      }
      case 'expire':
        if (await store.move(decided.seen, decided.move)) return undefined;
        break;
      default:
        decided satisfies never;
    }
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/**
 * Gives a reservation that DynamoDB TTL deleted its end and its event: the last net, when no timer came.
 * @param image the deleted item
 */
export async function entomb(
  { store, clock }: { readonly store: ReservationStore; readonly clock: () => number },
  image: Record<string, unknown>,
): Promise<void> {
  if (image.sk !== 'RESERVATION') return;
  const kept = store.readImage(image);
  if (isTombstone(kept) || kept.status !== 'PENDING') return;
  const { to, at, log = [] } = expired(kept, clock(), 'dynamodb-ttl');
  await store.bury({ ...kept, status: to, updatedAt: at, version: kept.version + 1, log: log.slice(-1) });
}

/** Marks an ended reservation in its person's standing, so that it does not count any more. */
export async function endStanding(
  store: ReservationStore,
  ended: { readonly reservationId: string; readonly personId: string; readonly concertId: string },
): Promise<void> {
  await store.endEntry(ended, ended.reservationId);
}

/** The slots of a block that a living reservation lists: whatever else it has there is to be freed. */
export function listedIn(kept: Kept | undefined, { section, block }: BlockRef): readonly string[] {
  if (!kept || isTombstone(kept) || hasEnded(kept)) return [];
  const blocks = byBlock(kept.seats.map(({ at }) => at));
  return blocks.find(({ ref }) => ref.section === section && ref.block === block)?.slots ?? [];
}

/** Own reservations, newest first. */
export async function listReservations(
  reads: ReservationReads,
  buyer: Owner,
  { now, ...page }: Page & { now: number },
) {
  const { own, ...rest } = await ownPage(reads, buyer, page);
  return { reservations: own.map((reservation) => viewOf(reservation, now)), ...rest };
}

/** @throws Refusal RESERVATION_NOT_FOUND, also for another person's */
export async function getReservation(
  reads: ReservationReads,
  asked: { readonly reservationId: string; readonly userId: string; readonly now: number },
): Promise<ReservationView> {
  const reservation = await reads.reservation(asked.reservationId);
  if (!reservation || reservation.userId !== asked.userId) throw new Refusal(refusals.RESERVATION_NOT_FOUND);
  return viewOf(reservation, asked.now);
}
