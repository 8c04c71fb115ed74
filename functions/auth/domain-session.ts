// The rules of a session: a refresh token is used once, and whoever shows a used one ends its family (RFC 9700 §4.14).
import type { KeyRing } from '../shared/key-ring.ts';
import { hashOf, type RefreshToken, refreshTokenText, successorOf } from './domain-refresh-token.ts';

/** One family of refresh tokens: what a login began on one device. */
export interface Session {
  readonly userId: string;
  /** `ses_…` */
  readonly sessionId: string;
  /** Of the token that is good now. */
  readonly hash: string;
  /** Of the token before it, and when that was used; absent until the first rotation. */
  readonly previousHash?: string;
  readonly rotatedAt?: number;
  /** The key of the ring that the token good now was made with; and the salt, absent until the first rotation. */
  readonly kid: string;
  readonly salt?: string;
  /** The account's when the session began; it is over once the account has another. */
  readonly stamp: string;
  /** The `User-Agent` of its login; empty where there was none. */
  readonly device: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  /** Set when a used token was shown: all of the family are refused from then on. */
  readonly endedAt?: number;
  /** The security event that said so. */
  readonly endedBy?: string;
}

const DAY_MS = 86_400_000;
const SLIDING_MS = 30 * DAY_MS;
const ABSOLUTE_MS = 90 * DAY_MS;

/** For so long the token just used gets its successor again: phones retry when an answer is lost. */
export const GRACE_MS = 10_000;

/** A function lives for so long: who ended a family has told it by then, or never will. */
const TOLD_AFTER_MS = 10_000;

/** For so long an end by reuse is told again; later it is no news, be it told or not. */
const TOLD_WITHIN_MS = 3_600_000;

const DEVICE_LENGTH = 200;

/** A session that is 30 days unused is over, and so is every one after 90. */
function expiry(createdAt: number, now: number): number {
  return Math.min(now + SLIDING_MS, createdAt + ABSOLUTE_MS);
}

export function newSession(given: {
  readonly first: RefreshToken;
  readonly kid: string;
  readonly stamp: string;
  /** As the `User-Agent` came. */
  readonly device: string | undefined;
  readonly now: number;
}): Session {
  const { first, kid, stamp, device = '', now } = given;
  return {
    userId: first.userId,
    sessionId: first.sessionId,
    hash: hashOf(first),
    kid,
    stamp,
    // Cut in the middle of a pair it would be text that no store takes.
    device: device.slice(0, DEVICE_LENGTH).toWellFormed(),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: expiry(now, now),
  };
}

/** @param stamp the account's, or undefined when there is none */
export function isAlive(session: Session, stamp: string | undefined, now: number): boolean {
  return session.endedAt === undefined && session.stamp === stamp && session.expiresAt > now;
}

/**
 * The event of an end by reuse that may not have been told, as who ended the family can have died before. Whoever meets
 * the end tells it then: by one id, so that it is one event however often it is told.
 */
export function untoldEvent(session: Session | undefined, now: number): string | undefined {
  const { endedAt, endedBy } = session ?? {};
  if (endedAt === undefined) return undefined;
  const age = now - endedAt;
  return age > TOLD_AFTER_MS && age <= TOLD_WITHIN_MS ? endedBy : undefined;
}

/** A session as it is, and the stamp of its account; both undefined when there is none. */
export interface Family {
  readonly session: Session | undefined;
  readonly stamp: string | undefined;
}

/** @param now when the token was shown: one that was good then, or used a moment before, is no reuse by a slow answer */
export function standingOf({ session, stamp }: Family, token: RefreshToken, now: number) {
  if (session?.endedAt !== undefined) return 'ended-by-reuse';
  if (!session || !isAlive(session, stamp, now)) return 'ended';
  const hash = hashOf(token);
  if (session.hash === hash) return 'good';
  const { previousHash, rotatedAt = Number.NEGATIVE_INFINITY } = session;
  return previousHash === hash && now - rotatedAt <= GRACE_MS ? 'just-used' : 'reused';
}

/**
 * What a genuine token gets:
 * - `rotate`: it is good now; `session` is what its use makes of the family, and `next` the token that follows
 * - `repeat`: it was used a moment ago, and `next` is the token that followed, again
 * - `reused`: it was used before that; the family has to end
 * - `ended-by-reuse`: the family ended so
 * - `ended`: the family is over, or its predecessor's answer can no longer be given
 */
export type RefreshDecision =
  | { readonly decision: 'rotate'; readonly session: Session; readonly next: string }
  | { readonly decision: 'repeat'; readonly session: Session; readonly next: string }
  | { readonly decision: 'reused' }
  | { readonly decision: 'ended-by-reuse' }
  | { readonly decision: 'ended' };

/** @param shown `salt`: a new one, for the successor if the token is good now */
export function decideRefresh(
  family: Family,
  shown: { readonly token: RefreshToken; readonly ring: KeyRing; readonly salt: string; readonly now: number },
): RefreshDecision {
  const { session } = family;
  if (!session) return { decision: 'ended' };
  const standing = standingOf(family, shown.token, shown.now);
  switch (standing) {
    case 'good':
      return rotation(session, shown);
    case 'just-used':
      return repetition(session, shown);
    default:
      return { decision: standing };
  }
}

function rotation(session: Session, shown: Parameters<typeof decideRefresh>[1]): RefreshDecision {
  const { token, ring, salt, now } = shown;
  const key = ring.newest;
  const successor = successorOf(token, key, salt);
  const rotated = {
    ...session,
    hash: hashOf(successor),
    previousHash: session.hash,
    rotatedAt: now,
    kid: key.kid,
    salt,
    lastUsedAt: now,
    expiresAt: expiry(session.createdAt, now),
  };
  return { decision: 'rotate', session: rotated, next: refreshTokenText(successor, key) };
}

function repetition(session: Session, { token, ring }: Parameters<typeof decideRefresh>[1]): RefreshDecision {
  const key = ring.byId(session.kid);
  const successor = key && successorOf(token, key, session.salt ?? '');
  if (!successor || hashOf(successor) !== session.hash) return { decision: 'ended' };
  return { decision: 'repeat', session, next: refreshTokenText(successor, key) };
}
