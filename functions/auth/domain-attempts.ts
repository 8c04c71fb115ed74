// The rules of guessing: how many wrong passwords are answered, and how long nobody is answered after that.
import { createHash } from 'node:crypto';

/**
 * Whose failures count together: of an account, named by its address, whether there is one or not; of a network; of a
 * device that signed in before; of all such devices of a user; of a signed-in user who says the current password; of a
 * network that asks for identity verifications there are not.
 */
export type CounterKind = 'ACCOUNT' | 'ADDRESS' | 'DEVICE' | 'DEVICES' | 'PASSWORD' | 'IDENTITY';

export interface Counter {
  readonly kind: CounterKind;
  /**
   * Stands for the name in a key: of one length, and not read at a glance. It is no secret, as who sees it can guess the
   * name until the hash fits; so it goes to no log, and its item is gone after half an hour.
   */
  readonly hash: string;
  /** Whether the right password takes its failures back: it says nothing of the others who share the counter. */
  readonly own: boolean;
}

/** Failures of one counter in one window. Times are epoch milliseconds. */
export interface Attempts {
  readonly count: number;
  /** The first of them, which began the window. */
  readonly since: number;
  /** The last of them. */
  readonly lastAt: number;
  /** How many windows before this one, without a quiet one between, ended in a block. */
  readonly blocks: number;
}

/**
 * So many failures are answered in a window, which begins with the first of them and ends with its time, or with the block
 * that the last one begins. Windows do not slide, so late failures of one and those of the next add up.
 */
export interface AttemptRule {
  readonly limit: number;
  /** So many of them, as soon as a block is over. */
  readonly afterBlock: number;
  readonly windowSeconds: number;
}

export type AttemptRules = Readonly<Record<CounterKind, AttemptRule>>;

const WINDOW_SECONDS = 900;

/** The first block; each one after it is twice as long. */
const FIRST_BLOCK_MS = 60_000;
const LONGEST_BLOCK_MS = 900_000;

/**
 * An account's devices have a limit of their own and this one together: else who once knew the password, and kept the
 * token of each login, could guess the next one as often as they have tokens.
 */
const DEVICES_AT_LIMIT = 10;

export function attemptRules(env: {
  readonly LOGIN_FAILURES_PER_ACCOUNT: number;
  readonly LOGIN_FAILURES_PER_ADDRESS: number;
}): AttemptRules {
  const own = (limit: number) => ({ limit, afterBlock: 1, windowSeconds: WINDOW_SECONDS });
  // One answer per block would let one who guesses keep out all the others who share the counter.
  const shared = (limit: number) => ({ limit, afterBlock: limit, windowSeconds: WINDOW_SECONDS });
  const account = own(env.LOGIN_FAILURES_PER_ACCOUNT);
  const address = shared(env.LOGIN_FAILURES_PER_ADDRESS);
  const devices = shared(DEVICES_AT_LIMIT * env.LOGIN_FAILURES_PER_ACCOUNT);
  return {
    ACCOUNT: account,
    ADDRESS: address,
    DEVICE: account,
    DEVICES: devices,
    PASSWORD: account,
    IDENTITY: address,
  };
}

/**
 * @param name the normalised e-mail address of an `ACCOUNT`, the caller's address for `ADDRESS` and `IDENTITY`, the
 * `DEVICE`'s name, or the user's id for `DEVICES` and `PASSWORD`
 */
export function counterOf(kind: CounterKind, name: string): Counter {
  const ofNetwork = kind === 'ADDRESS' || kind === 'IDENTITY';
  const counted = ofNetwork ? networkOf(name) : name;
  const shared = ofNetwork || kind === 'DEVICES';
  return { kind, hash: createHash('sha256').update(counted).digest('base64url'), own: !shared };
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

/**
 * Until when nobody is answered, or undefined when somebody is. Who came a moment before the failure that began the block
 * waits as long as the block, and not for that moment too.
 */
export function blockedUntil(seen: Attempts | undefined, now: number, rule: AttemptRule): number | undefined {
  const until = blockEnd(seen, rule);
  if (!seen || until === undefined || now >= until) return undefined;
  return Math.min(until, now + blockMs(seen));
}

/** `count`: below the limit, in whatever order with others; `replace`: only if nobody else was faster. */
export type FailureDecision =
  | { readonly decision: 'count' }
  | { readonly decision: 'replace'; readonly seen: Attempts; readonly next: Attempts }
  | { readonly decision: 'blocked'; readonly until: number };

/**
 * What a failure does to a counter. The window after a block is the shorter by what it does not answer, and its own block
 * is twice as long; both are forgotten when as long as a window nothing failed.
 */
export function decideFailure(seen: Attempts | undefined, now: number, rule: AttemptRule): FailureDecision {
  const { limit, afterBlock, windowSeconds } = rule;
  const windowMs = windowSeconds * 1000;
  if (!seen) return { decision: 'count' };
  const anew = (count: number, blocks: number): FailureDecision => {
    return { decision: 'replace', seen, next: { count, since: now, lastAt: now, blocks } };
  };
  const until = blockEnd(seen, rule);
  if (until === undefined) return now < seen.since + windowMs ? { decision: 'count' } : anew(1, 0);
  const blocked = blockedUntil(seen, now, rule);
  if (blocked !== undefined) return { decision: 'blocked', until: blocked };
  return now < until + windowMs ? anew(limit - afterBlock + 1, seen.blocks + 1) : anew(1, 0);
}

function blockEnd(seen: Attempts | undefined, { limit }: AttemptRule): number | undefined {
  return !seen || seen.count < limit ? undefined : seen.lastAt + blockMs(seen);
}

function blockMs({ blocks }: Attempts): number {
  return Math.min(LONGEST_BLOCK_MS, FIRST_BLOCK_MS * 2 ** blocks);
}

/** When a counter that fails now means nothing any more: a window after its longest block. @returns epoch seconds, for DynamoDB TTL */
export function attemptsTtl(now: number, { windowSeconds }: AttemptRule): number {
  return Math.ceil((now + LONGEST_BLOCK_MS) / 1000) + windowSeconds;
}
