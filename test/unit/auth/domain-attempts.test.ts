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

const rule = { limit: 5, afterBlock: 1, windowSeconds: 900 };
const shared = { limit: 5, afterBlock: 5, windowSeconds: 900 };
const now = 1_700_000_000_000;
const MINUTE = 60_000;
const WINDOW = 15 * MINUTE;

/** Failures whose last one is so long ago, after so many windows that ended in a block. */
const failed = (count: number, agoMs: number, blocks = 0): Attempts => {
  return { count, since: now - agoMs - 1_000, lastAt: now - agoMs, blocks };
};

/** One who fails at these times, as the store counts it. */
function failing(by = rule) {
  let seen: Attempts | undefined;
  return {
    /** @returns whether it was answered */
    at(time: number): boolean {
      const decided = decideFailure(seen, time, by);
      if (decided.decision === 'replace') seen = decided.next;
      if (decided.decision === 'count') {
        seen = seen ? { ...seen, count: seen.count + 1, lastAt: time } : { ...FIRST, since: time, lastAt: time };
      }
      return decided.decision !== 'blocked';
    },
    blockedUntil: (time: number) => blockedUntil(seen, time, by),
  };
}

const FIRST = { count: 1, since: now, lastAt: now, blocks: 0 };

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

  it('keeps nobody longer than the block, who came before the failure that began it was written', () => {
    expect(blockedUntil(failed(5, -400), now, rule)).toBe(now + MINUTE);
    expect(decideFailure(failed(5, -400), now, rule)).toEqual({ decision: 'blocked', until: now + MINUTE });
  });

  it('blocks for twice as long with each block after that, at most a quarter of an hour', () => {
    const minutes = [0, 1, 2, 3, 4, 5, 2_000].map((blocks) => {
      return ((blockedUntil(failed(5, 0, blocks), now, rule) ?? 0) - now) / MINUTE;
    });
    expect(minutes).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });
});

describe('a failure', () => {
  it.each([
    ['the first', undefined],
    ['one below the limit', failed(4, 0)],
    ['at the last moment of the window', { ...failed(4, 1), since: now - WINDOW + 1 }],
  ])('%s is counted with others', (_, seen) => {
    expect(decideFailure(seen, now, rule)).toEqual({ decision: 'count' });
  });

  it('at the limit is not answered', () => {
    expect(decideFailure(failed(5, 0), now, rule)).toEqual({ decision: 'blocked', until: now + MINUTE });
  });

  it('when the window has ended below the limit begins a new one, and growth is forgotten', () => {
    const seen = { ...failed(4, 1, 3), since: now - WINDOW };
    expect(decideFailure(seen, now, rule)).toEqual({ decision: 'replace', seen, next: FIRST });
  });

  it('when a block is over is answered once, and the next block is longer', () => {
    const seen = failed(5, 2 * MINUTE, 1);
    const next = { ...FIRST, count: 5, blocks: 2 };
    expect(decideFailure(seen, now, rule)).toEqual({ decision: 'replace', seen, next });
    expect(decideFailure(failed(5, 2 * MINUTE - 1, 1), now, rule)).toEqual({ decision: 'blocked', until: now + 1 });
  });

  it('when a block is over that others share begins a whole window, whose block will be longer', () => {
    const seen = failed(5, 2 * MINUTE, 1);
    expect(decideFailure(seen, now, shared)).toEqual({ decision: 'replace', seen, next: { ...FIRST, blocks: 2 } });
  });

  it.each([rule, shared])('after a quiet window begins anew: growth is forgotten (%o)', (by) => {
    expect(decideFailure(failed(5, 2 * MINUTE + WINDOW, 1), now, by)).toMatchObject({ next: FIRST });
    expect(decideFailure(failed(5, 2 * MINUTE + WINDOW - 1, 1), now, by)).toMatchObject({ next: { blocks: 2 } });
  });

  it('is kept as long as it can mean something', () => {
    expect(attemptsTtl(now, rule)).toBe((now + 15 * MINUTE + WINDOW) / 1_000);
  });
});

describe('who fails again and again', () => {
  it.each([
    ['at an account is answered five times, then once a block', rule, [5, 1, 1, 1, 1, 1]],
    ['where others share the counter is answered five times in each window', shared, [5, 5, 5, 5, 5, 5]],
  ])('%s, and waits from one minute to fifteen between them', (_, by, answered) => {
    const { at, blockedUntil: until } = failing(by);
    let time = now;
    const waits: number[] = [];
    const told = answered.map(() => {
      const answers = [1, 2, 3, 4, 5, 6].map(() => at(time)).filter((one) => one).length;
      const end = until(time) ?? 0;
      waits.push((end - time) / MINUTE);
      time = end;
      return answers;
    });
    expect(told).toEqual(answered);
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it('at an account, whenever it helps, has a dozen answers in a quarter of an hour', () => {
    const { at } = failing();
    const first = [at(now), ...[1, 2, 3].map(() => at(now + WINDOW - 1))];
    const seconds = Array.from({ length: WINDOW / 1_000 }, (_, i) => now + WINDOW + i * 1_000);
    const more = seconds.flatMap((time) => [1, 2, 3, 4, 5].map(() => at(time))).filter((answered) => answered);
    expect(first.length - 1 + more.length).toBe(11);
  });

  it('once a block, past a hundred, does not keep a network blocked: its next block takes a hundred more', () => {
    const { at, blockedUntil: until } = failing({ limit: 100, afterBlock: 100, windowSeconds: 900 });
    for (let i = 0; i < 100; i++) at(now);
    const end = until(now) ?? 0;
    expect(end - now).toBe(MINUTE);
    const spread = Array.from({ length: 99 }, (_, i) => end + i * 9_000);
    expect(spread.map((time) => [at(time), until(time)])).toEqual(spread.map(() => [true, undefined]));
  });
});

describe('the limits', () => {
  it('are one for addresses, one for all that is of one account, and ten times that for its devices together', () => {
    const rules = attemptRules({ LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 });
    const limits = Object.entries(rules).map(([kind, by]) => [kind, by.limit, by.afterBlock, by.windowSeconds]);
    expect(limits).toEqual([
      ['ACCOUNT', 5, 1, 900],
      ['ADDRESS', 100, 100, 900],
      ['DEVICE', 5, 1, 900],
      ['DEVICES', 50, 50, 900],
      ['PASSWORD', 5, 1, 900],
      ['IDENTITY', 100, 100, 900],
    ]);
  });
});

describe('who is counted', () => {
  it('has a name of one length', () => {
    const { hash } = counterOf('ACCOUNT', 'kim@example.com');
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(counterOf('ACCOUNT', 'lee@example.com').hash).not.toBe(hash);
  });

  it('may take its failures back, except where others share the counter', () => {
    const kinds = ['ACCOUNT', 'DEVICE', 'PASSWORD', 'ADDRESS', 'DEVICES', 'IDENTITY'] as const;
    expect(kinds.map((kind) => counterOf(kind, 'x').own)).toEqual([true, true, true, false, false, false]);
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
