// The map of a large date: a snapshot and the deltas after it, kept in memory; where there is none, from the blocks.
import type { Clock } from '../shared/clock.ts';
import { imagesOf, readAt, secondOf } from './domain-map.ts';
import { following } from './domain-map-chain.ts';
import { changedSince, follow, type LiveMap, lacking, noMap, overlay, rebase, shownOf } from './domain-map-live.ts';
import type { Plan, PlanBlock } from './domain-plan.ts';
import { type LargeVersion, largeVersion, readLarge } from './domain-version-large.ts';
import { readBlocks, readDate, type SeatsTable } from './reads-blocks.ts';
import type { Asked, Look } from './reads-map.ts';
import { createClaims } from './reads-map-claims.ts';
import { readDeltas, readNewest, readSnapshot } from './reads-map-items.ts';

/** For how long deltas are not asked for again; blocks, where no map is kept, are read far less often. */
const FRESH_MS = 500;
const BLOCKS_MS = 10_000;
/** For how long a map is shown whose chain is broken: a rebuild takes seconds. */
const BROKEN_MS = 10_000;
/** After so long without a look, beginning with the snapshot costs less than all the deltas since. */
const IDLE_MS = 60_000;
/** Of how many blocks a client may know more than the map; an honest one hardly does of as many. */
const MOST_BLOCKS = 48;

/** One large date as an instance knows it. */
export function largeView(tools: SeatsTable & { readonly clock: Clock }, scheduleId: string, plan: Plan) {
  const { clock } = tools;
  const claims = createClaims(clock);
  let map = noMap(plan);
  /** Up to which delta all is known, though the chain is broken: from the blocks, read after it. */
  let known = 0;
  /** When deltas were asked for, when their chain was last whole, and since when all blocks are known (epoch ms). */
  let askedAt = Number.NEGATIVE_INFINITY;
  let wholeAt = Number.NEGATIVE_INFINITY;
  let blocksAt = Number.NEGATIVE_INFINITY;
  const isOld = (at: number, afterMs: number) => clock() < at || clock() - at >= afterMs;

  function drop(): void {
    map = noMap(plan);
    known = 0;
    blocksAt = Number.NEGATIVE_INFINITY;
  }

  async function refresh(strongly: boolean): Promise<boolean> {
    if (map.version > 0 && isOld(askedAt, IDLE_MS)) drop();
    const at = clock();
    const isWhole = map.version > 0 ? await catchUp(strongly) : await begin(strongly);
    askedAt = at;
    if (isWhole) wholeAt = at;
    else if (map.version > 0 && isOld(wholeAt, BROKEN_MS)) drop();
    return isWhole;
  }

  /** @returns whether all deltas that there are were read, one by one; if not, strongly at the last */
  async function catchUp(strongly: boolean): Promise<boolean> {
    if (await takeDeltas(map, strongly)) return true;
    if (!strongly) return catchUp(true);
    const snapshot = await readSnapshot(tools, scheduleId, { strongly, now: clock() });
    if (!snapshot || snapshot.version <= map.version) return false;
    rebase(map, plan, snapshot);
    return takeDeltas(map, strongly);
  }

  /** Goes over from the blocks to the map, if there is a whole one: a broken one would only take the blocks' place. */
  async function begin(strongly: boolean): Promise<boolean> {
    const snapshot = await readSnapshot(tools, scheduleId, { strongly, now: clock() });
    if (!snapshot) return false;
    const begun = { ...noMap(plan), newer: new Map(map.newer) };
    rebase(begun, plan, snapshot);
    if (await takeDeltas(begun, strongly)) {
      map = begun;
      return true;
    }
    return strongly ? false : begin(true);
  }

  async function takeDeltas(live: LiveMap, strongly: boolean): Promise<boolean> {
    const deltas = await readDeltas(tools, scheduleId, { after: live.version, strongly });
    const { links, stop } = following(live.version, deltas);
    for (const delta of links) follow(live, plan, delta);
    return stop === 'end';
  }

  /** Where no map is kept, or its chain has been broken for long. */
  async function fallBack(): Promise<void> {
    if (map.version === 0 && isOld(blocksAt, BLOCKS_MS)) await readAll();
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

  /** Whether nothing that was seen is newer than what is known. */
  const isReached = (seen: LargeVersion) => seen.version <= knownTo() && lacking(map, seen).length === 0;
  const knownTo = () => Math.max(map.version, known);

  /** @returns whether all that was seen is known now */
  async function reach(seen: LargeVersion): Promise<boolean> {
    if (isReached(seen)) return true;
    if (seen.version <= knownTo() && lacking(map, seen).length > MOST_BLOCKS) return false;
    return claims.check(async () => {
      if (seen.version > knownTo()) await reachDelta(seen.version);
      const blocks = lacking(map, seen);
      if (blocks.length > 0 && blocks.length <= MOST_BLOCKS) await readSome(blocks);
      return isReached(seen);
    });
  }

  /** Reads on, and where the chain is broken, the blocks: once for all deltas that there are, and for none that is not. */
  async function reachDelta(version: number): Promise<void> {
    const isWhole = await refresh(true);
    if (isWhole || version <= knownTo()) return;
    const newest = await readNewest(tools, scheduleId);
    if (version > newest) return;
    await readAll();
    known = newest;
  }

  async function look({ now, seen: given }: Asked): Promise<Look> {
    if (isOld(askedAt, FRESH_MS)) await refresh(false);
    await fallBack();
    const seen = given === undefined ? undefined : readLarge(given, scheduleId, plan, now);
    const isTold = seen !== undefined && (await reach(seen));
    await fallBack();
    const shown = shownOf(map, plan);
    // A hold that was over for this client does not come back because this instance's clock is behind.
    const second = Math.max(secondOf(now), seen?.lapse ?? 0);
    const { statuses, lapse } = readAt(shown, second);
    const newer = new Map([...map.newer].map(([block, image]) => [block, image.version] as const));
    return {
      version: largeVersion(scheduleId, plan, { version: map.version, lapse, newer }),
      statuses,
      changed: isTold ? changedSince(map, { seen, shown, second }) : undefined,
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
