// Reservations, tombstones and standings: every key and condition of this service's own journeys.
import { isDeepStrictEqual } from 'node:util';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import type { Kept, Move, Reservation, Standing, Tombstone } from './domain.ts';
import { itemOf, keptOf, reservationKey, standingKey, standingOf, tombstoneItemOf } from './keys.ts';
import { createReservationReads, type ReservationReads, readKept } from './reads.ts';
import { moveReservation, TTL_GRACE_SECONDS } from './writes.ts';

/** Seconds that a tombstone outlives any request that may come late. */
const TOMBSTONE_SECONDS = 86_400;

/** Whose standing, and of which concert. */
export interface Who {
  readonly personId: string;
  readonly concertId: string;
}

export interface ReservationStore extends ReservationReads {
  /** What is under an id, and the person's standing: one strongly consistent round trip. */
  keptAndStanding(
    reservationId: string,
    who: Who,
  ): Promise<{ readonly kept: Kept | undefined; readonly standing: Standing }>;
  kept(reservationId: string): Promise<Kept | undefined>;
  /** Puts a PENDING reservation if there is nothing under its id. @returns what was there, else undefined */
  create(reservation: Reservation): Promise<Kept | undefined>;
  /** Puts a tombstone if there is nothing under its id. @returns what was there, else undefined */
  entomb(tombstone: Tombstone, now: number): Promise<Kept | undefined>;
  /** Takes a step, if the reservation is still as `seen`. @returns false: read again */
  move(seen: Reservation, move: Move): Promise<boolean>;
  /**
   * Writes back an ended reservation that DynamoDB TTL deleted, with its event; also over a tombstone, which tells
   * nobody. Done already is done.
   */
  bury(ended: Reservation): Promise<void>;
  /** @returns the standing that was there instead of `seen`, unless it is `next` already; else undefined */
  writeStanding(who: Who, seen: Standing, next: Standing): Promise<Standing | undefined>;
  /** Marks a reservation's entry ended; one that is not there needs no mark. */
  endEntry(who: Who, reservationId: string): Promise<void>;
  /** Lets a reservation's entry count no more than `seats`: it never counts fewer than the reservation lists. */
  shrinkEntry(who: Who, reservationId: string, seats: number): Promise<void>;
  /** A stream's image as this service knows it. */
  readImage(image: Item): Kept;
}

export function createReservationStore(tools: { db: Db; RESERVATIONS_TABLE: string }): ReservationStore {
  const { db, RESERVATIONS_TABLE: TableName } = tools;
  const ALL_OLD = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

  async function put(Item: Item, condition: string): Promise<Kept | undefined> {
    const outcome = await conditional(
      db.send(new PutCommand({ TableName, Item, ConditionExpression: condition, ...ALL_OLD })),
    );
    return outcome.ok || !outcome.old ? undefined : keptOf(outcome.old);
  }

  return {
    ...createReservationReads(tools),

    async keptAndStanding(reservationId, { personId, concertId }) {
      const keys = [reservationKey(reservationId), standingKey(personId, concertId)];
      const items = await readAll(db, TableName, keys);
      const kept = items.find(({ sk }) => sk === 'RESERVATION');
      return { kept: kept && keptOf(kept), standing: standingOf(items.find((item) => item !== kept)) };
    },

    kept: (reservationId) => readKept(tools, reservationId),

    create(reservation) {
      const ttl = reservation.expiresAt / 1000 + TTL_GRACE_SECONDS;
      return put(itemOf(reservation, ttl), 'attribute_not_exists(pk)');
    },

    entomb(tombstone, now) {
      const ttl = Math.floor(now / 1000) + TOMBSTONE_SECONDS;
      return put(tombstoneItemOf(tombstone, ttl), 'attribute_not_exists(pk)');
    },

    move: (seen, move) => moveReservation(tools, seen, move),

    async bury(ended) {
      await put(itemOf(ended), 'attribute_not_exists(pk) OR attribute_exists(tombstone)');
    },

    async writeStanding({ personId, concertId }, seen, next) {
      const isNew = seen.version === 0;
      const outcome = await conditional(
        db.send(
          new UpdateCommand({
            TableName,
            Key: standingKey(personId, concertId),
            UpdateExpression: 'SET #entries = :entries, #version = :next',
            ConditionExpression: isNew ? 'attribute_not_exists(#version)' : '#version = :seen',
            ExpressionAttributeNames: { '#entries': 'entries', '#version': 'version' },
            ExpressionAttributeValues: {
              ':entries': next.entries,
              ':next': next.version,
              ...(isNew ? {} : { ':seen': seen.version }),
            },
            ...ALL_OLD,
          }),
        ),
      );
      if (outcome.ok) return undefined;
      const there = standingOf(outcome.old);
      const isDone = there.version === next.version && isDeepStrictEqual(there.entries, next.entries);
      return isDone ? undefined : there;
    },

    async endEntry({ personId, concertId }, reservationId) {
      await conditional(
        db.send(
          new UpdateCommand({
            TableName,
            Key: standingKey(personId, concertId),
            UpdateExpression: 'SET #entries.#id.#ended = :true ADD #version :one',
            ConditionExpression: 'attribute_exists(#entries.#id) AND attribute_not_exists(#entries.#id.#ended)',
            ExpressionAttributeNames: {
              '#entries': 'entries',
              '#id': reservationId,
              '#ended': 'ended',
              '#version': 'version',
            },
            ExpressionAttributeValues: { ':true': true, ':one': 1 },
            ...ALL_OLD,
          }),
        ),
      );
    },

    async shrinkEntry({ personId, concertId }, reservationId, seats) {
      await conditional(
        db.send(
          new UpdateCommand({
            TableName,
            Key: standingKey(personId, concertId),
            UpdateExpression: 'SET #entries.#id.#seats = :seats ADD #version :one',
            ConditionExpression: '#entries.#id.#seats > :seats',
            ExpressionAttributeNames: {
              '#entries': 'entries',
              '#id': reservationId,
              '#seats': 'seats',
              '#version': 'version',
            },
            ExpressionAttributeValues: { ':seats': seats, ':one': 1 },
            ...ALL_OLD,
          }),
        ),
      );
    },

    readImage: keptOf,
  };
}
