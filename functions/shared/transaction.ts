// Transactions whose writes carry labels, so that a refusal says which rule failed.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Db, Item } from './aws.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction, and the name of the rule that its condition states. */
export interface Labelled<Label extends string = string> {
  readonly label: Label;
  readonly write: Write;
}

/**
 * - `committed`
 * - `refused`: the condition called `label` did not hold; `old` is the item it met (absent if there was none)
 * - `conflict`: another writer was at one of the items, or it had too many requests; read again and retry
 */
export type TransactOutcome<Label extends string> =
  | { readonly outcome: 'committed' }
  | { readonly outcome: 'refused'; readonly label: Label; readonly old: Item | undefined }
  | { readonly outcome: 'conflict' };

/** Reasons that pass by themselves; the SDK does not try a cancelled transaction again. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Commits all writes or none. When several writes do not hold, the first one's reason counts.
 * The SDK adds a ClientRequestToken, so its own repeats of a committed transaction succeed again.
 */
export async function transact<Label extends string>(
  db: Db,
  writes: readonly Labelled<Label>[],
): Promise<TransactOutcome<Label>> {
  try {
    await db.send(new TransactWriteCommand({ TransactItems: writes.map(({ write }) => write) }));
    return { outcome: 'committed' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    for (const [i, { label }] of writes.entries()) {
      const { Code = '', Item } = error.CancellationReasons?.[i] ?? {};
      // Whether this rule holds is not known yet, and it would be told before those that follow.
      if (PASSING.has(Code)) return { outcome: 'conflict' };
      if (Code === 'ConditionalCheckFailed') return { outcome: 'refused', label, old: Item && unmarshall(Item) };
    }
    throw error;
  }
}
