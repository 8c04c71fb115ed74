// What a date's seats come to, and which sell-outs are told.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  blockedBy,
  everySeat,
  heldBy,
  parseAddress,
  readValue,
  soldTo,
} from '../../../functions/seats/domain.ts';
import { buyersOf, countsOf, holdersOf, isSameReading, withSoldOut } from '../../../functions/seats/domain-count.ts';

const NOW = 1_752_400_800_000;
const plan = {
  sections: [
    { section: 'Floor', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: 50 }] },
    { section: 'Balcony', rows: [{ row: 'B', grade: 'STANDING' as const, from: 51, to: 52 }] },
  ],
};
const addresses = [...everySeat(plan)].map(({ at }) => at);

/** Blocks that hold these values, by address; each was written once for each value. */
function blocksOf(values: Readonly<Record<string, string>>): Map<string, Block> {
  const blocks = new Map<string, Block>();
  for (const [at, value] of Object.entries(values)) {
    const { section, block, slot } = parseAddress(at);
    const { version = 0, seats = {} } = blocks.get(`${section}.${block}`) ?? {};
    blocks.set(`${section}.${block}`, { version: version + 1, seats: { ...seats, [slot]: readValue(value) } });
  }
  return blocks;
}

const reservation = (n: number) => `rsv_${String(n).padStart(12, '0')}`;
const allSold = Object.fromEntries(addresses.map((at, i) => [at, soldTo(reservation(i))]));

describe('the counts', () => {
  it('tell free, held and sold seats apart, and a hold whose time is over is free', () => {
    const blocks = blocksOf({
      '0.0.0': soldTo(reservation(1)),
      '0.0.1': heldBy(reservation(2), NOW + 1_000),
      '0.1.0': heldBy(reservation(3), NOW),
      '1.0.1': soldTo(reservation(1)),
    });
    expect(countsOf(blocks, plan, NOW)).toEqual({
      VIP: { total: 50, available: 48, held: 1, sold: 1, blocked: 0 },
      STANDARD: { total: 0, available: 0, held: 0, sold: 0, blocked: 0 },
      STANDING: { total: 2, available: 1, held: 0, sold: 1, blocked: 0 },
    });
  });

  it('have blocked seats in their total, and not among the available', () => {
    const blocks = blocksOf({ '0.0.0': blockedBy('blk_aaaaaaaaaaaa'), '1.0.0': blockedBy('blk_aaaaaaaaaaaa') });
    expect(countsOf(blocks, plan, NOW)).toMatchObject({
      VIP: { total: 50, available: 49, held: 0, sold: 0, blocked: 1 },
      STANDING: { total: 2, available: 1, held: 0, sold: 0, blocked: 1 },
    });
  });

  it('have the places of standing room, under their grade', () => {
    const standing = { sections: [{ section: 'Pit', standing: { capacity: 100 } }] };
    const blocks = blocksOf({ '0.0.0': soldTo(reservation(1)), '0.2.1': heldBy(reservation(2), NOW + 1_000) });
    expect(countsOf(blocks, standing, NOW)).toMatchObject({
      VIP: { total: 0 },
      STANDING: { total: 100, available: 98, held: 1, sold: 1, blocked: 0 },
    });
  });
});

describe('the fingerprint of who has which seat', () => {
  it('is there when every seat that is not blocked is sold, and at least one is', () => {
    const off = blockedBy('blk_aaaaaaaaaaaa');
    const prints = addresses.map((at) => holdersOf(blocksOf({ ...allSold, [at]: off }), plan));
    expect(new Set([...prints, holdersOf(blocksOf(allSold), plan)]).size).toBe(addresses.length + 1);
    expect(prints).not.toContain(undefined);
    const none = Object.fromEntries(addresses.map((at) => [at, off]));
    expect(holdersOf(blocksOf(none), plan)).toBeUndefined();
    expect(holdersOf(blocksOf({ ...none, '1.0.0': soldTo(reservation(1)) }), plan)).toMatch(/^[\w-]{43}$/);
    expect(holdersOf(blocksOf({ ...none, '1.0.0': heldBy(reservation(1), NOW - 1_000) }), plan)).toBeUndefined();
  });

  it('is there only when every seat is sold: neither with a free one nor with a held one', () => {
    expect(holdersOf(blocksOf(allSold), plan)).toMatch(/^[\w-]{43}$/);
    for (const at of addresses) {
      const { [at]: _, ...others } = allSold;
      expect(holdersOf(blocksOf(others), plan)).toBeUndefined();
      const held = { ...allSold, [at]: heldBy(reservation(7), NOW + 60_000) };
      expect(holdersOf(blocksOf(held), plan)).toBeUndefined();
    }
  });

  it('is another one for every other holder of any seat, and for holders who changed places', () => {
    const first = holdersOf(blocksOf(allSold), plan);
    expect(holdersOf(blocksOf({ ...allSold }), plan)).toBe(first);
    const others = addresses.map((at) => holdersOf(blocksOf({ ...allSold, [at]: soldTo(reservation(99)) }), plan));
    const swapped = { ...allSold, '0.0.0': soldTo(reservation(1)), '0.0.1': soldTo(reservation(0)) };
    expect(new Set([first, ...others, holdersOf(blocksOf(swapped), plan)]).size).toBe(addresses.length + 2);
  });
});

