// The rules of a place, and the sizes of what holds places.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Admission,
  admission,
  blockOf,
  departed,
  isOver,
  leaseEnd,
  leaseFrom,
  packBlocks,
  placesOf,
  slotOf,
  unpackBlocks,
  wasTaken,
} from '../../../functions/queue/domain-places.ts';
import { blockKey } from '../../../functions/queue/keys.ts';
import { NOW, sizeOf } from './samples.ts';

const place = (value: string | undefined, closedThrough = 0) => ({ value, closedThrough });

describe('a place', () => {
  const cases: [string, ReturnType<typeof place>, Admission][] = [
    ['is waiting until somebody claims it', place(undefined), 'WAITING'],
    ['is waiting while only places before it are closed', place(undefined, 6), 'WAITING'],
    ['was not claimed once it is closed', place(undefined, 7), 'NOT_CLAIMED'],
    ['is active while its lease runs', place(leaseFrom(NOW, 1)), 'ACTIVE'],
    ['is active by its lease, even if its window closed', place(leaseFrom(NOW, 1), 47), 'ACTIVE'],
    ['has ended in the instant its lease does', place(leaseFrom(NOW - 60_000, 60)), 'LEASE_ENDED'],
    ['is left by who leaves', place(departed('LEFT')), 'LEFT'],
    ['is left behind by who bought', place(departed('BOUGHT')), 'BOUGHT'],
    ['is nobody’s when its joiner had another', place(departed('NOT_CLAIMED')), 'NOT_CLAIMED'],
  ];
  it.each(cases)('%s', (_, state, expected) => {
    expect(admission(state, 7, NOW)).toBe(expected);
  });

  it('is over for a new one only when its lease is over by every clock', () => {
    expect(isOver(place(leaseFrom(NOW - 69_000, 60)), 7, NOW)).toBe(false);
    expect(isOver(place(leaseFrom(NOW - 70_000, 60)), 7, NOW)).toBe(true);
  });

  it('is over when gone or closed, and not while it waits', () => {
    expect(
      [place(departed('LEFT')), place(undefined, 7), place(undefined, 6)].map((state) => isOver(state, 7, NOW)),
    ).toEqual([true, true, false]);
  });

  it('was taken by who holds it, held it or bought, not by who left', () => {
    const values = [
      leaseFrom(NOW, 60),
      leaseFrom(NOW - 3_600_000, 60),
      ...(['BOUGHT', 'LEFT', 'NOT_CLAIMED'] as const).map(departed),
    ];
    expect(values.map(wasTaken)).toEqual([true, true, true, false, false]);
  });

  it('has a lease to the whole second, never shorter than promised', () => {
    expect(leaseEnd(leaseFrom(NOW + 1, 60))).toBe(NOW + 61_000);
    expect(leaseFrom(NOW, 60)).toHaveLength(6);
    expect(leaseEnd(departed('LEFT'))).toBeUndefined();
  });
});

describe('a block', () => {
  it('has 48 neighbours, and the line begins with place 1', () => {
    expect([1, 47, 48, 95, 96].map(blockOf)).toEqual([0, 0, 1, 1, 2]);
    expect(placesOf(0)).toEqual({ first: 1, last: 47 });
    expect(placesOf(2)).toEqual({ first: 96, last: 143 });
  });

  it('gives each neighbour an attribute of one character', () => {
    const slots = Array.from({ length: 48 }, (_, i) => slotOf(480 + i));
    expect(new Set(slots).size).toBe(48);
    expect(slots.every((slot) => slot.length === 1)).toBe(true);
  });

  it('stays within the 1,024 bytes of one write unit when it is full', () => {
    const seqs = Array.from({ length: 48 }, (_, i) => 99_999_984 + i);
    const item = {
      ...blockKey('con_4k9ZtQ0aB1cD', 2_083_333),
      ...Object.fromEntries(seqs.map((seq) => [slotOf(seq), leaseFrom(NOW, 86_400)])),
      closedThrough: 100_000_031,
    };
    expect(Object.keys(item)).toHaveLength(51);
    expect(sizeOf(item)).toBeLessThanOrEqual(1_024);
  });
});

describe('the list of live blocks', () => {
  it('is what was packed', () => {
    for (const blocks of [[], [0], [7], [3, 4, 5, 12, 900], [41, 48, 49]]) {
      expect(unpackBlocks(packBlocks(blocks))).toEqual(blocks);
    }
    const ascending = fc
      .uniqueArray(fc.nat({ max: 3_000 }), { maxLength: 200 })
      .map((blocks) => blocks.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ascending, (blocks) => {
        expect(unpackBlocks(packBlocks(blocks))).toEqual(blocks);
      }),
    );
  });
});
