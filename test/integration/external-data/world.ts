// The service on a table of its own, with a clock and a queue that a test turns by hand.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryView } from '../../../functions/external-data/contract.ts';
import type { Health } from '../../../functions/external-data/domain.ts';
import { createLookup } from '../../../functions/external-data/gateway-names.ts';
import { createReceiver, type Receiver } from '../../../functions/external-data/gateway-receiver.ts';
import { eventsOf } from '../../../functions/external-data/outbox.ts';
import { createWebhookStore, type Written } from '../../../functions/external-data/store.ts';
import { createDeliveryStore } from '../../../functions/external-data/store-deliveries.ts';
import { createWebhook } from '../../../functions/external-data/use-cases.ts';
import { deliver } from '../../../functions/external-data/use-cases-deliver.ts';
import { getDelivery, listDeliveries } from '../../../functions/external-data/use-cases-deliveries.ts';
import { type DeliveryMessage, forward } from '../../../functions/external-data/use-cases-forward.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { Envelope, Published } from '../../../functions/shared/event.ts';
import { createRingReader } from '../../../functions/shared/key-ring.ts';
import type { SendMessages } from '../../../functions/shared/sqs.ts';
import { answer } from '../../support/platform.ts';
import type { TestTable } from '../../support/table.ts';

export const SECOND = 1_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Who makes webhooks and changes them, unless another one does. */
export const OPERATOR = 'operator-1';

/** So long a receiver is waited for here. */
const GIVE_UP_AFTER_MS = 250;

export const allowed = ['127.0.0.1'];

/** A receiver that answers with a status, and counts. */
export function standIn(status: () => number) {
  const posts: string[] = [];
  const receiver: Receiver = {
    async post({ messageId }) {
      posts.push(messageId);
      return { status: status(), latencyMs: 5 };
    },
  };
  return { receiver, posts };
}

export function createWorld(table: TestTable) {
  const named = (db: Db) => ({ db, EXTERNAL_DATA_TABLE: table.name });
  const webhooks = createWebhookStore(named(table.db));
  const store = createDeliveryStore(named(table.db));
  const ring = createRingReader(async () => 'r'.repeat(64));
  let messages: { body: DeliveryMessage; at: number }[] = [];
  let made = 0;

  const time = { now: Date.now() };
  const clock = () => time.now;

  const receiver: Receiver = createReceiver({
    allowed,
    clock,
    lookup: createLookup({ allowed }),
    giveUpAfterMs: GIVE_UP_AFTER_MS,
  });

  const world = {
    /** One message after the other, for what depends on who came first. */
    inTurn: false,
    get now(): number {
      return time.now;
    },
    set now(at: number) {
      time.now = at;
    },
    webhooks,
    store,
    ring,
    receiver,
    send: (async (sent) => {
      for (const { body, delaySeconds } of sent) {
        messages.push({ body: body as DeliveryMessage, at: clock() + delaySeconds * SECOND });
      }
    }) satisfies SendMessages,

    webhook: (url: string, events = ['SoldOut']) =>
      createWebhook(
        { store: webhooks, ring, allowed },
        { body: { url, events: events as 'SoldOut'[] }, ...world.written() },
      ),
    /** An operator writes now. */
    written: (writeId = 'r1'): Written => ({ at: world.now, by: OPERATOR, writeId }),

    /** A date is sold out: what comes of it waits in the queue. @returns the event's envelope */
    async soldOut(): Promise<Envelope & { readonly data: object }> {
      made += 1;
      const data = { concertId: 'con_1', scheduleId: `sch_${made}`, soldOutAt: world.now, secondsSinceOpen: 60 };
      const head = { id: `soldout/sch_${made}/1`, type: 'SoldOut', version: 1 };
      const occurredAt = new Date(world.now).toISOString();
      const envelope = { ...head, occurredAt, correlationId: 'journey-1', causationId: 'request-1', data };
      await world.forward(envelope);
      return envelope;
    },
    forward: (envelope: Envelope): Promise<void> =>
      forward({ webhooks: webhooks.webhooks, store, send: world.send }, { name: 'SoldOut', envelope, now: world.now }),

    /** What waits. */
    waiting: () => messages.map(({ body }) => body),
    /** A worker with another connection to the table, or another receiver. */
    look: (message: DeliveryMessage, other: { db?: Db; receiver?: Receiver } = {}): Promise<void> => {
      const on = named(other.db ?? table.db);
      const tools = { webhooks: createWebhookStore(on), store: createDeliveryStore(on) };
      const asked = other.receiver ?? receiver;
      return deliver({ ...tools, receiver: asked, ring, send: world.send, clock, chance: () => 0.5 }, message);
    },
    /** Works on all that is due, side by side unless it is in turn. @returns how many messages that were */
    async work(to: Receiver = receiver): Promise<number> {
      const due = messages.filter(({ at }) => at <= world.now);
      messages = messages.filter(({ at }) => at > world.now);
      const look = ({ body }: { body: DeliveryMessage }) => world.look(body, { receiver: to });
      if (world.inTurn) for (const message of due) await look(message);
      else await Promise.all(due.map(look));
      return due.length;
    },
    /** Turns the clock from message to message until then. */
    async runUntil(until: number, to: Receiver = receiver): Promise<void> {
      for (;;) {
        const next = Math.min(...messages.map(({ at }) => at));
        if (next > until) break;
        world.now = Math.max(world.now, next);
        await world.work(to);
      }
      world.now = Math.max(world.now, until);
    },
    /** Lets what waits be lost, and gives back these. */
    redeliver(...bodies: DeliveryMessage[]) {
      messages = bodies.map((body) => ({ body, at: world.now }));
    },

    async deliveries(webhookId: string): Promise<DeliveryView[]> {
      return (await listDeliveries(store, { webhookId, query: { limit: 100 } })).deliveries;
    },
    delivery: (webhookId: string, deliveryId: string) => getDelivery(store, { webhookId, deliveryId }),
    async health(webhookId: string): Promise<Health & { version: number }> {
      const webhook = await webhooks.webhook(webhookId);
      if (!webhook) throw new Error(`there is no webhook ${webhookId}`);
      return webhook;
    },
    /** What its last write told the world. */
    async told(webhookId: string): Promise<Published[]> {
      const now = { ...(await world.health(webhookId)), pk: 'WEBHOOKS', sk: `WEBHOOK#${webhookId}` };
      return eventsOf({ old: undefined, now, expired: false });
    },
    /** All that the table has of webhooks, as text. */
    async stored() {
      const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': 'WEBHOOKS' } };
      return JSON.stringify((await table.db.send(new QueryCommand({ TableName: table.name, ...query }))).Items);
    },
  };
  return world;
}
export type World = ReturnType<typeof createWorld>;

/** First one answer, then another, over and over the last. */
export function answers(...statuses: number[]) {
  let i = 0;
  return (...args: Parameters<ReturnType<typeof answer>>) => {
    const status = statuses[Math.min(i, statuses.length - 1)] ?? 200;
    i += 1;
    return answer(status, `answer ${i}`)(...args);
  };
}
