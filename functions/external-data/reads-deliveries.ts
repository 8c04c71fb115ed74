// Strongly consistent reads of what became of given events at all webhooks there are now.
import type { Db } from '../shared/aws.ts';
import { inParallel, readAll } from '../shared/batch.ts';
import type { Delivery } from './domain.ts';
import { deliveryIdOf, placeOf } from './domain-message.ts';
import { deliveryKey } from './keys.ts';
import { type Attempt, createWebhookReads, deliveryOf } from './reads.ts';

/** A delivery with its newest 50 attempts that ended, those before a replay included. */
export interface Traced extends Omit<Delivery, 'attempts'> {
  readonly deliveryId: string;
  /** Newest first. */
  readonly attempts: readonly Attempt[];
}

export interface DeliveryReads {
  /**
   * The deliveries of events, in no order; those of webhooks that were removed are not found.
   * @param events their ids, and when they happened in epoch milliseconds
   */
  deliveriesOf(events: readonly { readonly id: string; readonly occurredAt: number }[]): Promise<Traced[]>;
}

export function createDeliveryReads(table: { db: Db; EXTERNAL_DATA_TABLE: string }): DeliveryReads {
  const { webhooks, attempts } = createWebhookReads(table);
  return {
    async deliveriesOf(events) {
      const places = [...new Set(events.map(placeOf))];
      // All of them: what a webhook wants now is not what it wanted when the event happened.
      const keys = (await webhooks()).flatMap(({ webhookId }) => places.map((place) => deliveryKey(webhookId, place)));
      const found = (await readAll(table.db, table.EXTERNAL_DATA_TABLE, keys)).map(deliveryOf);
      return inParallel(found, async (delivery) => {
        const { webhookId, place } = delivery;
        return { ...delivery, deliveryId: deliveryIdOf(place), attempts: await attempts(webhookId, place) };
      });
    },
  };
}
