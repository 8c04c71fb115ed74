// When many reservations were sold: the exact request, and which time counts.
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { createSaleReads } from '../../../functions/reservations/reads-sales.ts';
import { NOW } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const sales = createSaleReads({ db: client as unknown as DynamoDBDocumentClient, RESERVATIONS_TABLE: 'reservations' });
beforeEach(() => client.reset());

const holds = (...items: object[]) => client.on(BatchGetCommand).resolves({ Responses: { reservations: items } });

it('asks for the times alone, strongly consistent', async () => {
  holds();
  await sales.lastSaleAt(['rsv_a']);
  expect(client.commandCalls(BatchGetCommand)[0]?.args[0].input).toEqual({
    RequestItems: {
      reservations: {
        Keys: [{ pk: 'RESERVATION#rsv_a', sk: 'RESERVATION' }],
        ConsistentRead: true,
        ProjectionExpression: '#confirmedAt, #paidAt',
        ExpressionAttributeNames: { '#confirmedAt': 'confirmedAt', '#paidAt': 'paidAt' },
      },
    },
  });
});

it('tells when the newest was confirmed, and takes one whose confirmation is under way by its payment', async () => {
  holds({ paidAt: NOW + 9, confirmedAt: NOW + 30 }, { paidAt: NOW + 5, confirmedAt: NOW + 7 }, { paidAt: NOW + 20 });
  expect(await sales.lastSaleAt(['rsv_a', 'rsv_b', 'rsv_c'])).toBe(NOW + 30);
  holds({ paidAt: NOW + 5, confirmedAt: NOW + 7 }, { paidAt: NOW + 20 });
  expect(await sales.lastSaleAt(['rsv_b', 'rsv_c'])).toBe(NOW + 20);
});

it('knows nothing when none was paid, or none is there', async () => {
  holds({});
  expect(await sales.lastSaleAt(['rsv_a'])).toBeUndefined();
  holds();
  expect(await sales.lastSaleAt(['rsv_a'])).toBeUndefined();
});
