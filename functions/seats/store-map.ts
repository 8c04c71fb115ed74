// The map of a large date as it is kept: HEAD while somebody wants it, deltas put at the end, a snapshot that moves on.
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Item } from '../shared/aws.ts';
import { DELTA_DAYS, type Delta, type Snapshot } from './domain-map-chain.ts';
import { encodeImages } from './domain-map-codec.ts';
import { deltaKey, headKey, snapshotKey } from './keys.ts';
import type { SeatsTable } from './reads-blocks.ts';
import { readDeltas, readSnapshot } from './reads-map-items.ts';

export interface Head {
  /** Whether somebody keeps a map of the date; if not, nothing is to be written for it. */
  readonly isKept: boolean;
  /** The version of the last delta; 0 when there was none. */
  readonly last: number;
  /** Of the newest snapshot but at the very moment one is put; 0 before the first. */
  readonly snapshot: number;
  /** Until when the map is kept: epoch seconds, 0 before the first time. */
  readonly until: number;
  /** Whether somebody began to make the map anew, and is not done. */
  readonly isOpen: boolean;
}

/** Above all that a map can have had since its number was last in HEAD: a billion, of 12 digits. */
const PASSED_OVER = 1_000_000_000;
/** HEAD outlives what it says, so that no number of then comes again. */
const HEAD_DAYS = 400;

/** Reads are strongly consistent. */
export interface MapStore {
  /** @param now epoch milliseconds: what is kept only until then is not kept, though nobody removed it yet */
  head(scheduleId: string, now: number): Promise<Head>;
  snapshot(scheduleId: string, now: number): Promise<Snapshot | undefined>;
  deltas(scheduleId: string, range: { readonly after: number; readonly upTo?: number }): Promise<Delta[]>;
  /**
   * From now on every change is a delta, and the map is open. After a time in which nobody kept it, numbers go on far
   * above all that deltas may have had, also of those that are gone.
   * @param at `now` in epoch milliseconds, `until` in epoch seconds
   * @returns false when somebody keeps it already
   */
  begin(scheduleId: string, at: { readonly now: number; readonly until: number }): Promise<boolean>;
  /** Keeps a map and its snapshot for longer; one that was not kept without a break stays as it is. */
  keep(scheduleId: string, at: { readonly now: number; readonly until: number }): Promise<void>;
  /** Says that the map is about to be made anew. @param now epoch milliseconds, by which `close` knows it */
  open(scheduleId: string, now: number): Promise<void>;
  /** Says that what `open` or `begin` began at `now` is done, unless somebody began later. */
  close(scheduleId: string, now: number): Promise<void>;
  /** Puts a delta, unless one of its version is there. @returns false when another writer's is */
  append(scheduleId: string, delta: Delta): Promise<boolean>;
  /** Puts a snapshot, unless one as new is there. @param until when it counts no more, epoch seconds */
  moveSnapshot(scheduleId: string, snapshot: Snapshot, until: number): Promise<void>;
}

