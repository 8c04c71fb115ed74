// The rules of keys: which one signs, what a rotation does next, and when a key is over.
import { describe, expect, it } from 'vitest';
import {
  acceptedFor,
  chooseKey,
  FOREVER,
  firstKey,
  type KeyTimes,
  keysThatAreOver,
  nextStep,
} from '../../../functions/auth/domain-keys.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = 1_700_000_000_000;

/** A key that was published some time ago, and signs from five minutes after. */
const key = (kid: string, publishedAgoMs: number, change: Partial<KeyTimes> = {}): KeyTimes => {
  const signsFrom = now - publishedAgoMs + 5 * MINUTE;
  return { kid, publishedAt: now - publishedAgoMs, signsFrom, acceptedUntil: signsFrom, ...change };
};
const has = (...kids: string[]) => ({ hasLine: (kid: string) => kids.includes(kid) });

describe('the key that signs', () => {
  const choose = (keys: KeyTimes[], { hasLine }: ReturnType<typeof has>) => {
    const { key: chosen, lineMissing } = chooseKey(keys, hasLine, now);
    return [chosen?.kid, lineMissing];
  };

  it('is the newest whose time has come', () => {
    const keys = [key('b', HOUR), key('a', DAY), key('c', 4 * MINUTE)];
    expect(choose(keys, has('a', 'b', 'c'))).toEqual(['b', false]);
  });

  it('signs from its very millisecond on, and not one before', () => {
    const keys = [key('a', DAY), key('b', 5 * MINUTE)];
    expect(choose(keys, has('a', 'b'))).toEqual(['b', false]);
    expect(choose([key('a', DAY), key('b', 5 * MINUTE - 1)], has('a', 'b'))).toEqual(['a', false]);
  });

  it('is an older one while the line of the newest is not known', () => {
    expect(choose([key('a', DAY), key('b', HOUR)], has('a'))).toEqual(['a', true]);
  });

  it('is not looked for in the secret again for the sake of an older one', () => {
    expect(choose([key('a', DAY), key('b', HOUR)], has('b'))).toEqual(['b', false]);
  });

  it('is none without a line', () => {
    expect(choose([key('a', DAY)], has('b'))).toEqual([undefined, true]);
  });

  it('is the first of a stack also for a clock that is behind', () => {
    expect(choose([firstKey('a', now + 2_000)], has('a'))).toEqual(['a', false]);
  });

  it('is never one that is not published', () => {
    expect(choose([], has('a'))).toEqual([undefined, false]);
  });

  it('is the same for all when two have one time', () => {
    const [a, b] = [key('a', HOUR), key('b', HOUR)];
    expect(choose([a, b], has('a', 'b'))).toEqual(choose([b, a], has('a', 'b')));
  });
});

describe('until when a key is accepted', () => {
  it('is never before the end of its token', () => {
    for (const expiresAt of [now, now + 1, now + 900_000, now + 40 * DAY]) {
      expect(acceptedFor(expiresAt)).toBeGreaterThanOrEqual(expiresAt);
    }
  });

  it('moves on in steps of six hours, so that it is written seldom', () => {
    const times = Array.from({ length: 6 * 60 }, (_, minute) => acceptedFor(now + minute * MINUTE));
    expect(new Set(times).size).toBeLessThanOrEqual(2);
    expect(acceptedFor(acceptedFor(now))).toBe(acceptedFor(now));
  });
});

