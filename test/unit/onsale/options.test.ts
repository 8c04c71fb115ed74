// What `npm run onsale` can be told, and what it answers to nonsense.
import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS, readCommand, timeLimitSeconds } from '../../../scripts/onsale/options.ts';
import { sectionsOf } from '../../../scripts/onsale/sale.ts';

describe('the flags', () => {
  it('default to 200 buyers, 50 seats and a capacity of 20', () => {
    expect(readCommand([])).toMatchObject({ ...DEFAULT_OPTIONS, buyers: 200, seats: 50, capacity: 20 });
  });

  it('default to half of the people who pay by card, on a bad day of the gateway', () => {
    expect(readCommand([])).toMatchObject({ card: 0.5, faults: true });
    expect(readCommand(['--faults', 'on'])).toMatchObject({ faults: true });
  });

  it('are read as numbers', () => {
    const args = [
      '--buyers',
      '30',
      '--seats=10',
      '--capacity',
      '5',
      '--rate',
      '0.5',
      '--hold-seconds',
      '9',
      '--seed',
      '4',
      '--card',
      '0.25',
      '--groups',
      '30',
      '--faults',
      'off',
    ];
    expect(readCommand([...args, '--stack', 'a.json'])).toEqual({
      buyers: 30,
      seats: 10,
      capacity: 5,
      ratePerSecond: 0.5,
      holdSeconds: 9,
      seed: 4,
      card: 0.25,
      groups: 30,
      faults: false,
      stackFile: 'a.json',
      help: false,
    });
  });

  it.each([
    [['--buyers', '0'], '--buyers 0 must be a whole number from 1 to 2000.'],
    [['--buyers', '2.5'], '--buyers 2.5 must be a whole number from 1 to 2000.'],
    [['--rate', 'fast'], '--rate fast must be a number from 0.1 to 100.'],
    [['--card', '50'], '--card 50 must be a number from 0 to 1.'],
    [['--groups', '0.5'], '--groups 0.5 must be a whole number from 0 to 100.'],
    [['--faults', 'some'], '--faults some must be on or off.'],
    [['--seats', ''], '--seats  must be a whole number from 3 to 2000.'],
  ])('say what is wrong with %j', (args, sentence) => {
    expect(() => readCommand(args)).toThrow(sentence);
  });

  it.each([[['--byers', '3']], [['extra']]])('show the usage for %j', (args) => {
    expect(() => readCommand(args)).toThrow('Usage: npm run onsale');
  });
});

describe('the time limit', () => {
  it('grows with the people, and falls with the rate', () => {
    const limit = (change: Partial<typeof DEFAULT_OPTIONS>) => timeLimitSeconds({ ...DEFAULT_OPTIONS, ...change });
    expect(limit({ buyers: 400 })).toBeGreaterThan(limit({}));
    expect(limit({ ratePerSecond: 0.5 })).toBeGreaterThan(limit({}));
    expect(limit({ capacity: 2 })).toBeGreaterThan(limit({}));
    expect(limit({ card: 0 })).toBeLessThan(limit({}));
  });
});

describe('the seats of the sale', () => {
  it.each([3, 4, 10, 50, 2_000])('are numbered 1 to %i in three grades', (seats) => {
    const rows = sectionsOf(seats).flatMap(({ rows = [] }) => rows);
    expect(rows.map(({ grade }) => grade)).toEqual(['VIP', 'STANDARD', 'STANDING']);
    const numbers = rows.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
    expect(numbers).toEqual(Array.from({ length: seats }, (_, i) => i + 1));
  });
});