describe('the buyers of a date', () => {
  it('are everybody who has a seat, each once, and no blocking', () => {
    const blocks = blocksOf({
      '0.0.0': soldTo(reservation(1)),
      '0.1.0': soldTo(reservation(2)),
      '1.0.0': soldTo(reservation(1)),
      '1.0.1': blockedBy('blk_aaaaaaaaaaaa'),
    });
    expect(buyersOf(blocks)).toEqual([reservation(1), reservation(2)]);
  });
});

describe('two readings', () => {
  it('are the same when no block was written to, made or left out between them', () => {
    const blocks = blocksOf(allSold);
    const written = new Map(blocks).set('1.0', { version: 3, seats: blocks.get('1.0')?.seats ?? {} });
    const { '0.0.0': _, ...fewer } = Object.fromEntries(Object.entries(allSold).filter(([at]) => at.startsWith('0')));
    expect(isSameReading(blocks, new Map(blocks))).toBe(true);
    expect(isSameReading(blocks, written)).toBe(false);
    expect(isSameReading(blocks, blocksOf(fewer))).toBe(false);
    expect(isSameReading(blocksOf(fewer), blocks)).toBe(false);
  });
});

describe('a sell-out', () => {
  const cause = { correlationId: 'j1', causationId: 'reservation/rsv_1/3/ReservationCompleted' };
  const found = {
    concertId: 'con_1',
    holders: 'first',
    saleStartAt: NOW - 90_500,
    lastSaleAt: NOW - 3_000,
    cause,
    now: NOW,
  };

  it('is dated by the last sale of its holders, and by the opening of the sale', () => {
    expect(withSoldOut(undefined, found)).toEqual({
      concertId: 'con_1',
      version: 1,
      soldOutNo: 1,
      holders: 'first',
      soldOuts: [{ v: 1, no: 1, soldOutAt: NOW - 3_000, secondsSinceOpen: 87 }],
      log: [{ v: 1, type: 'SoldOut', at: NOW, cause: 'j1 reservation/rsv_1/3/ReservationCompleted' }],
    });
  });

  it('of seats that came back is the next one, and the facts of the one before stay', () => {
    const first = withSoldOut(undefined, found);
    const later = { ...found, holders: 'second', lastSaleAt: NOW + 60_000, now: NOW + 61_000 };
    expect(withSoldOut(first, later)).toMatchObject({
      version: 2,
      soldOutNo: 2,
      holders: 'second',
      soldOuts: [...first.soldOuts, { v: 2, no: 2, soldOutAt: NOW + 60_000, secondsSinceOpen: 150 }],
    });
  });

  it('is dated by the clock when that is not known, from before the last sell-out, or from the future', () => {
    const first = withSoldOut(undefined, found);
    for (const lastSaleAt of [undefined, NOW - 4_000, NOW - 3_000, NOW + 5_001]) {
      const next = withSoldOut(first, { ...found, lastSaleAt, now: NOW + 5_000 });
      expect(next.soldOuts.at(-1)).toMatchObject({ soldOutAt: NOW + 5_000, secondsSinceOpen: 95 });
    }
  });

  it('never took less than no time, whatever the clocks say', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 }), (opened, sold) => {
        const next = withSoldOut(undefined, { ...found, saleStartAt: NOW + opened, lastSaleAt: NOW + sold });
        expect(next.soldOuts[0]?.secondsSinceOpen).toBeGreaterThanOrEqual(0);
        expect(next.soldOuts[0]?.soldOutAt).toBeLessThanOrEqual(NOW);
      }),
    );
  });

  it('keeps the facts of exactly those that the log still tells', () => {
    let counts = withSoldOut(undefined, found);
    for (let n = 2; n <= 10; n++) counts = withSoldOut(counts, { ...found, holders: `${n}`, now: NOW + n });
    expect(counts.soldOuts.map(({ v }) => v)).toEqual(counts.log.map(({ v }) => v));
    expect(counts.soldOuts.map(({ no }) => no)).toEqual([5, 6, 7, 8, 9, 10]);
  });
});
