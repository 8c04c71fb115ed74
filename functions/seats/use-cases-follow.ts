// What changes of blocks come to: links of the chain that a large date's map is made of.
import { jitter } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import { count, log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { StreamRecord } from '../shared/stream.ts';
import { type BlockImage, imageOf } from './domain-map.ts';
import { FOLD_EVERY, folded, KEPT_DELTAS, MOST_IMAGES, newest } from './domain-map-chain.ts';
import { blockOf, datedBlockOf } from './reads-blocks.ts';
import type { MapStore } from './store-map.ts';

export interface MapTools {
  readonly store: MapStore;
  readonly clock: Clock;
}

/** How often a delta's number may be another writer's; they are as many as the stream has shards. */
const TRIES = 12;

/**
 * Appends what a batch of the blocks' stream says to the maps of its dates, as far as somebody keeps them. A batch that
 * comes again, or late, does no harm: of a block's images the one of the highest version counts.
 * @throws when a date's map could not be appended to, after all others were: the batch comes again
 */
export async function followSeats(tools: MapTools, records: readonly StreamRecord[]): Promise<void> {
  const dates = new Map<string, BlockImage[]>();
  for (const record of records) {
    const change = changeOf(record);
    if (change) dates.set(change.scheduleId, [...(dates.get(change.scheduleId) ?? []), change.image]);
  }
  const errors: unknown[] = [];
  for (const [scheduleId, images] of dates) {
    try {
      await append(tools, scheduleId, [...newest(images).values()]);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** Undefined for what is no block, and for a record that nobody can read: that block's next change tells all of it. */
function changeOf({ now, unreadable, sequenceNumber }: StreamRecord) {
  try {
    if (unreadable !== undefined) throw new Error(unreadable);
    if (!now || !String(now.sk).startsWith('BLOCK#')) return undefined;
    const { scheduleId, ref } = datedBlockOf(now);
    return { scheduleId, image: imageOf(ref, blockOf(now)) };
  } catch (error) {
    log.error('a change of seats cannot be read', { error: error as Error, sequenceNumber });
    count('mapRecordsSkipped');
    return undefined;
  }
}

/**
 * Puts images at the end of a date's chain; nothing where nobody keeps its map.
 * @throws Refusal TRY_AGAIN when other writers kept taking the next number
 */
export async function append(tools: MapTools, scheduleId: string, images: readonly BlockImage[]): Promise<void> {
  for (let from = 0; from < images.length; from += MOST_IMAGES) {
    await appendOne(tools, scheduleId, images.slice(from, from + MOST_IMAGES));
  }
}

/** @param images undefined: the mark of a rebuild, also of a map that nobody keeps. @returns the version it got, if any */
export async function appendOne(
  tools: MapTools,
  scheduleId: string,
  images: readonly BlockImage[] | undefined,
): Promise<number | undefined> {
  const { store, clock } = tools;
  for (let tries = 1; tries <= TRIES; tries++) {
    const at = clock();
    const head = await store.head(scheduleId, at);
    if (images && !head.isKept) return undefined;
    const version = head.last + 1;
    if (await store.append(scheduleId, { version, at, images })) {
      if (version % FOLD_EVERY === 0) await foldLater(tools, scheduleId, version - KEPT_DELTAS);
      return version;
    }
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** A snapshot that stays behind for once costs its readers a few deltas more. */
async function foldLater(tools: MapTools, scheduleId: string, to: number): Promise<void> {
  try {
    await fold(tools, scheduleId, to);
  } catch (error) {
    log.warn('a snapshot stayed behind', { scheduleId, error: error as Error });
  }
}

/** Moves a date's snapshot on to version `to`, if its chain is whole so far. */
export async function fold({ store, clock }: MapTools, scheduleId: string, to: number): Promise<void> {
  const now = clock();
  const { snapshot: known, until } = await store.head(scheduleId, now);
  if (to <= known) return;
  const snapshot = await store.snapshot(scheduleId, now);
  if (!snapshot || to <= snapshot.version) return;
  const next = folded(snapshot, await store.deltas(scheduleId, { after: snapshot.version, upTo: to }), to);
  if (next) await store.moveSnapshot(scheduleId, next, until);
}
