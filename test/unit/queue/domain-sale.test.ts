// Where a sale is in its time, and from when on people can be admitted.
import { describe, expect, it } from 'vitest';
import { type SaleFacts, saleOf, ticksFrom } from '../../../functions/queue/domain-sale.ts';
import { controls, date, HOUR, line, NOW, openSale } from './samples.ts';

const facts = (change: Partial<SaleFacts> = {}): SaleFacts => ({
  enabled: true,
  bookingStartAt: NOW - HOUR,
  bookingEndAt: NOW + HOUR,
  settings: { earlySeconds: 1_800, waitsWhenSoldOut: false },
  schedules: [date('one', NOW, NOW + HOUR)],
  ...change,
});
const two = facts({ schedules: [date('one', NOW, NOW + HOUR), date('two', NOW + 100, NOW + 2 * HOUR)] });

describe('the phase of a sale', () => {
  const cases: [string, number, string][] = [
    ['has not started before people may come', NOW - 1_800_001, 'NOT_STARTED'],
    ['is early once they may come', NOW - 1_800_000, 'EARLY'],
    ['is early to the last instant before the open', NOW - 1, 'EARLY'],
    ['is open from its start on', NOW, 'OPEN'],
    ['is open to its last instant', NOW + HOUR - 1, 'OPEN'],
    ['is closed at its end', NOW + HOUR, 'CLOSED'],
  ];
  it.each(cases)('%s', (_, now, phase) => {
    expect(saleOf(facts(), undefined, now)).toMatchObject({ phase, admits: phase === 'OPEN' });
  });

  it('has the open in it: ahead while it is known, then since when', () => {
    const opens = [NOW - HOUR, NOW - 1, NOW, NOW + 5].map((now) => saleOf(facts(), undefined, now).opensAt);
    expect(opens).toEqual([NOW, NOW, NOW, NOW]);
  });

  it('goes on through every date, with a break between two', () => {
    const apart = facts({ schedules: [date('one', NOW, NOW + 10), date('two', NOW + 2 * HOUR, NOW + 3 * HOUR)] });
    const phases = [5, 10, HOUR, 2 * HOUR - 1, 2 * HOUR, 3 * HOUR].map(
      (ms) => saleOf(apart, undefined, NOW + ms).phase,
    );
    expect(phases).toEqual(['OPEN', 'NOT_STARTED', 'NOT_STARTED', 'EARLY', 'OPEN', 'CLOSED']);
    expect(saleOf(apart, undefined, NOW + 10).opensAt).toBe(NOW + 2 * HOUR);
    expect(saleOf(apart, undefined, NOW + 2 * HOUR).opensAt).toBe(NOW + 2 * HOUR);
  });

  it('is sold out again by the next note after an operator went on, whichever date it is of', () => {
    const both = facts({ schedules: [date('one', NOW, NOW + HOUR), date('two', NOW, NOW + HOUR)] });
    const noted = (one: number, two: number, goesOnSince: number) =>
      saleOf(both, line({ soldOut: { one, two }, controls: controls({ goesOnSince }) }), NOW + 100).phase;
    expect(noted(NOW + 1, NOW + 2, 0)).toBe('SOLD_OUT');
    expect(noted(NOW + 1, NOW + 2, NOW + 3)).toBe('OPEN');
    expect(noted(NOW + 1, NOW + 4, NOW + 3)).toBe('SOLD_OUT');
  });

  it('is that of the booking window while there are no dates', () => {
    const none = facts({ schedules: [] });
    expect(saleOf(none, undefined, NOW)).toMatchObject({ phase: 'NOT_STARTED', opensAt: undefined });
    expect(saleOf(none, undefined, NOW + HOUR).phase).toBe('CLOSED');
  });

  it('is closed by an operator at any time, and nobody goes in', () => {
    const closed = line({ controls: controls({ closed: true }) });
    for (const now of [NOW - HOUR, NOW - 1, NOW]) {
      expect(saleOf(facts(), closed, now)).toMatchObject({ phase: 'CLOSED', admits: false });
    }
  });

  it('stays open in a pause and when the concert is taken off sale, and nobody goes in', () => {
    const paused = line({ controls: controls({ paused: true }) });
    expect(saleOf(facts(), paused, NOW)).toMatchObject({ phase: 'OPEN', admits: false });
    expect(saleOf(facts({ enabled: false }), line(), NOW)).toMatchObject({ phase: 'OPEN', admits: false });
  });
});