describe('a rotation', () => {
  const step = (keys: KeyTimes[], lines: string[], wanted = false) => nextStep({ keys, lines, now }, wanted, 30 * DAY);

  it('publishes the first key of a stack, which signs at once', () => {
    expect(step([], ['a'])).toEqual({ step: 'publish', key: firstKey('a', now) });
  });

  it('begins with the oldest line, as every signer does that finds no key', () => {
    expect(step([], ['a', 'b'])).toEqual({ step: 'publish', key: firstKey('a', now) });
  });

  it('leaves a young key alone', () => {
    expect(step([key('a', 30 * DAY - 1)], ['a'])).toEqual({ step: 'rest', kid: 'a' });
  });

  it('adds a line when the key is old, and keeps the one that still signs', () => {
    expect(step([key('a', 30 * DAY)], ['a'])).toEqual({ step: 'add-line', keep: ['a'] });
  });

  it('adds a line when somebody wants a new key, and drops the lines that sign no more', () => {
    expect(step([key('a', 9 * DAY), key('b', DAY)], ['a', 'b'], true)).toEqual({ step: 'add-line', keep: ['b'] });
  });

  it('takes a key of an older version, which has no times, for an old one', () => {
    const old = { kid: 'a', publishedAt: 0, signsFrom: 0, acceptedUntil: FOREVER };
    expect(step([old], ['a'])).toEqual({ step: 'add-line', keep: ['a'] });
  });

  it('publishes a line that nobody published, to sign five minutes later, wanted or not', () => {
    const signsFrom = now + 5 * MINUTE;
    const published = { kid: 'b', publishedAt: now, signsFrom, acceptedUntil: signsFrom };
    expect(step([key('a', DAY)], ['a', 'b'])).toEqual({ step: 'publish', key: published });
    expect(step([key('a', DAY)], ['a', 'b'], true)).toEqual({ step: 'publish', key: published });
  });

  it('waits while the next key does not sign yet, however much a new one is wanted', () => {
    expect(step([key('a', 40 * DAY), key('b', MINUTE)], ['a', 'b'], true)).toEqual({ step: 'wait', kid: 'b' });
  });

  it('does not bring back a key that was deleted, though its line is still there', () => {
    expect(step([key('b', DAY)], ['a', 'b'])).toEqual({ step: 'rest', kid: 'b' });
  });

  it('publishes a line for soon where no key can sign: somebody replaced the secret', () => {
    const signsFrom = now + 15_000;
    const published = { kid: 'b', publishedAt: now, signsFrom, acceptedUntil: signsFrom };
    expect(step([key('a', DAY)], ['b'])).toEqual({ step: 'publish', key: published });
  });

  it('does not count a key without a line as the present one', () => {
    expect(step([key('a', 40 * DAY), key('lost', DAY)], ['a'])).toEqual({ step: 'add-line', keep: ['a'] });
  });
});

describe('a key is over', () => {
  const over = (keys: KeyTimes[], lines: string[]) => keysThatAreOver({ keys, lines, now }).map(({ kid }) => kid);
  const old = (acceptedUntil: number) => key('a', 40 * DAY, { acceptedUntil });
  const signs = key('b', HOUR + 5 * MINUTE);

  it('an hour after its last token, when another has signed for an hour', () => {
    expect(over([old(now - HOUR - 1), signs], ['a', 'b'])).toEqual(['a']);
  });

  it('not while a token of it may be good', () => {
    expect(over([old(now + 20 * DAY), signs], ['b'])).toEqual([]);
    expect(over([old(now - HOUR), signs], ['b'])).toEqual([]);
  });

  it('not while its successor has signed for less than an hour', () => {
    expect(over([old(now - DAY), key('b', HOUR + 5 * MINUTE - 1)], ['a', 'b'])).toEqual([]);
  });

  it('never while it is the one that signs, however long nobody came', () => {
    expect(over([old(now - DAY)], ['a'])).toEqual([]);
  });

  it('never before it signed', () => {
    expect(over([signs, key('c', MINUTE)], ['b', 'c'])).toEqual([]);
  });

  it('never without knowing when its tokens end', () => {
    expect(over([old(FOREVER), signs], ['b'])).toEqual([]);
  });

  it('also when its line was lost before it could sign', () => {
    expect(over([key('a', 40 * DAY), key('lost', DAY)], ['a'])).toEqual(['lost']);
  });

  it('never where no key can sign', () => {
    expect(over([old(now - DAY), signs], ['c'])).toEqual([]);
  });
});
