// The database in memory says what DynamoDB says: the same commands to both, and the same answers and tables after them.
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Db, Item } from '../../../functions/shared/aws.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { createTable, scan, type TestTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

const key = (pk: string, sk = 'S') => ({ pk, sk });
const ALL_OLD = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
const names = { '#v': 'version', '#l': 'log', '#m': 'map', '#k': 'a-b' };

/** What the stores do, on tables that are empty at first; the order matters. */
function commands(TableName: string) {
  const update = (id: string, UpdateExpression: string, values: Item, more: object = {}) =>
    new UpdateCommand({
      TableName,
      Key: key(id),
      UpdateExpression,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ...more,
    });
  const Put = (id: string, rest: Item = {}) => ({ TableName, Item: { ...key(id), ...rest } });
  const isNew = { ConditionExpression: 'attribute_not_exists(pk)', ...ALL_OLD };
  return [
    new PutCommand({ ...Put('a', { version: 1, log: [{ v: 1 }], map: { x: { n: 1 } } }), ...isNew }),
    new PutCommand({ ...Put('a', { version: 2 }), ...isNew }),
    new GetCommand({ TableName, Key: key('a') }),
    new GetCommand({ TableName, Key: key('none') }),
    update(
      'a',
      'SET #m.x.#k = :t ADD #v :one',
      { ':t': true, ':one': 1 },
      { ExpressionAttributeNames: named('#m', '#k', '#v') },
    ),
    update(
      'a',
      'SET #m.y.n = :t',
      { ':t': true },
      {
        ConditionExpression: 'attribute_exists(#m.y)',
        ExpressionAttributeNames: named('#m'),
        ...ALL_OLD,
      },
    ),
    update(
      'a',
      'SET n = if_not_exists(n, :zero) + :one, former = #v REMOVE #l',
      { ':zero': 0, ':one': 1 },
      {
        ExpressionAttributeNames: named('#v', '#l'),
        ReturnValues: 'ALL_NEW',
      },
    ),
    update('new', 'ADD soldOut :set, n :one', { ':set': new Set(['x', 'y']), ':one': 1 }, { ReturnValues: 'ALL_NEW' }),
    update(
      'new',
      'ADD soldOut :set',
      { ':set': new Set(['y', 'z']) },
      {
        ConditionExpression: 'attribute_exists(pk) AND NOT contains(soldOut, :no)',
        ExpressionAttributeValues: { ':set': new Set(['y', 'z']), ':no': 'q' },
      },
    ),
    update('new', 'DELETE soldOut :set', { ':set': new Set(['x', 'y', 'z']) }),
    update('absent', 'SET n = :one', { ':one': 1, ':seen': 1 }, { ConditionExpression: 'n = :seen', ...ALL_OLD }),
    update(
      'a',
      'SET n = :two',
      { ':two': 2, ':one': 1, ':z': 0 },
      {
        ConditionExpression: '(n = :two OR n = :one) AND n > :z AND n <> :two AND attribute_not_exists(gone)',
        ...ALL_OLD,
      },
    ),
    update('a', 'SET n = :two', { ':two': 2, ':text': 'x' }, { ConditionExpression: 'n > :text', ...ALL_OLD }),
    new TransactWriteCommand({
      TransactItems: [
        { Put: { ...Put('b'), ...isNew } },
        {
          Update: {
            TableName,
            Key: key('a'),
            UpdateExpression: 'SET n = :n',
            ConditionExpression: 'n = :seen',
            ExpressionAttributeValues: { ':n': 9, ':seen': 8 },
            ...ALL_OLD,
          },
        },
        { ConditionCheck: { TableName, Key: key('new'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    }),
    new TransactWriteCommand({
      TransactItems: [
        { Put: { ...Put('b', { n: 1 }), ...isNew } },
        {
          Update: {
            TableName,
            Key: key('a'),
            UpdateExpression: 'SET n = :n',
            ConditionExpression: 'n = :seen',
            ExpressionAttributeValues: { ':n': 9, ':seen': 2 },
          },
        },
        { Delete: { TableName, Key: key('new') } },
      ],
    }),
    ...['1', '2', '3'].map((n) => new PutCommand({ TableName, Item: { ...key('list', `LINE#${n}`), n } })),
    ...[{}, { ScanIndexForward: false }, { Limit: 2 }, { ExclusiveStartKey: key('list', 'LINE#1') }].map(
      (how) =>
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk > :sk',
          ExpressionAttributeValues: { ':pk': 'list', ':sk': 'LINE#0' },
          ...how,
        }),
    ),
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      FilterExpression: 'n BETWEEN :a AND :b',
      ExpressionAttributeValues: { ':pk': 'list', ':sk': 'LINE#', ':a': '2', ':b': '3' },
    }),
    new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [key('a'), key('none')], ConsistentRead: true } } }),
    new DeleteCommand({
      TableName,
      Key: key('a'),
      ConditionExpression: 'n = :n',
      ExpressionAttributeValues: { ':n': 8 },
    }),
    new DeleteCommand({
      TableName,
      Key: key('a'),
      ConditionExpression: 'n = :n',
      ExpressionAttributeValues: { ':n': 9 },
    }),
  ];
}

function named(...wanted: (keyof typeof names)[]): Record<string, string> {
  return Object.fromEntries(wanted.map((name) => [name, names[name]]));
}

/** What the callers of a store can see of an answer. */
async function answerOf(db: Db, command: ReturnType<typeof commands>[number]): Promise<unknown> {
  try {
    const sent = db.send(command as Parameters<Db['send']>[0]);
    const { Item, Items, Attributes, Responses, LastEvaluatedKey } = (await sent) as Item;
    return { Item, Items, Attributes, Responses, LastEvaluatedKey };
  } catch (error) {
    const { name, Item, CancellationReasons } = error as Error & {
      Item?: Parameters<typeof unmarshall>[0];
      CancellationReasons?: { Code?: string; Item?: Parameters<typeof unmarshall>[0] }[];
    };
    const reasons = CancellationReasons?.map((reason) => [reason.Code, reason.Item && unmarshall(reason.Item)]);
    return { name, item: Item && unmarshall(Item), reasons };
  }
}

it('answers every command of the stores as DynamoDB does, and leaves the same items', async () => {
  const memory = createMemoryDb();
  for (const [i, command] of commands(table.name).entries()) {
    const about = `${i}: ${command.constructor.name} ${JSON.stringify(command.input)}`;
    expect(await answerOf(memory, command), about).toEqual(await answerOf(table.db, command));
  }
  const bySort = (items: Item[]) => items.toSorted((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
  const left = bySort(await scan(table.db, table.name));
  expect(left.map(({ pk }) => pk)).toEqual(['b', 'list', 'list', 'list']);
  expect(bySort(memory.items(table.name))).toEqual(left);
});
