// The pace of a line, and what it tells those who wait.
import { describe, expect, it } from 'vitest';
import { lastSoldOutAt, type Measured, measured, rateNow, waitingAt } from '../../../functions/queue/domain-pace.ts';

const NOW = 1_800_000_000_000;
const unknown: Measured = { measuredPerSecond: undefined, measuringSince: undefined };
const settings = { ratePerSecond: 1, claimSeconds: 90, secondsPerPlace: 30 };

/** The pace after admissions of `each` people every `seconds`, with people waiting all the time. */
function paceOf(each: number, seconds: number, times: number): Measured {
  let pace = unknown;
  for (let i = 0; i < times; i++)
    pace = measured(pace, { admitted: each, now: NOW + i * seconds * 1000, someWait: true });
  return pace;
}

describe('the measured rate', () => {
  it('is unknown before two admissions', () => {
    expect(paceOf(5, 1, 1).measuredPerSecond).toBeUndefined();
  });

  it('is what was admitted, while people waited', () => {
    expect(paceOf(5, 2, 20).measuredPerSecond).toBeCloseTo(2.5, 6);
  });

  it('does not count the time in which nobody waited', () => {
    const idle = measured(paceOf(2, 1, 10), { admitted: 1, now: NOW + 10_000, someWait: false });
    const later = measured(idle, { admitted: 1, now: NOW + 3_600_000, someWait: true });
    expect(later.measuredPerSecond).toBe(idle.measuredPerSecond);
  });

  it('follows a change of pace within a few minutes', () => {
    let pace = paceOf(10, 1, 60);
    const since = pace.measuringSince ?? 0;
    for (let i = 1; i <= 300; i++) pace = measured(pace, { admitted: 1, now: since + i * 1000, someWait: true });
    expect(pace.measuredPerSecond).toBeGreaterThan(0.9);
    expect(pace.measuredPerSecond).toBeLessThan(1.2);
  });

  it('falls while the next admission is overdue', () => {
    const pace = paceOf(1, 1, 10);
    const since = pace.measuringSince ?? 0;
    expect(rateNow(pace, since + 500)).toBe(pace.measuredPerSecond);
    expect(rateNow(pace, since + 600_000)).toBeLessThan(0.01);
  });
});

describe('who waits', () => {
  it('is told 30 seconds a place before anything was measured', () => {
    expect(waitingAt(4, { ...settings, ...unknown }, NOW).estimatedWaitTime).toBe(120);
  });

  it('is told the time at the measured rate', () => {
    expect(waitingAt(1_000, { ...settings, ...paceOf(2, 1, 10) }, NOW + 9_000).estimatedWaitTime).toBe(500);
  });

  it('asks again soon near the front, and twice a minute far behind', () => {
    const poll = (position: number) => waitingAt(position, { ...settings, ...unknown }, NOW).pollAfterSeconds;
    expect([1, 5, 6, 50, 150, 100_000].map(poll)).toEqual([1, 1, 2, 10, 30, 30]);
  });

  it('asks often enough to claim, however fast those in front leave', () => {
    expect(waitingAt(100_000, { ...settings, ...unknown, claimSeconds: 12 }, NOW).pollAfterSeconds).toBe(4);
  });
});

describe('when all was sold', () => {
  const HOUR = 3_600_000;
  const date = (scheduleId: string, saleStartAt: number, saleEndAt: number) => ({ scheduleId, saleStartAt, saleEndAt });
  const today = date('today', NOW - HOUR, NOW + HOUR);
  const also = date('also', NOW, NOW + 1);
  const later = date('later', NOW + 1, NOW + HOUR);
  const before = date('before', NOW - HOUR, NOW);
  const state = (...soldOut: string[]) => ({ soldOut, soldOutAt: NOW - 5 });

  it('is told once every date that is on sale now was sold out', () => {
    expect(lastSoldOutAt(state('today', 'also'), [today, also, later, before], NOW)).toBe(NOW - 5);
    expect(lastSoldOutAt(state('today'), [today, also], NOW)).toBeUndefined();
    expect(lastSoldOutAt(state('later'), [today, later], NOW)).toBeUndefined();
  });

  it('is nothing while no date is on sale', () => {
    expect(lastSoldOutAt(state('before', 'later'), [before, later], NOW)).toBeUndefined();
    expect(lastSoldOutAt(state(), [], NOW)).toBeUndefined();
  });
});
