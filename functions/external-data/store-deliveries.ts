// Deliveries and their attempts, both kept for 14 days.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { type Delivery, isEarly, KEPT_MS, type Result } from './domain.ts';
import { attemptKey, deliveryKey } from './keys.ts';
import { type Attempt, createWebhookReads, deliveryOf, type WebhookReads } from './reads.ts';
import { type Update, update } from './store-update.ts';

export interface DeliveryStore extends Pick<WebhookReads, 'webhook' | 'delivery' | 'deliveries' | 'attempts'> {
  /** Keeps a new delivery; if there is one of this event, that one stays and is returned. */
  add(delivery: Delivery): Promise<Delivery>;
  /**
   * Begins the next attempt, if none was begun since `seen`: until `leaseUntil` nobody else begins one. `by` names it.
   * @returns the delivery with this attempt counted, or undefined when somebody else has begun it
   */
  claim(
    seen: Delivery,
    lease: { readonly until: number; readonly at: number; readonly by: string },
  ): Promise<Delivery | undefined>;
  /** Keeps how the attempt that `claimed` counts ended. */
  note(claimed: Delivery, attempt: Attempt): Promise<void>;
  /**
   * What the delivery is after the attempt that `claimed` counts. Nothing happens when another attempt was begun since,
   * or it was replayed; only a success counts if it was ended.
   * @returns whether it is so now, by this call
   */
  finish(claimed: Delivery, result: Result, at: number): Promise<boolean>;
  /** Ends a delivery that is not tried any more, if no attempt was begun since `seen`. @returns whether this call did */
  end(seen: Delivery, reason: 'GAVE_UP' | 'DISABLED', at: number): Promise<boolean>;
  /**
   * Begins anew, as if it had not been tried, unless it began at `at` or later already.
   * @returns what it is now, or undefined when there is no such delivery any more
   */
  restart(seen: Delivery, at: number): Promise<Delivery | undefined>;
}

const ttlFrom = (at: number) => Math.floor((at + KEPT_MS) / 1_000);

/** Whether an item is what a call wrote that did not learn so. */
function isOwn(old: Item | undefined, set: object): boolean {
  return old !== undefined && Object.entries(set).every(([name, value]) => old[name] === value);
}

/** That a delivery is as this worker's attempt left it: another attempt or a replay would have changed one of them. */
const STILL = '#attempts = :attempts AND #startedAt = :startedAt';
const PENDING = '#status = :pending';

export function createDeliveryStore(table: { db: Db; EXTERNAL_DATA_TABLE: string }): DeliveryStore {
  const { db, EXTERNAL_DATA_TABLE: TableName } = table;
  const { webhook, delivery, deliveries, attempts } = createWebhookReads(table);

  const write = ({ webhookId, place }: Delivery, what: Omit<Update, 'key'>) =>
    update(db, TableName, { key: deliveryKey(webhookId, place), ...what });
  const still = ({ attempts: count, startedAt }: Delivery) => ({ ':attempts': count, ':startedAt': startedAt });

  return {
    webhook,
    delivery,
    deliveries,
    attempts,

    async add(added) {
      const put = new PutCommand({
        TableName,
        Item: { ...deliveryKey(added.webhookId, added.place), ...added, ttl: ttlFrom(added.createdAt) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const written = await conditional(db.send(put));
      return written.ok || !written.old ? added : deliveryOf(written.old);
    },

    async claim(seen, { until, at, by }) {
      const written = await write(seen, {
        set: {
          attempts: seen.attempts + 1,
          dueAt: until,
          leaseUntil: until,
          extra: isEarly(seen, at) ? (seen.extra ?? 0) + 1 : undefined,
          claimedBy: by,
          updatedAt: at,
        },
        condition: `${STILL} AND #dueAt = :dueAt AND ${PENDING}`,
        values: { ...still(seen), ':dueAt': seen.dueAt, ':pending': 'PENDING' },
      });
      if (written.ok) return written.item && deliveryOf(written.item);
      return written.old?.claimedBy === by ? deliveryOf(written.old) : undefined;
    },

    async note(claimed, attempt) {
      const { webhookId, place, startedAt, attempts: no } = claimed;
      const Item = { ...attemptKey(webhookId, place, { startedAt, no }), ...attempt, ttl: ttlFrom(attempt.at) };
      await db.send(new PutCommand({ TableName, Item }));
    },

    async finish(claimed, result, at) {
      const delivered = result.status === 'DELIVERED';
      const written = await write(claimed, {
        set: { ...result, updatedAt: at },
        remove: ['leaseUntil', ...(delivered ? ['reason'] : [])],
        condition: delivered ? STILL : `${STILL} AND ${PENDING}`,
        values: { ...still(claimed), ...(delivered ? {} : { ':pending': 'PENDING' }) },
      });
      return written.ok || isOwn(written.old, { ...result, updatedAt: at });
    },

    async end(seen, reason, at) {
      const set = { status: 'FAILED', reason, updatedAt: at };
      const values = { ...still(seen), ':pending': 'PENDING' };
      const written = await write(seen, { set, condition: `${STILL} AND ${PENDING}`, values });
      return written.ok || isOwn(written.old, set);
    },

    async restart(seen, at) {
      const written = await write(seen, {
        set: { status: 'PENDING', attempts: 0, startedAt: at, dueAt: at, updatedAt: at, ttl: ttlFrom(at) },
        remove: ['reason', 'deliveredAt', 'extra', 'leaseUntil'],
        condition: '#startedAt < :new_startedAt',
      });
      const found = written.ok ? written.item : written.old;
      return found && deliveryOf(found);
    },
  };
}
