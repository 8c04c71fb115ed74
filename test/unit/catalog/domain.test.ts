// The rules of the catalogue: when something is on sale, and which date is meant.
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import { MAX_SEATS } from '../../../functions/catalog/contract-layout.ts';
import {
  type ConcertFacts,
  chooseDate,
  comesAt,
  countSeats,
  DEFAULT_LAYOUT,
  isListed,
  newConcert,
  newSchedule,
  type ScheduleFacts,
  seatsByGrade,
  statusOf,
  withSale,
} from '../../../functions/catalog/domain.ts';
import { checkLayout } from '../../../functions/catalog/domain-layout-checks.ts';

const HOUR = 3_600_000;
const now = 1_700_000_000_000;
const dayOf = (at: number) => `day ${Math.floor((at - now) / (24 * HOUR))}`;

function date(scheduleId: string, changes: Partial<ScheduleFacts> = {}): ScheduleFacts {
  const sale = { saleStartAt: now - HOUR, saleEndAt: now + HOUR };
  const times = { startAt: now + 48 * HOUR, endAt: now + 51 * HOUR, ...sale };
  return { scheduleId, concertId: 'con_1', layoutId: 'lay_1', prices: { VIP: 1 }, ...times, ...changes };
}

function concert(schedules: ScheduleFacts[], enabled = true): Pick<ConcertFacts, 'enabled' | 'schedules'> {
  return { enabled, schedules };
}

describe('the status of a date', () => {
  const sale = { saleStartAt: now, saleEndAt: now + HOUR };

  it.each([
    ['UPCOMING up to the instant its sale opens', now - 1, 'UPCOMING'],
    ['ONGOING from that instant', now, 'ONGOING'],
    ['ONGOING up to the instant its sale closes', now + HOUR - 1, 'ONGOING'],
    ['ENDED from that instant', now + HOUR, 'ENDED'],
  ])('is %s', (_, at, status) => {
    expect(statusOf(sale, at)).toBe(status);
  });
});

describe('the date that is meant', () => {
  const upcoming = date('sch_later', { saleStartAt: now + 1, saleEndAt: now + HOUR, startAt: now + 96 * HOUR });
  const ended = date('sch_over', { saleEndAt: now });

  it('is the only one on sale when none is named', () => {
    const only = date('sch_1');
    expect(chooseDate(concert([ended, only, upcoming]), {}, now, dayOf)).toEqual({ choice: 'date', schedule: only });
  });

  it('has to be named when several are on sale', () => {
    const among = [date('sch_1'), date('sch_2')];
    expect(chooseDate(concert(among), {}, now, dayOf)).toEqual({ choice: 'SCHEDULE_REQUIRED', among });
  });

  it('can be named by its id', () => {
    const second = date('sch_2');
    const chosen = chooseDate(concert([date('sch_1'), second]), { scheduleId: 'sch_2' }, now, dayOf);
    expect(chosen).toEqual({ choice: 'date', schedule: second });
  });

  it('can be named by its day', () => {
    const second = date('sch_2', { startAt: now + 72 * HOUR });
    expect(chooseDate(concert([date('sch_1'), second]), { date: 'day 3' }, now, dayOf)).toEqual({
      choice: 'date',
      schedule: second,
    });
  });

  it('has to be named by its id when a day has two on sale', () => {
    const among = [date('sch_1'), date('sch_2', { startAt: now + 50 * HOUR })];
    expect(chooseDate(concert(among), { date: 'day 2' }, now, dayOf)).toEqual({ choice: 'SCHEDULE_REQUIRED', among });
  });

  it.each([
    ['an unknown id', { scheduleId: 'sch_9' }],
    ['a day without a date', { date: 'day 9' }],
    ['an id on the day of another', { scheduleId: 'sch_1', date: 'day 9' }],
  ])('does not exist for %s', (_, named) => {
    expect(chooseDate(concert([date('sch_1')]), named, now, dayOf)).toEqual({ choice: 'SCHEDULE_NOT_FOUND' });
  });

  it.each([
    ['the named one opens later', concert([date('sch_1'), upcoming]), { scheduleId: 'sch_later' }],
    ['the named one is over', concert([date('sch_1'), ended]), { scheduleId: 'sch_over' }],
    ['none is on sale', concert([ended, upcoming]), {}],
    ['there are none', concert([]), {}],
    ['the concert is not enabled', concert([date('sch_1')], false), { scheduleId: 'sch_1' }],
  ])('is not on sale when %s', (_, given, named) => {
    expect(chooseDate(given, named, now, dayOf)).toEqual({ choice: 'SALE_NOT_OPEN' });
  });
});

