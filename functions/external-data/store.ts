// The webhooks' own items: made, changed and ended by operators, and marked by how their receivers fare.
import type { Db } from '../shared/aws.ts';
import { transact } from '../shared/transaction.ts';
import type { Health, Webhook } from './domain.ts';
import { countKey, webhookKey } from './keys.ts';
import { createWebhookReads, type WebhookReads, webhookOf } from './reads.ts';
import { type Update, update } from './store-update.ts';

/** What an operator may change. `forgets`: as if it had never failed. */
export interface WebhookChange {
  readonly url?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly forgets: boolean;
}

/** An operator's write. `at`: epoch milliseconds; `by`: the operator's account; `writeId`: names this call. */
export interface Written {
  readonly at: number;
  readonly by: string;
  readonly writeId: string;
}

export interface WebhookStore extends WebhookReads {
  /** `limit`: there are as many as there may be; `conflict`: another one was made or ended just now, try again. */
  create(webhook: Webhook, most: number, writeId: string): Promise<'created' | 'limit' | 'conflict'>;
  /** The webhook after the change, or undefined if there is none. */
  change(webhookId: string, change: WebhookChange, written: Written): Promise<Webhook | undefined>;
  /** `conflict` as above. */
  remove(webhookId: string): Promise<'removed' | 'none' | 'conflict'>;
  /** The next secret, if it is still `seen`'s that signs: the webhook after it, or undefined. */
  rotate(
    seen: Webhook,
    next: Written & { readonly kid: string; readonly previousUntil: number },
  ): Promise<Webhook | undefined>;
  /**
   * How it fares from now on, if nothing was written since `seen`. `writeId` names this call.
   * @returns `saved`, or the webhook that was found instead, or undefined when there is none any more
   */
  saveHealth(seen: Webhook, next: Health, writeId: string): Promise<Webhook | 'saved' | undefined>;
}

/** What may be absent of a webhook's health: of how it fails, and of how it was stopped. */
const FAILING = ['failingSince', 'lastFailedAt', 'lastError', 'retryAt'] as const;
const STOPPED = ['disabledReason', 'disabledAt'] as const;
const MAY_LACK = [...FAILING, ...STOPPED];

type Table = { readonly db: Db; readonly EXTERNAL_DATA_TABLE: string };

export function createWebhookStore(table: Table): WebhookStore {
  return { ...createWebhookReads(table), ...lifeStore(table), ...writeStore(table) };
}

function lifeStore({ db, EXTERNAL_DATA_TABLE: TableName }: Table) {
  const counted = (n: 1 | -1, most?: number) => ({
    Update: {
      TableName,
      Key: countKey,
      UpdateExpression: 'ADD #webhooks :n',
      ...(most === undefined ? {} : { ConditionExpression: 'attribute_not_exists(#webhooks) OR #webhooks < :most' }),
      ExpressionAttributeNames: { '#webhooks': 'webhooks' },
      ExpressionAttributeValues: { ':n': n, ...(most === undefined ? {} : { ':most': most }) },
    },
  });
  return {
    async create(webhook, most, writeId) {
      const Item = { ...webhookKey(webhook.webhookId), ...webhook, writeId };
      const put = { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
      const result = await transact(db, [
        { label: 'limit', write: counted(1, most) },
        { label: 'webhook-is-new', write: put },
      ]);
      if (result.outcome !== 'refused') return result.outcome === 'committed' ? 'created' : 'conflict';
      if (result.label === 'limit') return 'limit';
      throw new Error(`a new webhook's id ${webhook.webhookId} is in use`);
    },

    async remove(webhookId) {
      const Delete = { TableName, Key: webhookKey(webhookId), ConditionExpression: 'attribute_exists(pk)' };
      const result = await transact(db, [
        { label: 'webhook-exists', write: { Delete } },
        { label: 'count', write: counted(-1) },
      ]);
      if (result.outcome === 'refused') return 'none';
      return result.outcome === 'committed' ? 'removed' : 'conflict';
    },
  } satisfies Partial<WebhookStore>;
}

function writeStore({ db, EXTERNAL_DATA_TABLE: TableName }: Table) {
  const write = (webhookId: string, what: Omit<Update, 'key'>) =>
    update(db, TableName, { key: webhookKey(webhookId), count: 'version', ...what });
  return {
    async change(webhookId, { forgets, ...change }, { at, by, writeId }) {
      const stopped = change.enabled === false ? { disabledReason: 'OPERATOR', disabledAt: at } : {};
      const edited = { updatedAt: at, changedBy: by, writeId };
      const set = { ...change, ...stopped, ...(forgets ? { failures: 0, recoveredAt: at } : {}), ...edited };
      const remove = [...(forgets ? FAILING : []), ...(change.enabled ? STOPPED : [])];
      const written = await write(webhookId, { set, remove, condition: 'attribute_exists(pk)' });
      return written.ok && written.item ? webhookOf(written.item) : undefined;
    },

    async rotate(seen, { kid, previousUntil, at, by, writeId }) {
      const { webhookId, secretNo, kid: previousKid } = seen;
      const edited = { updatedAt: at, changedBy: by, writeId };
      const set = { secretNo: secretNo + 1, kid, previousKid, previousUntil, ...edited };
      const values = { ':seen': secretNo };
      const written = await write(webhookId, { set, condition: '#secretNo = :seen', values });
      if (written.ok) return written.item && webhookOf(written.item);
      const isOwn = written.old?.secretNo === secretNo + 1 && written.old.writeId === writeId;
      return isOwn && written.old ? webhookOf(written.old) : undefined;
    },

    async saveHealth({ webhookId, version, changedBy }, next, writeId) {
      const { set, remove } = healthOf(next);
      const written = await write(webhookId, {
        set: { ...set, writeId },
        // What an older item has there is no operator (reads.ts).
        remove: changedBy === undefined ? [...remove, 'changedBy'] : remove,
        condition: '#version = :seen',
        values: { ':seen': version },
      });
      if (written.ok) return 'saved';
      if (!written.old) return undefined;
      const isOwn = written.old.version === version + 1 && written.old.writeId === writeId;
      return isOwn ? 'saved' : webhookOf(written.old);
    },
  } satisfies Partial<WebhookStore>;
}

/** A health is often a whole webhook: only this of it is written. */
function healthOf({ enabled, failures, ...health }: Health) {
  const given = MAY_LACK.filter((name) => health[name] !== undefined).map((name) => [name, health[name]]);
  return {
    set: { enabled, failures, recoveredAt: health.recoveredAt, ...Object.fromEntries(given), log: health.log },
    remove: MAY_LACK.filter((name) => health[name] === undefined),
  };
}
