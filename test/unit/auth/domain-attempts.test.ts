// The rules of guessing: what is answered, what is not, and when it begins anew.
import { describe, expect, it } from 'vitest';
import {
  type Attempts,
  attemptRules,
  attemptsTtl,
  blockedUntil,
  counterOf,
  decideFailure,
  networkOf,
} from '../../../functions/auth/domain-attempts.ts';

const rule = { limit: 5, windowSeconds: 900 };
const now = 1_700_000_000_000;
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;

/** Failures whose last one is so long ago. */
const failed = (count: number, agoMs: number): Attempts => ({ count, since: now - agoMs - 1_000, lastAt: now - agoMs });

describe('a counter', () => {
  it.each([
    ['nothing failed', undefined],
    ['four failed', failed(4, 0)],
    ['five failed, and the block is over', failed(5, MINUTE)],
  ])('lets pass when %s', (_, seen) => {
    expect(blockedUntil(seen, now, rule)).toBeUndefined();
  });

  it('blocks from the fifth failure for a minute', () => {
    expect(blockedUntil(failed(5, 0), now, rule)).toBe(now + MINUTE);
    expect(blockedUntil(failed(5, MINUTE - 1), now, rule)).toBe(now + 1);
  });

  it('blocks for twice as long with each failure after that, at most a quarter of an hour', () => {
    const minutes = [5, 6, 7, 8, 9, 10, 2_000].map((count) => {
      return ((blockedUntil(failed(count, 0), now, rule) ?? 0) - now) / MINUTE;
    });
    expect(minutes).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });
});

describe('a failure', () => {
  it.each([
    ['the first', undefined],
    ['one below the limit', failed(4, 0)],
    ['at the last moment of the window', { count: 4, since: now - WINDOW + 1, lastAt: now - 1 }],
  ])('%s is counted with others', (_, seen) => {
    expect(decideFailure(seen, now, rule)).toEqual({ decision: 'count' });
  });

  it('at the limit is not answered', () => {
    expect(decideFailure(failed(5, 0), now, rule)).toEqual({ decision: 'blocked', until: now + MINUTE });
  });

  it('when the window has ended begins anew', () => {
    const seen = { count: 4, since: now - WINDOW, lastAt: now - 1 };
    expect(decideFailure(seen, now, rule)).toEqual({
      decision: 'replace',
      seen,
      next: { count: 1, since: now, lastAt: now },
    });
  });

  it('when a block is over goes on where it stood, for one of those who guess', () => {
    const seen = failed(6, 2 * MINUTE);
    expect(decideFailure(seen, now, rule)).toEqual({
      decision: 'replace',
      seen,
      next: { count: 7, since: seen.since, lastAt: now },
    });
  });

  it('a window after the end of a block begins anew', () => {
    const ended = failed(6, 2 * MINUTE + WINDOW);
    expect(decideFailure(ended, now, rule)).toMatchObject({ next: { count: 1, since: now, lastAt: now } });
    expect(decideFailure(failed(6, 2 * MINUTE + WINDOW - 1), now, rule)).toMatchObject({ next: { count: 7 } });
  });

  it('is kept as long as it can mean something', () => {
    expect(attemptsTtl(now, rule)).toBe((now + 15 * MINUTE + WINDOW) / 1_000);
  });
});

describe('the limits', () => {
  it('are one for addresses, and one for all that is of one account', () => {
    const rules = attemptRules({ LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 });
    const limits = Object.entries(rules).map(([kind, { limit, windowSeconds }]) => [kind, limit, windowSeconds]);
    expect(limits).toEqual([
      ['ACCOUNT', 5, 900],
      ['ADDRESS', 100, 900],
      ['DEVICE', 5, 900],
      ['PASSWORD', 5, 900],
    ]);
  });
});

describe('who is counted', () => {
  it('has a name nobody can read', () => {
    const { hash } = counterOf('ACCOUNT', 'kim@example.com');
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(counterOf('ACCOUNT', 'lee@example.com').hash).not.toBe(hash);
  });

  it('may take its failures back, except for an address that others share', () => {
    const kinds = ['ACCOUNT', 'DEVICE', 'PASSWORD', 'ADDRESS'] as const;
    expect(kinds.map((kind) => counterOf(kind, 'x').own)).toEqual([true, true, true, false]);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('from %s is the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('cannot change addresses within one IPv6 network', () => {
    expect(counterOf('ADDRESS', '2001:db8:1:2::1')).toEqual(counterOf('ADDRESS', '2001:db8:1:2:ffff::9'));
  });
});
