// How hot a concert is, and that looks may come twice, late and in any order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSame,
  type Look,
  pace,
  ranked,
  type Sample,
  scoreOf,
  soldOutSeconds,
  type Tally,
  withLook,
} from '../../../functions/ranking/domain.ts';

/** A whole minute. */
const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const nowMinute = NOW / MINUTE;
const TOTAL = 1_000;

const look = (change: Partial<Look> = {}): Look => {
  const sold = change.sold ?? 10;
  return { at: NOW, sold, available: TOTAL - sold, total: TOTAL, soldOut: {}, ...change };
};
const tallyOf = (...looks: readonly Look[]) => looks.reduce<Tally | undefined>(withLook, undefined);

/** Seats sold in each of some minutes before now, as samples: `[minutes ago, how many]`. */
function samplesOf(sales: readonly (readonly [number, number])[]): Sample[] {
  let sold = 0;
  return sales
    .toSorted(([a], [b]) => b - a)
    .map(([ago, more]) => {
      sold += more;
      return { minute: nowMinute - ago, sold };
    });
}
/** Of a sale that opened with the first of its samples. */
const selling = (samples: readonly Sample[], total = TOTAL) => {
  return { samples, total, opensAt: (samples[0]?.minute ?? nowMinute) * MINUTE };
};
const scoreFor = (sales: readonly (readonly [number, number])[], now = NOW) =>
  scoreOf(selling(samplesOf(sales)), undefined, now);

describe('a look', () => {
  it('is kept as what was sold by its minute', () => {
    expect(tallyOf(look(), look({ at: NOW + 59_999, sold: 12 }), look({ at: NOW + MINUTE, sold: 15 }))).toEqual({
      at: NOW + MINUTE,
      sold: 15,
      available: TOTAL - 15,
      total: TOTAL,
      samples: [
        { minute: nowMinute, sold: 12 },
        { minute: nowMinute + 1, sold: 15 },
      ],
      soldOut: {},
    });
  });

  it('that finds nothing sold leaves no trace before something was', () => {
    expect(tallyOf(look({ sold: 0 }))).toBeUndefined();
  });

  it('lets minutes older than an hour go, but for the one that the next counts from', () => {
    const looks = [0, 1, 30, 100].map((minute, i) => look({ at: NOW + minute * MINUTE, sold: 10 * (i + 1) }));
    expect(tallyOf(...looks)?.samples).toEqual([
      { minute: nowMinute + 30, sold: 30 },
      { minute: nowMinute + 100, sold: 40 },
    ]);
  });

  it('of every minute of an hour is 61 samples at most', () => {
    const looks = Array.from({ length: 200 }, (_, i) => look({ at: NOW + i * MINUTE, sold: i + 1 }));
    expect(tallyOf(...looks)?.samples).toHaveLength(61);
  });

  it('tells nothing when only its time is new', () => {
    const before = tallyOf(look());
    const same = tallyOf(look(), look({ at: NOW + 30_000 }));
    const held = tallyOf(look(), look({ at: NOW + 30_000, available: 7 }));
    if (!before || !same || !held) throw new Error('something was sold');
    expect(isSame(before, same)).toBe(true);
    expect(isSame(before, held)).toBe(false);
  });

  it('keeps the first time of each sell-out', () => {
    const tally = tallyOf(look({ soldOut: { a: 90 } }), look({ soldOut: { a: 600, b: 30 } }), look());
    expect(tally?.soldOut).toEqual({ a: 90, b: 30 });
  });

  it('may come twice and in any order: the tally ends the same', () => {
    const anyLook = fc.record({
      // Some of them at the same instant.
      at: fc.oneof(fc.integer({ min: 0, max: 130 * MINUTE }), fc.constantFrom(0, 60 * MINUTE)).map((ms) => NOW + ms),
      sold: fc.integer({ min: 1, max: TOTAL }),
      available: fc.integer({ min: 0, max: TOTAL }),
      total: fc.constantFrom(TOTAL, TOTAL + 50),
      soldOut: fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 9_000 }), { noNullPrototype: true }),
    });
    const twice = fc
      .array(anyLook, { minLength: 1, maxLength: 12 })
      .chain((looks) =>
        fc.tuple(fc.constant(looks), fc.shuffledSubarray([...looks, ...looks], { minLength: 2 * looks.length })),
      );
    fc.assert(
      fc.property(twice, ([looks, shuffled]) => {
        expect(tallyOf(...shuffled)).toEqual(tallyOf(...looks));
      }),
    );
  });
});