describe('a sale whose dates sold out', () => {
  const soldOut = (dates: Record<string, number>, goesOnSince = 0) =>
    line({ soldOut: dates, controls: controls({ goesOnSince }) });

  it('is over for those who wait once every date that is on sale is', () => {
    const all = saleOf(two, soldOut({ one: NOW + 200, two: NOW + 150 }), NOW + 300);
    expect(all).toMatchObject({ phase: 'SOLD_OUT', admits: false, soldOutAt: NOW + 200 });
    const some = saleOf(two, soldOut({ one: NOW + 200 }), NOW + 300);
    expect(some).toMatchObject({ phase: 'OPEN', admits: true, soldOutAt: undefined });
  });

  it('is not over by dates that are not on sale', () => {
    expect(saleOf(facts(), soldOut({ other: NOW }), NOW + 5).phase).toBe('OPEN');
    expect(saleOf(facts(), soldOut({ one: NOW - 9 }), NOW - 5)).toMatchObject({ phase: 'EARLY', soldOutAt: undefined });
  });

  it('is early again for those who wait for a date that opens soon: nobody goes in before it', () => {
    const soon = saleOf(two, soldOut({ one: NOW + 10 }), NOW + 50);
    expect(soon).toEqual({ phase: 'EARLY', admits: false, opensAt: NOW + 100, soldOutAt: NOW + 10 });
    const later = facts({ schedules: [date('one', NOW, NOW + HOUR), date('two', NOW + HOUR, NOW + 2 * HOUR)] });
    expect(saleOf(later, soldOut({ one: NOW + 10 }), NOW + 50).phase).toBe('SOLD_OUT');
  });

  it('opens with the date that was not sold out, and the time before counts for nothing', () => {
    const again = saleOf(two, soldOut({ one: NOW + 10 }), NOW + 100);
    expect(again).toEqual({ phase: 'OPEN', admits: true, opensAt: NOW + 100, soldOutAt: undefined });
  });

  it('goes on where the concert lets people wait for seats that come back, and says so', () => {
    const patient = facts({ settings: { earlySeconds: 0, waitsWhenSoldOut: true } });
    expect(saleOf(patient, soldOut({ one: NOW + 10 }), NOW + 50)).toMatchObject({
      phase: 'OPEN',
      admits: true,
      soldOutAt: NOW + 10,
    });
  });

  it('goes on when an operator opens it, until it is sold out once more', () => {
    const phases = [NOW + 9, NOW + 10, NOW + 11].map(
      (goesOnSince) => saleOf(facts(), soldOut({ one: NOW + 10 }, goesOnSince), NOW + 50).phase,
    );
    expect(phases).toEqual(['SOLD_OUT', 'OPEN', 'OPEN']);
  });

  it('is closed at its end, not sold out', () => {
    expect(saleOf(facts(), soldOut({ one: NOW + 10 }), NOW + HOUR).phase).toBe('CLOSED');
  });
});

describe('ticks can admit somebody', () => {
  const early = openSale({ phase: 'EARLY', admits: false, opensAt: NOW + 75_000 });
  const passing = controls({ passThroughUntil: NOW + 1 });

  it('from now on in an open sale', () => {
    expect(ticksFrom(openSale(), line(), NOW)).toBe(NOW);
  });

  it('not in a pause, nor at a rate of 0, unless everybody is let through', () => {
    expect(ticksFrom(openSale({ admits: false }), line(), NOW)).toBeUndefined();
    expect(ticksFrom(openSale(), line({ ratePerSecond: 0 }), NOW)).toBeUndefined();
    expect(ticksFrom(openSale(), line({ ratePerSecond: 0, controls: passing }), NOW)).toBe(NOW);
    expect(ticksFrom(openSale(), line({ ratePerSecond: 0, controls: passing }), NOW + 1)).toBeUndefined();
  });

  it('from the open on, once it is 75 seconds ahead', () => {
    expect(ticksFrom(early, line(), NOW)).toBe(NOW + 75_000);
    expect(ticksFrom(early, line(), NOW - 1)).toBeUndefined();
  });

  it('not before people may come, and not once all was sold or closed', () => {
    for (const phase of ['NOT_STARTED', 'SOLD_OUT', 'CLOSED'] as const) {
      expect(ticksFrom(openSale({ phase, admits: false, opensAt: NOW }), line(), NOW)).toBeUndefined();
    }
  });
});
