// Choosing seats, what one has already, and what a refused hold says.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../functions/shared/client.ts';
import { saysWhatItIs } from '../../../../web/src/orders/names.ts';
import { heldOf, mineOf, ownedOf } from '../../../../web/src/orders/own.ts';
import { bestAvailableOf, optionsOf } from '../../../../web/src/pages/map/best.ts';
import { limitOf, swept, toggled } from '../../../../web/src/pages/map/choice.ts';
import { begun } from '../../../../web/src/pages/map/live.ts';
import { holdRefusal } from '../../../../web/src/pages/map/refusal.ts';
import { bitsOf, small } from './halls.ts';

const states = Uint8Array.of(0, 0, 1, 2, 3, 0);

describe('choosing', () => {
  it('takes a free seat, and lets go of it when it is tapped again', () => {
    expect(toggled([5], 0, states, 4)).toEqual({ outcome: 'chosen', choice: [5, 0] });
    expect(toggled([5, 0], 5, states, 4)).toEqual({ outcome: 'let-go', choice: [0] });
  });

  it('takes no seat that is held, sold or not on sale', () => {
    for (const seat of [2, 3, 4, 99]) expect(toggled([], seat, states, 4)).toEqual({ outcome: 'not-free' });
  });

  it('stops at the limit, but lets go there', () => {
    expect(toggled([0, 1], 5, states, 2)).toEqual({ outcome: 'limit', limit: 2 });
    expect(toggled([0, 1], 0, states, 2)).toEqual({ outcome: 'let-go', choice: [1] });
  });

  it('loses what others took, and nothing else', () => {
    expect(swept([0, 2, 5, 3], states)).toEqual({ kept: [0, 5], lost: [2, 3] });
    const choice = [0, 1];
    expect(swept(choice, states).kept).toBe(choice);
  });

  it.each([
    [4, 0, 4],
    [4, 3, 1],
    [50, 0, 8],
    [10, 5, 5],
    [4, 4, 0],
    [4, 6, 0],
  ])('of %i a person, %i had already: up to %i', (perPerson, owned, limit) => {
    expect(limitOf(perPerson, owned)).toBe(limit);
  });
});

describe('what one has', () => {
  const seat = (seatNo?: number) => {
    return { ...(seatNo === undefined ? {} : { seatNo }), section: 'A', row: '1', grade: 'VIP' as const, price: 1 };
  };
  const one = (reservationId: string, status: string, seats: readonly (number | undefined)[], scheduleId = 's1') => {
    const known = status as 'PENDING';
    return { reservationId, concertId: 'c1', scheduleId, status: known, seats: seats.map((seatNo) => seat(seatNo)) };
  };
  const all = [
    one('r1', 'EXPIRED', [1, 2]),
    one('r2', 'PENDING', [3]),
    one('r3', 'CONFIRMED', [5, 6], 's2'),
    one('r4', 'PAID', [7, undefined]),
    { ...one('r5', 'PENDING', [8]), concertId: 'c2' },
  ];

  it('counts what lives, of that concert, on all its dates', () => {
    expect(ownedOf(all, 'c1')).toBe(5);
    expect(ownedOf(all, 'c3')).toBe(0);
  });

  it('finds the hold that waits to be paid for', () => {
    expect(heldOf(all, 'c1')?.reservationId).toBe('r2');
    expect(heldOf(all.slice(2, 4), 'c1')).toBeUndefined();
  });

  it('knows its seats of a date', () => {
    expect(mineOf(small, all, { concertId: 'c1', scheduleId: 's1' })).toEqual(new Set([2, 6]));
  });
});

describe('a refused hold', () => {
  const refused = (code: string, fields: object = {}) => holdRefusal(new ApiError(409, { code, ...fields }, null));

  it('names the seats that are taken', () => {
    const seats = [{ seatNo: 3, status: 'HOLD' }, { seatNo: 4, status: 'SOLD' }, { other: 1 }, null];
    expect(refused('SEAT_TAKEN', { seats })).toEqual({ refusal: 'taken', seatNos: [3, 4] });
    expect(refused('SEAT_TAKEN')).toEqual({ refusal: 'taken', seatNos: [] });
  });

  it('names one’s own reservation that has them', () => {
    const fields = { seats: [{ seatNo: 3, status: 'HOLD' }], yours: true, reservationId: 'rsv_1' };
    expect(refused('SEAT_TAKEN', fields)).toEqual({ refusal: 'taken', seatNos: [3], reservationId: 'rsv_1' });
  });

  it('says how many there may be, and how many can be had', () => {
    expect(refused('LIMIT_REACHED', { limit: 4, seats: 3 })).toEqual({ refusal: 'limit', limit: 4, owned: 3 });
    expect(refused('NOT_ENOUGH_SEATS', { largest: 2 })).toEqual({ refusal: 'few', largest: 2 });
    expect(refused('NOT_ADMITTED', { reason: 'LEASE_ENDED' })).toEqual({ refusal: 'not-admitted' });
  });

  it('is left to the page’s usual words otherwise', () => {
    expect(refused('SALE_NOT_OPEN')).toEqual({ refusal: 'other' });
    expect(holdRefusal(new TypeError('no network'))).toEqual({ refusal: 'other' });
  });
});

describe('best available', () => {
  const areas = [{ section: 'Pit', grade: 'STANDING' as const, price: 99_000, capacity: 30, available: 12 }];
  const live = begun(small, { version: 'v', bits: bitsOf([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), areas });

  it('is of any grade, of each that has seats, or of one standing room', () => {
    expect(optionsOf(small, live, { VIP: 165_000, STANDARD: 121_000, STANDING: 99_000 })).toEqual([
      { id: 'any', of: { where: 'any' }, free: 9, isStanding: false },
      { id: 'VIP', of: { where: 'grade', grade: 'VIP' }, free: 3, isStanding: false, price: 165_000 },
      { id: 'STANDARD', of: { where: 'grade', grade: 'STANDARD' }, free: 6, isStanding: false, price: 121_000 },
      { id: 'in Pit', of: { where: 'section', section: 'Pit' }, free: 12, isStanding: true, price: 99_000 },
    ]);
  });

  it('asks as the API takes it: standing room by its section alone', () => {
    const rest = { count: 2, together: true, accessible: false };
    expect(bestAvailableOf({ ...rest, of: { where: 'any' } })).toEqual({ count: 2, adjacent: true, accessible: false });
    expect(bestAvailableOf({ ...rest, of: { where: 'grade', grade: 'VIP' } })).toEqual({
      count: 2,
      grade: 'VIP',
      adjacent: true,
      accessible: false,
    });
    expect(bestAvailableOf({ ...rest, of: { where: 'section', section: 'Pit' } })).toEqual({
      count: 2,
      section: 'Pit',
    });
  });
});

describe('names of sections', () => {
  it.each([
    ['A', false],
    ['2-1', false],
    ['1F', false],
    ['1층', true],
    ['A구역', true],
    ['Floor', true],
    ['Standing', true],
  ])('%s says what it is: %s', (name, says) => {
    expect(saysWhatItIs(name)).toBe(says);
  });
});
