// The map of a large date: a snapshot and the deltas after it, kept in memory; where there is none, from the blocks.
import type { Clock } from '../shared/clock.ts';
import { imagesOf, readAt, secondOf } from './domain-map.ts';
import { following } from './domain-map-chain.ts';
import { changedSince, follow, type LiveMap, lacking, noMap, overlay, rebase, shownOf } from './domain-map-live.ts';
import type { Plan, PlanBlock } from './domain-plan.ts';
import { type LargeVersion, largeVersion, readLarge } from './domain-version-large.ts';
import { readBlocks, readDate, type SeatsTable } from './reads-blocks.ts';
import type { Asked, Look } from './reads-map.ts';
import { readDeltas, readSnapshot } from './reads-map-items.ts';

/** For how long deltas are not asked for again; blocks, where no map is kept, are read far less often. */
const FRESH_MS = 500;
const BLOCKS_MS = 10_000;
/** For how long a map is shown whose chain is broken: a rebuild takes seconds. */
const BROKEN_MS = 10_000;
/** After so long without a look, beginning with the snapshot costs less than all the deltas since. */
const IDLE_MS = 60_000;

/** One large date as an instance knows it. */
export function largeView(tools: SeatsTable & { readonly clock: Clock }, scheduleId: string, plan: Plan) {
  const { clock } = tools;
  let map = noMap(plan);
  /** When deltas were asked for, when their chain was last whole, and since when all blocks are known (epoch ms). */
  let askedAt = Number.NEGATIVE_INFINITY;
  let wholeAt = Number.NEGATIVE_INFINITY;
  let blocksAt = Number.NEGATIVE_INFINITY;
  const isOld = (at: number, afterMs: number) => clock() < at || clock() - at >= afterMs;

  function drop(): void {
    map = noMap(plan);
    blocksAt = Number.NEGATIVE_INFINITY;
  }

  async function refresh(strongly: boolean): Promise<boolean> {
    if (map.version > 0 && isOld(askedAt, IDLE_MS)) drop();
    const at = clock();
    const isWhole = (await catchUp(map, strongly)) || (!strongly && map.version > 0 && (await catchUp(map, true)));
    askedAt = at;
    if (isWhole) wholeAt = at;
    else if (map.version > 0 && isOld(wholeAt, BROKEN_MS)) drop();
    return isWhole;
  }

  /** @returns whether all deltas that there are were read, one by one */
  async function catchUp(known: LiveMap, strongly: boolean): Promise<boolean> {
    if (known.version > 0 && (await takeDeltas(known, strongly))) return true;
    if (known.version > 0 && !strongly) return false;
    const snapshot = await readSnapshot(tools, scheduleId, { strongly, now: clock() });
    if (!snapshot || snapshot.version <= known.version) return false;
    rebase(known, plan, snapshot);
    return takeDeltas(known, strongly);
  }

  async function takeDeltas(known: LiveMap, strongly: boolean): Promise<boolean> {
    const deltas = await readDeltas(tools, scheduleId, { after: known.version, strongly });
    const { links, stop } = following(known.version, deltas);
    for (const delta of links) follow(known, plan, delta);
    return stop === 'end';
  }

  async function readAll(): Promise<void> {
    const at = clock();
    const blocks = await readDate(tools, scheduleId, { sections: plan.sections.length, strongly: true });
    overlay(map, plan, imagesOf(blocks));
    blocksAt = at;
  }

  async function readSome(blocks: readonly PlanBlock[]): Promise<void> {
    const refs = blocks.map(({ ref }) => ref);
    overlay(map, plan, imagesOf(await readBlocks(tools, scheduleId, refs)));
  }

  /** @returns whether nothing that was seen is newer than what is known now */
  async function reach(seen: LargeVersion): Promise<boolean> {
    if (seen.version > map.version) {
      const isWhole = await refresh(true);
      if (seen.version > map.version && isWhole) return false;
      if (seen.version > map.version) {
        drop();
        await readAll();
      }
    }
    const blocks = lacking(map, seen);
    if (blocks.length > 0) await readSome(blocks);
    return lacking(map, seen).length === 0;
  }

  async function look({ now, seen: given }: Asked): Promise<Look> {
    if (isOld(askedAt, FRESH_MS)) await refresh(false);
    const seen = given === undefined ? undefined : readLarge(given, scheduleId, plan, now);
    const isReached = seen !== undefined && (await reach(seen));
    if (map.version === 0 && isOld(blocksAt, BLOCKS_MS)) await readAll();
    const shown = shownOf(map, plan);
    // A hold that was over for this client does not come back because this instance's clock is behind.
    const second = Math.max(secondOf(now), seen?.lapse ?? 0);
    const { statuses, lapse } = readAt(shown, second);
    const newer = new Map([...map.newer].map(([block, image]) => [block, image.version] as const));
    return {
      version: largeVersion(scheduleId, plan, { version: map.version, lapse, newer }),
      statuses,
      changed: isReached ? changedSince(map, { seen, shown, second }) : undefined,
    };
  }

  // One after the other: what one look found out is not taken from under another's feet.
  let turn: Promise<unknown> = Promise.resolve();
  return (asked: Asked): Promise<Look> => {
    const mine = turn.then(() => look(asked));
    turn = mine.catch(() => {});
    return mine;
  };
}
