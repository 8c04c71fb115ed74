// Many requests at once, within bounds.
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { inParallel, readAll } from '../../../functions/shared/batch.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;

beforeEach(() => client.reset());

describe('work on many items', () => {
  it('keeps their order, with at most 16 under way', async () => {
    let underWay = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, i) => i);
    const results = await inParallel(items, async (item) => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(16);
  });
});

describe('reading many items', () => {
  it('asks for 100 keys at a time, strongly consistent', async () => {
    client.on(BatchGetCommand).resolves({ Responses: { table: [{ pk: 'a' }] } });
    const keys = Array.from({ length: 250 }, (_, i) => ({ pk: String(i) }));
    expect(await readAll(db, 'table', keys)).toHaveLength(3);
    const asked = client.commandCalls(BatchGetCommand).map((call) => call.args[0].input.RequestItems?.table);
    expect(asked.map((request) => [request?.Keys?.length, request?.ConsistentRead])).toEqual([
      [100, true],
      [100, true],
      [50, true],
    ]);
  });

  it('asks for some attributes only, and for fewer batches at a time, when that is wanted', async () => {
    let underWay = 0;
    let most = 0;
    client.on(BatchGetCommand).callsFake(async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
      return { Responses: { table: [] } };
    });
    const keys = Array.from({ length: 550 }, (_, i) => ({ pk: String(i) }));
    await readAll(db, 'table', keys, { only: ['at', 'status'], width: 2 });
    expect(client.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.table).toMatchObject({
      ProjectionExpression: '#at, #status',
      ExpressionAttributeNames: { '#at': 'at', '#status': 'status' },
    });
    expect(most).toBe(2);
  });

  it('asks for nothing when there are no keys', async () => {
    expect(await readAll(db, 'table', [])).toEqual([]);
    expect(client.calls()).toEqual([]);
  });

  it('gives up when a key stays unread', async () => {
    const UnprocessedKeys = { table: { Keys: [{ pk: 'a' }] } };
    client.on(BatchGetCommand).resolves({ Responses: {}, UnprocessedKeys });
    await expect(readAll(db, 'table', [{ pk: 'a' }])).rejects.toMatchObject({ kind: { code: 'TRY_AGAIN' } });
  }, 20_000);
});
