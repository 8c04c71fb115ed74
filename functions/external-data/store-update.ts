// One conditional update of an item, written out from what it sets and takes away.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Outcome } from '../shared/aws.ts';

export interface Update {
  readonly key: Record<string, string>;
  /** Attributes and their new values; undefined ones stay as they are. */
  readonly set: object;
  readonly remove?: readonly string[];
  /** One is added to it. */
  readonly count?: string;
  /** Its names begin with `#`; its values are `values`. */
  readonly condition: string;
  readonly values?: Record<string, unknown>;
}

/** @returns the item after it, or the one that refused it */
export function update(db: Db, TableName: string, write: Update): Promise<Outcome> {
  const { key, remove = [], count, condition, values } = write;
  const sets = Object.entries(write.set).filter(([, value]) => value !== undefined);
  const named = [...condition.matchAll(/#(\w+)/g)].map(([, name = '']) => name);
  const names = new Set([...sets.map(([name]) => name), ...remove, ...(count ? [count] : []), ...named]);
  const clauses = [
    `SET ${sets.map(([name]) => `#${name} = :new_${name}`).join(', ')}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
    ...(count ? [`ADD #${count} :one`] : []),
  ];
  const command = new UpdateCommand({
    TableName,
    Key: key,
    UpdateExpression: clauses.join(' '),
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(sets.map(([name, value]) => [`:new_${name}`, value])),
      ...values,
      ...(count ? { ':one': 1 } : {}),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  return conditional(db.send(command));
}
