// The rules of guessing: how many wrong passwords are answered, and how long nobody is answered after that.
import { createHash } from 'node:crypto';

/**
 * Whose failures count together: of an account, named by its address, whether there is one or not; of a network; of a
 * device that signed in before; of a signed-in user who says the current password.
 */
export type CounterKind = 'ACCOUNT' | 'ADDRESS' | 'DEVICE' | 'PASSWORD';

export interface Counter {
  readonly kind: CounterKind;
  /** Stands for the name, so that no table or log holds an address in clear. */
  readonly hash: string;
  /** Whether the right password takes its failures back: it says nothing of the others behind a network's address. */
  readonly own: boolean;
}

/** Failures of one counter. Times are epoch milliseconds. */
export interface Attempts {
  readonly count: number;
  /** The first of them. */
  readonly since: number;
  /** The last of them. */
  readonly lastAt: number;
}

export interface AttemptRule {
  /** So many failures in a window are answered. */
  readonly limit: number;
  readonly windowSeconds: number;
}

export type AttemptRules = Readonly<Record<CounterKind, AttemptRule>>;

const WINDOW_SECONDS = 900;

/** The first block; each failure after it doubles the next one. */
const FIRST_BLOCK_MS = 60_000;
const LONGEST_BLOCK_MS = 900_000;

export function attemptRules(env: {
  readonly LOGIN_FAILURES_PER_ACCOUNT: number;
  readonly LOGIN_FAILURES_PER_ADDRESS: number;
}): AttemptRules {
  const account = { limit: env.LOGIN_FAILURES_PER_ACCOUNT, windowSeconds: WINDOW_SECONDS };
  const address = { limit: env.LOGIN_FAILURES_PER_ADDRESS, windowSeconds: WINDOW_SECONDS };
  return { ACCOUNT: account, ADDRESS: address, DEVICE: account, PASSWORD: account };
}

/** @param name the normalised e-mail address, the caller's address, the device's id, or the user's id */
export function counterOf(kind: CounterKind, name: string): Counter {
  const counted = kind === 'ADDRESS' ? networkOf(name) : name;
  return { kind, hash: createHash('sha256').update(counted).digest('base64url'), own: kind !== 'ADDRESS' };
}

/** One customer has a whole /64 of IPv6 addresses (RFC 6177), so these count together. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}

/** Until when nobody is answered, or undefined when somebody is. */
export function blockedUntil(seen: Attempts | undefined, now: number, rule: AttemptRule): number | undefined {
  const until = blockEnd(seen, rule);
  return until !== undefined && now < until ? until : undefined;
}

/** `count`: below the limit, in whatever order with others; `replace`: only if nobody else was faster. */
export type FailureDecision =
  | { readonly decision: 'count' }
  | { readonly decision: 'replace'; readonly seen: Attempts; readonly next: Attempts }
  | { readonly decision: 'blocked'; readonly until: number };

/** What a failure does to a counter. */
export function decideFailure(seen: Attempts | undefined, now: number, rule: AttemptRule): FailureDecision {
  const windowMs = rule.windowSeconds * 1000;
  if (!seen) return { decision: 'count' };
  const anew: FailureDecision = { decision: 'replace', seen, next: { count: 1, since: now, lastAt: now } };
  const until = blockEnd(seen, rule);
  if (until === undefined) return now < seen.since + windowMs ? { decision: 'count' } : anew;
  if (now < until) return { decision: 'blocked', until };
  if (now >= until + windowMs) return anew;
  return { decision: 'replace', seen, next: { ...seen, count: seen.count + 1, lastAt: now } };
}

function blockEnd(seen: Attempts | undefined, { limit }: AttemptRule): number | undefined {
  if (!seen || seen.count < limit) return undefined;
  return seen.lastAt + Math.min(LONGEST_BLOCK_MS, FIRST_BLOCK_MS * 2 ** (seen.count - limit));
}

/** When a counter that fails now means nothing any more. @returns epoch seconds, for DynamoDB TTL */
export function attemptsTtl(now: number, { windowSeconds }: AttemptRule): number {
  return Math.ceil((now + LONGEST_BLOCK_MS) / 1000) + windowSeconds;
}
