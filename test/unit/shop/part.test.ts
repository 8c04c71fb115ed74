// How often a page is loaded again for a part that cannot be had.
import { describe, expect, it } from 'vitest';
import { reloadInMs, reloadsIn } from '../../../web/src/part.ts';

const NOW = 1_800_000_000_000;
const FIVE_MINUTES_MS = 300_000;

describe('a page whose part is missing', () => {
  it('is loaded again at once, and then fifteen seconds after the last time', () => {
    expect([[], [NOW - 20_000], [NOW - 40_000, NOW - 5_000]].map((at) => reloadInMs(at, NOW, 3))).toEqual([
      0, 0, 10_000,
    ]);
  });

  it('is loaded again no more where that was often enough', () => {
    const three = [NOW - 60_000, NOW - 40_000, NOW - 20_000];
    expect([reloadInMs(three, NOW, 3), reloadInMs(three, NOW, Number.POSITIVE_INFINITY)]).toEqual([undefined, 0]);
  });

  it('counts what was in the last five minutes', () => {
    const kept = [NOW - FIVE_MINUTES_MS, NOW - FIVE_MINUTES_MS + 1, NOW];
    expect(reloadsIn(JSON.stringify(kept), NOW)).toEqual(kept.slice(1));
  });

  it.each([null, '{', '1800000000000', '["a",null]'])('was never loaded again where %j is kept', (text) => {
    expect(reloadsIn(text, NOW)).toEqual([]);
  });
});
