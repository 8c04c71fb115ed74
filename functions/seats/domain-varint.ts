// Whole numbers in few bytes: seven bits to a byte, the lowest first, all but a number's last byte with the top bit.

/** @param numbers from 0 to 2^53 − 1 */
export function varints(numbers: Iterable<number>): number[] {
  const bytes: number[] = [];
  for (let left of numbers) {
    for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
    bytes.push(left);
  }
  return bytes;
}

export interface Reader {
  /** The next number. @throws RangeError where there is none, or none that is safe */
  next(): number;
  /** The next `length` bytes. @throws RangeError when there are fewer */
  take(length: number): Uint8Array;
  readonly ends: boolean;
}

export function readerOf(bytes: Uint8Array): Reader {
  let at = 0;
  return {
    next() {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = bytes[at++];
        if (byte === undefined) throw new RangeError('a number has no end');
        value += (byte % 128) * factor;
        if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large');
        if (byte < 128) return value;
      }
    },
    take(length) {
      if (at + length > bytes.length) throw new RangeError('there are too few bytes');
      at += length;
      return bytes.subarray(at - length, at);
    },
    get ends() {
      return at === bytes.length;
    },
  };
}
