// Which seats a blocking takes, whatever a date looks like.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  blockedBy,
  heldBy,
  parseAddress,
  readValue,
  soldTo,
  statusOf,
} from '../../../functions/seats/domain.ts';
import { blockedSeats, chosenOf, decideBlocking, madeAsItIs, told } from '../../../functions/seats/domain-block.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';

const plan = planOf({
  sections: [
    { section: 'Floor', rows: [{ row: 'A', grade: 'VIP', from: 1, to: 50 }] },
    { section: 'Pit', standing: { capacity: 60 } },
  ],
});
const OWN = 'blk_aaaaaaaaaaaa';
const head = { scheduleId: 's', kind: 'HOUSE', reason: 'r', by: 'u', at: 0, requestHash: 'h', version: 1 } as const;
const VALUES = [
  undefined,
  blockedBy(OWN),
  blockedBy('blk_bbbbbbbbbbbb'),
  heldBy('rsv_aaaaaaaaaaaa', 0),
  soldTo('rsv_aaaaaaaaaaaa'),
];

function blocksOf(values: readonly (string | undefined)[]): Map<string, Block> {
  const blocks = new Map<string, Block>();
  for (const [index, { at }] of plan.seats.entries()) {
    const value = values[index];
    if (value === undefined) continue;
    const { section, block, slot } = parseAddress(at);
    const { seats = {} } = blocks.get(`${section}.${block}`) ?? {};
    blocks.set(`${section}.${block}`, { version: 1, seats: { ...seats, [slot]: readValue(value) } });
  }
  return blocks;
}

/** Any state of all its seats, by index. */
const date = fc.array(fc.constantFrom(...VALUES), { minLength: 110, maxLength: 110 });
const seatNos = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1 });

describe('a blocking of seats', () => {
  it('takes exactly those of its wish that are free, and has come to something once none is', () => {
    fc.assert(
      fc.property(date, seatNos, (values, wanted) => {
        const blocking = { ...head, blockingId: OWN, wish: { seatNos: wanted } };
        const decided = decideBlocking(plan, blocking, blocksOf(values));
        const free = wanted.filter((seatNo) => values[seatNo - 1] === undefined);
        const own = wanted.filter((seatNo) => values[seatNo - 1] === blockedBy(OWN)).toSorted((a, b) => a - b);
        if (free.length > 0) {
          const addresses = free.map((seatNo) => plan.seats[seatNo - 1]?.at);
          expect(decided).toEqual({ decision: 'take', addresses });
        } else if (own.length > 0) {
          const made = { outcome: 'blocked', seatNos: own, places: 0, taken: expect.any(Array) };
          expect(decided).toEqual({ decision: 'made', made });
        } else {
          expect(decided).toMatchObject({ decision: 'made', made: { outcome: 'SEAT_TAKEN' } });
        }
      }),
    );
  });

  it('tells of every seat of its wish, as its own or as taken', () => {
    fc.assert(
      fc.property(date, seatNos, (values, wanted) => {
        const made = madeAsItIs(plan, { blockingId: OWN, wish: { seatNos: wanted } }, blocksOf(values));
        const own = made.outcome === 'blocked' ? made.seatNos : [];
        const taken = 'taken' in made ? made.taken.map(({ seatNo }) => seatNo) : [];
        expect([...own, ...taken].toSorted((a, b) => a - b)).toEqual(wanted.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('a blocking of places', () => {
  it('takes as many as it lacks if there are so many, and else has come to nothing', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 60 }), (values, places) => {
        const pit = values.slice(50);
        const own = pit.filter((value) => value === blockedBy(OWN)).length;
        const free = pit.filter((value) => value === undefined).length;
        const blocking = { ...head, blockingId: OWN, wish: { section: 'Pit', places } };
        const decided = decideBlocking(plan, blocking, blocksOf(values));
        if (own >= places) {
          expect(decided).toMatchObject({ decision: 'made', made: { outcome: 'blocked', seatNos: [], places: own } });
        } else if (own + free < places) {
          const made = { outcome: 'NOT_ENOUGH_SEATS', largest: own + free };
          expect(decided).toEqual({ decision: 'made', made });
        } else {
          const taken = decided.decision === 'take' ? decided.addresses : [];
          expect(new Set(taken).size).toBe(places - own);
          const indexes = taken.map((at) => plan.seats.findIndex((seat) => seat.at === at));
          expect(indexes.filter((index) => index < 50 || values[index] !== undefined)).toEqual([]);
        }
      }),
    );
  });
});

describe('what a blocking has', () => {
  it('is every seat that holds its value, and no other blocking’s', () => {
    fc.assert(
      fc.property(date, (values) => {
        const own = blockedSeats(plan, blocksOf(values)).get(OWN) ?? [];
        const indexes = values.flatMap((value, index) => (value === blockedBy(OWN) ? index : []));
        expect(own).toEqual(indexes.map((index) => plan.seats[index]));
      }),
    );
  });

  it('is put back as asked: by number, or all of it; its places only with all of it', () => {
    const own = [0, 4, 50, 51, 52].flatMap((index) => plan.seats[index] ?? []);
    expect(told(chosenOf(own, undefined))).toEqual({ seatNos: [1, 5], places: 3 });
    expect(told(chosenOf(own, [5, 6]))).toEqual({ seatNos: [5], places: 0 });
    expect(told(chosenOf(own, [6]))).toEqual({ seatNos: [], places: 0 });
  });
});

describe('a blocked seat’s stored value', () => {
  it('names its blocking, and is never read as a hold or a sale', () => {
    const value = blockedBy(OWN);
    expect(readValue(value)).toEqual({ status: 'BLOCKED', holder: OWN, exact: '!aaaaaaaaaaaa' });
    expect([heldBy('rsv_aaaaaaaaaaaa', 0), soldTo('rsv_aaaaaaaaaaaa')]).not.toContain(value);
    for (const other of ['!', '!aaaaaaaaaaa', '!aaaaaaaaaaaaa', '!~aaaaaaaaaaa', 'H!aaaaaaaaaaaa']) {
      expect(() => readValue(other)).toThrow('a seat cannot hold');
    }
  });

  it('reads as blocked at any time', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (now) => {
        expect(statusOf(readValue(blockedBy(OWN)), now)).toBe('BLOCKED');
      }),
    );
  });
});
