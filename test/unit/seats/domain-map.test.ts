// What a map keeps of each seat, which image of a block counts, and how small all of it is on its way.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockedBy, heldBy, readValue, soldTo } from '../../../functions/seats/domain.ts';
import {
  BLOCKED,
  type BlockImage,
  countsOfStatuses,
  imageOf,
  imagesOf,
  lapsedBetween,
  lay,
  marksOf,
  noMarks,
  packed,
  readAt,
  SOLD,
  unpacked,
} from '../../../functions/seats/domain-map.ts';
import { decodeImages, encodeImages } from '../../../functions/seats/domain-map-codec.ts';
import { bitsOf } from '../../../functions/seats/domain-map-view.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { readerOf, varints } from '../../../functions/seats/domain-varint.ts';
import { row, SMALL } from './map-world.ts';

const NOW_SECOND = 1_800_000_000;
const until = (seconds: number) => (NOW_SECOND + seconds) * 1000;
const plan = planOf(SMALL);
const image = (version: number, marks: readonly number[], block = 0, section = 0): BlockImage => {
  return { section, block, version, marks: Uint32Array.from({ length: 48 }, (_, i) => marks[i] ?? 0) };
};

const mark = fc.oneof(
  fc.constantFrom(0, SOLD, BLOCKED),
  fc.integer({ min: NOW_SECOND - 600, max: NOW_SECOND + 3_600 }),
);
const someImage = fc.record({
  section: fc.nat({ max: 499 }),
  block: fc.nat({ max: 1_041 }),
  version: fc.integer({ min: 1, max: 2 ** 40 }),
  marks: fc.array(mark, { minLength: 48, maxLength: 48 }).map((marks) => Uint32Array.from(marks)),
});

/** 50,000 seats in 20 sections, each slot's mark as `of` has it. */
function largest(of: (seat: number) => number): { images: BlockImage[]; seats: number } {
  const images = Array.from({ length: 20 * 53 }, (_, i) => {
    const [section, block] = [Math.floor(i / 53), i % 53];
    const size = block === 52 ? 4 : 48;
    return image(
      7 + (i % 90),
      Array.from({ length: size }, (_, slot) => of(i * 48 + slot)),
      block,
      section,
    );
  });
  return { images, seats: 20 * (52 * 48 + 4) };
}

/** Numbers that look like chance, and are the same in every run. */
const scattered = (n: number) => Math.imul(n + 1, 2_654_435_761) >>> 8;

describe('a block’s image', () => {
  it('keeps of each seat whether it is sold, blocked, or held until when, and of nobody who has it', () => {
    const seats = {
      '0': readValue(soldTo('rsv_aaaaaaaaaaaa')),
      '1': readValue(heldBy('rsv_bbbbbbbbbbbb', until(60))),
      A: readValue(blockedBy('blk_cccccccccccc')),
    };
    const { version, marks } = imageOf({ section: 0, block: 0 }, { version: 9, seats });
    expect(version).toBe(9);
    expect([...marks.subarray(0, 12)]).toEqual([SOLD, NOW_SECOND + 60, 0, 0, 0, 0, 0, 0, 0, 0, BLOCKED, 0]);
  });

  it('is named by its section and block', () => {
    const blocks = new Map([['3.14', { version: 2, seats: {} }]]);
    expect(imagesOf(blocks)).toEqual([{ section: 3, block: 14, version: 2, marks: new Uint32Array(48) }]);
  });
});

