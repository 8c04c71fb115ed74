// A large date's map in memory: how far back it can tell what changed, and what is newer than its deltas.
import { describe, expect, it } from 'vitest';
import { type BlockImage, SOLD } from '../../../functions/seats/domain-map.ts';
import {
  changedSince,
  follow,
  lacking,
  noMap,
  overlay,
  rebase,
  shownOf,
  versionOf,
} from '../../../functions/seats/domain-map-live.ts';
import { type PlanBlock, planOf } from '../../../functions/seats/domain-plan.ts';
import { LARGE } from './map-world.ts';

const plan = planOf(LARGE);
const [first, second] = plan.blocks as [PlanBlock, PlanBlock];
const image = (block: number, version: number, marks: readonly number[]): BlockImage => {
  return { section: 0, block, version, marks: Uint32Array.from({ length: 48 }, (_, i) => marks[i] ?? 0) };
};
const seen = (version: number, newer: readonly (readonly [PlanBlock, number])[] = []) => {
  return { version, lapse: 0, newer: new Map(newer) };
};

function mapAt(version: number, images: readonly BlockImage[] = []) {
  const map = noMap(plan);
  rebase(map, plan, { version, images });
  return map;
}
const changed = (map: ReturnType<typeof noMap>, since: ReturnType<typeof seen>) =>
  changedSince(map, { seen: since, shown: shownOf(map, plan), second: 0 });

describe('a map in memory', () => {
  it('tells what changed since any version from its snapshot on, each seat once, in order', () => {
    const map = mapAt(3, [image(1, 1, [SOLD])]);
    follow(map, plan, { version: 4, at: 0, images: [image(1, 2, [0, SOLD])] });
    follow(map, plan, { version: 5, at: 0, images: [image(1, 3, [SOLD, SOLD]), image(0, 1, [SOLD])] });
    expect(changed(map, seen(3))).toEqual([0, 48, 49]);
    expect(changed(map, seen(4))).toEqual([0, 48]);
    expect(changed(map, seen(5))).toEqual([]);
    expect(changed(map, seen(2))).toBeUndefined();
    expect(changed(map, seen(6))).toBeUndefined();
  });

  it('tells what a new snapshot changed, but not since a version that it passed over', () => {
    const map = mapAt(3, [image(0, 1, [SOLD])]);
    rebase(map, plan, { version: 9, images: [image(0, 2, [0, SOLD])] });
    expect(changed(map, seen(3))).toEqual([0, 1]);
    expect(changed(map, seen(6))).toBeUndefined();
  });

  it('remembers 600 deltas', () => {
    const map = mapAt(1);
    for (let version = 2; version <= 602; version++) {
      follow(map, plan, { version, at: 0, images: [image(0, version, [version % 2])] });
    }
    expect(changed(map, seen(2))).toEqual([0]);
    expect(changed(map, seen(1))).toBeUndefined();
    expect(map.steps).toHaveLength(600);
  });

  it('shows what blocks said themselves until the deltas have it, and never an older image', () => {
    const map = mapAt(3, [image(0, 5, [SOLD])]);
    overlay(map, plan, [image(0, 4, []), image(1, 2, [SOLD])]);
    expect([...map.newer.keys()]).toEqual([second]);
    expect([...shownOf(map, plan).marks.subarray(48, 50)]).toEqual([SOLD, 0]);
    expect(map.date.marks[48]).toBe(0);
    follow(map, plan, { version: 4, at: 0, images: [image(1, 1, [])] });
    expect(versionOf(map, second)).toBe(2);
    follow(map, plan, { version: 5, at: 0, images: [image(1, 2, [SOLD])] });
    expect(map.newer.size).toBe(0);
    expect(shownOf(map, plan)).toBe(map.date);
  });

  it('tells of blocks that were newer all seats, unless it shows the very same', () => {
    const map = mapAt(3, [image(0, 5, [SOLD])]);
    overlay(map, plan, [image(1, 2, [SOLD])]);
    expect(changed(map, seen(3))).toEqual([48]);
    expect(changed(map, seen(3, [[second, 2]]))).toEqual([]);
    expect(changed(map, seen(3, [[second, 1]]))).toEqual(Array.from({ length: 48 }, (_, i) => 48 + i));
  });

  it('lacks the blocks of which somebody has seen more', () => {
    const map = mapAt(3, [image(0, 5, [SOLD])]);
    const since = seen(3, [
      [first, 5],
      [second, 1],
    ]);
    expect(lacking(map, since)).toEqual([second]);
    overlay(map, plan, [image(1, 1, [])]);
    expect(lacking(map, since)).toEqual([]);
  });
});
