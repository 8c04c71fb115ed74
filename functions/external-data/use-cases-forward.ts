// An event becomes one delivery for each webhook that wants it.
import * as z from 'zod/mini';
import { inParallel } from '../shared/batch.ts';
import { fromIso } from '../shared/clock.ts';
import { type Envelope, packCause } from '../shared/event.ts';
import type { Message, SendMessages } from '../shared/sqs.ts';
import { type ForwardedName, forwarded } from './contract-bodies.ts';
import { type Delivery, KEPT_MS, type Webhook } from './domain.ts';
import { placeOf } from './domain-message.ts';
import type { DeliveryStore } from './store-deliveries.ts';

/** What waits in the queue of deliveries: which one to look at. `replayAt`: begin it anew, as was asked then (epoch ms). */
export const deliveryMessage = z.object({ webhookId: z.string(), place: z.string(), replayAt: z.optional(z.int()) });
export type DeliveryMessage = z.infer<typeof deliveryMessage>;

/**
 * Keeps a delivery of the event for each webhook that wants it, then has them made. Done again it keeps none twice, and
 * has made what is due: the one before may have crashed in between. What is due later has its message already. What was
 * given up because the webhook was disabled begins anew: an event that is told again after that is what it waits for.
 */
export async function forward(
  { webhooks, store, send }: { webhooks: () => Promise<readonly Webhook[]>; store: DeliveryStore; send: SendMessages },
  { name, envelope, now }: { name: ForwardedName; envelope: Envelope; now: number },
): Promise<void> {
  const event = { name, id: envelope.id, occurredAt: fromIso(envelope.occurredAt) };
  const wanting = (await webhooks()).filter((webhook) => wants(webhook, event, now));
  if (wanting.length === 0) return;
  const payload = bodyOf(name, envelope);
  const cause = packCause({ correlationId: envelope.correlationId, causationId: envelope.id });
  const kept = await inParallel(wanting, ({ webhookId }) =>
    store.add(deliveryOf({ webhookId, event, payload, cause, now })),
  );
  await sendAll(
    send,
    kept.flatMap(({ webhookId, place, status, reason, dueAt }): DeliveryMessage[] => {
      if (status === 'FAILED' && reason === 'DISABLED') return [{ webhookId, place, replayAt: now }];
      return status === 'PENDING' && dueAt <= now ? [{ webhookId, place }] : [];
    }),
  );
}

/**
 * Whether a webhook is to be told of an event: one that is published again may be from before the webhook, or so old
 * that its delivery, made long ago, is not kept any more.
 */
function wants(
  { enabled, events, createdAt }: Webhook,
  { name, occurredAt }: { readonly name: string; readonly occurredAt: number },
  now: number,
): boolean {
  return enabled && events.includes(name) && occurredAt >= createdAt && occurredAt > now - KEPT_MS;
}

/** The public part of an event, as it is signed and sent: nothing that the contract does not name. */
export function bodyOf(name: ForwardedName, { version, occurredAt, data }: Envelope): string {
  const shown = z.parse(forwarded[name], { ...(data as object), version, occurredAt });
  return JSON.stringify({ type: name, timestamp: occurredAt, data: shown });
}

function deliveryOf(made: {
  webhookId: string;
  event: { name: string; id: string; occurredAt: number };
  payload: string;
  cause: string;
  now: number;
}): Delivery {
  const { webhookId, event, payload, cause, now } = made;
  return {
    webhookId,
    place: placeOf(event),
    event: event.name,
    eventId: event.id,
    occurredAt: event.occurredAt,
    payload,
    cause,
    status: 'PENDING',
    attempts: 0,
    startedAt: now,
    dueAt: now,
    createdAt: now,
    updatedAt: now,
  };
}

/** Has a delivery looked at after a while. A receiver that is slow takes no worker that another one's could have. */
export function messageOf({ webhookId, place, replayAt }: DeliveryMessage, delaySeconds: number): Message {
  const body = { webhookId, place, ...(replayAt === undefined ? {} : { replayAt }) };
  return { body, delaySeconds, group: webhookId };
}

/** Has deliveries looked at, now. */
async function sendAll(send: SendMessages, deliveries: readonly DeliveryMessage[]): Promise<void> {
  await send(deliveries.map((delivery) => messageOf(delivery, 0)));
}
