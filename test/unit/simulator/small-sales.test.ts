// Two hundred small sales with everything that can go wrong: no rule of the line is ever broken.
import { describe, expect, it } from 'vitest';
import { simulate } from '../../../simulator/run.ts';
import { smallScenario } from '../../../simulator/scenario.ts';

const SEEDS = 200;
const AT_ONCE = 25;
const FIRSTS = Array.from({ length: SEEDS / AT_ONCE }, (_, i) => 1 + i * AT_ONCE);

describe('small sales', () => {
  it.each(FIRSTS)(`break no rule, seed %i and the ${AT_ONCE - 1} after it`, { timeout: 60_000 }, async (first) => {
    const admissions: number[] = [];
    for (let seed = first; seed < first + AT_ONCE; seed++) {
      const { faults, truth } = await simulate(smallScenario(seed));
      expect(faults, `replay with: npm run simulate -- --small 1 --seed ${seed}`).toEqual([]);
      admissions.push(truth.admissions);
    }
    expect(Math.max(...admissions)).toBeGreaterThan(0);
  });

  it('are the same again with the same seed', async () => {
    const [one, again] = [await simulate(smallScenario(7)), await simulate(smallScenario(7))];
    expect(again.measures.counts).toEqual(one.measures.counts);
    expect(again.operations).toEqual(one.operations);
    expect(again.seconds).toBe(one.seconds);
  });
});
