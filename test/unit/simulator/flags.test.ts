// What the simulator may be told, and what it answers to what it does not understand.
import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../simulator/flags.ts';
import { scenarioOf } from '../../../simulator/scenario.ts';

describe('the flags', () => {
  it('are a sale of a million people when there are none', () => {
    const { wishes, small, plots, help } = toldBy([]);
    expect(wishes).toMatchObject({ waiters: 1_000_000, seats: 100_000, seed: 1 });
    expect([small, plots, help]).toEqual([undefined, 'docs/simulation', false]);
    expect(scenarioOf(wishes)).toMatchObject({ capacity: 8_000, ratePerSecond: 53, arrivals: 'spike' });
  });

  it('say otherwise', () => {
    const told = toldBy(['--waiters', '50', '--rate', '0.5', '--arrivals', 'waves', '--plots', 'none', '--small', '3']);
    expect(told.wishes).toMatchObject({ waiters: 50, ratePerSecond: 0.5, arrivals: 'waves' });
    expect([told.small, told.plots]).toEqual([3, undefined]);
  });

  it.each([
    [['--waiters', 'many'], '--waiters takes a whole number from 1 to 2000000, not many.'],
    [['--waiters', ''], '--waiters takes a whole number from 1 to 2000000, not .'],
    [['--seats', '1.5'], '--seats takes a whole number from 1 to 1000000, not 1.5.'],
    [['--pollers', '2'], '--pollers takes a number from 0 to 1, not 2.'],
    [['--arrivals', 'flood'], '--arrivals takes spike, ramp, waves, not flood.'],
    [['--speed', '9'], "Unknown option '--speed'"],
  ])('are refused in one sentence: %j', (args, sentence) => {
    expect(() => toldBy(args)).toThrow(sentence);
  });
});
