// Queries and scans that one answer does not hold.
import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { queryAll, queryPages, scanPages } from '../../../functions/shared/pages.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const query = { TableName: 't', KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'a' } };
const scan = { TableName: 't', Segment: 1, TotalSegments: 4 };
const first = { Items: [{ sk: 1 }, { sk: 2 }], LastEvaluatedKey: { sk: 2 } };
/** A filter may leave nothing of an answer that is not the last. */
const empty = { Items: [], LastEvaluatedKey: { sk: 5 } };
const last = { Items: [{ sk: 6 }] };
const listed = async <T>(pages: AsyncGenerator<T>) => {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
};

beforeEach(() => client.reset());

describe('a query', () => {
  it('goes on where each answer ended, to the last one', async () => {
    client.on(QueryCommand).resolvesOnce(first).resolvesOnce(empty).resolves(last);
    expect(await queryAll(db, query)).toEqual([{ sk: 1 }, { sk: 2 }, { sk: 6 }]);
    expect(client.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input)).toEqual([
      query,
      { ...query, ExclusiveStartKey: { sk: 2 } },
      { ...query, ExclusiveStartKey: { sk: 5 } },
    ]);
  });

  it('is read no further than it is asked for', async () => {
    client.on(QueryCommand).resolves(first);
    const { value } = await queryPages(db, query).next();
    expect([value, client.calls().length]).toEqual([first.Items, 1]);
  });

  it('that finds nothing is one empty answer', async () => {
    client.on(QueryCommand).resolves({});
    expect(await listed(queryPages(db, query))).toEqual([[]]);
  });
});

describe('a scan', () => {
  it('goes on where each answer ended, in its segment', async () => {
    client.on(ScanCommand).resolvesOnce(first).resolves(last);
    expect(await listed(scanPages(db, scan))).toEqual([first.Items, last.Items]);
    expect(client.commandCalls(ScanCommand).map(({ args: [{ input }] }) => input)).toEqual([
      scan,
      { ...scan, ExclusiveStartKey: { sk: 2 } },
    ]);
  });
});
