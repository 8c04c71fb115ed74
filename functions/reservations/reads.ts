// Strong reads of reservations that another service's decision, or their owner's list, rests on.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import { fromCursor, pageSize, toPage } from '../shared/cursor.ts';
import { queryAll } from '../shared/pages.ts';
import { isTombstone, type Kept, type Reservation } from './domain.ts';
import { keptOf, personPartition, reservationKey, standingOf } from './keys.ts';

export type { Reservation };

/** One of a person's reservations, as the list of them knows it. */
export interface Listed {
  readonly reservationId: string;
  /** Epoch milliseconds. */
  readonly reservedAt: number;
}

export interface ReservationReads {
  /** The reservation as it is now, or undefined. */
  reservation(reservationId: string): Promise<Reservation | undefined>;
  /** Those of `reservationIds` that are there, in that order. */
  reservations(reservationIds: readonly string[]): Promise<Reservation[]>;
  /** What a person has or had, newest first: of ended ones the newest 20 of each concert. */
  list(personId: string): Promise<Listed[]>;
}

type Table = { readonly db: Db; readonly RESERVATIONS_TABLE: string };

export function createReservationReads(table: Table): ReservationReads {
  const { db, RESERVATIONS_TABLE } = table;
  return {
    async reservation(reservationId) {
      const kept = await readKept(table, reservationId);
      return kept && !isTombstone(kept) ? kept : undefined;
    },

    async reservations(reservationIds) {
      const items = await readAll(db, RESERVATIONS_TABLE, reservationIds.map(reservationKey));
      const byId = new Map(items.map(keptOf).map((kept) => [kept.reservationId, kept]));
      return reservationIds.flatMap((id) => {
        const kept = byId.get(id);
        return kept && !isTombstone(kept) ? [kept] : [];
      });
    },

    async list(personId) {
      const standings = await readStandings(table, personId);
      const entries = standings.flatMap((item) => Object.entries(standingOf(item).entries));
      return entries
        .map(([reservationId, { reservedAt }]) => ({ reservationId, reservedAt }))
        .sort((a, b) => b.reservedAt - a.reservedAt || (a.reservationId < b.reservationId ? 1 : -1));
    },
  };
}

export interface Owner {
  readonly userId: string;
  readonly personId: string;
}

export interface Page {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** What a cursor of a person's list looks like: when the last one was reserved, and its id. */
const CURSOR = /^\d{13} rsv_\w{12}$/;

const markOf = ({ reservedAt, reservationId }: Listed) => `${reservedAt} ${reservationId}`;

/** A page of an account's own reservations, newest first, and the cursor if there are more. */
export async function ownPage(reads: ReservationReads, { userId, personId }: Owner, { limit, cursor }: Page) {
  const after = fromCursor(cursor, CURSOR);
  const size = pageSize(limit);
  const listed = (await reads.list(personId)).filter((one) => after === undefined || markOf(one) < after);
  const { shown, ...rest } = toPage(listed.slice(0, size + 1), size, markOf);
  const found = await reads.reservations(shown.map(({ reservationId }) => reservationId));
  return { own: found.filter((reservation) => reservation.userId === userId), ...rest };
}

/** What is kept under an id: a reservation, a tombstone, or nothing. */
export async function readKept({ db, RESERVATIONS_TABLE }: Table, reservationId: string): Promise<Kept | undefined> {
  const Key = reservationKey(reservationId);
  const { Item } = await db.send(new GetCommand({ TableName: RESERVATIONS_TABLE, Key, ConsistentRead: true }));
  return Item && keptOf(Item);
}

function readStandings({ db, RESERVATIONS_TABLE }: Table, personId: string): Promise<Item[]> {
  return queryAll(db, {
    TableName: RESERVATIONS_TABLE,
    KeyConditionExpression: 'pk = :person',
    ExpressionAttributeValues: { ':person': personPartition(personId) },
    ConsistentRead: true,
  });
}
