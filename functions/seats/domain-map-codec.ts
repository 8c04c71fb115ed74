// Images of blocks as bytes, for SNAPSHOT and DELTA items: whoever reads or folds them needs to know no layout.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PER_BLOCK } from '../shared/slots.ts';
import { BLOCKED, type BlockImage, FREE, SOLD } from './domain-map.ts';
import { type Reader, readerOf, varints } from './domain-varint.ts';

/** What the first byte says: how the rest is to be read. */
const FORMAT = 1;

/** Far above the images of every block of the largest layout, each seat held. */
const MOST_BYTES = 4_000_000;

/**
 * Deflated: the format, the earliest end of a hold (epoch seconds), how many images; per image its section and block,
 * as steps from the one before, its version, two bits a slot (0 free, 1 held, 2 sold, 3 blocked), and of each held slot
 * by how many seconds its hold ends after the earliest.
 */
export function encodeImages(images: Iterable<BlockImage>): Uint8Array {
  const sorted = [...images].sort((a, b) => a.section - b.section || a.block - b.block);
  let base = Number.POSITIVE_INFINITY;
  for (const { marks } of sorted) for (const mark of marks) if (mark > BLOCKED && mark < base) base = mark;
  if (base === Number.POSITIVE_INFINITY) base = 0;
  const bytes = [FORMAT, ...varints([base, sorted.length])];
  let section = 0;
  let block = 0;
  for (const image of sorted) {
    if (image.section !== section) block = 0;
    const head = varints([image.section - section, image.block - block, image.version]);
    ({ section, block } = image);
    const held = [...image.marks].filter((mark) => mark > BLOCKED).map((mark) => mark - base);
    for (const byte of [...head, ...bitsOf(image.marks), ...varints(held)]) bytes.push(byte);
  }
  return deflateRawSync(Uint8Array.from(bytes));
}

function bitsOf(marks: Uint32Array): Uint8Array {
  const bits = new Uint8Array(PER_BLOCK / 4);
  for (const [slot, mark] of marks.entries()) {
    const code = mark === FREE ? 0 : mark === SOLD ? 2 : mark === BLOCKED ? 3 : 1;
    bits[slot >> 2] = (bits[slot >> 2] ?? 0) | (code << (6 - 2 * (slot & 3)));
  }
  return bits;
}

/** @throws for bytes that `encodeImages` did not make */
export function decodeImages(bytes: Uint8Array): BlockImage[] {
  const reader = readerOf(inflateRawSync(bytes, { maxOutputLength: MOST_BYTES }));
  const format = reader.next();
  if (format !== FORMAT) throw new RangeError(`images of blocks have no format ${format}`);
  const base = reader.next();
  const count = reader.next();
  const images: BlockImage[] = [];
  let section = 0;
  let block = 0;
  for (let i = 0; i < count; i++) {
    const step = reader.next();
    if (step > 0) block = 0;
    section += step;
    block += reader.next();
    images.push({ section, block, version: reader.next(), marks: marksOf(reader, base) });
  }
  if (!reader.ends) throw new RangeError('there is more than the images');
  return images;
}

function marksOf(reader: Reader, base: number): Uint32Array {
  const bits = reader.take(PER_BLOCK / 4);
  return Uint32Array.from({ length: PER_BLOCK }, (_, slot) => {
    const code = ((bits[slot >> 2] ?? 0) >> (6 - 2 * (slot & 3))) & 3;
    if (code === 1) return base + reader.next();
    return code === 0 ? FREE : code === 2 ? SOLD : BLOCKED;
  });
}
