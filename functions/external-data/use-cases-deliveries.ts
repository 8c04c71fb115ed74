// What an operator sees of deliveries, and has sent again.
import type * as z from 'zod/mini';
import { inParallel } from '../shared/batch.ts';
import { fromIso, toIso } from '../shared/clock.ts';
import { fromCursor, pageSize, toCursor } from '../shared/cursor.ts';
import { log } from '../shared/log.ts';
import { Refusal } from '../shared/refusal.ts';
import { fault } from '../shared/request.ts';
import { MESSAGES, type SendMessages } from '../shared/sqs.ts';
import { type adminRoutes, type DeliveryView, refusals } from './contract.ts';
import type { Delivery, Webhook } from './domain.ts';
import { deliveryIdOf, messageIdOf, PLACE, padded, placeIn } from './domain-message.ts';
import type { Attempt } from './reads.ts';
import type { DeliveryStore } from './store-deliveries.ts';
import { findWebhook } from './use-cases.ts';
import { messageOf } from './use-cases-forward.ts';

type Query = z.output<(typeof adminRoutes)['deliveries']['query']>;
type Body = z.output<(typeof adminRoutes)['replayRange']['body']>;

/** Deliveries that one call replays. */
export const REPLAYED_AT_ONCE = 100;

/** Deliveries that are looked through for one page of a status; a page can end before it is full. */
const LOOKED_THROUGH = 500;

function deliveryView({ retryAt = 0 }: Webhook, delivery: Delivery, attempts: readonly Attempt[]): DeliveryView {
  const { place, event, eventId, status, reason, dueAt, deliveredAt } = delivery;
  return {
    deliveryId: deliveryIdOf(place),
    event,
    messageId: messageIdOf(eventId),
    occurredAt: toIso(delivery.occurredAt),
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(status === 'PENDING' ? { nextAttemptAt: toIso(Math.max(dueAt, retryAt)) } : {}),
    ...(deliveredAt === undefined ? {} : { deliveredAt: toIso(deliveredAt) }),
    attempts: attempts.map(({ at, ...rest }) => ({ at: toIso(at), ...rest })),
    createdAt: toIso(delivery.createdAt),
    updatedAt: toIso(delivery.updatedAt),
  };
}

async function withAttempts(store: DeliveryStore, webhook: Webhook, delivery: Delivery): Promise<DeliveryView> {
  return deliveryView(webhook, delivery, await store.attempts(delivery.webhookId, delivery.place));
}

/** @throws Refusal WEBHOOK_NOT_FOUND */
export async function listDeliveries(store: DeliveryStore, { webhookId, query }: { webhookId: string; query: Query }) {
  const { status, limit, cursor } = query;
  const after = fromCursor(cursor, PLACE);
  const webhook = await findWebhook(store, webhookId);
  const size = pageSize(limit);
  const most = status === undefined ? size : LOOKED_THROUGH;
  const { read, more } = await store.deliveries(webhookId, { after, newestFirst: true, size: most });
  const wanted = read.filter((delivery) => status === undefined || delivery.status === status);
  const shown = wanted.slice(0, size);
  const deliveries = await inParallel(shown, (delivery) => withAttempts(store, webhook, delivery));
  const last = wanted.length > size ? shown.at(-1) : more ? read.at(-1) : undefined;
  return { deliveries, ...(last ? { cursor: toCursor(last.place) } : {}) };
}

/** @throws Refusal WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND */
export async function getDelivery(store: DeliveryStore, asked: { webhookId: string; deliveryId: string }) {
  const webhook = await findWebhook(store, asked.webhookId);
  return withAttempts(store, webhook, await findDelivery(store, asked));
}

async function findDelivery(store: DeliveryStore, asked: { webhookId: string; deliveryId: string }): Promise<Delivery> {
  const place = placeIn(asked.deliveryId);
  const delivery = place === undefined ? undefined : await store.delivery(asked.webhookId, place);
  if (!delivery) throw new Refusal(refusals.DELIVERY_NOT_FOUND);
  return delivery;
}

interface Tools {
  readonly store: DeliveryStore;
  readonly send: SendMessages;
}

/** Nothing would be sent: it would only be marked again as not sent. @throws Refusal WEBHOOK_DISABLED */
async function findEnabled(store: DeliveryStore, webhookId: string): Promise<Webhook> {
  const webhook = await findWebhook(store, webhookId);
  if (!webhook.enabled) throw new Refusal(refusals.WEBHOOK_DISABLED);
  return webhook;
}

/** @throws Refusal WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED, DELIVERY_NOT_FOUND */
export async function replay(
  { store, send }: Tools,
  { now, ...asked }: { webhookId: string; deliveryId: string; now: number },
) {
  const webhook = await findEnabled(store, asked.webhookId);
  const [delivery] = await again({ store, send }, [await findDelivery(store, asked)], now);
  if (!delivery) throw new Refusal(refusals.DELIVERY_NOT_FOUND);
  return withAttempts(store, webhook, delivery);
}

/**
 * Has up to ten deliveries begun anew. Their messages come first, and each begins its own anew should this call not come
 * to it: so nothing waits without a message, whatever fails here.
 * @returns those that there still are
 */
async function again({ store, send }: Tools, seen: readonly Delivery[], now: number): Promise<Delivery[]> {
  // Another instance's clock may have been ahead when it began.
  const wanted = seen.map((delivery) => ({ delivery, replayAt: Math.max(now, delivery.startedAt + 1) }));
  await send(wanted.map(({ delivery, replayAt }) => messageOf({ ...delivery, replayAt }, 0)));
  const begun = await inParallel(wanted, ({ delivery, replayAt }) => store.restart(delivery, replayAt));
  return begun.filter((delivery) => delivery !== undefined);
}

/**
 * Sends again what happened from `from` to `to`, both included, oldest first; the cursor goes on where this call ended,
 * also when the queue took no more.
 * @throws Refusal INVALID_REQUEST, WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED
 */
export async function replayRange(
  { store, send }: Tools,
  { webhookId, body, now }: { webhookId: string; body: Body; now: number },
) {
  const [from, to] = [fromIso(body.from), fromIso(body.to)];
  if (from > to) throw fault('to', { ko: '시작 시각보다 빠를 수 없습니다', en: 'must not be before from' });
  const after = fromCursor(body.cursor, PLACE);
  await findEnabled(store, webhookId);
  // No place is between one and the same with a blank, so this is what follows the cursor.
  const start = after === undefined ? padded(from) : `${after} `;
  const range = { from: start < padded(from) ? padded(from) : start, to: `${padded(to)}~` };
  if (range.from > range.to) return { replayed: 0 };
  const { read, more } = await store.deliveries(webhookId, { ...range, newestFirst: false, size: REPLAYED_AT_ONCE });
  let replayed = 0;
  for (let i = 0; i < read.length; i += MESSAGES) {
    const slice = read.slice(i, i + MESSAGES);
    try {
      replayed += (await again({ store, send }, slice, now)).length;
    } catch (error) {
      const done = read[i - 1];
      if (!done) throw error;
      log.warn('replay ended early', { error: error as Error, webhookId, replayed });
      return { replayed, cursor: toCursor(done.place) };
    }
  }
  const last = more ? read.at(-1) : undefined;
  return { replayed, ...(last ? { cursor: toCursor(last.place) } : {}) };
}
