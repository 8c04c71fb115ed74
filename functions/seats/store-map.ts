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
  /** Until when the map is kept: epoch seconds. */
  readonly ttl: number;
}

/** Reads are strongly consistent. */
export interface MapStore {
  /** @param now epoch milliseconds: what is kept only until then is not kept, though nobody removed it yet */
  head(scheduleId: string, now: number): Promise<Head>;
  snapshot(scheduleId: string, now: number): Promise<Snapshot | undefined>;
  deltas(scheduleId: string, range: { readonly after: number; readonly upTo?: number }): Promise<Delta[]>;
  /** From now on every change is a delta. @param ttl until when, epoch seconds */
  keep(scheduleId: string, ttl: number): Promise<void>;
  /** Puts a delta, unless one of its version is there. @returns false when another writer's is */
  append(scheduleId: string, delta: Delta): Promise<boolean>;
  /** Puts a snapshot, unless one as new is there. @param ttl until when it counts, epoch seconds */
  moveSnapshot(scheduleId: string, snapshot: Snapshot, ttl: number): Promise<void>;
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
        ExpressionAttributeNames: { '#version': 'version', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':map': pk, ':delta': 'DELTA#', ':head': sk },
        ProjectionExpression: 'sk, #version, #ttl',
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 2,
      });
      return headOf((await db.send(query)).Items ?? [], sk, now);
    },

    snapshot: (scheduleId, now) => readSnapshot(table, scheduleId, { strongly: true, now }),

    deltas: (scheduleId, range) => readDeltas(table, scheduleId, { ...range, strongly: true }),

    async keep(scheduleId, ttl) {
      await db.send(
        new UpdateCommand({
          TableName,
          Key: headKey(scheduleId),
          UpdateExpression: 'SET #version = if_not_exists(#version, :none), #ttl = :ttl',
          ExpressionAttributeNames: { '#version': 'version', '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':none': 0, ':ttl': ttl },
        }),
      );
      const update = new UpdateCommand({
        TableName,
        Key: snapshotKey(scheduleId),
        UpdateExpression: 'SET #ttl = :ttl',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':ttl': ttl },
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

    async moveSnapshot(scheduleId, { version, images }, ttl) {
      const put = new PutCommand({
        TableName,
        Item: { ...snapshotKey(scheduleId), version, ttl, images: encodeImages(images) },
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
  const ttl = Number(head?.ttl ?? 0);
  return { isKept: ttl * 1000 > now, last, snapshot: Number(head?.version ?? 0), ttl };
}

/** Whether a delta that is there is the very one that was to be put: the SDK repeats a write that had succeeded. */
function isSame(old: Item | undefined, at: number, bytes: Uint8Array | undefined): boolean {
  const there = old?.images instanceof Uint8Array ? Buffer.from(old.images) : undefined;
  return old?.at === at && (bytes && there ? there.equals(bytes) : bytes === there);
}
