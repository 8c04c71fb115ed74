// Where seats are kept, what their stored values mean, and that a full block stays within one write unit.
import { describe, expect, it } from 'vitest';
import { SEAT_STATUSES } from '../../../functions/seats/contract.ts';
import {
  byBlock,
  everySeat,
  heldBy,
  locate,
  parseAddress,
  readValue,
  type SeatPlan,
  STATUSES,
  sizeOf,
  soldTo,
  statusOf,
  statusOfCode,
} from '../../../functions/seats/domain.ts';
import { blockKey, blockOfKey } from '../../../functions/seats/keys.ts';
import { PER_BLOCK } from '../../../functions/shared/slots.ts';

const plan: SeatPlan = {
  sections: [
    {
      section: 'Floor',
      rows: [
        { row: 'A', grade: 'VIP', from: 1, to: 40 },
        { row: 'B', grade: 'STANDARD', from: 101, to: 140 },
      ],
    },
    { section: 'Balcony', rows: [{ row: 'C', grade: 'STANDING', from: 41, to: 100 }] },
  ],
};
const RESERVATION = 'rsv_aZ09bY18cX27';
const UNTIL = 1_752_400_800_000;

describe('the address of a seat', () => {
  it('counts on over the rows of a section, 48 to a block', () => {
    expect(locate(plan, 1)).toEqual({ seatNo: 1, section: 'Floor', row: 'A', grade: 'VIP', at: '0.0.0' });
    expect(locate(plan, 40)?.at).toBe('0.0.r');
    expect(locate(plan, 101)).toEqual({ seatNo: 101, section: 'Floor', row: 'B', grade: 'STANDARD', at: '0.0.s' });
    expect(locate(plan, 108)?.at).toBe('0.0.z');
    expect(locate(plan, 109)?.at).toBe('0.1.0');
  });

  it('begins anew in each section', () => {
    expect(locate(plan, 41)?.at).toBe('1.0.0');
    expect(locate(plan, 100)?.at).toBe('1.1.C');
  });

  it('is unknown for a number that no row has', () => {
    expect(locate(plan, 0)).toBeUndefined();
    expect(locate(plan, 141)).toBeUndefined();
  });

  it('is the same whether one seat is looked up or all are listed, and no two seats share one', () => {
    const seats = [...everySeat(plan)];
    expect(sizeOf(plan)).toBe(seats.length);
    expect(seats.map(({ seatNo }) => locate(plan, seatNo ?? 0))).toEqual(seats);
    expect(new Set(seats.map(({ at }) => at)).size).toBe(140);
  });

  it('is taken apart again', () => {
    expect(parseAddress('12.103.k')).toEqual({ section: 12, block: 103, slot: 'k' });
    expect(blockOfKey(blockKey('sch_aZ09bY18cX27', { section: 12, block: 103 }))).toEqual({ section: 12, block: 103 });
  });

  it('groups seats by block in one order, whatever order they were asked in', () => {
    const groups = [
      { ref: { section: 0, block: 0 }, slots: ['1'] },
      { ref: { section: 0, block: 2 }, slots: ['a'] },
      { ref: { section: 0, block: 10 }, slots: ['b', '0'] },
      { ref: { section: 2, block: 0 }, slots: ['c'] },
    ];
    expect(byBlock(['2.0.c', '0.10.b', '0.2.a', '0.10.0', '0.0.1'])).toEqual(groups);
  });
});

describe('a stored value', () => {
  it('tells who holds the seat, until which second', () => {
    const value = heldBy(RESERVATION, UNTIL);
    expect(value).toBe('Hszc140aZ09bY18cX27');
    expect(readValue(value)).toEqual({ status: 'HOLD', holder: RESERVATION, untilMs: UNTIL, exact: value });
  });

  it('tells to whom the seat is sold', () => {
    expect(soldTo(RESERVATION)).toBe('~aZ09bY18cX27');
    expect(readValue('~aZ09bY18cX27')).toEqual({ status: 'SOLD', holder: RESERVATION, exact: '~aZ09bY18cX27' });
  });

  it('is an error when it is anything else', () => {
    for (const value of ['', 'H', 'aZ09bY18cX27', '~short', 'HsmaaaaZ09bY18cX27', '~aZ09bY18cX27!']) {
      expect(() => readValue(value)).toThrow('a seat cannot hold');
    }
  });

  it('reads as available from the very second at which the hold ends', () => {
    const held = readValue(heldBy(RESERVATION, UNTIL));
    expect(statusOf(undefined, UNTIL)).toBe('AVAILABLE');
    expect(statusOf(held, UNTIL - 1)).toBe('HOLD');
    expect(statusOf(held, UNTIL)).toBe('AVAILABLE');
    expect(statusOf(readValue(soldTo(RESERVATION)), UNTIL + 1)).toBe('SOLD');
  });
});

describe('a full block', () => {
  it('stays within 1,024 bytes with the longest keys there can be', () => {
    const slots = Array.from({ length: PER_BLOCK }, (_, i) => locate(bigPlan, i + 1)?.at.split('.')[2] ?? '');
    const item = {
      ...blockKey('sch_aZ09bY18cX27', { section: 499, block: 1041 }),
      version: 999_999,
      ...Object.fromEntries(slots.map((slot) => [slot, heldBy(RESERVATION, UNTIL)])),
    };
    expect(new Set(slots).size).toBe(48);
    expect(slots.filter((slot) => 'BLMNS'.includes(slot))).toEqual([]);
    expect(slots.every((slot) => slot.length === 1)).toBe(true);
    expect(itemBytes(item)).toBeLessThanOrEqual(1_024);
  });
});

it('a status has the same code in bits as its place in the contract, which clients are told', () => {
  expect(STATUSES).toEqual(SEAT_STATUSES);
  expect([0, 1, 2, 3].map(statusOfCode)).toEqual([...SEAT_STATUSES]);
});

const bigPlan: SeatPlan = { sections: [{ section: 'S', rows: [{ row: 'R', grade: 'VIP', from: 1, to: 48 }] }] };

/** As DynamoDB counts: names and texts in UTF-8, a number as one byte and another per two digits. */
function itemBytes(item: Record<string, string | number>): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const bytes = typeof value === 'number' ? 1 + Math.ceil(String(value).length / 2) + 1 : Buffer.byteLength(value);
    return sum + Buffer.byteLength(name) + bytes;
  }, 0);
}
