// Where seat items are: the keys that this service's reads and writes share.
import type { BlockRef } from './domain.ts';

/** Short, because a full block and its key share 1,024 bytes. */
export const blockKey = (scheduleId: string, { section, block }: BlockRef) => ({
  pk: sectionPartition(scheduleId, section),
  sk: `BLOCK#${String(block).padStart(4, '0')}`,
});

/** The partition of all blocks of a section. */
export const sectionPartition = (scheduleId: string, section: number) => `SECTION#${scheduleId}#${section}`;

/** The block that an item key names. */
export function blockOfKey({ pk, sk }: { readonly pk: string; readonly sk: string }): BlockRef {
  return { section: Number(pk.slice(pk.lastIndexOf('#') + 1)), block: Number(sk.slice('BLOCK#'.length)) };
}

/** Why seats of a date are off sale: an item for each blocking, also of those that were lifted. */
export const blockingKey = (scheduleId: string, blockingId: string) => ({
  pk: blockingPartition(scheduleId),
  sk: blockingId,
});

export const blockingPartition = (scheduleId: string) => `BLOCKINGS#${scheduleId}`;

/** The date of a section's partition. */
export const dateOfSection = (pk: string) => pk.slice('SECTION#'.length, pk.lastIndexOf('#'));

/** What a date's seats came to: whether, and how often, it was sold out. */
export const countsKey = (scheduleId: string) => ({ pk: `COUNTS#${scheduleId}`, sk: 'COUNTS' });

/** The date whose counts are under that partition key. */
export const countedDate = (pk: string) => pk.slice('COUNTS#'.length);

/** The live map of a large date: HEAD says that it is kept, DELTA#… what changed, SNAPSHOT what was before. */
export const mapPartition = (scheduleId: string) => `MAP#${scheduleId}`;
export const headKey = (scheduleId: string) => ({ pk: mapPartition(scheduleId), sk: 'HEAD' });
export const snapshotKey = (scheduleId: string) => ({ pk: mapPartition(scheduleId), sk: 'SNAPSHOT' });
export const deltaKey = (scheduleId: string, version: number) => ({
  pk: mapPartition(scheduleId),
  sk: `DELTA#${String(version).padStart(12, '0')}`,
});
