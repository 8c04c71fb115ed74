// The operator's routes of webhooks: few calls, so one function for all of them.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { createSender } from '../../shared/sqs.ts';
import { adminRoutes as routes } from '../contract.ts';
import { parseAllowed } from '../domain-address.ts';
import { createWebhookStore } from '../store.ts';
import { createDeliveryStore } from '../store-deliveries.ts';
import * as webhooks from '../use-cases.ts';
import * as deliveries from '../use-cases-deliveries.ts';

const env = readEnv({
  EXTERNAL_DATA_TABLE: 'string',
  DELIVERY_QUEUE_URL: 'string',
  WEBHOOK_SECRET: 'string',
  WEBHOOK_ALLOW: 'string',
});
const table = { db: createDb(), ...env };
const ring = createRingReader(secretReader(env.WEBHOOK_SECRET));
const tools = { store: createWebhookStore(table), ring, allowed: parseAllowed(env.WEBHOOK_ALLOW) };
const sent = { store: createDeliveryStore(table), send: createSender(env.DELIVERY_QUEUE_URL) };

export const handler = httpRoutes(
  bind(routes.create, ({ body, ...call }) => webhooks.createWebhook(tools, { body, ...webhooks.writtenBy(call) })),
  bind(routes.list, ({ query }) => webhooks.listWebhooks(tools.store, query)),
  bind(routes.one, ({ params }) => webhooks.getWebhook(tools.store, params.webhookId)),
  bind(routes.change, ({ params, body, ...call }) =>
    webhooks.changeWebhook(tools, { ...params, body, ...webhooks.writtenBy(call) }),
  ),
  bind(routes.remove, ({ params }) => webhooks.removeWebhook(tools.store, params.webhookId)),
  bind(routes.rotateSecret, ({ params, ...call }) =>
    webhooks.rotateSecret(tools, { ...params, ...webhooks.writtenBy(call) }),
  ),
  bind(routes.deliveries, ({ params, query }) => deliveries.listDeliveries(sent.store, { ...params, query })),
  bind(routes.delivery, ({ params }) => deliveries.getDelivery(sent.store, params)),
  bind(routes.replay, ({ params, now }) => deliveries.replay(sent, { ...params, now })),
  bind(routes.replayRange, ({ params, body, now }) => deliveries.replayRange(sent, { ...params, body, now })),
);
