// When the list of concerts is asked for more often: around the moment that one opens.
import { describe, expect, it } from 'vitest';
import { isOpening } from '../../../../web/src/api/opening.ts';

const OPEN = Date.parse('2026-12-01T20:00:00+09:00');
const SECOND = 1_000;
const list = (...starts: readonly number[]) => ({
  upcoming: starts.map((start) => ({ opensAt: new Date(start).toISOString() })),
});

describe('the list of concerts', () => {
  it('is about to change half a minute before one opens, and until half a minute after', () => {
    const opening = [-31, -29, 0, 29, 31].map((seconds) => isOpening(list(OPEN), OPEN + seconds * SECOND));
    expect(opening).toEqual([false, true, true, true, false]);
  });

  it('is about to change whichever of them opens', () => {
    expect(isOpening(list(OPEN - 3_600 * SECOND, OPEN, OPEN + 3_600 * SECOND), OPEN)).toBe(true);
    expect(isOpening({}, OPEN)).toBe(false);
  });
});
