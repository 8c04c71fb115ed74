// How a line went over the last minutes: what is kept of it, and how it is drawn.
import { describe, expect, it } from 'vitest';
import {
  KEPT_MS,
  pathOf,
  pointsOf,
  rangeOf,
  remember,
  roundUp,
  type Sample,
  spanOf,
  thinned,
} from '../../../../web/src/pages/organiser/trend.ts';

const NOW = 1_800_000_000_000;
const sample = (at: number, waiting = 0, taken?: number): Sample => ({ at, waiting, active: 1, taken });

describe('what is remembered', () => {
  it('is what was seen within the last ten minutes', () => {
    const known = [sample(NOW - KEPT_MS - 1), sample(NOW - KEPT_MS), sample(NOW - 1)];
    expect(remember(known, sample(NOW)).map(({ at }) => at)).toEqual([NOW - KEPT_MS, NOW - 1, NOW]);
  });

  it('has one sample of a moment: the last that was told of it', () => {
    const known = remember([sample(NOW - 1), sample(NOW)], sample(NOW, 0, 7));
    expect(known).toEqual([sample(NOW - 1), sample(NOW, 0, 7)]);
  });

  it('goes on from the new sample when the clock was set back', () => {
    expect(remember([sample(NOW), sample(NOW + 9)], sample(NOW + 5)).map(({ at }) => at)).toEqual([NOW, NOW + 5]);
  });
});

describe('points', () => {
  it('are only where the number is known', () => {
    const samples = [sample(NOW, 3), sample(NOW + 1, 4, 20)];
    expect(pointsOf(samples, 'taken')).toEqual([{ at: NOW + 1, value: 20 }]);
    expect(pointsOf(samples, 'waiting').map(({ value }) => value)).toEqual([3, 4]);
  });

  it('have a least and a most', () => {
    expect(rangeOf([3, 9, 1].map((value, i) => ({ at: NOW + i, value })))).toEqual({ least: 1, most: 9 });
  });
});

describe('the scale', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1.5, 2],
    [3, 5],
    [5, 5],
    [6, 10],
    [101, 200],
    [999_999, 1_000_000],
  ])('for up to %d ends at %d', (most, end) => {
    expect(roundUp(most)).toBe(end);
  });

  it('is a minute wide at least, and ends with the newest point', () => {
    const span = spanOf([
      { at: NOW, value: 3 },
      { at: NOW + 2_000, value: 40 },
    ]);
    expect(span).toEqual({ from: NOW - 58_000, to: NOW + 2_000, top: 50 });
  });

  it('begins with the oldest point when that is longer ago', () => {
    expect(spanOf([0, 90_000].map((later) => ({ at: NOW + later, value: 0 })))?.from).toBe(NOW);
  });

  it('is none where nothing was seen', () => {
    expect(spanOf([])).toBeUndefined();
  });
});

describe('the path', () => {
  const span = { from: 0, to: 60_000, top: 10 };

  it('goes from left to right, with 0 at the bottom and the top of the scale at the top', () => {
    const points = [
      { at: 0, value: 0 },
      { at: 20_000, value: 5 },
      { at: 40_000, value: 10 },
    ];
    expect(pathOf(points, span, 300, 80)).toBe('M0 80L100 40L200 0');
  });

  it('is broken where nobody looked for more than half a minute', () => {
    const points = [0, 30_000, 60_001].map((at) => ({ at, value: 10 }));
    expect(pathOf(points, { ...span, to: 60_001 }, 300, 80).replace(/[^ML]/g, '')).toBe('MLM');
  });

  it('does not leave its box', () => {
    expect(pathOf([{ at: 60_000, value: 99 }], span, 300, 80)).toBe('M300 0');
  });
});

describe('the table', () => {
  it('has the newest first, and of those that are close to each other only the newest', () => {
    const samples = [0, 10, 29, 30, 61].map((seconds) => sample(seconds * 1000));
    expect(thinned(samples, 30_000).map(({ at }) => at / 1000)).toEqual([61, 30, 0]);
  });
});
