// Concerts by the end of their sale: the exact query, page by page.
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createOpenReads } from '../../../functions/catalog/reads-open.ts';

const db = mockClient(DynamoDBDocumentClient);
const reads = createOpenReads({ db: db as unknown as DynamoDBDocumentClient, CATALOG_TABLE: 'catalog' });
beforeEach(() => db.reset());

const place = (n: number) => {
  const concertId = `con_${n}`;
  return { pk: 'CONCERTS', sk: `00000000002000#${concertId}`, concertId };
};
const listed = (after: string) => ({ ExpressionAttributeValues: { ':pk': 'CONCERTS', ':after': after } });

it('reads the list from that instant on', async () => {
  db.on(QueryCommand, listed('00000000001000')).resolves({ Items: [place(1), place(2)] });
  expect(await reads.openSince(1_000)).toEqual(['con_1', 'con_2']);
  expect(db.commandCalls(QueryCommand)[0]?.args[0].input).toEqual({
    TableName: 'catalog',
    KeyConditionExpression: 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: { ':pk': 'CONCERTS', ':after': '00000000001000' },
    ConsistentRead: true,
    Limit: 100,
  });
});

it('goes on after a full page', async () => {
  db.on(QueryCommand).resolves({ Items: [] });
  db.on(QueryCommand, listed('00000000001000')).resolves({ Items: Array.from({ length: 100 }, (_, n) => place(n)) });
  expect(await reads.openSince(1_000)).toHaveLength(100);
  expect(db.commandCalls(QueryCommand, listed('00000000002000#con_99'))).toHaveLength(1);
});
