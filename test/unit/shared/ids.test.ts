// Ids: short, in one alphabet, at random or found again by who knows the secret.
import { describe, expect, it } from 'vitest';
import { anyId, BASE62, bare, base62, cardIdOf, isCardId, isIdOf } from '../../../functions/shared/ids.ts';
import { keyedChars, newId, randomChars, requestHash } from '../../../functions/shared/keyed-id.ts';

describe('base 62', () => {
  it('writes 12 characters of its alphabet, whatever the bytes', () => {
    for (const byte of [0, 1, 128, 255]) {
      const text = base62(new Uint8Array(16).fill(byte));
      expect(text).toHaveLength(12);
      expect([...text].every((character) => BASE62.includes(character))).toBe(true);
    }
  });

  it('counts in 62', () => {
    expect(base62(new Uint8Array([61]), 2)).toBe('z0');
    expect(base62(new Uint8Array([62]), 2)).toBe('01');
  });
});

describe('a new id', () => {
  it('carries its kind, and is one that clients may send', () => {
    const id = newId('rsv');
    expect(id).toMatch(/^rsv_[0-9A-Za-z]{12}$/);
    expect(anyId.safeParse(id).success).toBe(true);
    expect(bare(id)).toBe(id.slice(4));
  });

  it('is never the same', () => {
    expect(new Set(Array.from({ length: 1_000 }, randomChars)).size).toBe(1_000);
  });
});

describe('an id of ours', () => {
  it('is known by its kind and its characters', () => {
    expect(isIdOf('rsv', newId('rsv'))).toBe(true);
    const others = [newId('pay'), 'rsv_short', `rsv_${'a'.repeat(13)}`, 'rsv_aaaaaa aaaaa', 'rsv_aaaaaa_aaaaa', ''];
    expect(others.filter((text) => isIdOf('rsv', text))).toEqual([]);
  });
});

describe('the id of a card payment', () => {
  it('has letters and digits alone, and is no id of a payment from the wallet', () => {
    const id = cardIdOf(randomChars());
    expect(id).toMatch(/^pay[0-9A-Za-z]{12}$/);
    expect([isCardId(id), isIdOf('pay', id), anyId.safeParse(id).success]).toEqual([true, false, true]);
  });

  it('is told from any other', () => {
    const others = [newId('pay'), 'payshort', `pay${'a'.repeat(13)}`, 'payaaaaaa aaaaa', 'rsvaaaaaaaaaaaa', ''];
    expect([...others, `${cardIdOf(randomChars())}\n`].filter(isCardId)).toEqual([]);
  });
});

describe('derived characters', () => {
  it('are the same for the same secret and parts', () => {
    expect(keyedChars('s', 'person', 'schedule', 'key')).toBe(keyedChars('s', 'person', 'schedule', 'key'));
  });

  it.each([
    ['another secret', ['t', 'ab', 'c']],
    ['another part', ['s', 'ab', 'd']],
    ['another cut of the same text', ['s', 'a', 'bc']],
    ['another order', ['s', 'c', 'ab']],
  ] as const)('differ for %s', (_, [secret, ...parts]) => {
    expect(keyedChars(secret, ...parts)).not.toBe(keyedChars('s', 'ab', 'c'));
  });
});

it('a request is told from another by its hash', () => {
  expect(requestHash({ amount: 1 })).toBe(requestHash({ amount: 1 }));
  expect(requestHash({ amount: 1 })).not.toBe(requestHash({ amount: 2 }));
});
