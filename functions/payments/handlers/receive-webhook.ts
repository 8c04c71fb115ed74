// POST /api/v1/webhooks/portone: a signed hint to look at a payment.
import { secretReader } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createSender } from '../../shared/sqs.ts';
import { routes as cardRoutes } from '../contract-card.ts';
import { createGenuine, receiveWebhook } from '../use-cases-webhook.ts';

const { PORTONE_STORE_ID, PORTONE_WEBHOOK_SECRET, SETTLE_QUEUE_URL } = readEnv({
  PORTONE_STORE_ID: 'string',
  PORTONE_WEBHOOK_SECRET: 'string',
  SETTLE_QUEUE_URL: 'string',
});
const isGenuine = createGenuine({ readSecret: secretReader(PORTONE_WEBHOOK_SECRET), clock: systemClock });
const tools = { PORTONE_STORE_ID, isGenuine, send: createSender(SETTLE_QUEUE_URL) };

export const handler = http(cardRoutes.webhook, async ({ raw }) => {
  await receiveWebhook(tools, raw);
  return { received: true } as const;
});
