// The steps of a card payment as labelled parts of the payments service's transactions. Label `reservation-unchanged`:
// it is still as `seen`, and where it says so its time is not over; else read again.
import type { Labelled } from '../shared/transaction.ts';
import type { Move, Reservation } from './domain.ts';
import { cardDeclined, neverApproved, paidByCard, paying, paymentRequested } from './domain-card.ts';
import { updateOf } from './writes.ts';

export type { Reservation };

type Parts = Labelled<'reservation-unchanged'>[];

/** A card payment was begun. Holds while its time is not over at `now`. */
export function requestCard(
  table: string,
  seen: Reservation,
  by: { readonly paymentId: string; readonly now: number; readonly causationId: string },
): Parts {
  return inTime(table, seen, paymentRequested(seen, by.now, by.paymentId, by.causationId));
}

/** PENDING to PAYING. Holds while its time is not over at `now`. */
export function startPaying(
  table: string,
  seen: Reservation,
  by: { readonly now: number; readonly payingUntil: number },
): Parts {
  return inTime(table, seen, paying(by.now, by.payingUntil));
}

/** PAYING, or PENDING whose time is not over at `now`, to PAID. */
export function payByCard(
  table: string,
  seen: Reservation,
  by: { readonly paymentId: string; readonly paymentVersion: number; readonly now: number },
): Parts {
  const { now, ...payment } = by;
  const move = paidByCard(seen, now, payment);
  return seen.status === 'PAYING' ? whenever(table, seen, move) : inTime(table, seen, move);
}

interface Refused {
  readonly reason: string;
  readonly paymentId: string;
  readonly now: number;
  readonly causationId: string;
}

/** PAYING back to PENDING, or to EXPIRED when its time is over. */
export function declineCard(table: string, seen: Reservation, by: Refused): Parts {
  return whenever(table, seen, cardDeclined(seen, by.now, by));
}

/** PAYING to FAILED. */
export function giveUpPaying(table: string, seen: Reservation, by: Refused): Parts {
  return whenever(table, seen, neverApproved(seen, by.now, by));
}

function whenever(table: string, seen: Reservation, move: Move): Parts {
  return [{ label: 'reservation-unchanged', write: { Update: updateOf(table, seen, move) } }];
}

function inTime(table: string, seen: Reservation, move: Move): Parts {
  const update = updateOf(table, seen, move);
  const Update = {
    ...update,
    ConditionExpression: `${update.ConditionExpression} AND #expiresAt > :now`,
    ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#expiresAt': 'expiresAt' },
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':now': move.at },
  };
  return [{ label: 'reservation-unchanged', write: { Update } }];
}
