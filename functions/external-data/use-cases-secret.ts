// The secrets of webhooks, derived anew each time from a ring that only a secret holds.
import type { ReadRing } from '../shared/key-ring.ts';
import type { Webhook } from './domain.ts';
import { secretOf, secretsAt } from './domain-message.ts';

/** @throws when the ring lost a key that this webhook's secrets come from */
export async function secretsOf(ring: ReadRing, webhook: Webhook, now: number): Promise<string[]> {
  const secrets: string[] = [];
  for (const { secretNo, kid } of secretsAt(webhook, now)) {
    const key = (await ring(kid)).byId(kid);
    if (!key) throw new Error(`the ring has no key ${kid} of ${webhook.webhookId}: put its line back, or rotate`);
    secrets.push(secretOf(key, webhook.webhookId, secretNo));
  }
  return secrets;
}
