// The labelled writes that move money, for every transaction that does: charge, pay, refund.
import type { Cause } from '../shared/event.ts';
import { packCause } from '../shared/event.ts';
import type { Labelled } from '../shared/transaction.ts';
import type { Line, Wallet } from './domain.ts';
import { lineKey, walletKey } from './keys.ts';

export { credit, debit } from './domain.ts';
export type { Line, Wallet };

/**
 * Moves the wallet from `seen` to the state after `line`, and inserts the line, which is its history and its event.
 * Labels: `wallet-unchanged` (someone else moved it: read again), `line-is-new`.
 */
export function moveMoney(
  table: string,
  movement: { readonly userId: string; readonly seen: Wallet; readonly line: Line; readonly cause: Cause },
): Labelled<'wallet-unchanged' | 'line-is-new'>[] {
  const { userId, seen, line, cause } = movement;
  const condition = seen.version === 0 ? 'attribute_not_exists(#version)' : '#version = :seen';
  return [
    {
      label: 'wallet-unchanged',
      write: {
        Update: {
          TableName: table,
          Key: walletKey(userId),
          UpdateExpression: 'SET #balance = :balance, #version = :version, #updatedAt = :at',
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#balance': 'balance', '#version': 'version', '#updatedAt': 'updatedAt' },
          ExpressionAttributeValues: {
            ':balance': line.balanceAfter,
            ':version': line.walletVersion,
            ':at': line.at,
            ...(seen.version === 0 ? {} : { ':seen': seen.version }),
          },
        },
      },
    },
    {
      label: 'line-is-new',
      write: {
        Put: {
          TableName: table,
          Item: { ...lineKey(userId, line.walletVersion), userId, ...line, cause: packCause(cause) },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    },
  ];
}
