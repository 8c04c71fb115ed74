// What sales come to: kept as a delivery for each webhook that wants it.
import { events as payments } from '../../payments/contract.ts';
import { events as reservations } from '../../reservations/contract.ts';
import { events as seats } from '../../seats/contract.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { consumers, on, type Received } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createRecent } from '../../shared/recent.ts';
import { createSender } from '../../shared/sqs.ts';
import type { ForwardedName } from '../contract-bodies.ts';
import { createWebhookReads } from '../reads.ts';
import { createDeliveryStore } from '../store-deliveries.ts';
import { forward } from '../use-cases-forward.ts';

/** So long a new webhook may miss events, and a changed one get them as before. */
const KNOWN_FOR_MS = 10_000;

const env = readEnv({ EXTERNAL_DATA_TABLE: 'string', DELIVERY_QUEUE_URL: 'string' });
const table = { db: createDb(), ...env };
const known = createRecent(createWebhookReads(table).webhooks, systemClock);
const tools = {
  webhooks: () => known.within(KNOWN_FOR_MS),
  store: createDeliveryStore(table),
  send: createSender(env.DELIVERY_QUEUE_URL),
};

const as =
  (name: ForwardedName) =>
  ({ envelope, now }: Received<unknown>) =>
    forward(tools, { name, envelope, now });

export const handler = consumers(
  on(reservations.ReservationCompleted, as('ReservationCompleted')),
  on(reservations.ReservationFailed, as('ReservationFailed')),
  on(payments.PaymentRefunded, as('PaymentRefunded')),
  on(seats.SoldOut, as('SoldOut')),
);