export function createMapStore(table: SeatsTable): MapStore {
  const { db, SEATS_TABLE: TableName } = table;

  /** Says in HEAD how far the snapshot is: the last delta may be gone some day, but numbers never come again. */
  async function note(scheduleId: string, version: number): Promise<void> {
    const update = new UpdateCommand({
      TableName,
      Key: headKey(scheduleId),
      UpdateExpression: 'SET #version = :version',
      ConditionExpression: '#version < :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    });
    await conditional(db.send(update));
  }

  return {
    async head(scheduleId, now) {
      const { pk, sk } = headKey(scheduleId);
      const query = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :map AND sk BETWEEN :delta AND :head',
        ExpressionAttributeNames: { '#version': 'version', '#until': 'until', '#open': 'open' },
        ExpressionAttributeValues: { ':map': pk, ':delta': 'DELTA#', ':head': sk },
        ProjectionExpression: 'sk, #version, #until, #open',
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 2,
      });
      return headOf((await db.send(query)).Items ?? [], sk, now);
    },

    snapshot: (scheduleId, now) => readSnapshot(table, scheduleId, { strongly: true, now }),

    deltas: (scheduleId, range) => readDeltas(table, scheduleId, { ...range, strongly: true }),

    async begin(scheduleId, { now, until }) {
      const update = new UpdateCommand({
        TableName,
        Key: headKey(scheduleId),
        UpdateExpression:
          'SET #version = if_not_exists(#version, :before) + :passed, #until = :until, #ttl = :ttl, #open = :now',
        ConditionExpression: 'attribute_not_exists(#until) OR #until <= :second',
        ExpressionAttributeNames: { '#version': 'version', '#until': 'until', '#ttl': 'ttl', '#open': 'open' },
        ExpressionAttributeValues: {
          ':before': -PASSED_OVER,
          ':passed': PASSED_OVER,
          ':until': until,
          ':ttl': until + HEAD_DAYS * 86_400,
          ':now': now,
          ':second': now / 1000,
        },
      });
      return (await conditional(db.send(update))).ok;
    },

    async keep(scheduleId, { now, until }) {
      const head = new UpdateCommand({
        TableName,
        Key: headKey(scheduleId),
        UpdateExpression: 'SET #until = :until, #ttl = :ttl',
        ConditionExpression: '#until > :second',
        ExpressionAttributeNames: { '#until': 'until', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':until': until, ':ttl': until + HEAD_DAYS * 86_400, ':second': now / 1000 },
      });
      if (!(await conditional(db.send(head))).ok) return;
      const snapshot = new UpdateCommand({
        TableName,
        Key: snapshotKey(scheduleId),
        UpdateExpression: 'SET #ttl = :until',
        ConditionExpression: '#ttl > :second',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':until': until, ':second': now / 1000 },
      });
      await conditional(db.send(snapshot));
    },

    async open(scheduleId, now) {
      await db.send(
        new UpdateCommand({
          TableName,
          Key: headKey(scheduleId),
          UpdateExpression: 'SET #open = :now',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: { ':now': now },
        }),
      );
    },

    async close(scheduleId, now) {
      const update = new UpdateCommand({
        TableName,
        Key: headKey(scheduleId),
        UpdateExpression: 'REMOVE #open',
        ConditionExpression: '#open = :now',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':now': now },
      });
      await conditional(db.send(update));
    },

    async append(scheduleId, { version, at, images }) {
      const bytes = images && encodeImages(images);
      const ttl = Math.floor(at / 1000) + DELTA_DAYS * 86_400;
      const put = new PutCommand({
        TableName,
        Item: { ...deltaKey(scheduleId, version), version, at, ttl, ...(bytes ? { images: bytes } : {}) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(put));
      return outcome.ok || isSame(outcome.old, at, bytes);
    },

    async moveSnapshot(scheduleId, { version, images }, until) {
      const put = new PutCommand({
        TableName,
        Item: { ...snapshotKey(scheduleId), version, ttl: until, images: encodeImages(images) },
        ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      });
      await conditional(db.send(put));
      await note(scheduleId, version);
    },
  };
}

function headOf(items: readonly Item[], sk: string, now: number): Head {
  const head = items.find((item) => item.sk === sk);
  const last = Math.max(0, ...items.map(({ version }) => Number(version)));
  const until = Number(head?.until ?? 0);
  const isOpen = head?.open !== undefined;
  return { isKept: until * 1000 > now, last, snapshot: Number(head?.version ?? 0), until, isOpen };
}

/** Whether a delta that is there is the very one that was to be put: the SDK repeats a write that had succeeded. */
function isSame(old: Item | undefined, at: number, bytes: Uint8Array | undefined): boolean {
  const there = old?.images instanceof Uint8Array ? Buffer.from(old.images) : undefined;
  return old?.at === at && (bytes && there ? there.equals(bytes) : bytes === there);
}
