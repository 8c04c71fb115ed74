// Where a concert is in its sale, as its page says it, and its refund policy in lines.
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../../functions/catalog/contract.ts';
import {
  choosable,
  chosenOf,
  endsAtStart,
  hueOf,
  isFew,
  refundLines,
  saleOf,
  stateOfDate,
} from '../../../../web/src/pages/concerts/sale.ts';

const NOON = Date.parse('2026-12-01T12:00:00+09:00');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();
const concert = { bookingStartAt: at(-60), bookingEndAt: at(600), earlySeconds: 1_800 };
const date = (scheduleId: string, saleStart: number, saleEnd: number, available = 5) => ({
  scheduleId,
  saleStartAt: at(saleStart),
  saleEndAt: at(saleEnd),
  available,
});

describe('a date', () => {
  it('is on sale from its first moment up to its last, which is no longer part of it', () => {
    const one = date('a', 0, 10);
    const states = [NOON - 1, NOON, NOON + 10 * MINUTE - 1, NOON + 10 * MINUTE].map((now) => stateOfDate(one, now));
    expect(states).toEqual(['coming', 'on-sale', 'on-sale', 'ended']);
  });

  it('is sold out only while it is on sale', () => {
    const one = date('a', 0, 10, 0);
    expect([-1, 5, 10].map((minutes) => stateOfDate(one, NOON + minutes * MINUTE))).toEqual([
      'coming',
      'sold-out',
      'ended',
    ]);
  });
});

describe('a concert', () => {
  it('is open while one of its dates can be bought', () => {
    expect(saleOf(concert, [date('a', -10, 10, 0), date('b', -10, 10)], NOON)).toEqual({ is: 'open' });
  });

  it('comes with the first date that does, and lets people join so long before', () => {
    expect(saleOf(concert, [date('b', 90, 200), date('a', 60, 200)], NOON)).toEqual({
      is: 'coming',
      opensAt: at(60),
      joinFrom: at(30),
      isEarly: false,
    });
    expect(saleOf(concert, [date('a', 30, 200)], NOON)).toMatchObject({ is: 'coming', isEarly: true });
  });

  it('says that all is sold out until people may join for the next date', () => {
    const gone = date('a', -10, 100, 0);
    expect(saleOf(concert, [gone], NOON)).toEqual({ is: 'sold-out' });
    expect(saleOf(concert, [gone, date('b', 60, 200)], NOON)).toEqual({ is: 'sold-out' });
    expect(saleOf(concert, [gone, date('b', 20, 200)], NOON)).toMatchObject({ is: 'coming', opensAt: at(20) });
  });

  it('without dates counts down to its booking, and then waits for them', () => {
    expect(saleOf({ ...concert, bookingStartAt: at(45) }, [], NOON)).toMatchObject({ is: 'coming', opensAt: at(45) });
    expect(saleOf(concert, [], NOON)).toEqual({ is: 'no-dates' });
    expect(saleOf(concert, [], NOON + 600 * MINUTE)).toEqual({ is: 'over' });
  });

  it('is over when the sale of its last date is', () => {
    expect(saleOf(concert, [date('a', -60, -30), date('b', -60, 0)], NOON)).toEqual({ is: 'over' });
  });
});

describe('the dates to choose from', () => {
  const [gone, sold, open, soon, later] = [
    date('gone', -60, -30),
    date('sold', -60, 30, 0),
    date('open', -60, 30),
    date('soon', 20, 90),
    date('later', 80, 90),
  ];

  it('are those with seats left while some are on sale', () => {
    const dates = [gone, sold, open, soon, later];
    expect(choosable(dates, saleOf(concert, dates, NOON), NOON)).toEqual([open]);
  });

  it('are those that open next once people may join, and none before', () => {
    const dates = [gone, soon, later];
    expect(choosable(dates, saleOf(concert, dates, NOON), NOON)).toEqual([soon]);
    expect(choosable([gone, later], saleOf(concert, [gone, later], NOON), NOON)).toEqual([]);
  });

  it('need no choice where there is one', () => {
    expect(chosenOf([open], undefined)).toBe(open);
    expect(chosenOf([open, soon], undefined)).toBeUndefined();
    expect(chosenOf([open, soon], 'soon')).toBe(soon);
  });

  it('lose a choice that can no longer be made', () => {
    expect(chosenOf([open, soon], 'gone')).toBeUndefined();
    expect(chosenOf([open], 'gone')).toBe(open);
  });
});

describe('few seats', () => {
  it('are ten or a tenth of a large grade, and never all of a small one', () => {
    expect(isFew({ available: 10, total: 1_000 })).toBe(true);
    expect(isFew({ available: 100, total: 1_000 })).toBe(true);
    expect(isFew({ available: 101, total: 1_000 })).toBe(false);
    expect(isFew({ available: 10, total: 10 })).toBe(false);
    expect(isFew({ available: 5, total: 10 })).toBe(true);
    expect(isFew({ available: 0, total: 10 })).toBe(false);
  });
});

describe('a refund policy', () => {
  it('is read from the longest before the show to the last, then what depends on when one bought', () => {
    const lines = refundLines(DEFAULT_SETTINGS.refundPolicy.toReversed());
    expect(lines.map(({ until, feePercent }) => [until.count, feePercent])).toEqual([
      [10, 0],
      [7, 10],
      [3, 20],
      [1, 30],
      [3, 0],
    ]);
    expect(lines.at(-1)?.withinHoursOfBuying).toBe(24);
  });

  it('speaks of days where they are whole, and of hours else', () => {
    const lines = refundLines([
      { untilHoursBefore: 36, feePercent: 10 },
      { untilHoursBefore: 48, feePercent: 0 },
      { untilHoursBefore: 0, feePercent: 50 },
    ]);
    expect(lines.map(({ until }) => until)).toEqual([
      { unit: 'days', count: 2 },
      { unit: 'hours', count: 36 },
      { unit: 'hours', count: 0 },
    ]);
  });

  it('ends with the start of the show only where that costs the same for everybody', () => {
    expect(endsAtStart([{ untilHoursBefore: 0, feePercent: 50 }])).toBe(true);
    expect(endsAtStart([{ untilHoursBefore: 0, feePercent: 0, withinHoursOfBuying: 1 }])).toBe(false);
    expect(endsAtStart(DEFAULT_SETTINGS.refundPolicy)).toBe(false);
  });
});

describe("a concert's colour", () => {
  it('is the same each time, and some way around the circle', () => {
    const hues = ['A', 'B', 'WORLDMUSIC20250713', ''].map(hueOf);
    expect(hues).toEqual(['A', 'B', 'WORLDMUSIC20250713', ''].map(hueOf));
    expect(hues.every((hue) => hue >= 0 && hue < 360)).toBe(true);
    expect(hueOf('A')).not.toBe(hueOf('B'));
  });
});
