// Packing the seats of a reservation: nothing is lost, and what was written before is still read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeldSeat } from '../../../functions/reservations/domain.ts';
import { packed, unpacked } from '../../../functions/reservations/domain-pack.ts';
import { itemOf, keptOf, reservationKey } from '../../../functions/reservations/keys.ts';
import type { Item } from '../../../functions/shared/aws.ts';
import { heldReservation } from './samples.ts';

const seatAt = (seatNo: number, slot: string, more: Partial<HeldSeat> = {}): HeldSeat => ({
  ...{ seatNo, section: 'Floor', row: 'A', grade: 'VIP', price: 100_000, at: `0.0.${slot}` },
  ...more,
});
const place = (slot: string): HeldSeat => {
  return { section: 'Pit', row: '', grade: 'STANDING', price: 50_000, at: `1.2.${slot}` };
};

describe('the seats of a reservation', () => {
  it('are one group while they are side by side in one row', () => {
    expect(packed([seatAt(15, 'E'), seatAt(16, 'F'), seatAt(17, 'G')])).toEqual({
      packed: [['Floor', 'A', 'VIP', 100_000, '0.0', 'EFG', 15]],
    });
  });

  it('keep their numbers where these do not count up', () => {
    expect(packed([seatAt(15, 'E'), seatAt(17, 'G')])).toEqual({
      packed: [['Floor', 'A', 'VIP', 100_000, '0.0', 'EG', [15, 17]]],
    });
  });

  it('say only once what rows have in common', () => {
    const behind = seatAt(35, 'a', { row: 'B', at: '0.1.a' });
    expect(packed([seatAt(15, 'E'), behind])).toEqual({
      packed: [
        ['Floor', 'A', 'VIP', 100_000, '0.0', 'E', 15],
        [null, 'B', null, null, '0.1', 'a', 35],
      ],
    });
  });

  it('have no numbers in standing room', () => {
    expect(packed([place('0'), place('1')])).toEqual({
      packed: [['Pit', '', 'STANDING', 50_000, '1.2', '01', null]],
    });
    expect(unpacked(packed([place('0'), place('1')]))).toEqual([place('0'), place('1')]);
  });

  it('read back as they were, whichever they are and in whatever order', () => {
    const name = fc.constantFrom('', 'A', 'B', '가');
    const seat = fc.record({
      seatNo: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      section: name,
      row: name,
      grade: fc.constantFrom('VIP' as const, 'STANDARD' as const, 'STANDING' as const),
      price: fc.constantFrom(1_000, 2_000),
      at: fc.constantFrom('0.0.0', '0.0.1', '0.1.0', '12.3.z'),
    });
    fc.assert(
      fc.property(fc.array(seat, { minLength: 1, maxLength: 8 }), (drawn) => {
        const seats = drawn.map(({ seatNo, ...rest }): HeldSeat => (seatNo === undefined ? rest : { seatNo, ...rest }));
        expect(unpacked(packed(seats))).toEqual(seats);
      }),
    );
  });
});

describe('an item with one seat after the other', () => {
  it('is how one seat is written, with a number or without', () => {
    expect(packed([seatAt(15, 'E')])).toEqual({ seats: [[15, 'Floor', 'A', 'VIP', 100_000, '0.0.E']] });
    expect(packed([place('0')])).toEqual({ seats: [[null, 'Pit', '', 'STANDING', 50_000, '1.2.0']] });
  });

  it('is still read when it has several', () => {
    const seats = [
      [15, 'Floor', 'A', 'VIP', 100_000, '0.0.E'],
      [null, 'Pit', '', 'STANDING', 50_000, '1.2.0'],
    ];
    const item = { ...reservationKey('rsv_aaaaaaaaaaaa'), status: 'PENDING', seats };
    expect(keptOf(item)).toMatchObject({ seats: [seatAt(15, 'E'), place('0')] });
  });
});

/** As code before there were groups reads an item; it may run beside this one, or after it. */
const readBefore = (item: Item) =>
  (item.seats as readonly unknown[][]).map(([seatNo, section, row, grade, price, at]) => {
    return { seatNo, section, row, grade, price, at };
  });

describe('code from before there were groups', () => {
  it('reads a reservation of one seat as it is', () => {
    expect(readBefore(itemOf(heldReservation()))).toEqual(heldReservation().seats);
    expect(readBefore(itemOf(heldReservation({ seats: [place('0')] })))).toEqual([{ ...place('0'), seatNo: null }]);
  });

  it('fails at one of several, and never takes one seat for another', () => {
    const item = itemOf(heldReservation({ seats: [seatAt(15, 'E'), seatAt(16, 'F')] }));
    expect(() => readBefore(item)).toThrow(TypeError);
    expect(keptOf(item)).toMatchObject({ seats: [seatAt(15, 'E'), seatAt(16, 'F')] });
  });

  it('leaves items in neither form to nobody: they are refused', () => {
    expect(() => keptOf({ ...reservationKey('rsv_aaaaaaaaaaaa'), status: 'PENDING' })).toThrow(TypeError);
  });
});