describe('a concert', () => {
  const entered = {
    concertId: 'con_1',
    code: 'SHOW',
    category: 'CONCERT',
    name: 'Show',
    description: '',
    enabled: true,
    bookingStartAt: now,
    bookingEndAt: now + 10 * HOUR,
    settings: DEFAULT_SETTINGS,
    now,
  };
  const made = newConcert(entered);

  it('closes with its booking window while it has no dates', () => {
    expect(made).toMatchObject({ sales: [], closesAt: now + 10 * HOUR, version: 1, createdAt: now, updatedAt: now });
  });

  it('is listed while one of its dates is on sale, and only when it is enabled', () => {
    const selling = withSale(made, [now, now + HOUR]);
    expect(isListed(selling, now)).toBe(true);
    expect(isListed(selling, now + HOUR)).toBe(false);
    expect(isListed({ ...selling, enabled: false }, now)).toBe(false);
    expect(isListed(made, now)).toBe(false);
  });

  it('comes on sale when the first of its dates does, while none is', () => {
    const coming = withSale(withSale(made, [now + 2 * HOUR, now + 3 * HOUR]), [now + HOUR, now + 4 * HOUR]);
    expect(comesAt(coming, now)).toBe(now + HOUR);
    expect(comesAt(coming, now + HOUR)).toBeUndefined();
    expect(comesAt(coming, now + 4 * HOUR)).toBeUndefined();
    expect(comesAt({ ...coming, enabled: false }, now)).toBeUndefined();
    expect(comesAt(made, now)).toBeUndefined();
  });

  it('closes later with a sale that ends later, and not earlier with one that ends earlier', () => {
    expect(withSale(made, [now, now + 11 * HOUR]).closesAt).toBe(now + 11 * HOUR);
    expect(withSale(made, [now, now + HOUR]).closesAt).toBe(now + 10 * HOUR);
    expect(withSale(made, [now, now + HOUR]).version).toBe(2);
  });

  it('joins sales that overlap or touch, and keeps gaps', () => {
    const selling = [
      [now + 5, now + 6],
      [now, now + 2],
      [now + 1, now + 3],
      [now + 3, now + 4],
    ].reduce((c, [from = 0, to = 0]) => withSale(c, [from, to]), made);
    expect(selling.sales).toEqual([
      [now, now + 4],
      [now + 5, now + 6],
    ]);
  });

  it('lends its booking window to a date, up to the end of that date', () => {
    const times = { scheduleId: 'sch_1', prices: {}, now, saleStartAt: undefined, saleEndAt: undefined };
    expect(newSchedule(made, { ...times, startAt: now + 20 * HOUR, endAt: now + 22 * HOUR })).toMatchObject({
      saleStartAt: now,
      saleEndAt: now + 10 * HOUR,
    });
    expect(newSchedule(made, { ...times, startAt: now + 2 * HOUR, endAt: now + 4 * HOUR })).toMatchObject({
      saleStartAt: now,
      saleEndAt: now + 4 * HOUR,
    });
  });

  it('lets a date have a sale of its own', () => {
    const own = { saleStartAt: now + 1, saleEndAt: now + 2 };
    const times = { scheduleId: 'sch_1', prices: {}, now, startAt: now + 20 * HOUR, endAt: now + 22 * HOUR };
    expect(newSchedule(made, { ...times, ...own })).toMatchObject(own);
  });
});

describe('standing room', () => {
  it('counts as so many of grade STANDING, beside rows of that grade', () => {
    const rows = [{ row: '1', grade: 'STANDING' as const, from: 1, to: 5 }];
    const sections = [
      { section: 'A', rows },
      { section: 'B', standing: { capacity: 300 } },
    ];
    expect(seatsByGrade(sections)).toEqual({ STANDING: 305 });
    expect(countSeats(sections)).toBe(305);
  });
});

describe('the default layout', () => {
  it('has seats 1–50: ten VIP, thirty STANDARD, ten STANDING', () => {
    expect(seatsByGrade(DEFAULT_LAYOUT.sections)).toEqual({ VIP: 10, STANDARD: 30, STANDING: 10 });
    expect(countSeats(DEFAULT_LAYOUT.sections)).toBe(50);
    expect(checkLayout(DEFAULT_LAYOUT.sections, MAX_SEATS)).toEqual([]);
  });
});