describe('what is known of a date', () => {
  it('takes the newest image of a block, in whatever order and however often they come', () => {
    const images = fc.array(fc.record({ version: fc.integer({ min: 1, max: 9 }), block: fc.nat({ max: 1 }) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(images, fc.infiniteStream(fc.nat()), (drawn, order) => {
        const made = drawn.map(({ version, block }) => image(version, [NOW_SECOND + version], block));
        const shuffled = [...made, ...made].toSorted(() => ((order.next().value ?? 0) % 3) - 1);
        expect(marksOf(plan, shuffled).marks).toEqual(
          marksOf(
            plan,
            made.toSorted((a, b) => a.version - b.version),
          ).marks,
        );
      }),
    );
  });

  it('tells which seats an image changed, by index', () => {
    const date = marksOf(plan, [image(1, [SOLD, SOLD])]);
    expect(lay(date, plan, image(2, [SOLD, 0, BLOCKED]))).toEqual([1, 2]);
    expect(lay(date, plan, image(2, []))).toEqual([]);
    expect(lay(date, plan, image(1, [SOLD], 1))).toEqual([48]);
  });

  it('leaves out a block that the layout does not have, and slots beyond its end', () => {
    const date = noMarks(plan);
    expect(lay(date, plan, image(1, [SOLD], 5))).toEqual([]);
    expect(lay(date, plan, image(1, [SOLD], 0, 9))).toEqual([]);
    expect(lay(date, plan, image(1, Array(48).fill(SOLD), 1))).toHaveLength(12);
    expect(date.marks.filter((one) => one === SOLD)).toHaveLength(12);
  });

  it('reads a hold as free from the very second at which it ends, and says which end was the last', () => {
    const date = marksOf(plan, [image(1, [SOLD, NOW_SECOND, NOW_SECOND + 1, BLOCKED, NOW_SECOND - 5])]);
    expect([...readAt(date, NOW_SECOND - 1).statuses.subarray(0, 6)]).toEqual([2, 1, 1, 3, 0, 0]);
    expect([...readAt(date, NOW_SECOND).statuses.subarray(0, 6)]).toEqual([2, 0, 1, 3, 0, 0]);
    expect(readAt(date, NOW_SECOND).lapse).toBe(NOW_SECOND);
    expect(readAt(date, NOW_SECOND - 6).lapse).toBe(0);
    expect(lapsedBetween(date, NOW_SECOND - 5, NOW_SECOND)).toEqual([1]);
  });

  it('counts each grade by what its seats read as', () => {
    const statuses = new Uint8Array(plan.seats.length);
    statuses.set([1, 2, 2, 3]);
    statuses.set([2], 60);
    const counts = countsOfStatuses(plan, statuses);
    expect(counts.VIP).toMatchObject({ total: 70, available: 66, held: 1, sold: 2 });
    expect(counts.STANDING).toMatchObject({ total: 50, available: 49, held: 0, sold: 1 });
  });
});

describe('bytes', () => {
  it('hold two bits a seat, the first in the highest bits, and give them back', () => {
    expect([...packed(Uint8Array.from([1, 2, 3, 0, 2]))]).toEqual([0b01_10_11_00, 0b10_00_00_00]);
    fc.assert(
      fc.property(fc.uint8Array({ max: 3 }), (statuses) => {
        expect(unpacked(packed(statuses), statuses.length)).toEqual(Uint8Array.from(statuses));
      }),
    );
  });

  it('hold whole numbers of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
        const reader = readerOf(Uint8Array.from(varints(numbers)));
        expect(numbers.map(() => reader.next())).toEqual(numbers);
        expect(reader.ends).toBe(true);
      }),
    );
  });

  it('of images give every image back', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(someImage, { selector: ({ section, block }) => section * 2_000 + block }),
        (images) => {
          const sorted = images.toSorted((a, b) => a.section - b.section || a.block - b.block);
          expect(decodeImages(encodeImages(images))).toEqual(sorted);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('that are no images are refused, never misread without end', () => {
    const good = encodeImages([image(3, [SOLD, NOW_SECOND])]);
    expect(() => decodeImages(good.subarray(0, good.length - 2))).toThrow();
    expect(() => decodeImages(Uint8Array.from([1, 2, 3]))).toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(decodeImages(bytes).length).toBeLessThan(1_000);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe('50,000 seats', () => {
  it('are a bitmap of at most 15 KB, also as JSON that is compressed, whatever their states', () => {
    const layout = {
      sections: Array.from({ length: 20 }, (_, i) => ({
        section: `S${i}`,
        rows: [row(i * 2_500 + 1, (i + 1) * 2_500)],
      })),
    };
    const statuses = Uint8Array.from({ length: 50_000 }, (_, i) => scattered(i) % 4);
    const { seats, bits } = bitsOf(planOf(layout), statuses);
    expect(seats).toBe(50_000);
    expect(bits.length).toBeLessThanOrEqual(15_360);
    const json = JSON.stringify({
      scheduleId: 'sch_aaaaaaaaaaaa',
      layoutId: 'lay_1',
      version: 'v',
      seats,
      bits: Buffer.from(bits).toString('base64'),
      areas: [],
    });
    expect(gzipSync(json).length).toBeLessThanOrEqual(15_360);
  });

  it('are a snapshot far below an item’s 400 KB, though each were held until a second of its own', () => {
    const rush = largest((seat) =>
      scattered(seat) % 10 < 6 ? SOLD : scattered(seat) % 10 < 8 ? NOW_SECOND + (scattered(seat) % 300) : 0,
    );
    expect(encodeImages(rush.images).length).toBeLessThan(40_000);
    const worst = largest((seat) => NOW_SECOND + (scattered(seat) % 3_600));
    expect(encodeImages(worst.images).length).toBeLessThan(120_000);
  });

  it('that change 50 at a time are a delta of at most 4 KB', () => {
    const { images } = largest((seat) => (scattered(seat) % 2 === 0 ? SOLD : NOW_SECOND + (scattered(seat) % 300)));
    const fifty = Array.from({ length: 50 }, (_, i) => images[scattered(i) % images.length]).flatMap(
      (one) => one ?? [],
    );
    expect(encodeImages(fifty).length).toBeLessThan(4_096);
  });
});
