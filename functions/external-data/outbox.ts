// The events that webhooks carry: what a change added to their log.
import { type Published, published } from '../shared/event.ts';
import { added, type Change, causeOf } from '../shared/outbox.ts';
import { events } from './contract.ts';
import type { Webhook } from './domain.ts';
import { WEBHOOK } from './keys.ts';

/** What a change of the external-data table tells the world. @throws when a log entry cannot be told */
export function eventsOf({ old, now }: Change): Published[] {
  if (!String(now?.sk).startsWith(WEBHOOK)) return [];
  const webhook = now as unknown as Webhook;
  const before = old as unknown as Webhook | undefined;
  return added(webhook.log, before?.log).map((entry) => {
    if (entry.type !== 'WebhookDisabled') throw new Error(`a webhook cannot tell of ${entry.type}`);
    const { webhookId } = webhook;
    const { url = webhook.url, failingSince = entry.at, lastError = 'UNKNOWN', at: disabledAt } = entry;
    const head = { id: `webhook/${webhookId}/${entry.v}/${entry.type}`, at: entry.at, cause: causeOf(entry) };
    // Paths and queries hold tokens, and events are mailed and archived.
    const { origin } = new URL(url);
    return published(events.WebhookDisabled, head, { webhookId, url: origin, failingSince, disabledAt, lastError });
  });
}
