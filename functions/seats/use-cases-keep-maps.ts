// Each minute: every large date has its map, and one of them is compared with its blocks.
import type { CatalogReads } from '../catalog/reads.ts';
import type { OpenReads } from '../catalog/reads-open.ts';
import { inParallel } from '../shared/batch.ts';
import { count, log } from '../shared/log.ts';
import { type BlockImage, imagesOf, isLarge } from './domain-map.ts';
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
  /** Until when its map is kept at the most: epoch seconds. */
  readonly ttl: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Seats come back until the show, also when the sale ended long before: then, once an hour is enough. */
const AFTER_SALE_MS = 90 * DAY_MS;
const LONG_AFTER_SALE_MS = 1_100 * DAY_MS;
/**
 * For how long a map is kept after it was compared and folded. What was not folded then lives longer, by a day
 * (DELTA_DAYS, FOLD_AFTER_MS): whoever finds a map kept finds every delta that is not in its snapshot.
 */
const KEPT_MS = 5 * DAY_MS;
const WIDTH = 4;

/** @throws when a date's map could not be seen to; the others are */
export async function keepMaps(tools: KeepTools): Promise<void> {
  const now = tools.clock();
  const { dates, compares } = await dueDates(tools, now);
  const failed = await inParallel(
    dates,
    async (date) => {
      try {
        await ensure(tools, date);
        if (compares.has(date)) await check(tools, date);
        return 0;
      } catch (error) {
        log.error('a map could not be kept', { scheduleId: date.scheduleId, error: error as Error });
        return 1;
      }
    },
    WIDTH,
  );
  const sum = failed.reduce<number>((all, one) => all + one, 0);
  const compared = [...compares].map(({ scheduleId }) => scheduleId);
  log.info('maps kept', { dates: dates.length, failed: sum, compared });
  if (sum > 0) throw new Error(`${sum} of ${dates.length} maps could not be kept`);
}

/** All large dates to look at in this minute, and which to compare: one in turn, and once an hour a day's share of all. */
async function dueDates(tools: KeepTools, now: number) {
  const minute = Math.floor(now / MINUTE_MS);
  const isHour = minute % 60 === 0;
  const dates = await largeDates(tools, now, isHour ? LONG_AFTER_SALE_MS : AFTER_SALE_MS);
  const hour = Math.floor(now / HOUR_MS) % 24;
  const compares = new Set(dates.filter(({ scheduleId }) => isHour && hourOf(scheduleId) === hour));
  const inTurn = dates[minute % dates.length];
  if (inTurn) compares.add(inTurn);
  return { dates, compares };
}

/** The hour of the day in which a date is compared, whatever others there are. */
function hourOf(scheduleId: string): number {
  return [...scheduleId].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 24;
}

async function largeDates({ open, catalog }: KeepTools, now: number, backMs: number): Promise<LargeDate[]> {
  const concerts = await inParallel(await open.openSince(now - backMs), (id) => catalog.concert(id));
  const schedules = concerts.flatMap((concert) => concert?.schedules ?? []).filter(({ endAt }) => endAt > now);
  const dates = await inParallel(schedules, async ({ scheduleId, layoutId, endAt }) => {
    const layout = await catalog.layout(layoutId);
    const ttl = Math.floor((endAt + KEPT_MS) / 1000);
    return isLarge(layout) ? [{ scheduleId, sections: layout.sections.length, ttl }] : [];
  });
  return dates.flat();
}

const untilOf = ({ ttl }: LargeDate, now: number) => Math.min(ttl, Math.floor((now + KEPT_MS) / 1000));

/** A date without a map, or whose map was left half done, gets one. */
async function ensure(tools: KeepTools, date: LargeDate): Promise<void> {
  const { store, clock } = tools;
  const now = clock();
  const { isKept, isOpen } = await store.head(date.scheduleId, now);
  if (isKept && !isOpen) return;
  if (!isKept && !(await store.begin(date.scheduleId, { now, until: untilOf(date, now) }))) return;
  if (isKept) await store.open(date.scheduleId, now);
  await build(tools, date, now);
}

/**
 * Makes a map from the blocks. A writer who found that nobody keeps the map, or who put a delta before this one's mark,
 * had its change in the table by then: the strong reads after the mark have it too. All others come after the mark, and
 * readers take them over the snapshot. The map is open from before the mark until the snapshot is there: whoever dies in
 * between leaves it to the next minute.
 * @param openedAt when it was opened
 */
async function build(tools: KeepTools, { scheduleId, sections }: LargeDate, openedAt: number): Promise<void> {
  const { store, clock } = tools;
  const version = await appendOne(tools, scheduleId, undefined);
  if (version === undefined) return;
  const images = imagesOf(await tools.blocks.all(scheduleId, sections));
  const { until } = await store.head(scheduleId, clock());
  await store.moveSnapshot(scheduleId, { version, images }, until);
  await store.close(scheduleId, openedAt);
}

async function rebuild(tools: KeepTools, date: LargeDate, reason: string): Promise<void> {
  log.error('a map is made anew', { scheduleId: date.scheduleId, reason });
  count('mapsRebuilt');
  const now = tools.clock();
  await tools.store.open(date.scheduleId, now);
  await build(tools, date, now);
}

/**
 * Compares a date's map with its blocks: what the map does not have yet is appended, a map that cannot be right is made
 * anew, what is old is folded, and only then the map is kept for longer.
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
  const to = oldEnough(links, clock());
  await fold(tools, scheduleId, to);
  await renew(tools, date, to);
}

/** Keeps a map for longer, if it was folded up to there; not for the sake of a few hours. */
async function renew({ store, clock }: KeepTools, date: LargeDate, folded: number): Promise<void> {
  const now = clock();
  const head = await store.head(date.scheduleId, now);
  const until = untilOf(date, now);
  if (head.snapshot < folded || until - head.until < DAY_MS / 2 / 1000) return;
  await store.keep(date.scheduleId, { now, until });
}

/** Whether a map says of blocks what they, read once more, still do not. */
async function isWrong({ blocks }: KeepTools, scheduleId: string, ahead: readonly BlockImage[]): Promise<boolean> {
  if (ahead.length === 0) return false;
  const stored = newest(imagesOf(await blocks.some(scheduleId, ahead)));
  return compared(newest(ahead), stored).ahead.length > 0;
}
