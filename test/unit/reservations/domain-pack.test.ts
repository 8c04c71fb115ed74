// Packing the seats of a reservation: nothing is lost, and what was written before is still read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeldSeat } from '../../../functions/reservations/domain.ts';
import { packed, unpacked } from '../../../functions/reservations/domain-pack.ts';
import { keptOf, reservationKey } from '../../../functions/reservations/keys.ts';

const seatAt = (seatNo: number, slot: string, more: Partial<HeldSeat> = {}): HeldSeat => ({
  ...{ seatNo, section: 'Floor', row: 'A', grade: 'VIP', price: 100_000, at: `0.0.${slot}` },
  ...more,
});
const place = (slot: string): HeldSeat => {
  return { section: 'Pit', row: '', grade: 'STANDING', price: 50_000, at: `1.2.${slot}` };
};

describe('the seats of a reservation', () => {
  it('are one group while they are side by side in one row', () => {
    expect(packed([seatAt(15, 'E'), seatAt(16, 'F'), seatAt(17, 'G')])).toEqual([
      ['Floor', 'A', 'VIP', 100_000, '0.0', 'EFG', 15],
    ]);
  });

  it('keep their numbers where these do not count up', () => {
    expect(packed([seatAt(15, 'E'), seatAt(17, 'G')])).toEqual([['Floor', 'A', 'VIP', 100_000, '0.0', 'EG', [15, 17]]]);
  });

  it('say only once what rows have in common', () => {
    const behind = seatAt(35, 'a', { row: 'B', at: '0.1.a' });
    expect(packed([seatAt(15, 'E'), behind])).toEqual([
      ['Floor', 'A', 'VIP', 100_000, '0.0', 'E', 15],
      [null, 'B', null, null, '0.1', 'a', 35],
    ]);
  });

  it('have no numbers in standing room', () => {
    expect(packed([place('0'), place('1')])).toEqual([['Pit', '', 'STANDING', 50_000, '1.2', '01', null]]);
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

describe('an item that was written one seat after the other', () => {
  it('is still read, with and without numbers', () => {
    const seats = [
      [15, 'Floor', 'A', 'VIP', 100_000, '0.0.E'],
      [null, 'Pit', '', 'STANDING', 50_000, '1.2.0'],
    ];
    const item = { ...reservationKey('rsv_aaaaaaaaaaaa'), status: 'PENDING', seats };
    expect(keptOf(item)).toMatchObject({ seats: [seatAt(15, 'E'), place('0')] });
  });
});
