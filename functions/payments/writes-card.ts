// The conditional writes that move a card payment, also as labelled parts of other services' transactions.
import { isDeepStrictEqual } from 'node:util';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import type { Labelled } from '../shared/transaction.ts';
import { type CardMove, type CardPayment, isUnsettled, returning } from './domain-card.ts';
import { cardKey, itemOf, keptUntilSeconds, shardOf } from './keys.ts';

export type { CardPayment };

/** Puts a new payment. Label `payment-is-new`. */
export function openCard(table: string, payment: CardPayment): Labelled<'payment-is-new'>[] {
  const Put = {
    TableName: table,
    Item: itemOf(payment),
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  return [{ label: 'payment-is-new', write: { Put } }];
}

/** Takes a step. Label `payment-unchanged`: nobody moved it since `seen`; else read again. */
export function moveCard(table: string, seen: CardPayment, move: CardMove): Labelled<'payment-unchanged'>[] {
  return [{ label: 'payment-unchanged', write: { Update: updateOf(table, seen, move) } }];
}

/** To CANCELLING, beside the write that says why: a cancelled ticket, or one that could not be given. */
export function returnCard(
  table: string,
  seen: CardPayment,
  by: Parameters<typeof returning>[2] & { readonly at: number },
): Labelled<'payment-unchanged'>[] {
  return moveCard(table, seen, returning(seen, by.at, by));
}

/**
 * Commits a step alone.
 * @returns whether the step is taken, by this very write or by a repeat of it; false: read again
 */
export async function moveCardAlone(
  { db, PAYMENTS_TABLE }: { db: Db; PAYMENTS_TABLE: string },
  seen: CardPayment,
  move: CardMove,
): Promise<boolean> {
  const outcome = await conditional(db.send(new UpdateCommand(updateOf(PAYMENTS_TABLE, seen, move))));
  if (outcome.ok) return true;
  return isOwn(outcome.old, seen, move);
}

/** Whether an item is what a step made of it: others may take another one in the same millisecond. */
function isOwn(item: Item = {}, { version }: CardPayment, { to, at, set = {}, remove = [] }: CardMove): boolean {
  const made = { status: to, version: version + 1, updatedAt: at, ...set };
  const isSet = Object.entries(made).every(([name, value]) => isDeepStrictEqual(item[name], value));
  return isSet && remove.every((name) => name in made || !(name in item));
}

function updateOf(
  table: string,
  seen: CardPayment,
  { from, to, at, log, set, remove = [] }: CardMove,
): UpdateCommandInput & { UpdateExpression: string } {
  const next = { status: to, updatedAt: at };
  const ttl = keptUntilSeconds(next);
  const values = {
    ...next,
    version: seen.version + 1,
    ...(log ? { log } : {}),
    ...set,
    ...(isUnsettled(next) ? { unsettled: shardOf(seen.paymentId) } : {}),
    ...(ttl === undefined ? {} : { ttl }),
  };
  const removed = [
    ...remove,
    ...(isUnsettled(next) ? [] : ['unsettled']),
    ...(ttl === undefined ? ['ttl'] : []),
  ].filter((name) => !(name in values));
  const names = [...new Set([...Object.keys(values), ...removed])];
  const sets = Object.keys(values).map((name) => `#${name} = :${name}`);
  return {
    TableName: table,
    Key: cardKey(seen.paymentId),
    UpdateExpression: `SET ${sets.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}` : ''}`,
    ConditionExpression: '#status = :from AND #version = :seen',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      ':from': from,
      ':seen': seen.version,
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
