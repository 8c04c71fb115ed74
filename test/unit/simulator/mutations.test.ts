// The checks of the simulator catch what they are for: each rule is broken once, and noticed.
import { describe, expect, it } from 'vitest';
import { type RunMutation, simulate } from '../../../simulator/run.ts';
import { smallScenario } from '../../../simulator/scenario.ts';

const MOST_SEEDS = 60;

/** The first rule that a mutated line breaks. */
async function broken(mutation: RunMutation): Promise<string | undefined> {
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    const { faults } = await simulate(smallScenario(seed), { mutation });
    const [first] = faults;
    if (first) return first.rule;
  }
  return undefined;
}

const EXPECTED: Readonly<Record<RunMutation, string>> = {
  'forgets what is closed': 'only an open place is claimed, once',
  'claims twice': 'only an open place is claimed, once',
  'moves blindly': 'nobody is un-admitted',
  'writes a second ticket': 'a person has one place',
  'counts only who came': 'nobody is admitted beyond the capacity',
  'gives a place twice': 'each place is given once',
  'has no margin for clocks': 'nobody is admitted beyond the capacity',
  'sends no ticks': 'ticks come while people wait',
  'never moves': 'the line does not stall',
};

describe('a line that', () => {
  it.each(Object.entries(EXPECTED))('%s is caught: %s', { timeout: 60_000 }, async (mutation, rule) => {
    expect(await broken(mutation as RunMutation)).toBe(rule);
  });
});
