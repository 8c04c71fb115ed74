// The guard of passwords: asked before one is hashed, and told how it went.
import { count, log } from '../shared/log.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { type AttemptRules, type Attempts, blockedUntil, type Counter, decideFailure } from './domain-attempts.ts';
import type { AttemptsStore } from './store-attempts.ts';

/** How often a failure is counted anew while others fail, or are forgiven, at the same counter. */
const TRIES = 8;

export interface Guard {
  /** Before the work of a hash. @throws Refusal TOO_MANY_ATTEMPTS while one of the counters is blocked */
  check(counters: readonly Counter[], now: number): Promise<void>;
  /**
   * The password was wrong: counts it at each counter, up to one that is full. May be told to the client only when this
   * does not throw, so that no more than the limit is told, however many guess at once.
   * @throws Refusal TOO_MANY_ATTEMPTS
   */
  failed(counters: readonly Counter[], now: number): Promise<void>;
  /**
   * The password was right: looks again, as others may have reached the limit meanwhile, and takes back the failures of
   * the counters that are the caller's own. Writes nothing where nothing failed.
   * @throws Refusal TOO_MANY_ATTEMPTS
   */
  succeeded(counters: readonly Counter[], now: number): Promise<void>;
}

export function createGuard({ store, rules }: { store: AttemptsStore; rules: AttemptRules }): Guard {
  const read = async (counters: readonly Counter[], now: number) => {
    const seen = await store.read(counters);
    refuseUntil(
      counters.map(({ kind }, i) => blockedUntil(seen[i], now, rules[kind])),
      now,
    );
    return seen;
  };

  /** @returns until when the counter is blocked, when the failure was refused */
  const countOne = async (counter: Counter, now: number): Promise<number | undefined> => {
    const rule = rules[counter.kind];
    let written = await store.count(counter, rule, now);
    for (let tries = 1; tries < TRIES && written.outcome === 'refused'; tries++) {
      const decided = decideFailure(written.seen, now, rule);
      switch (decided.decision) {
        case 'blocked':
          return decided.until;
        case 'count':
          written = await store.count(counter, rule, now);
          break;
        case 'replace':
          // An equal item is no proof of an own write here: two who guess in one millisecond write the same.
          written = await store.replace(counter, decided.seen, decided.next, rule);
          break;
        default:
          decided satisfies never;
      }
    }
    if (written.outcome === 'refused') throw new Refusal(common.TRY_AGAIN, {}, 1);
    if (written.attempts.count >= rule.limit) tell(counter, written.attempts);
    return undefined;
  };

  return {
    async check(counters, now) {
      await read(counters, now);
    },

    async failed(counters, now) {
      // One after the other: what is not told must not fill a counter that others share.
      for (const counter of counters) refuseUntil([await countOne(counter, now)], now);
    },

    async succeeded(counters, now) {
      const seen = await read(counters, now);
      const own = counters.flatMap((counter, i) => {
        const attempts = counter.own ? seen[i] : undefined;
        return attempts ? [{ counter, attempts }] : [];
      });
      await Promise.all(own.map(({ counter, attempts }) => store.forget(counter, attempts)));
    },
  };
}

/** @param untils epoch milliseconds, where there is a block. @throws Refusal TOO_MANY_ATTEMPTS until the last of them */
function refuseUntil(untils: readonly (number | undefined)[], now: number): void {
  const until = Math.max(0, ...untils.map((until) => until ?? 0));
  if (until > 0) throw new Refusal(refusals.TOO_MANY_ATTEMPTS, {}, Math.max(1, Math.ceil((until - now) / 1000)));
}

/** A block begins: once for each, as one write began it. Whose it is stays unsaid: logs are kept for longer than that. */
function tell({ kind }: Counter, attempts: Attempts): void {
  log.warn('security', { kind: 'LOGIN_GUESSES_BLOCKED', counter: kind, failures: attempts.count });
  count('loginsBlocked');
}
