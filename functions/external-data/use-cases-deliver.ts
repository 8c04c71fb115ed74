// One look at a delivery: tried if it is its time, put off otherwise, until it is over.
import { jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import { unpackCause } from '../shared/event.ts';
import type { ReadRing } from '../shared/key-ring.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { count, log } from '../shared/log.ts';
import type { SendMessages } from '../shared/sqs.ts';
import {
  type Answered,
  afterFailure,
  afterSuccess,
  concerns,
  type Delivery,
  decideResult,
  decideStep,
  failureOf,
  type Health,
  isSuccess,
  LEASE_MS,
  lookAt,
  type Webhook,
  withProbe,
} from './domain.ts';
import { deliveryIdOf, messageIdOf } from './domain-message.ts';
import { delaySeconds } from './domain-schedule.ts';
import type { Receiver } from './gateway-receiver.ts';
import type { WebhookStore } from './store.ts';
import type { DeliveryStore } from './store-deliveries.ts';
import { type DeliveryMessage, messageOf } from './use-cases-forward.ts';
import { secretsOf } from './use-cases-secret.ts';

export interface Deliver {
  readonly webhooks: Pick<WebhookStore, 'saveHealth'>;
  readonly store: DeliveryStore;
  readonly receiver: Receiver;
  readonly ring: ReadRing;
  readonly send: SendMessages;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly chance: () => number;
}

/** How often a webhook's state is tried to be written while others write it. */
const TRIES = 10;

/** Looks at the delivery that a message names. A crash at any point leaves the message, and so comes here again. */
export async function deliver(tools: Deliver, message: DeliveryMessage): Promise<void> {
  const { store, clock, chance } = tools;
  const [webhook, delivery] = await Promise.all([store.webhook(message.webhookId), find(store, message)]);
  // Ended by an operator, or 14 days old.
  if (!webhook || !delivery) return;
  const now = clock();
  const decided = decideStep(webhook, delivery, now, chance());
  switch (decided.step) {
    case 'over':
      return;
    case 'end':
      return end(tools, delivery, decided.reason, now);
    case 'wait':
      return putOff(tools, delivery, decided.until);
    case 'attempt':
      return decided.probe ? probe(tools, webhook, delivery, now) : attempt(tools, webhook, delivery, false);
    default:
      decided satisfies never;
  }
}

/** The delivery, begun anew if that is what its message asks for and nobody did it yet. */
async function find(store: DeliveryStore, { webhookId, place, replayAt = 0 }: DeliveryMessage) {
  const delivery = await store.delivery(webhookId, place);
  return delivery && delivery.startedAt < replayAt ? store.restart(delivery, replayAt) : delivery;
}

async function end({ store }: Deliver, delivery: Delivery, reason: 'GAVE_UP' | 'DISABLED', now: number): Promise<void> {
  const ended = await store.end(delivery, reason, now);
  if (ended && reason === 'GAVE_UP') count('deliveriesGivenUp');
}

function putOff({ send, clock }: Deliver, delivery: Delivery, until: number): Promise<void> {
  return send([messageOf(delivery, delaySeconds(until, clock()))]);
}

/** Asks a failing receiver how it is: one at a time, as only one writes the webhook's next turn. */
async function probe(tools: Deliver, webhook: Webhook, delivery: Delivery, now: number): Promise<void> {
  const next = withProbe(webhook, now);
  const found = await tools.webhooks.saveHealth(webhook, next, `probe ${delivery.place} ${delivery.attempts}`);
  if (found === 'saved') {
    return attempt(tools, { ...webhook, ...next, version: webhook.version + 1 }, delivery, true);
  }
  // Somebody else asks, or has heard: look again when that is known.
  if (found) await putOff(tools, delivery, now + LEASE_MS);
}

async function attempt(tools: Deliver, webhook: Webhook, seen: Delivery, isProbe: boolean): Promise<void> {
  const { store, receiver, ring, clock, chance } = tools;
  const at = clock();
  const secrets = await secretsOf(ring, webhook, at);
  const claimed = await store.claim(seen, { until: at + LEASE_MS, at, by: randomChars() });
  // Somebody else tries it; should they crash, their lease ends.
  if (!claimed) return putOff(tools, seen, at + LEASE_MS);
  const { payload, eventId, place } = claimed;
  const answered = await receiver.post({ url: webhook.url, messageId: messageIdOf(eventId), payload, secrets, at });
  tell(claimed, answered);
  const after = clock();
  await store.note(claimed, { at, ...answered });
  const result = decideResult({ before: seen, claimed }, answered, after, chance());
  const finished = await store.finish(claimed, result, after);
  const health = await keepHealth(
    tools,
    webhook,
    `attempt ${place} ${claimed.startedAt} ${claimed.attempts}`,
    (now) => {
      if (!concerns(now, { url: webhook.url, begunAt: at })) return undefined;
      if (isSuccess(answered)) return afterSuccess(now, after);
      const failure = { at: after, error: failureOf(answered), probe: isProbe, cause: unpackCause(claimed.cause) };
      return afterFailure(now, failure, chance());
    },
  );
  if (result.status === 'PENDING') await putOff(tools, claimed, lookAt(health, result.dueAt, chance()));
  if (result.status === 'FAILED' && finished) count('deliveriesGivenUp');
}

/** One line for the journey that the event belongs to; never what was sent or answered. */
function tell({ webhookId, place, event, cause, attempts }: Delivery, { status, error, latencyMs }: Answered): void {
  const { correlationId } = unpackCause(cause);
  const deliveryId = deliveryIdOf(place);
  log.info('attempt', { webhookId, deliveryId, event, correlationId, attempts, status, error, latencyMs });
}

/** Writes how a webhook fares, deciding anew on what others wrote meanwhile. @returns how it fares as far as is known */
async function keepHealth(
  { webhooks }: Deliver,
  seen: Webhook,
  by: string,
  decide: (webhook: Webhook) => Health | undefined,
): Promise<Health> {
  let webhook = seen;
  for (let tries = 1; tries <= TRIES; tries++) {
    const next = decide(webhook);
    if (!next) return webhook;
    const found = await webhooks.saveHealth(webhook, next, by);
    if (found === 'saved' && !next.enabled) {
      log.warn('webhook disabled', { webhookId: webhook.webhookId, failingSince: next.failingSince });
      count('webhooksDisabled');
    }
    if (found === 'saved' || !found) return next;
    webhook = found;
    await jitter(tries);
  }
  // So many others wrote it that it is known how the receiver fares.
  return webhook;
}