describe('the pace', () => {
  it('of a sale at an even pace is that pace', () => {
    const even = Array.from({ length: 60 }, (_, ago) => [ago, 5] as const);
    const halfway = NOW + MINUTE / 2;
    expect(pace(selling(samplesOf(even)), halfway)).toBeCloseTo(5 / TOTAL, 4);
  });

  it('forgets: what was sold counts less every minute, and nothing after an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: TOTAL }), fc.integer({ min: 0, max: 58 }), (sold, minutes) => {
        const at = (later: number) => scoreFor([[0, sold]], NOW + later * MINUTE);
        expect(at(minutes + 1)).toBeLessThan(at(minutes));
        expect(at(60)).toBe(0);
      }),
    );
  });

  it('does not take what was sold before the hour for sold within it', () => {
    const samples = [
      { minute: nowMinute - 90, sold: 900 },
      { minute: nowMinute, sold: 901 },
    ];
    expect(scoreOf(selling(samples), undefined, NOW)).toBe(scoreFor([[0, 1]]));
  });

  it('is not below zero when seats came back', () => {
    const samples = [
      { minute: nowMinute - 1, sold: 100 },
      { minute: nowMinute, sold: 40 },
    ];
    expect(scoreOf(selling(samples), undefined, NOW)).toBe(scoreFor([[1, 100]]));
  });

  it('of a sale that was first looked at while it went on is the one it had at an even pace since its opening', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 5 }), (minutes, aMinute) => {
        const even = Array.from({ length: minutes }, (_, ago) => [ago, aMinute] as const);
        const watched = selling(samplesOf(even));
        const found = { ...watched, samples: watched.samples.slice(-1) };
        expect(pace(found, NOW)).toBeCloseTo(pace(watched, NOW), 10);
      }),
    );
  });

  it('of what the first look found is the lower, the longer ago the sale opened, and more was sold in a minute since raises it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 1, max: 3_000 }), (minutes, longer) => {
        const samples = [{ minute: nowMinute, sold: 900 }];
        const opened = (ago: number) => pace({ samples, total: TOTAL, opensAt: NOW - ago * MINUTE }, NOW);
        expect(opened(minutes + longer)).toBeLessThan(opened(minutes));
        expect(opened(minutes)).toBeGreaterThan(0);
        const sinceThen = [...samples, { minute: nowMinute + 1, sold: 910 }];
        const soldTen = pace({ samples: sinceThen, total: TOTAL, opensAt: NOW - minutes * MINUTE }, NOW + MINUTE);
        expect(soldTen).toBeGreaterThan(pace({ samples, total: TOTAL, opensAt: NOW - minutes * MINUTE }, NOW + MINUTE));
      }),
    );
  });

  it('is not thrown off by an opening that was put off to after the first sale', () => {
    const samples = [{ minute: nowMinute, sold: 10 }];
    expect(pace({ samples, total: TOTAL, opensAt: NOW + 9 * MINUTE }, NOW)).toBe(pace(selling(samples), NOW));
  });
});

const sales = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: TOTAL })), {
  selector: ([ago]) => ago,
  minLength: 1,
});
const took = fc.integer({ min: 0, max: 400 * 86_400 });

describe('the score', () => {
  it('is higher when more was sold in any minute of the hour', () => {
    fc.assert(
      fc.property(sales, fc.nat(), fc.integer({ min: 1, max: 500 }), (sold, pick, more) => {
        const which = pick % sold.length;
        const faster = sold.map(([ago, n], i) => [ago, i === which ? n + more : n] as const);
        expect(scoreFor(faster)).toBeGreaterThan(scoreFor(sold));
      }),
    );
  });

  it('is higher for the smaller hall when as many were sold', () => {
    fc.assert(
      fc.property(sales, fc.integer({ min: 1, max: 500 }), (sold, smaller) => {
        const samples = samplesOf([...sold.filter(([ago]) => ago !== 0), [0, 1]]);
        const inHall = (total: number) => scoreOf(selling(samples, total), undefined, NOW);
        expect(inHall(TOTAL - smaller)).toBeGreaterThan(inHall(TOTAL));
      }),
    );
  });

  it('of sold-out ones is higher for the one that took less', () => {
    fc.assert(
      fc.property(took, fc.integer({ min: 1, max: 86_400 }), (seconds, more) => {
        const tally = selling([]);
        expect(scoreOf(tally, seconds, NOW)).toBeGreaterThan(scoreOf(tally, seconds + more, NOW));
      }),
    );
  });

  it('of any sold-out concert is above that of any other', () => {
    fc.assert(
      fc.property(sales, took, (sold, seconds) => {
        const soldOut = scoreOf(selling([]), seconds, NOW);
        expect(scoreFor(sold)).toBeLessThan(1);
        expect(soldOut).toBeGreaterThan(1);
        expect(soldOut).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('of a hall that would take an hour at this pace, or took one, is the middle of its range', () => {
    const even = Array.from({ length: 60 }, (_, ago) => [ago, TOTAL / 60] as const);
    expect(scoreFor(even, NOW + MINUTE / 2)).toBeCloseTo(0.5, 3);
    expect(scoreOf(selling([]), 3_600, NOW)).toBe(1.5);
  });
});

describe('a concert', () => {
  it('is sold out when all its dates were, in the time of the one that took longest', () => {
    const soldOut = { a: 90, b: 600 };
    expect(soldOutSeconds({ soldOut }, ['a', 'b'])).toBe(600);
    expect(soldOutSeconds({ soldOut }, ['a'])).toBe(90);
    expect(soldOutSeconds({ soldOut }, ['a', 'b', 'c'])).toBeUndefined();
    expect(soldOutSeconds({ soldOut }, [])).toBeUndefined();
  });

  it('is ranked by its score, and equals keep their places', () => {
    const entrant = (concertId: string, sold: number, soldOut = {}) => {
      const tally = tallyOf(look({ sold, soldOut }));
      if (!tally) throw new Error('nothing was sold');
      return { concertId, tally, scheduleIds: ['d'], opensAt: NOW };
    };
    const entrants = [
      entrant('con_b', 50),
      entrant('con_slow', 1, { d: 7_200 }),
      entrant('con_a', 50),
      entrant('con_hot', 900),
      entrant('con_quick', 1, { d: 60 }),
    ];
    for (const order of [entrants, entrants.toReversed()]) {
      expect(ranked(order, NOW).map(({ concertId }) => concertId)).toEqual([
        'con_quick',
        'con_slow',
        'con_hot',
        'con_a',
        'con_b',
      ]);
    }
  });
});
