// The guard of passwords: what it writes and says when guesses reach their limit.
import { Metrics } from '@aws-lambda-powertools/metrics';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { refusals } from '../../../functions/auth/contract.ts';
import { type Attempts, attemptRules, counterOf } from '../../../functions/auth/domain-attempts.ts';
import type { AttemptsStore, Counted } from '../../../functions/auth/store-attempts.ts';
import { createGuard } from '../../../functions/auth/use-cases-attempts.ts';
import { log } from '../../../functions/shared/log.ts';
import { common } from '../../../functions/shared/refusal.ts';

const now = 1_700_000_000_000;
const MINUTE = 60_000;
const rules = attemptRules({ LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 });
const account = counterOf('ACCOUNT', 'kim@example.com');
const address = counterOf('ADDRESS', '203.0.113.7');
const warn = vi.spyOn(log, 'warn').mockReturnValue();
const addMetric = vi.spyOn(Metrics.prototype, 'addMetric').mockReturnThis();

beforeEach(() => {
  warn.mockClear();
  addMetric.mockClear();
});

const failed = (count: number, agoMs = 0, blocks = 0): Attempts => {
  return { count, since: now - agoMs, lastAt: now - agoMs, blocks };
};
const counted = (attempts: Attempts): Counted => ({ outcome: 'counted', attempts });
const refused = (seen: Attempts | undefined): Counted => ({ outcome: 'refused', seen });

/** A store that answers as told, one write after the other, and notes what it was asked. */
function answering(writes: readonly Counted[], seen: readonly (Attempts | undefined)[] = []) {
  const asked: string[] = [];
  const left = [...writes];
  const write = async (what: string) => {
    asked.push(what);
    const next = left.shift();
    if (!next) throw new Error('asked too often');
    return next;
  };
  const store: AttemptsStore = {
    read: async () => [...seen],
    count: () => write('count'),
    replace: (_, before, next) => write(`replace ${before.count} by ${next.count}`),
    forget: async ({ kind }) => {
      asked.push(`forget ${kind}`);
    },
  };
  return { guard: createGuard({ store, rules }), asked };
}

describe('a failure', () => {
  it('below the limit is one write, and no event', async () => {
    const { guard, asked } = answering([counted(failed(4))]);
    await guard.failed([account], now);
    expect([asked, warn.mock.calls]).toEqual([['count'], []]);
  });

  it('that is the fifth is told, and a security event that says of whom neither in clear nor by a hash', async () => {
    const { guard } = answering([counted(failed(5))]);
    await guard.failed([account], now);
    const event = { kind: 'LOGIN_GUESSES_BLOCKED', counter: 'ACCOUNT', failures: 5 };
    expect(warn.mock.calls).toEqual([['security', event]]);
    expect(addMetric.mock.calls).toEqual([['loginsBlocked', 'Count', 1]]);
  });

  it('that comes after the fifth is not told, and no second event', async () => {
    const { guard, asked } = answering([refused(failed(5))]);
    const refusal = { kind: refusals.TOO_MANY_ATTEMPTS, retryAfterSeconds: 60 };
    await expect(guard.failed([account], now)).rejects.toMatchObject(refusal);
    expect([asked, warn.mock.calls]).toEqual([['count'], []]);
  });

  it('when a block is over is told, and begins the next block, which is an event', async () => {
    const { guard, asked } = answering([refused(failed(5, MINUTE)), counted(failed(5, 0, 1))]);
    await guard.failed([account], now);
    expect([asked, warn.mock.calls.length]).toEqual([['count', 'replace 5 by 5'], 1]);
  });

  it('when the block of a network is over begins the next window, which is no event', async () => {
    const { guard, asked } = answering([refused(failed(100, MINUTE)), counted(failed(1, 0, 1))]);
    await guard.failed([address], now);
    expect([asked, warn.mock.calls]).toEqual([['count', 'replace 100 by 1'], []]);
  });

  it('that was slower than another after a block is counted with it', async () => {
    const { guard, asked } = answering([
      refused(failed(100, MINUTE)),
      refused(failed(1, 0, 1)),
      counted(failed(2, 0, 1)),
    ]);
    await guard.failed([address], now);
    expect(asked).toEqual(['count', 'replace 100 by 1', 'count']);
  });

  it('that was slower than a whole window after a block is not told', async () => {
    const { guard } = answering([refused(failed(5, MINUTE)), refused(failed(5, 0, 1))]);
    await expect(guard.failed([account], now)).rejects.toMatchObject({ retryAfterSeconds: 120 });
  });

  it('after the window is counted with those who began anew a moment ago', async () => {
    const { guard, asked } = answering([refused(failed(4, 20 * MINUTE)), refused(failed(1)), counted(failed(2))]);
    await guard.failed([account], now);
    expect(asked).toEqual(['count', 'replace 4 by 1', 'count']);
  });

  it('is counted anew when the failures were taken back meanwhile', async () => {
    const { guard, asked } = answering([refused(failed(5, MINUTE)), refused(undefined), counted(failed(1))]);
    await guard.failed([account], now);
    expect(asked).toEqual(['count', 'replace 5 by 5', 'count']);
  });

  it('is not told when it could not be counted', async () => {
    const { guard, asked } = answering(Array.from({ length: 8 }, () => refused(undefined)));
    await expect(guard.failed([account], now)).rejects.toMatchObject({ kind: common.TRY_AGAIN });
    expect(asked).toHaveLength(8);
  });

  it('is not told when the second of its counters is full', async () => {
    const { guard } = answering([counted(failed(1)), refused(failed(100, 0, 1))]);
    await expect(guard.failed([account, address], now)).rejects.toMatchObject({ retryAfterSeconds: 120 });
  });

  it('that is not told for its own counter is not counted at the one that others share', async () => {
    const { guard, asked } = answering([refused(failed(5, 30_000)), counted(failed(1))]);
    await expect(guard.failed([account, address], now)).rejects.toMatchObject({ retryAfterSeconds: 30 });
    expect(asked).toEqual(['count']);
  });
});

describe('a look before the hash', () => {
  it('says the longest wait of the counters, in whole seconds', async () => {
    const { guard } = answering([], [failed(5, 59_001), failed(100, 1_500, 1)]);
    await expect(guard.check([account, address], now)).rejects.toMatchObject({ retryAfterSeconds: 119 });
  });
});

describe('the right password', () => {
  it('takes back what is the own, where there was something', async () => {
    const none = answering([], [undefined, failed(3)]);
    await none.guard.succeeded([account, address], now);
    const some = answering([], [failed(3), failed(3)]);
    await some.guard.succeeded([account, address], now);
    expect([none.asked, some.asked]).toEqual([[], ['forget ACCOUNT']]);
  });
});
