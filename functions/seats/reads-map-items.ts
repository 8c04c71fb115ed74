// The items of a large date's map as they are stored: its snapshot, and the deltas after a version.
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../shared/aws.ts';
import { queryAll } from '../shared/pages.ts';
import type { BlockImage } from './domain-map.ts';
import type { Delta, Snapshot } from './domain-map-chain.ts';
import { decodeImages } from './domain-map-codec.ts';
import { deltaKey, mapPartition, snapshotKey } from './keys.ts';
import type { SeatsTable } from './reads-blocks.ts';

/** @param how `now` in epoch milliseconds: a snapshot whose time is over is none, though nobody removed it yet */
export async function readSnapshot(
  { db, SEATS_TABLE }: SeatsTable,
  scheduleId: string,
  { strongly, now }: { readonly strongly: boolean; readonly now: number },
): Promise<Snapshot | undefined> {
  const get = { TableName: SEATS_TABLE, Key: snapshotKey(scheduleId), ...consistent(strongly) };
  const { Item } = await db.send(new GetCommand(get));
  if (!Item || Number(Item.ttl) * 1000 <= now) return undefined;
  const images = imagesFrom(Item);
  return images && { version: Number(Item.version), images };
}

/** Every delta after a version (up to and with `upTo`, if that is said), oldest first. */
export async function readDeltas(
  { db, SEATS_TABLE }: SeatsTable,
  scheduleId: string,
  { after, upTo, strongly }: { readonly after: number; readonly upTo?: number; readonly strongly: boolean },
): Promise<Delta[]> {
  const { pk, sk } = deltaKey(scheduleId, after + 1);
  const items = await queryAll(db, {
    TableName: SEATS_TABLE,
    KeyConditionExpression: 'pk = :map AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':map': pk,
      ':first': sk,
      ':last': upTo === undefined ? AFTER_ALL : deltaKey(scheduleId, upTo).sk,
    },
    ...consistent(strongly),
  });
  return items.map(deltaOf);
}

/** The number of the last delta that there is, read strongly; 0 when there is none. */
export async function readNewest({ db, SEATS_TABLE }: SeatsTable, scheduleId: string): Promise<number> {
  const query = new QueryCommand({
    TableName: SEATS_TABLE,
    KeyConditionExpression: 'pk = :map AND sk BETWEEN :first AND :last',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':map': mapPartition(scheduleId), ':first': 'DELTA#', ':last': AFTER_ALL },
    ProjectionExpression: '#version',
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: 1,
  });
  return Number((await db.send(query)).Items?.[0]?.version ?? 0);
}

/** After every delta, and before all other items of a map. */
const AFTER_ALL = 'DELTA#~';

const consistent = (strongly: boolean) => (strongly ? { ConsistentRead: true } : {});

function deltaOf(item: Item): Delta {
  return { version: Number(item.version), at: Number(item.at), images: imagesFrom(item) };
}

/** What cannot be read is not there: then the chain is broken, readers go to the blocks, and the map is made anew. */
function imagesFrom({ images }: Item): BlockImage[] | undefined {
  try {
    return images instanceof Uint8Array ? decodeImages(images) : undefined;
  } catch {
    return undefined;
  }
}
