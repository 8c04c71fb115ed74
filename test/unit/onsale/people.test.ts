// The people of a crowd follow from the seed.
import { describe, expect, it } from 'vitest';
import { ARRIVE_WITHIN_MS, createRandom, favourite, peopleOf } from '../../../scripts/onsale/people.ts';

describe('the people of a crowd', () => {
  it('are the same for the same seed', () => {
    expect(peopleOf(7, 50)).toEqual(peopleOf(7, 50));
  });

  it('are others for another seed', () => {
    const traits = (seed: number) => peopleOf(seed, 20).map(({ seed: own }) => own);
    expect(traits(7)).not.toEqual(traits(8));
  });

  it('are the same persons in a larger crowd', () => {
    expect(peopleOf(7, 500).slice(0, 50)).toEqual(peopleOf(7, 50));
  });

  it('are of every kind in a crowd of 200', () => {
    const people = peopleOf(1, 200);
    const kinds = new Set(
      people.flatMap(({ patience, resolve, purse, repeats }) => [patience.kind, resolve, purse, `repeats ${repeats}`]),
    );
    expect([...kinds].sort()).toEqual([
      'changes-mind',
      'enough',
      'forgets',
      'gives-up',
      'leaves',
      'pays',
      'repeats false',
      'repeats true',
      'stays',
      'tops-up',
      'vanishes',
    ]);
  });

  it('mostly stay, pay and have enough, so that a sale of 50 seats to 200 sells out', () => {
    const buyers = peopleOf(1, 200).filter(
      ({ patience, resolve, purse }) => patience.kind === 'stays' && resolve === 'pays' && purse !== 'gives-up',
    );
    expect(buyers.length).toBeGreaterThan(100);
    expect(buyers.length).toBeLessThan(190);
  });

  it('come within the first two seconds', () => {
    const arrivals = peopleOf(3, 300).map(({ arrivesAfterMs }) => arrivesAfterMs);
    expect(Math.max(...arrivals)).toBeLessThanOrEqual(ARRIVE_WITHIN_MS);
    expect(Math.max(...arrivals) - Math.min(...arrivals)).toBeGreaterThan(ARRIVE_WITHIN_MS / 2);
  });
});

describe('chance', () => {
  it('is the published sequence of Mulberry32', () => {
    const random = createRandom(0);
    expect([random(), random(), random()].map((n) => Math.floor(n * 2 ** 32))).toEqual([
      1144304738, 1416247, 958946056,
    ]);
  });

  it('leans towards the first seats, and reaches the last', () => {
    const random = createRandom(1);
    const seats = [1, 2, 3, 4];
    const picks = Array.from({ length: 400 }, () => favourite(seats, random));
    const times = (seat: number) => picks.filter((pick) => pick === seat).length;
    expect(times(1)).toBeGreaterThan(times(4));
    expect(times(4)).toBeGreaterThan(0);
  });

  it('has no favourite where nothing is free', () => {
    expect(favourite([], createRandom(1))).toBeUndefined();
  });
});
