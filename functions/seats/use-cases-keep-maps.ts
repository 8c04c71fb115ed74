// Each minute: every large date has its map, and one of them is compared with its blocks.
import type { CatalogReads } from '../catalog/reads.ts';
import type { OpenReads } from '../catalog/reads-open.ts';
import { inParallel } from '../shared/batch.ts';
import { count, log } from '../shared/log.ts';
import { type BlockImage, imagesOf, LARGE_SEATS } from './domain-map.ts';
import { compared, following, newest, oldEnough } from './domain-map-chain.ts';
import type { BlockReads } from './reads-blocks.ts';
import { append, appendOne, fold, type MapTools } from './use-cases-follow.ts';

export interface KeepTools extends MapTools {
  readonly open: OpenReads;
  readonly catalog: CatalogReads;
  readonly blocks: BlockReads;
}

interface LargeDate {
  readonly scheduleId: string;
  readonly sections: number;
  /** Until when its map is kept: epoch seconds. */
  readonly ttl: number;
}

const DAY_MS = 86_400_000;
/** Seats come back until the show, also when the sale ended long before. */
const AFTER_SALE_MS = 90 * DAY_MS;
/** Shorter than deltas live, so that a snapshot never outlives what follows it. */
const AFTER_SHOW_MS = 5 * DAY_MS;
const WIDTH = 4;

/** @throws when a date's map could not be seen to; the others are */
export async function keepMaps(tools: KeepTools): Promise<void> {
  const now = tools.clock();
  const dates = await largeDates(tools, now);
  const inTurn = dates[Math.floor(now / 60_000) % dates.length];
  const failed = await inParallel(
    dates,
    async (date) => {
      try {
        await ensure(tools, date);
        if (date === inTurn) await check(tools, date);
        return 0;
      } catch (error) {
        log.error('a map could not be kept', { scheduleId: date.scheduleId, error: error as Error });
        return 1;
      }
    },
    WIDTH,
  );
  const sum = failed.reduce<number>((all, one) => all + one, 0);
  log.info('maps kept', { dates: dates.length, failed: sum, ...(inTurn ? { compared: inTurn.scheduleId } : {}) });
  if (sum > 0) throw new Error(`${sum} of ${dates.length} maps could not be kept`);
}

async function largeDates({ open, catalog }: KeepTools, now: number): Promise<LargeDate[]> {
  const concerts = await inParallel(await open.openSince(now - AFTER_SALE_MS), (id) => catalog.concert(id));
  const schedules = concerts.flatMap((concert) => concert?.schedules ?? []).filter(({ endAt }) => endAt > now);
  const dates = await inParallel(schedules, async ({ scheduleId, layoutId, endAt }) => {
    const { seats, sections } = await catalog.layout(layoutId);
    const ttl = Math.floor((endAt + AFTER_SHOW_MS) / 1000);
    return seats > LARGE_SEATS ? [{ scheduleId, sections: sections.length, ttl }] : [];
  });
  return dates.flat();
}

/** A date without a map gets one; whose show was moved keeps it as long as that takes. */
async function ensure(tools: KeepTools, date: LargeDate): Promise<void> {
  const { store, clock } = tools;
  const head = await store.head(date.scheduleId, clock());
  if (head.ttl !== date.ttl) await store.keep(date.scheduleId, date.ttl);
  if (!head.isKept || head.snapshot === 0) await build(tools, date);
}

/**
 * Makes a map from the blocks. A writer who found that nobody keeps the map, or who put a delta before this one's mark,
 * had its change in the table by then: the strong reads after the mark have it too. All others come after the mark, and
 * readers take them over the snapshot.
 */
async function build(tools: KeepTools, { scheduleId, sections, ttl }: LargeDate): Promise<void> {
  const version = await appendOne(tools, scheduleId, undefined);
  if (version === undefined) return;
  const images = imagesOf(await tools.blocks.all(scheduleId, sections));
  await tools.store.moveSnapshot(scheduleId, { version, images }, ttl);
}

async function rebuild(tools: KeepTools, date: LargeDate, reason: string): Promise<void> {
  log.error('a map is made anew', { scheduleId: date.scheduleId, reason });
  count('mapsRebuilt');
  await build(tools, date);
}

/**
 * Compares a date's map with its blocks: what the map does not have yet is appended, a map that cannot be right is made
 * anew, and what is old is folded.
 */
export async function check(tools: KeepTools, date: LargeDate): Promise<void> {
  const { store, blocks, clock } = tools;
  const { scheduleId } = date;
  const stored = newest(imagesOf(await blocks.all(scheduleId, date.sections)));
  const snapshot = await store.snapshot(scheduleId, clock());
  const deltas = snapshot ? await store.deltas(scheduleId, { after: snapshot.version }) : [];
  const { links, stop } = following(snapshot?.version ?? 0, deltas);
  if (!snapshot || stop !== 'end')
    return rebuild(tools, date, snapshot ? `the deltas end in a ${stop}` : 'no snapshot');
  const map = newest([...snapshot.images, ...links.flatMap(({ images }) => images)]);
  const { behind, ahead } = compared(map, stored);
  if (await isWrong(tools, scheduleId, ahead)) return rebuild(tools, date, 'it says what the blocks do not');
  await append(tools, scheduleId, behind);
  await fold(tools, scheduleId, oldEnough(links, clock()));
}

/** Whether a map says of blocks what they, read once more, still do not. */
async function isWrong({ blocks }: KeepTools, scheduleId: string, ahead: readonly BlockImage[]): Promise<boolean> {
  if (ahead.length === 0) return false;
  const stored = newest(imagesOf(await blocks.some(scheduleId, ahead)));
  return compared(newest(ahead), stored).ahead.length > 0;
}
