// One key for what a person wants once: however often it is pressed or sent, and whatever comes back.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ApiError } from '../../../functions/shared/client.ts';
import { answered, dropIntents, intentOf, isAnswer, sent } from '../../../web/src/api/intent-keys.ts';
import { SignedOut } from '../../../web/src/api/session-rules.ts';

const NOW = 1_800_000_000_000;
const FIVE_MINUTES_MS = 300_000;
const WISH = { userId: 'u-1', name: 'charge', what: { amount: 10_000, method: 'DIRECT' } };

/** What a tab keeps; a reload reads the same. */
function tab() {
  const kept = new Map<string, string>();
  return {
    getItem: (slot: string) => kept.get(slot) ?? null,
    setItem: (slot: string, value: string) => void kept.set(slot, value),
    removeItem: (slot: string) => void kept.delete(slot),
    key: (index: number) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

describe('the key of an intent', () => {
  it('is the same for two presses while there is no answer', () => {
    const kept = tab();
    expect(intentOf(kept, WISH, NOW + 1).key).toBe(intentOf(kept, WISH, NOW).key);
  });

  it('is another one for another sum, another name, and another person', () => {
    const kept = tab();
    const wishes = [WISH, { ...WISH, what: { amount: 10_001 } }, { ...WISH, name: 'pay' }, { ...WISH, userId: 'u-2' }];
    expect(new Set(wishes.map((wish) => intentOf(kept, wish, NOW).key)).size).toBe(wishes.length);
  });

  it('is a new one once it was answered', () => {
    const kept = tab();
    const first = intentOf(kept, WISH, NOW);
    answered(kept, first);
    expect(intentOf(kept, WISH, NOW).key).not.toBe(first.key);
  });

  it('stays with the second of two presses when the first was answered, and takes no later one with it', () => {
    const kept = tab();
    const [first, second] = [intentOf(kept, WISH, NOW), intentOf(kept, WISH, NOW)];
    answered(kept, first);
    sent(kept, second, NOW + 1);
    expect(kept.length).toBe(0);
    const third = intentOf(kept, WISH, NOW + 2);
    answered(kept, second);
    expect([second.key, intentOf(kept, WISH, NOW + 3).key]).toEqual([first.key, third.key]);
    expect(third.key).not.toBe(first.key);
  });

  it('is forgotten five minutes after it was sent last', () => {
    const kept = tab();
    const first = intentOf(kept, WISH, NOW);
    sent(kept, first, NOW + FIVE_MINUTES_MS);
    const again = intentOf(kept, WISH, NOW + 2 * FIVE_MINUTES_MS - 1);
    expect(again.key).toBe(first.key);
    expect(intentOf(kept, WISH, NOW + 3 * FIVE_MINUTES_MS - 1).key).not.toBe(first.key);
  });

  it('is a new one where what was kept is none', () => {
    const kept = tab();
    const { slot } = intentOf(kept, WISH, NOW);
    for (const text of ['{', 'null', '{"key":1,"at":2}', '{"key":"k"}']) {
      kept.setItem(slot, text);
      expect(intentOf(kept, WISH, NOW).key).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('goes with who signs out, and nothing else does', () => {
    const kept = tab();
    kept.setItem('onsale.reloaded', '[]');
    intentOf(kept, WISH, NOW);
    intentOf(kept, { ...WISH, name: 'pay' }, NOW);
    dropIntents(kept);
    expect([kept.length, kept.key(0)]).toEqual([1, 'onsale.reloaded']);
  });
});

describe('an answer to an intent', () => {
  const refused = (status: number, body: ApiError['problem'] = { code: 'OURS' }) => new ApiError(status, body, null);

  it.each([400, 402, 403, 404, 409, 422])('is a refusal of ours with %i', (status) => {
    expect(isAnswer(refused(status))).toBe(true);
  });

  it.each([401, 408, 425, 429, 500, 503])('is none with %i, after which it may have been done', (status) => {
    expect(isAnswer(refused(status))).toBe(false);
  });

  it.each([
    ['a refusal without a code', refused(403, { message: 'Forbidden' })],
    ['a code that is no text', new ApiError(400, JSON.parse('{"code":7}'), null)],
    ['a success that is written otherwise', new z.core.$ZodError([])],
    ['a page where JSON was asked for', new SyntaxError()],
    ['nobody signed in', new SignedOut()],
    ['no answer', new TypeError('Failed to fetch')],
  ])('is none with %s', (_, error) => {
    expect(isAnswer(error)).toBe(false);
  });
});
