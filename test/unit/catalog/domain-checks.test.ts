// What an operator may enter, and which field is named when it cannot be.
import { describe, expect, it } from 'vitest';
import { checkConcert, checkPrices, checkTimes } from '../../../functions/catalog/domain-checks.ts';

const HOUR = 3_600_000;
const now = 1_700_000_000_000;
const fields = (faults: readonly { field: string }[]) => faults.map(({ field }) => field);

describe('a booking window', () => {
  it('ends after it begins', () => {
    expect(checkConcert({ bookingStartAt: now, bookingEndAt: now + 1 })).toEqual([]);
    expect(checkConcert({ bookingStartAt: now, bookingEndAt: now })).toEqual([
      {
        field: 'bookingEndAt',
        message: { ko: 'bookingStartAt보다 뒤여야 합니다', en: 'must be after bookingStartAt' },
      },
    ]);
  });

  it('is in years that keys can sort and answers can write', () => {
    const year = (text: string) => Date.parse(`${text}-01-01T00:00:00Z`);
    const window = { bookingStartAt: year('2000'), bookingEndAt: year('2999') };
    expect(checkConcert(window)).toEqual([]);
    expect(fields(checkConcert({ ...window, bookingStartAt: year('1999') }))).toEqual(['bookingStartAt']);
    expect(fields(checkConcert({ ...window, bookingEndAt: year('3000') }))).toEqual(['bookingEndAt']);
    expect(fields(checkConcert({ bookingStartAt: Number.NaN, bookingEndAt: now }))).toContain('bookingStartAt');
  });
});

describe('the times of a date', () => {
  const times = { startAt: now + HOUR, endAt: now + 2 * HOUR, saleStartAt: now, saleEndAt: now + 2 * HOUR };

  it('may have a sale up to the end of the date', () => {
    expect(checkTimes(times)).toEqual([]);
  });

  it.each([
    ['ends when it starts', { endAt: times.startAt, saleEndAt: times.startAt }, ['endAt']],
    ['has a sale that ends when it opens', { saleEndAt: now }, ['saleEndAt']],
    ['is sold after it has ended', { saleEndAt: times.endAt + 1 }, ['saleEndAt']],
    ['opens its sale after it has ended', { saleStartAt: times.endAt }, ['saleEndAt']],
  ])('are refused when it %s', (_, change, named) => {
    expect(fields(checkTimes({ ...times, ...change }))).toEqual(named);
  });
});

describe('prices', () => {
  it('are given for every grade that the layout has, and no other', () => {
    expect(checkPrices({ VIP: 2, STANDARD: 1 }, { VIP: 10, STANDARD: 40 })).toEqual([]);
    expect(fields(checkPrices({ STANDARD: 1 }, { VIP: 10, STANDARD: 40 }))).toEqual(['prices.VIP']);
    expect(fields(checkPrices({ VIP: 2, STANDING: 1 }, { VIP: 10 }))).toEqual(['prices.STANDING']);
  });
});
