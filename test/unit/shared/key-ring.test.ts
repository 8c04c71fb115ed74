// Key rings: a secret of lines, hashes that only its holder can make, ids that give nothing away.
import { describe, expect, it, vi } from 'vitest';
import { createRingReader, parseKeyRing } from '../../../functions/shared/key-ring.ts';

const FIRST = 'a'.repeat(64);
const SECOND = 'b'.repeat(64);

describe('a key ring', () => {
  it('of one line has one key, which is both the oldest and the newest', () => {
    const ring = parseKeyRing(FIRST);
    expect([ring.all.length, ring.oldest, ring.newest]).toEqual([1, ring.all[0], ring.all[0]]);
  });

  it('rotates by another line: the first stays the oldest, and both are found by their ids', () => {
    const before = parseKeyRing(FIRST);
    const after = parseKeyRing(`${FIRST}\n${SECOND}\n`);
    expect([after.oldest.kid, after.newest.kid]).toEqual([before.oldest.kid, parseKeyRing(SECOND).oldest.kid]);
    expect(after.byId(before.oldest.kid)?.hash('x')).toEqual(before.oldest.hash('x'));
    expect(after.byId('unknown')).toBeUndefined();
  });

  it('names keys by 8 characters that say nothing of them', () => {
    const { kid } = parseKeyRing(FIRST).oldest;
    expect([kid, FIRST.includes(kid)]).toEqual([expect.stringMatching(/^[0-9A-Za-z]{8}$/), false]);
  });

  it('hashes with the key, and tells where one part ends and the next begins', () => {
    const { oldest } = parseKeyRing(FIRST);
    const hashes = [
      oldest.hash('ab', 'c'),
      oldest.hash('a', 'bc'),
      oldest.hash('abc'),
      parseKeyRing(SECOND).oldest.hash('abc'),
    ];
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(4);
    expect(hashes.map(({ length }) => length)).toEqual([32, 32, 32, 32]);
  });

  it.each(['', '  \n ', 'short', `${FIRST}\nshort`])('is refused when a key is missing or too short: %j', (secret) => {
    expect(() => parseKeyRing(secret)).toThrow(/key/);
  });
});

describe('the reader of a ring', () => {
  const second = parseKeyRing(SECOND).newest.kid;

  /** A secret that can change, and how often it was read. */
  function reading(text: string) {
    const secret = { text, failure: undefined as Error | undefined };
    const read = vi.fn(async () => {
      if (secret.failure) throw secret.failure;
      return secret.text;
    });
    const clock = { now: 1_700_000_000_000 };
    return { secret, read, clock, ring: createRingReader(read, () => clock.now) };
  }

  it('reads once for the keys that it knows', async () => {
    const { ring, read } = reading(FIRST);
    const { newest } = await ring();
    expect(await ring(newest.kid)).toBe(await ring());
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('finds a key that was added since, at once', async () => {
    const { ring, secret, read } = reading(FIRST);
    await ring();
    secret.text = `${FIRST}\n${SECOND}`;
    const [found] = await Promise.all([ring(second), ring(second)]);
    expect(found.newest.kid).toBe(second);
    expect((await ring()).newest.kid).toBe(second);
    expect(read.mock.calls).toEqual([[], [{ fresh: true }]]);
  });

  it('looks for unknown keys at most once in ten seconds: made-up ids are no reads of the secret', async () => {
    const { ring, secret, read, clock } = reading(FIRST);
    for (const kid of ['unknown1', 'unknown2', 'unknown3']) expect((await ring(kid)).byId(kid)).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(2);
    secret.text = `${FIRST}\n${SECOND}`;
    clock.now += 10_000;
    expect((await ring(second)).newest.kid).toBe(second);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('tells no unknown key from a look that failed, and keeps what it knew', async () => {
    const { ring, secret } = reading(FIRST);
    const { newest } = await ring();
    secret.failure = new Error('throttled');
    await expect(ring(second)).rejects.toThrow('throttled');
    await expect(ring(second)).rejects.toThrow('throttled');
    expect((await ring(newest.kid)).newest.kid).toBe(newest.kid);
  });

  it('tries again when the first read failed', async () => {
    const { ring, secret } = reading(FIRST);
    secret.failure = new Error('throttled');
    await expect(ring()).rejects.toThrow('throttled');
    secret.failure = undefined;
    expect((await ring()).all).toHaveLength(1);
  });
});
