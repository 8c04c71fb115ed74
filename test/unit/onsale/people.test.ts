// The people of a crowd follow from the seed.
import { describe, expect, it } from 'vitest';
import { ARRIVE_WITHIN_MS, type Checkout, createRandom, favourite, peopleOf } from '../../../scripts/onsale/people.ts';

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

  it('pay by card in the part that was asked for, evenly spread', () => {
    const by = (card: number, count = 40) => peopleOf(1, count, card).map(({ paysBy }) => paysBy);
    const cards = (card: number, count?: number) => by(card, count).filter((one) => one === 'card').length;
    expect([0, 0.25, 0.5, 1].map((card) => cards(card))).toEqual([0, 10, 20, 40]);
    expect(by(0.5).slice(0, 4)).toEqual(['wallet', 'card', 'wallet', 'card']);
  });

  it('are the same persons however they pay', () => {
    const others = (card: number) => peopleOf(1, 50, card).map(({ paysBy: _, ...rest }) => rest);
    expect(others(0)).toEqual(others(0.7));
  });

  it('come for one seat, or for 2 to 4 in the part that was asked for', () => {
    const parties = (groups: number) => peopleOf(1, 400, 0.5, groups).map(({ party }) => party);
    expect(new Set(parties(0))).toEqual(new Set([1]));
    expect(parties(0.25).filter((party) => party > 1)).toHaveLength(100);
    expect(new Set(parties(1))).toEqual(new Set([2, 3, 4]));
    const others = (groups: number) => peopleOf(1, 50, 0.5, groups).map(({ party: _, ...rest }) => rest);
    expect(others(0.5)).toEqual(others(0));
  });

  it('do everything that can be done in a checkout, and mostly pay', () => {
    const people = peopleOf(1, 400);
    const times = (wanted: Checkout) => people.filter(({ checkout }) => checkout === wanted).length;
    const some = ['declined', 'pays-wrong', 'closes', 'late', 'walks-away', 'turns-to-wallet'] as const;
    expect(Math.min(...some.map(times))).toBeGreaterThan(0);
    expect(times('pays')).toBeGreaterThan(250);
    const byCard = people.filter(({ chargesBy }) => chargesBy === 'card').length;
    expect(byCard).toBeGreaterThan(80);
    expect(byCard).toBeLessThan(160);
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
