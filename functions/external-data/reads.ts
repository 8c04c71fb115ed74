// Strongly consistent reads of webhooks, their deliveries, and the attempts of those.
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../shared/aws.ts';
import type { Answered, Delivery, Webhook } from './domain.ts';
import { attemptPrefix, DELIVERY, deliveryKey, listOf, WEBHOOK, WEBHOOKS, webhookKey } from './keys.ts';

/** An attempt that ended. `at`: epoch milliseconds, when it began. */
export interface Attempt extends Answered {
  readonly at: number;
}

/** A part of a list of deliveries: places from `from` to `to`, both included, or all; after `after` of all. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
  readonly after?: string | undefined;
  readonly newestFirst: boolean;
  /** How many are read at most. */
  readonly size: number;
}

export interface WebhookReads {
  /** All webhooks, by id. */
  webhooks(): Promise<Webhook[]>;
  webhook(webhookId: string): Promise<Webhook | undefined>;
  delivery(webhookId: string, place: string): Promise<Delivery | undefined>;
  /** `more`: the range may go on. */
  deliveries(webhookId: string, range: Range): Promise<{ readonly read: Delivery[]; readonly more: boolean }>;
  /** Newest first. */
  attempts(webhookId: string, place: string): Promise<Attempt[]>;
}

/** The most attempts of one delivery that are shown: those of a few replays. */
const ATTEMPTS_SHOWN = 50;

/** Before and after every place. */
const FIRST = '';
const LAST = '~';

type Table = { readonly db: Db; readonly EXTERNAL_DATA_TABLE: string };

export function createWebhookReads({ db, EXTERNAL_DATA_TABLE: TableName }: Table): WebhookReads {
  const get = (Key: Record<string, string>) => db.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  const list = async (pk: string, prefix: string, more: { Limit?: number; ScanIndexForward?: boolean } = {}) => {
    const query = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
      ...more,
    });
    return (await db.send(query)).Items ?? [];
  };
  return {
    webhooks: async () => (await list(WEBHOOKS, WEBHOOK)).map(webhookOf),

    async webhook(webhookId) {
      const { Item } = await get(webhookKey(webhookId));
      return Item && webhookOf(Item);
    },

    async delivery(webhookId, place) {
      const { Item } = await get(deliveryKey(webhookId, place));
      return Item && deliveryOf(Item);
    },

    async deliveries(webhookId, { from = FIRST, to = LAST, after, newestFirst, size }) {
      const query = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': listOf(webhookId),
          ':from': `${DELIVERY}${from}`,
          ':to': `${DELIVERY}${to}`,
        },
        ...(after === undefined ? {} : { ExclusiveStartKey: deliveryKey(webhookId, after) }),
        ScanIndexForward: !newestFirst,
        ConsistentRead: true,
        Limit: size,
      });
      const { Items = [], LastEvaluatedKey } = await db.send(query);
      return { read: Items.map(deliveryOf), more: LastEvaluatedKey !== undefined };
    },

    async attempts(webhookId, place) {
      const more = { Limit: ATTEMPTS_SHOWN, ScanIndexForward: false };
      return (await list(listOf(webhookId), attemptPrefix(place), more)).map(attemptOf);
    },
  };
}

/** A webhook's item as the domain knows it. */
export function webhookOf({ pk: _pk, sk: _sk, writeId, changedBy, ...rest }: Item): Webhook {
  // Older items have the id of a write where newer ones have their operator.
  const by = writeId === undefined || changedBy === undefined ? {} : { changedBy };
  return { ...rest, ...by } as unknown as Webhook;
}

/** A delivery's item as the domain knows it. */
export function deliveryOf({ pk: _pk, sk: _sk, ttl: _ttl, claimedBy: _by, ...rest }: Item): Delivery {
  return rest as unknown as Delivery;
}

function attemptOf({ pk: _pk, sk: _sk, ttl: _ttl, ...rest }: Item): Attempt {
  return rest as unknown as Attempt;
}
