// Where reservation items are and what they look like: what this service's reads, writes, store and outbox share.
import type { Item } from '../shared/aws.ts';
import type { Kept, Reservation, Standing, Tombstone } from './domain.ts';
import { type Packed, packed, unpacked } from './domain-pack.ts';

export const reservationKey = (reservationId: string) => ({ pk: `RESERVATION#${reservationId}`, sk: 'RESERVATION' });

/** What one person has of one concert. */
export const standingKey = (personId: string, concertId: string) => ({
  pk: personPartition(personId),
  sk: `CONCERT#${concertId}`,
});

export const personPartition = (personId: string) => `PERSON#${personId}`;

/** @param ttl epoch seconds, while PENDING */
export function itemOf({ reservationId, seats, ...rest }: Reservation, ttl?: number): Item {
  return { ...reservationKey(reservationId), ...rest, ...packed(seats), ...(ttl === undefined ? {} : { ttl }) };
}

/** @param ttl epoch seconds */
export function tombstoneItemOf({ reservationId, ...rest }: Tombstone, ttl: number): Item {
  return { ...reservationKey(reservationId), ...rest, ttl };
}

export function keptOf({ pk, sk: _sk, ttl: _ttl, seats, packed: groups, ...rest }: Item): Kept {
  const reservationId = String(pk).slice('RESERVATION#'.length);
  if (rest.tombstone === true) return { reservationId, ...rest } as unknown as Tombstone;
  return { reservationId, seats: unpacked({ seats, packed: groups } as Packed), ...rest } as unknown as Reservation;
}

export function standingOf(item: Item | undefined): Standing {
  return item ? (item as unknown as Standing) : { version: 0, entries: {} };
}
