// The rounds of the best available seats: which are over, and which group each of them tries.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tombstone } from '../../../functions/reservations/domain.ts';
import {
  chanceOf,
  choiceOf,
  chooseGroup,
  groupChosen,
  isOver,
  ROUNDS,
} from '../../../functions/reservations/domain-best.ts';
import { newId } from '../../../functions/shared/keyed-id.ts';
import { heldReservation } from './samples.ts';

const dead = (more: Partial<Tombstone> = {}): Tombstone => ({
  ...{ reservationId: 'rsv_aaaaaaaaaaaa', tombstone: true, status: 'FAILED', requestHash: 'h' },
  refusal: { code: 'SEAT_TAKEN', fields: {} },
  ...more,
});
/** Pairs 0–1, 1–2, 2–3 and so on, as `bestSeats` offers them. */
const pairs = (count: number) => Array.from({ length: count }, (_, i) => [i, i + 1]);

describe('a round', () => {
  it('is over when its seats were taken, and the same request was told so', () => {
    expect(isOver(dead(), 'h')).toBe(true);
  });

  it.each([
    ['it got another refusal, which is the last word', dead({ refusal: { code: 'LIMIT_REACHED', fields: {} } })],
    ['the key came with another request', dead({ requestHash: 'other' })],
    ['its claim lapsed before it made a reservation', dead({ status: 'EXPIRED' })],
    ['it made a reservation, whatever became of that', heldReservation({ status: 'EXPIRED', requestHash: 'h' })],
  ])('is not when %s', (_, kept) => {
    expect(isOver(kept, 'h')).toBe(false);
  });
});

describe('the choice of a round', () => {
  const choice = choiceOf('rsv_cccccccccccc', [3, 4], 'h');

  it('says which seats it is for, and is never a refused round itself', () => {
    expect(groupChosen(choice)).toEqual([3, 4]);
    expect(choice).toMatchObject({ reservationId: 'rsv_cccccccccccc', tombstone: true, requestHash: 'h' });
    expect(isOver(choice, 'h')).toBe(false);
  });

  it('is nothing else that stands under an id', () => {
    for (const kept of [dead(), dead({ status: 'EXPIRED' }), heldReservation()]) {
      expect(() => groupChosen(kept)).toThrow('no choice of seats');
    }
  });
});

describe('the group that a round tries', () => {
  it('is the best one at first, whatever the chance', () => {
    for (const chance of [0, 0.5, 0.999]) expect(chooseGroup(pairs(9), 0, chance)).toEqual([0, 1]);
  });

  it('is one of the 32, 256 or 1,024 best that do not overlap, later', () => {
    const last = [1, 2, 3].map((round) => chooseGroup(pairs(9_999), round, 0.9999)?.[0]);
    expect(last).toEqual([62, 510, 2_046]);
    expect(chooseGroup(pairs(9_999), 3, 0)).toEqual([0, 1]);
  });

  it('is one of all there are, where these are fewer', () => {
    expect([0, 0.4, 0.9].map((chance) => chooseGroup(pairs(5), 2, chance))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(chooseGroup([], 0, 0.5)).toBeUndefined();
  });

  it('is always one that was offered', () => {
    const group = fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1 }),
        fc.nat(ROUNDS - 1),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (groups, round, chance) => {
          expect(groups).toContainEqual(chooseGroup(groups, round, chance));
        },
      ),
    );
  });
});

describe('the chance of a reservation', () => {
  it('is spread evenly over ids', () => {
    const tenths = Array.from({ length: 10_000 }, () => Math.floor(chanceOf(newId('rsv')) * 10));
    for (let tenth = 0; tenth < 10; tenth++) {
      const times = tenths.filter((one) => one === tenth).length;
      expect(times).toBeGreaterThan(800);
      expect(times).toBeLessThan(1_200);
    }
  });

  it('is the same for the same id, from 0 to less than 1', () => {
    expect(chanceOf('rsv_000000000000')).toBe(0);
    expect(chanceOf('rsv_zzzzzzzzzzzz')).toBeLessThan(1);
    expect(chanceOf('rsv_V00000000000')).toBe(0.5);
  });
});
