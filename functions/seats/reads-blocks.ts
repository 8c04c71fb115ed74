// The blocks of a date as they are stored: all that were ever written to, section by section.
import type { Db, Item } from '../shared/aws.ts';
import { inParallel, readAll } from '../shared/batch.ts';
import { queryAll } from '../shared/pages.ts';
import { type Block, type BlockRef, readValue } from './domain.ts';
import type { Blocks } from './domain-count.ts';
import { blockKey, blockOfKey, dateOfSection, sectionPartition } from './keys.ts';

export interface SeatsTable {
  readonly db: Db;
  readonly SEATS_TABLE: string;
}

/**
 * Every block of a date that was ever written to, block by block, not at one instant.
 * @param how `sections`: how many the layout has; `strongly`: with all that was committed before the call
 */
export async function readDate(
  table: SeatsTable,
  scheduleId: string,
  { sections, strongly }: { readonly sections: number; readonly strongly: boolean },
): Promise<Blocks> {
  const partitions = Array.from({ length: sections }, (_, section) => sectionPartition(scheduleId, section));
  const items = (await inParallel(partitions, (pk) => readSection(table, pk, strongly))).flat();
  return blocksOf(items);
}

/** Strong reads of blocks, for whoever keeps a map of them. */
export interface BlockReads {
  /** Every block of a date that was ever written to; `sections`: how many its layout has. */
  all(scheduleId: string, sections: number): Promise<Blocks>;
  some(scheduleId: string, refs: readonly BlockRef[]): Promise<Blocks>;
}

export function createBlockReads(table: SeatsTable): BlockReads {
  return {
    all: (scheduleId, sections) => readDate(table, scheduleId, { sections, strongly: true }),
    some: (scheduleId, refs) => readBlocks(table, scheduleId, refs),
  };
}

/** Some blocks of a date as they are now: strongly consistent. */
export async function readBlocks(
  { db, SEATS_TABLE }: SeatsTable,
  scheduleId: string,
  refs: readonly BlockRef[],
): Promise<Blocks> {
  const keys = refs.map((ref) => blockKey(scheduleId, ref));
  return blocksOf(await readAll(db, SEATS_TABLE, keys));
}

function blocksOf(items: readonly Item[]): Blocks {
  return new Map(
    items.map((item) => {
      const { section, block } = blockOfKey({ pk: String(item.pk), sk: String(item.sk) });
      return [`${section}.${block}`, blockOf(item)];
    }),
  );
}

function readSection({ db, SEATS_TABLE }: SeatsTable, pk: string, strongly: boolean): Promise<Item[]> {
  return queryAll(db, {
    TableName: SEATS_TABLE,
    KeyConditionExpression: 'pk = :section',
    ExpressionAttributeValues: { ':section': pk },
    ...(strongly ? { ConsistentRead: true } : {}),
  });
}

/** Which block of which date an item is. */
export function datedBlockOf(item: Item): { readonly scheduleId: string; readonly ref: BlockRef } {
  const { pk, sk } = { pk: String(item.pk), sk: String(item.sk) };
  return { scheduleId: dateOfSection(pk), ref: blockOfKey({ pk, sk }) };
}

/** A block as its item holds it; absent is empty. Slots are the attributes with one character. */
export function blockOf(item: Item | undefined): Block {
  const values = Object.entries(item ?? {}).filter(([name]) => name.length === 1);
  const seats = Object.fromEntries(values.map(([slot, value]) => [slot, readValue(String(value))]));
  return { version: Number(item?.version ?? 0), seats };
}
