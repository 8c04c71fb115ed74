// A large date's map in memory: its state after some delta, what the deltas before changed, and blocks newer than those.
import { type BlockImage, type DateMarks, differing, lapsedBetween, lay, marksOf, noMarks } from './domain-map.ts';
import type { Delta, Snapshot } from './domain-map-chain.ts';
import type { Plan, PlanBlock } from './domain-plan.ts';
import type { LargeVersion } from './domain-version-large.ts';

/** From one version of the map to another these seats changed, by index: all of them, so that clients can be told. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly changed: Uint16Array;
}

/** How many steps back a client can be told what changed. */
const MOST_STEPS = 600;

/** `version` 0: no map is known. Changed in place: a date has up to 50,000 seats, and deltas come several a second. */
export interface LiveMap {
  version: number;
  date: DateMarks;
  readonly steps: Step[];
  /** What was read from the blocks, and is newer than what `date` has. */
  readonly newer: Map<PlanBlock, BlockImage>;
}

export function noMap(plan: Plan): LiveMap {
  return { version: 0, date: noMarks(plan), steps: [], newer: new Map() };
}

/** Begins with a snapshot, or goes on from one: what is known so far is replaced. */
export function rebase(map: LiveMap, plan: Plan, { version, images }: Snapshot): void {
  const date = marksOf(plan, images);
  if (map.version > 0) note(map, { to: version, changed: differing(map.date.marks, date.marks) });
  map.version = version;
  map.date = date;
  forget(map);
}

/** Takes the delta that follows. */
export function follow(map: LiveMap, plan: Plan, delta: Delta & { readonly images: readonly BlockImage[] }): void {
  note(map, { to: delta.version, changed: delta.images.flatMap((image) => lay(map.date, plan, image)) });
  map.version = delta.version;
  forget(map);
}

function note(
  { steps, version }: LiveMap,
  { to, changed }: { readonly to: number; readonly changed: readonly number[] },
) {
  steps.push({ from: version, to, changed: Uint16Array.from(changed) });
  if (steps.length > MOST_STEPS) steps.shift();
}

/** Drops what the deltas have caught up with. */
function forget({ newer, date }: LiveMap): void {
  for (const [block, { version }] of newer) {
    if (version <= (date.versions.get(block) ?? 0)) newer.delete(block);
  }
}

/** Takes what was read from the blocks themselves. */
export function overlay(map: LiveMap, plan: Plan, images: Iterable<BlockImage>): void {
  for (const image of images) {
    const block = plan.blockAt(image);
    if (block && image.version > versionOf(map, block)) map.newer.set(block, image);
  }
}

/** The version of a block that is shown. */
export function versionOf({ newer, date }: LiveMap, block: PlanBlock): number {
  return newer.get(block)?.version ?? date.versions.get(block) ?? 0;
}

/** Blocks of which a client has seen more than is known here. */
export function lacking(map: LiveMap, seen: LargeVersion): PlanBlock[] {
  return [...seen.newer].flatMap(([block, version]) => (versionOf(map, block) < version ? block : []));
}

/** What is to be shown: the deltas' state, and over it what is newer. */
export function shownOf({ date, newer }: LiveMap, plan: Plan): DateMarks {
  if (newer.size === 0) return date;
  const shown = { marks: date.marks.slice(), versions: new Map(date.versions) };
  for (const image of newer.values()) lay(shown, plan, image);
  return shown;
}

/**
 * The seats that may read otherwise than when `seen` was, in order: all that do, and of blocks that were newer than
 * their map then, perhaps some that do not. Undefined when nobody here knows. Holds are over up to and with `second`.
 */
export function changedSince(
  map: LiveMap,
  { seen, shown, second }: { readonly seen: LargeVersion; readonly shown: DateMarks; readonly second: number },
): number[] | undefined {
  const changed = new Set<number>();
  const first = map.steps.findLastIndex(({ from }) => from === seen.version);
  if (seen.version !== map.version && first === -1) return undefined;
  const steps = seen.version === map.version ? [] : map.steps.slice(first);
  for (const step of steps) for (const index of step.changed) changed.add(index);
  for (const [block, { version }] of map.newer) {
    if (seen.newer.get(block) === version) continue;
    for (let index = block.first; index < block.first + block.size; index++) {
      if (shown.marks[index] !== map.date.marks[index]) changed.add(index);
    }
  }
  for (const [block, version] of seen.newer) {
    if (versionOf(map, block) === version) continue;
    for (let index = block.first; index < block.first + block.size; index++) changed.add(index);
  }
  for (const index of lapsedBetween(shown, seen.lapse, second)) changed.add(index);
  return [...changed].sort((a, b) => a - b);
}
