// What an operator can ask of webhooks.
import type * as z from 'zod/mini';
import { jitter } from '../shared/aws.ts';
import { toIso } from '../shared/clock.ts';
import { fromCursor, pageSize, toPage } from '../shared/cursor.ts';
import type { Cause } from '../shared/event.ts';
import type { ReadRing } from '../shared/key-ring.ts';
import { newId } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { type adminRoutes, MOST_WEBHOOKS, refusals, type WebhookView } from './contract.ts';
import type { Webhook } from './domain.ts';
import { type Allowed, urlFault } from './domain-address.ts';
import { PREVIOUS_SECRET_MS, secretOf } from './domain-message.ts';
import type { WebhookReads } from './reads.ts';
import type { WebhookStore, Written } from './store.ts';

type Body<K extends keyof typeof adminRoutes> = z.output<(typeof adminRoutes)[K]['body']>;
type Page = { readonly limit?: number | undefined; readonly cursor?: string | undefined };

interface Tools {
  readonly store: WebhookStore;
  readonly ring: ReadRing;
  readonly allowed: Allowed;
}

/** Who writes when, under the request's id. */
export function writtenBy(call: {
  readonly now: number;
  readonly buyer: { readonly userId: string };
  readonly cause: Cause;
}): Written {
  return { at: call.now, by: call.buyer.userId, writeId: call.cause.causationId };
}

/** How often a change is tried while others make or end webhooks. */
const TRIES = 8;

const CURSOR = /^whk_[0-9A-Za-z]{12}$/;

function webhookView(webhook: Webhook): WebhookView {
  const { webhookId, url, events, description, enabled, disabledReason, failures, lastError } = webhook;
  const { createdBy, changedBy } = webhook;
  const times = {
    disabledAt: webhook.disabledAt,
    failingSince: webhook.failingSince,
    retryAt: webhook.retryAt,
    previousSecretValidUntil: webhook.previousUntil,
  };
  const known = Object.entries(times).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return {
    webhookId,
    url,
    events: [...events],
    ...(description === undefined ? {} : { description }),
    status: enabled ? 'ENABLED' : 'DISABLED',
    ...(disabledReason === undefined ? {} : { disabledReason }),
    failures,
    ...(lastError === undefined ? {} : { lastError }),
    ...Object.fromEntries(known.map(([name, at]) => [name, toIso(at)])),
    createdAt: toIso(webhook.createdAt),
    updatedAt: toIso(webhook.updatedAt),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(changedBy === undefined ? {} : { changedBy }),
  };
}

/** @throws Refusal WEBHOOK_URL_REFUSED with `reason` */
function checkUrl(url: string, allowed: Allowed): void {
  const reason = urlFault(url, allowed);
  if (reason) throw new Refusal(refusals.WEBHOOK_URL_REFUSED, { reason });
}

/** @throws Refusal WEBHOOK_URL_REFUSED, WEBHOOK_LIMIT_REACHED, TRY_AGAIN */
export async function createWebhook(
  { store, ring, allowed }: Tools,
  { body, at, by, writeId }: { body: Body<'create'> } & Written,
) {
  const { url, events, description } = body;
  checkUrl(url, allowed);
  const { newest } = await ring();
  const webhook: Webhook = {
    webhookId: newId('whk'),
    url,
    events,
    ...(description === undefined ? {} : { description }),
    enabled: true,
    secretNo: 1,
    kid: newest.kid,
    failures: 0,
    log: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
    createdBy: by,
    changedBy: by,
  };
  const outcome = await untilSettled(() => store.create(webhook, MOST_WEBHOOKS, writeId));
  if (outcome === 'limit') throw new Refusal(refusals.WEBHOOK_LIMIT_REACHED, { most: MOST_WEBHOOKS });
  return { ...webhookView(webhook), secret: secretOf(newest, webhook.webhookId, webhook.secretNo) };
}

export async function listWebhooks(reads: WebhookReads, { limit, cursor }: Page) {
  const size = pageSize(limit);
  const after = fromCursor(cursor, CURSOR) ?? '';
  const rest = (await reads.webhooks()).filter(({ webhookId }) => webhookId > after);
  const { shown, ...more } = toPage(rest.slice(0, size + 1), size, ({ webhookId }) => webhookId);
  return { webhooks: shown.map(webhookView), ...more };
}

/** @throws Refusal WEBHOOK_NOT_FOUND */
export async function getWebhook(reads: WebhookReads, webhookId: string) {
  return webhookView(await findWebhook(reads, webhookId));
}

/** @throws Refusal WEBHOOK_NOT_FOUND */
export async function findWebhook(reads: Pick<WebhookReads, 'webhook'>, webhookId: string): Promise<Webhook> {
  const webhook = await reads.webhook(webhookId);
  if (!webhook) throw new Refusal(refusals.WEBHOOK_NOT_FOUND);
  return webhook;
}

/** @throws Refusal WEBHOOK_NOT_FOUND, WEBHOOK_URL_REFUSED */
export async function changeWebhook(
  { store, allowed }: Tools,
  { webhookId, body, ...written }: { webhookId: string; body: Body<'change'> } & Written,
) {
  if (body.url !== undefined) checkUrl(body.url, allowed);
  // How another address failed says nothing of this one.
  const forgets = body.url !== undefined || body.enabled === true;
  const webhook = await store.change(webhookId, { ...body, forgets }, written);
  if (!webhook) throw new Refusal(refusals.WEBHOOK_NOT_FOUND);
  return webhookView(webhook);
}

/** @throws Refusal WEBHOOK_NOT_FOUND, TRY_AGAIN */
export async function removeWebhook(store: WebhookStore, webhookId: string) {
  if ((await untilSettled(() => store.remove(webhookId))) === 'none') throw new Refusal(refusals.WEBHOOK_NOT_FOUND);
  return {};
}

/**
 * The next secret; the present one signs too for a day, the one before it no more.
 * @param asked when its write is repeated, there is one new secret
 * @throws Refusal WEBHOOK_NOT_FOUND, TRY_AGAIN when another rotation came between
 */
export async function rotateSecret({ store, ring }: Tools, { webhookId, ...written }: { webhookId: string } & Written) {
  const [seen, { newest }] = await Promise.all([findWebhook(store, webhookId), ring()]);
  const previousUntil = written.at + PREVIOUS_SECRET_MS;
  const webhook = await store.rotate(seen, { kid: newest.kid, previousUntil, ...written });
  if (!webhook) throw new Refusal(common.TRY_AGAIN, {}, 1);
  const secret = secretOf(newest, webhookId, webhook.secretNo);
  return { secret, previousValidUntil: toIso(previousUntil) };
}

/** Tries until no other writer is in the way. @throws Refusal TRY_AGAIN */
async function untilSettled<T extends string>(attempt: () => Promise<T | 'conflict'>) {
  for (let tries = 1; tries <= TRIES; tries++) {
    const outcome = await attempt();
    if (outcome !== 'conflict') return outcome;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}
