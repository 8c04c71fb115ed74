// The demo's dates are relative to the start: one is on sale now, one comes later, both at their hour in Korea.
import { expect, it } from 'vitest';
import demo from '../../../localstack/seed/demo.json' with { type: 'json' };
import { scheduleTimes } from '../../../localstack/seed/load.ts';

const schedules = demo.concerts[0]?.schedules ?? [];

it.each(['2026-03-01T14:59:59Z', '2026-03-01T15:00:00Z', '2026-12-31T23:30:00Z'])('at %s', (start) => {
  const nowMs = Date.parse(start);
  const [now, later] = schedules.map((schedule) => scheduleTimes(schedule, nowMs));
  expect(Date.parse(now?.saleStartAt ?? '')).toBeLessThan(nowMs);
  expect(Date.parse(later?.saleStartAt ?? '')).toBeGreaterThan(nowMs);
  for (const times of [now, later]) {
    expect(Date.parse(times?.saleEndAt ?? '')).toBeLessThanOrEqual(Date.parse(times?.startAt ?? ''));
    expect(Date.parse(times?.endAt ?? '')).toBeGreaterThan(Date.parse(times?.startAt ?? ''));
  }
  const hourKst = new Date(Date.parse(now?.startAt ?? '') + 9 * 3_600_000).getUTCHours();
  expect(hourKst).toBe(schedules[0]?.startHourKst);
});

it('begins the first date 60 days after the Korean day of the start', () => {
  const first = schedules[0];
  if (!first) throw new Error('the demo has no date');
  expect(scheduleTimes(first, Date.parse('2026-03-01T14:59:59Z')).startAt).toBe('2026-04-30T10:00:00.000Z');
  expect(scheduleTimes(first, Date.parse('2026-03-01T15:00:00Z')).startAt).toBe('2026-05-01T10:00:00.000Z');
});
