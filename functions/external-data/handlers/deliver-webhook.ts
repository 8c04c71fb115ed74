// The queue of deliveries: each is tried in its time. Receivers are slow, so those of a batch are tried side by side.
import { createDb, secretReader } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { worker } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { createSender } from '../../shared/sqs.ts';
import { parseAllowed } from '../domain-address.ts';
import { createLookup } from '../gateway-names.ts';
import { createReceiver } from '../gateway-receiver.ts';
import { createWebhookStore } from '../store.ts';
import { createDeliveryStore } from '../store-deliveries.ts';
import { deliver } from '../use-cases-deliver.ts';
import { deliveryMessage } from '../use-cases-forward.ts';

const env = readEnv({
  EXTERNAL_DATA_TABLE: 'string',
  DELIVERY_QUEUE_URL: 'string',
  WEBHOOK_SECRET: 'string',
  WEBHOOK_ALLOW: 'string',
});
const table = { db: createDb(), ...env };
const allowed = parseAllowed(env.WEBHOOK_ALLOW);
const tools = {
  webhooks: createWebhookStore(table),
  store: createDeliveryStore(table),
  receiver: createReceiver({ allowed, clock: systemClock, lookup: createLookup({ allowed }) }),
  ring: createRingReader(secretReader(env.WEBHOOK_SECRET)),
  send: createSender(env.DELIVERY_QUEUE_URL),
  clock: systemClock,
  chance: Math.random,
};

export const handler = worker(deliveryMessage, (message) => deliver(tools, message), { sideBySide: true });
