// The deliveries of given events: where they are read, and that every webhook is asked.
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { deliveryIdOf, placeOf } from '../../../functions/external-data/domain-message.ts';
import { attemptKey, deliveryKey, listOf, WEBHOOKS, webhookKey } from '../../../functions/external-data/keys.ts';
import { createDeliveryReads } from '../../../functions/external-data/reads-deliveries.ts';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const reads = createDeliveryReads({ db, EXTERNAL_DATA_TABLE: 'external-data' });

const T = 1_700_000_000_000;
const completed = { id: 'reservation/rsv_1/4/ReservationCompleted', occurredAt: T };
const refunded = { id: 'wallet/u1/8', occurredAt: T + 5 };
const place = placeOf(completed);
const partition = (pk: string) => ({ ExpressionAttributeValues: { ':pk': pk } });

beforeEach(() => {
  client.reset();
  client.on(QueryCommand).resolves({});
  client.on(BatchGetCommand).resolves({});
});

function knowsWebhooks(...ids: string[]): void {
  const Items = ids.map((webhookId) => ({ ...webhookKey(webhookId), webhookId }));
  client.on(QueryCommand, partition(WEBHOOKS)).resolves({ Items });
}

it('are looked for by their places at every webhook, and come with their attempts', async () => {
  knowsWebhooks('whk_1', 'whk_2');
  const kept = {
    event: 'ReservationCompleted',
    eventId: completed.id,
    status: 'DELIVERED',
    attempts: 1,
    createdAt: T + 9,
  };
  const Item = { ...deliveryKey('whk_2', place), webhookId: 'whk_2', place, ...kept, payload: '{}', ttl: 1 };
  client.on(BatchGetCommand).resolves({ Responses: { 'external-data': [Item] } });
  const attempt = { at: T + 10, status: 200, latencyMs: 4 };
  const tried = { ...attemptKey('whk_2', place, { startedAt: T + 9, no: 1 }), ...attempt, ttl: 1 };
  client.on(QueryCommand, partition(listOf('whk_2'))).resolves({ Items: [tried] });

  const [found, ...others] = await reads.deliveriesOf([completed, refunded]);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ webhookId: 'whk_2', deliveryId: deliveryIdOf(place), status: 'DELIVERED' });
  expect(found?.attempts).toEqual([attempt]);
  expect(client.commandCalls(BatchGetCommand).map(({ args }) => args[0].input)).toEqual([
    {
      RequestItems: {
        'external-data': {
          Keys: [
            deliveryKey('whk_1', place),
            deliveryKey('whk_1', placeOf(refunded)),
            deliveryKey('whk_2', place),
            deliveryKey('whk_2', placeOf(refunded)),
          ],
          ConsistentRead: true,
        },
      },
    },
  ]);
});

it('are none when there is no webhook, or no event', async () => {
  expect(await reads.deliveriesOf([completed])).toEqual([]);
  knowsWebhooks('whk_1');
  expect(await reads.deliveriesOf([])).toEqual([]);
  expect(client.commandCalls(BatchGetCommand)).toEqual([]);
});
