// Reads of lines: the exact commands, and what they make of what comes back.
import { DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLineReads } from '../../../functions/wallet/reads-lines.ts';

const client = mockClient(DynamoDBDocumentClient);
const table = { db: client as unknown as DynamoDBDocumentClient, WALLET_TABLE: 'wallets' };
const reads = createLineReads(table);
const line = { walletVersion: 7, type: 'CHARGE', id: 'chg_1', amount: 500, balanceAfter: 500, at: 1 } as const;
const item = { pk: 'USER#u1', sk: 'LINE#0000000007', userId: 'u1', cause: 'c1 r1', ...line };

beforeEach(() => client.reset());

async function pagesOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe('the newest lines', () => {
  it('are one strongly consistent query, newest first, below a number', async () => {
    client.on(QueryCommand).resolves({ Items: [item] });
    expect(await reads.newest('u1', { below: 8, most: 21 })).toEqual([line]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'wallets',
      KeyConditionExpression: 'pk = :user AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':user': 'USER#u1', ':first': 'LINE#0000000000', ':last': 'LINE#0000000007' },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 21,
    });
  });

  it('of all are below the last number there can be', async () => {
    client.on(QueryCommand).resolves({});
    expect(await reads.newest('u1', { below: undefined, most: 1 })).toEqual([]);
    const { ExpressionAttributeValues } = client.commandCalls(QueryCommand)[0]?.args[0].input ?? {};
    expect(ExpressionAttributeValues).toMatchObject({ ':last': 'LINE#9999999999' });
  });

  it.each([0, 1])('below number %i are none, without asking', async (below) => {
    expect(await reads.newest('u1', { below, most: 1 })).toEqual([]);
    expect(client.calls()).toEqual([]);
  });
});

describe('all lines of a wallet', () => {
  it('come page by page, oldest first, strongly consistent', async () => {
    const from = { pk: 'USER#u1', sk: 'LINE#0000000007' };
    client
      .on(QueryCommand)
      .resolvesOnce({ Items: [item], LastEvaluatedKey: from })
      .resolves({ Items: [item] });
    expect(await pagesOf(reads.all('u1'))).toEqual([[line], [line]]);
    const [first, second] = client.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(first).toMatchObject({ ConsistentRead: true, ExpressionAttributeValues: { ':last': 'LINE#9999999999' } });
    expect([first?.ExclusiveStartKey, second?.ExclusiveStartKey]).toEqual([undefined, from]);
    expect(first?.ScanIndexForward).toBeUndefined();
  });
});

describe('a scan of all wallets', () => {
  const names = ['pk', 'sk', 'type', 'walletVersion', 'amount', 'balanceAfter', 'balance', 'version'];

  it('reads one segment to its end, and of each item what books need', async () => {
    const from = { pk: 'USER#u1', sk: 'WALLET' };
    client.on(ScanCommand).resolvesOnce({ Items: [], LastEvaluatedKey: from }).resolves({ Items: [] });
    expect(await pagesOf(reads.scan(3, 8))).toEqual([[], []]);
    const [first, second] = client.commandCalls(ScanCommand).map(({ args }) => args[0].input);
    expect(first).toEqual({
      TableName: 'wallets',
      Segment: 3,
      TotalSegments: 8,
      ConsistentRead: false,
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    });
    expect(second?.ExclusiveStartKey).toEqual(from);
  });

  it('tells lines and wallets, and nothing of charge marks and pulses', async () => {
    client.on(ScanCommand).resolves({
      Items: [
        { pk: 'PULSE', sk: 'PULSE', at: 1 },
        { pk: 'USER#u1', sk: 'CHARGE#chg_1', walletVersion: 7 },
        item,
        { pk: 'USER#u1', sk: 'WALLET', balance: 500, version: 7, updatedAt: 1 },
      ],
    });
    expect(await pagesOf(reads.scan(0, 1))).toEqual([
      [
        { userId: 'u1', line },
        { userId: 'u1', wallet: { balance: 500, version: 7 } },
      ],
    ]);
  });

  it('takes fewer items at a time when asked to', async () => {
    client.on(ScanCommand).resolves({});
    await pagesOf(createLineReads({ ...table, scanItems: 2 }).scan(0, 1));
    expect(client.commandCalls(ScanCommand)[0]?.args[0].input.Limit).toBe(2);
  });
});
