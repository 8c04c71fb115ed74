// The payments store: the exact commands.
import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { itemOf } from '../../../functions/payments/keys.ts';
import { createPaymentStore } from '../../../functions/payments/store.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { confirmed, NOW } from './card-samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createPaymentStore({ db: client as unknown as DynamoDBDocumentClient, PAYMENTS_TABLE: 'payments' });

beforeEach(() => client.reset());

async function collected(pages: AsyncGenerator<CardPayment[]>): Promise<CardPayment[]> {
  const found: CardPayment[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

describe('the payments store', () => {
  it('reads what is unsettled from each shard of its index, page after page', async () => {
    client.on(QueryCommand).resolves({ Items: [] });
    const last = { pk: 'PAYMENT#x', sk: 'PAYMENT', unsettled: '3', createdAt: 1 };
    client
      .on(QueryCommand, { ExpressionAttributeValues: { ':shard': '3' } })
      .resolvesOnce({ Items: [itemOf(confirmed())], LastEvaluatedKey: last })
      .resolves({ Items: [itemOf(confirmed({ version: 9 }))] });
    expect(await collected(store.unsettled())).toEqual([confirmed(), confirmed({ version: 9 })]);
    const inputs = client.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(inputs).toHaveLength(9);
    expect(inputs[0]).toEqual({
      TableName: 'payments',
      IndexName: 'unsettled',
      KeyConditionExpression: '#shard = :shard',
      ExpressionAttributeNames: { '#shard': 'unsettled' },
      ExpressionAttributeValues: { ':shard': '0' },
    });
    expect(inputs[4]).toMatchObject({ ExclusiveStartKey: last });
  });

  it('scans for payments whose money moved in a span, its end not included', async () => {
    client.on(ScanCommand).resolves({ Items: [itemOf(confirmed())] });
    expect(await collected(store.moved({ from: 100, until: 200 }, 2, 8))).toEqual([confirmed()]);
    expect(client.commandCalls(ScanCommand)[0]?.args[0].input).toEqual({
      TableName: 'payments',
      Segment: 2,
      TotalSegments: 8,
      FilterExpression: 'sk = :payment AND (#paidAt BETWEEN :from AND :last OR #refundedAt BETWEEN :from AND :last)',
      ExpressionAttributeNames: { '#paidAt': 'paidAt', '#refundedAt': 'refundedAt' },
      ExpressionAttributeValues: { ':payment': 'PAYMENT', ':from': 100, ':last': 199 },
    });
  });

  it('keeps a report under its day and its start, and reads the newest below a mark', async () => {
    const sums = { captured: 1, returned: 0 };
    const report = {
      ...{ date: '2025-07-12', startedAt: NOW, finishedAt: NOW, payments: 1, ours: sums, theirs: sums },
      ...{ differences: 0, different: [] },
    };
    client.on(PutCommand).resolves({});
    await store.keepReport(report);
    const key = { pk: 'REPORT', sk: `2025-07-12#${NOW}` };
    expect(client.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
      TableName: 'payments',
      Item: { ...key, ...report },
    });
    client.on(QueryCommand).resolves({ Items: [{ ...key, ...report }] });
    expect(await store.reports({ below: '2025-07-13#0000000000000', most: 3 })).toEqual([report]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
      TableName: 'payments',
      KeyConditionExpression: 'pk = :all AND sk < :below',
      ExpressionAttributeValues: { ':all': 'REPORT', ':below': '2025-07-13#0000000000000' },
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 3,
    });
  });

  it('reads all reports when no mark is given, also when there are none', async () => {
    client.on(QueryCommand).resolves({});
    expect(await store.reports({ below: undefined, most: 3 })).toEqual([]);
    expect(client.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      KeyConditionExpression: 'pk = :all',
      ExpressionAttributeValues: { ':all': 'REPORT' },
    });
  });
});

describe('a step', () => {
  const seen = confirmed({ status: 'CANCELLING', task: { code: 'PG_PROVIDER', since: NOW - 1 } });
  const retried = { from: seen.status, to: seen.status, at: NOW, remove: ['task', 'leaseUntil'] } as const;
  const tasked = (since: number) => ({ ...retried, set: { task: { code: 'STILL', since } }, remove: [] });

  it('that is repeated, its answer being lost, is taken', async () => {
    const db = createMemoryDb();
    db.put('payments', itemOf(seen));
    const tables = createPaymentStore({ db, PAYMENTS_TABLE: 'payments' });
    expect([await tables.move(seen, retried), await tables.move(seen, retried)]).toEqual([true, true]);
    const now = await tables.card(seen.paymentId);
    expect(now).toMatchObject({ version: seen.version + 1 });
  });

  it.each([
    ['sets what this one removes', tasked(NOW), retried],
    ['sets something else', tasked(NOW - 1), tasked(NOW)],
    ['removes what this one sets', retried, tasked(NOW)],
  ])('is not taken when another one of the same millisecond %s', async (_, theirs, ours) => {
    const db = createMemoryDb();
    db.put('payments', itemOf(seen));
    const tables = createPaymentStore({ db, PAYMENTS_TABLE: 'payments' });
    expect([await tables.move(seen, theirs), await tables.move(seen, ours)]).toEqual([true, false]);
  });
});
