// One sale of 50,000 people: no rule is broken, and every target is met.
import { expect, it } from 'vitest';
import { report } from '../../../simulator/report.ts';
import { simulate } from '../../../simulator/run.ts';
import { scenarioOf } from '../../../simulator/scenario.ts';

it('50,000 people get 5,000 seats, in order, at full capacity, and know how long it takes', {
  timeout: 120_000,
}, async () => {
  const result = await simulate(scenarioOf({ waiters: 50_000, seats: 5_000, seed: 1, pollers: 0.04 }));
  expect(result.faults).toEqual([]);
  expect(result.measures.counts.sold).toBe(5_000);
  const lines = report(result, { wallSeconds: 0, cpuSeconds: 0, peakBytes: 0 });
  expect(lines.filter(({ isMet }) => isMet === false)).toEqual([]);
  expect(lines.filter(({ isMet }) => isMet === true)).toHaveLength(5);
});
