// DynamoDB in memory, as far as our stores speak to it: one writer at a time, every condition evaluated, own copies only.
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Db, Item } from '../../functions/shared/aws.ts';
import { holds, type Scope, updated } from './expressions.ts';

/** The parts of the four kinds of write, and of a condition check, that we use. */
interface Write {
  readonly TableName?: string | undefined;
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export interface MemoryDb extends Db {
  /** Every item of a table, by its keys. */
  items(table: string): Item[];
  put(table: string, item: Item): void;
}

const idOf = ({ pk, sk }: Item) => JSON.stringify([pk, sk]);
const keyOf = ({ Key, Item }: Write): Item => {
  const { pk, sk } = Key ?? Item ?? {};
  return { pk, sk };
};
const scopeOf = (given: Pick<Write, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>): Scope => ({
  names: given.ExpressionAttributeNames ?? {},
  values: given.ExpressionAttributeValues ?? {},
});
const compare = (a: Item, b: Item) => (idOf(a) < idOf(b) ? -1 : 1);

/** A value as a table gives it back: without what is undefined. */
function stored(item: Item): Item {
  return Object.fromEntries(
    Object.entries(structuredClone(item)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The attributes that a write gave another value. */
function changed(old: Item | undefined, now: Item): Item {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => !isDeepStrictEqual(old?.[name], value)));
}

export function createMemoryDb(): MemoryDb {
  const tables = new Map<string, Map<string, Item>>();
  const tableOf = (name = '') => {
    const table = tables.get(name) ?? new Map<string, Item>();
    tables.set(name, table);
    return table;
  };
  const at = (write: Write) => tableOf(write.TableName).get(idOf(keyOf(write)));
  const allows = (write: Write) => holds(write.ConditionExpression, at(write), scopeOf(write));

  function apply(kind: Kind, write: Write): Item | undefined {
    const table = tableOf(write.TableName);
    const id = idOf(keyOf(write));
    if (kind === 'Put') table.set(id, stored(write.Item ?? {}));
    if (kind === 'Delete') table.delete(id);
    if (kind === 'Update') {
      table.set(id, stored(updated(write.UpdateExpression ?? '', table.get(id) ?? keyOf(write), scopeOf(write))));
    }
    return table.get(id);
  }

  /** The item that refused a write, as the SDK shows it when it was asked for. */
  const refusing = (write: Write) => {
    const old = at(write);
    return write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old ? { Item: marshall(old) } : {};
  };

  function one(kind: Kind, write: Write) {
    if (!allows(write)) {
      const about = { message: 'The conditional request failed', $metadata: {}, ...refusing(write) };
      throw new ConditionalCheckFailedException(about);
    }
    const old = at(write);
    const now = apply(kind, write);
    const shown = { ALL_NEW: now, ALL_OLD: old, UPDATED_NEW: now && changed(old, now) }[write.ReturnValues ?? 'NONE'];
    return shown ? { Attributes: structuredClone(shown) } : {};
  }

  function together({ TransactItems = [] }: TransactWriteCommandInput) {
    const writes = TransactItems.flatMap((item) => Object.entries(item) as [Kind, Write][]);
    const CancellationReasons = writes.map(([, write]) =>
      allows(write) ? { Code: 'None' } : { Code: 'ConditionalCheckFailed', ...refusing(write) },
    );
    if (CancellationReasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });
    }
    for (const [kind, write] of writes) if (kind !== 'ConditionCheck') apply(kind, write);
    return {};
  }

  const items = (table: string) => structuredClone([...tableOf(table).values()].toSorted(compare));

  function query(input: QueryCommandInput) {
    const scope = scopeOf(input);
    const from = input.ExclusiveStartKey;
    const isForward = input.ScanIndexForward !== false;
    const inKey = items(input.TableName ?? '').filter((item) => holds(input.KeyConditionExpression, item, scope));
    const ordered = isForward ? inKey : inKey.toReversed();
    const rest = from
      ? ordered.filter((item) => (isForward ? compare(item, from) > 0 : compare(item, from) < 0))
      : ordered;
    const page = rest.filter((item) => !from || idOf(item) !== idOf(from)).slice(0, input.Limit);
    const last = page.at(-1);
    const Items = page.filter((item) => holds(input.FilterExpression, item, scope));
    const more = last && page.length === input.Limit ? { LastEvaluatedKey: { pk: last.pk, sk: last.sk } } : {};
    return { Items, Count: Items.length, ...more };
  }

  function batch({ RequestItems = {} }: BatchGetCommandInput) {
    const found = Object.entries(RequestItems).map(([table, { Keys = [] }]) => {
      const read = Keys.flatMap((key) => tableOf(table).get(idOf(key)) ?? []);
      return [table, structuredClone(read)];
    });
    return { Responses: Object.fromEntries(found) };
  }

  async function send(command: unknown): Promise<unknown> {
    if (command instanceof GetCommand) return { Item: structuredClone(at(command.input)) };
    if (command instanceof BatchGetCommand) return batch(command.input);
    if (command instanceof QueryCommand) return query(command.input);
    // All is in the first of the segments of a parallel scan.
    if (command instanceof ScanCommand) return command.input.Segment ? { Items: [] } : query(command.input);
    if (command instanceof PutCommand) return one('Put', command.input);
    if (command instanceof UpdateCommand) return one('Update', command.input);
    if (command instanceof DeleteCommand) return one('Delete', command.input);
    if (command instanceof TransactWriteCommand) return together(command.input);
    throw new Error(`the memory database does not know ${(command as object).constructor.name}`);
  }

  const put = (table: string, item: Item) => void tableOf(table).set(idOf(item), stored(item));

  return { send: send as Db['send'], items, put };
}
