// The conditional writes that move a reservation, also as labelled parts of other services' transactions: pay, refund.
import { isDeepStrictEqual } from 'node:util';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db } from '../shared/aws.ts';
import type { Cause } from '../shared/event.ts';
import type { Labelled } from '../shared/transaction.ts';
import { failed, type Move, paid, paymentFailed, type Reservation, refunded } from './domain.ts';
import { cancelled } from './domain-cancel.ts';
import { journeyOf } from './domain-log.ts';
import { packed } from './domain-pack.ts';
import { reservationKey } from './keys.ts';

export type { Reservation };
export { journeyOf };

type Update = UpdateCommandInput & { UpdateExpression: string };

/**
 * PENDING to PAID. Label `reservation-payable`: it is still pending, its time is not over, and nobody moved it since
 * `seen` (its `ALL_OLD` comes with the refusal: read again).
 */
export function payReservation(
  table: string,
  payment: {
    readonly seen: Reservation;
    readonly paymentId: string;
    /** The wallet line that pays. */
    readonly walletVersion: number;
    /** Epoch milliseconds. */
    readonly now: number;
  },
): Labelled<'reservation-payable'>[] {
  const { seen, now, paymentId, walletVersion } = payment;
  const update = updateOf(table, seen, paid(now, { paymentId, walletVersion }));
  const Update = {
    ...update,
    ConditionExpression: `${update.ConditionExpression} AND #expiresAt > :now`,
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':now': now },
  };
  return [{ label: 'reservation-payable', write: { Update } }];
}

/** PAID to REFUNDED, beside the write that gives the money back. Label `reservation-unchanged`. */
export function refundReservation(
  table: string,
  refund: {
    readonly seen: Reservation;
    /** The wallet line that gives it back; a card's money goes back to the card. */
    readonly refundVersion: number | undefined;
    readonly now: number;
    readonly cause: Cause;
  },
): Labelled<'reservation-unchanged'>[] {
  const move = refunded(refund.seen, refund.now, refund.refundVersion, refund.cause.causationId);
  return [{ label: 'reservation-unchanged', write: { Update: updateOf(table, refund.seen, move) } }];
}

/** CONFIRMED to CANCELLED, beside the write that gives the money back. Label `reservation-unchanged`. */
export function cancelReservation(
  table: string,
  seen: Reservation,
  cancellation: Parameters<typeof cancelled>[1],
): Labelled<'reservation-unchanged'>[] {
  return [{ label: 'reservation-unchanged', write: { Update: updateOf(table, seen, cancelled(seen, cancellation)) } }];
}

export interface ReservationWrites {
  /**
   * Records that a payment was refused, as PaymentFailed; the hold goes on, unless its concert releases it then.
   * @returns false when the reservation moved since `seen`
   */
  recordFailure(
    seen: Reservation,
    failure: { readonly reason: string; readonly now: number; readonly cause: Cause },
  ): Promise<boolean>;
}

export function createReservationWrites(table: { db: Db; RESERVATIONS_TABLE: string }): ReservationWrites {
  return {
    recordFailure(seen, { reason, now, cause }) {
      const step = seen.releaseIfShort ? failed : paymentFailed;
      return moveReservation(table, seen, step(seen, now, reason, cause.causationId));
    },
  };
}

/**
 * Commits a step alone.
 * @returns whether the step is taken, by this very write or by a repeat of it; false: read again
 */
export async function moveReservation(
  { db, RESERVATIONS_TABLE }: { db: Db; RESERVATIONS_TABLE: string },
  seen: Reservation,
  move: Move,
): Promise<boolean> {
  const outcome = await conditional(db.send(new UpdateCommand(updateOf(RESERVATIONS_TABLE, seen, move))));
  if (outcome.ok) return true;
  // Two steps may be taken in one millisecond: only one that set the very same is this one.
  const { old = {} } = outcome;
  return Object.entries(valuesOf(seen, move)).every(([name, value]) => isDeepStrictEqual(old[name], value));
}

/** Seconds that DynamoDB TTL leaves to the timer of a hold. */
export const TTL_GRACE_SECONDS = 60;

function valuesOf(seen: Reservation, { from, to, at, log, keep, set }: Move) {
  // A hold that goes on is under TTL's eye again.
  const back = to === 'PENDING' && from !== 'PENDING' ? { ttl: seen.expiresAt / 1000 + TTL_GRACE_SECONDS } : {};
  const kept = keep && { ...packed(keep.seats), amount: keep.amount };
  return { status: to, updatedAt: at, version: seen.version + 1, ...(log ? { log } : {}), ...kept, ...set, ...back };
}

/** What a step takes away: of one seat and of several the item has different attributes. */
function removedBy({ to, keep }: Move): string[] {
  const other = keep && ('packed' in packed(keep.seats) ? 'seats' : 'packed');
  return [...(to === 'PENDING' ? [] : ['ttl']), ...(other ? [other, 'intentId'] : [])];
}

/** A step as an update, with the condition that the reservation is still as `seen`. */
export function updateOf(table: string, seen: Reservation, move: Move): Update {
  const values = valuesOf(seen, move);
  const names = Object.keys(values);
  const sets = names.map((name) => `#${name} = :${name}`).join(', ');
  const removed = removedBy(move);
  const removes = removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}` : '';
  return {
    TableName: table,
    Key: reservationKey(seen.reservationId),
    UpdateExpression: `SET ${sets}${removes}`,
    ConditionExpression: '#status = :from AND #version = :seen',
    ExpressionAttributeNames: Object.fromEntries([...names, ...removed].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ':from': move.from,
      ':seen': seen.version,
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
