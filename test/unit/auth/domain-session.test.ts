// The rules of a session: what each of a family's tokens gets, and when.
import { describe, expect, it } from 'vitest';
import {
  hashOf,
  parseRefreshToken,
  type RefreshToken,
  refreshTokenText,
} from '../../../functions/auth/domain-refresh-token.ts';
import {
  decideRefresh,
  GRACE_MS,
  isAlive,
  newSession,
  type Session,
  untoldEvent,
} from '../../../functions/auth/domain-session.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';

const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)];
const ring = parseKeyRing(FIRST);
const now = 1_700_000_000_000;
const DAY = 86_400_000;
const stamp = 'stamp-1';
const [SALT, OTHER_SALT] = ['s'.repeat(22), 't'.repeat(22)];
const first: RefreshToken = {
  userId: '0b5a8d1e-7c3f-4a2b-9d6e-1f2a3b4c5d6e',
  sessionId: 'ses_0aB1cD2eF3gH',
  secret: 'S'.repeat(43),
};
const begun = newSession({ first, kid: ring.newest.kid, stamp, device: 'Phone', now });

function tokenIn(text: string): RefreshToken {
  const token = parseRefreshToken(text);
  if (!token) throw new Error(`${text} is no refresh token`);
  return { userId: token.userId, sessionId: token.sessionId, secret: token.secret };
}

/** The session after `token` was used, and the token that followed. */
function used(session: Session, token: RefreshToken, at: number, keys = ring) {
  const decided = decideRefresh({ session, stamp: session.stamp }, { token, ring: keys, salt: SALT, now: at });
  if (decided.decision !== 'rotate') throw new Error(`the token was ${decided.decision}`);
  return { session: decided.session, next: tokenIn(decided.next), text: decided.next };
}

const decide = (session: Session | undefined, token: RefreshToken, at = now, keys = ring) =>
  decideRefresh({ session, stamp }, { token, ring: keys, salt: OTHER_SALT, now: at });

describe('a new session', () => {
  it('keeps the hash of its token, never the token', () => {
    expect(begun.hash).toBe(hashOf(first));
    expect(JSON.stringify(begun)).not.toContain(first.secret);
  });

  it('keeps 200 characters of the device, as text that a store takes', () => {
    const device = `${'x'.repeat(199)}😀 and more`;
    const { device: kept } = newSession({ first, kid: 'k', stamp, device, now });
    expect([kept.length, kept.isWellFormed()]).toEqual([200, true]);
    expect(newSession({ first, kid: 'k', stamp, device: undefined, now }).device).toBe('');
  });

  it('lasts 30 days', () => {
    expect([isAlive(begun, stamp, now + 30 * DAY - 1), isAlive(begun, stamp, now + 30 * DAY)]).toEqual([true, false]);
  });
});

describe('the token that is good now', () => {
  it('is used up, and its successor is good', () => {
    const at = now + 60_000;
    const { session, next } = used(begun, first, at);
    expect(session).toEqual({
      ...begun,
      hash: hashOf(next),
      previousHash: begun.hash,
      rotatedAt: at,
      salt: SALT,
      lastUsedAt: at,
      expiresAt: at + 30 * DAY,
    });
    expect(decide(session, next, at).decision).toBe('rotate');
  });

  it('moves the end by 30 days from its use, but never beyond 90 days from the login', () => {
    let { session, next } = used(begun, first, now + 29 * DAY);
    expect(session.expiresAt).toBe(now + 59 * DAY);
    ({ session, next } = used(session, next, now + 58 * DAY));
    ({ session, next } = used(session, next, now + 61 * DAY));
    expect(session.expiresAt).toBe(now + 90 * DAY);
    expect(decide(session, next, now + 90 * DAY)).toEqual({ decision: 'ended' });
  });

  it('has its successor made by the newest key, whose id is kept', () => {
    const both = parseKeyRing(`${FIRST}\n${SECOND}`);
    const { session, text } = used(begun, first, now, both);
    expect([session.kid, text]).toEqual([both.newest.kid, refreshTokenText(tokenIn(text), both.newest)]);
  });
});

describe('the token just used', () => {
  const { session, text } = used(begun, first, now);

  it('gets the same successor again within ten seconds, by the salt that was kept: an honest retry', () => {
    expect(decide(session, first, now + GRACE_MS)).toEqual({ decision: 'repeat', session, next: text });
  });

  it('gets it too when it was shown before that use, and only read of it after', () => {
    expect(decide(session, first, now - 5_000)).toEqual({ decision: 'repeat', session, next: text });
  });

  it('is a reuse after that', () => {
    expect(decide(session, first, now + GRACE_MS + 1)).toEqual({ decision: 'reused' });
  });

  it('gets the same, to the letter, when the ring got another key in between', () => {
    const both = parseKeyRing(`${FIRST}\n${SECOND}`);
    expect(decide(session, first, now + 1, both)).toMatchObject({ decision: 'repeat', next: text });
  });

  it('gets nothing, and revokes nothing, when the key that made its successor is gone', () => {
    expect(decide(session, first, now + 1, parseKeyRing(SECOND))).toEqual({ decision: 'ended' });
  });

  it('gets nothing when what would be derived is not the token that is good now', () => {
    const others = [
      { ...session, hash: 'another' },
      { ...session, salt: OTHER_SALT },
    ];
    const { salt, ...unsalted } = session;
    expect([...others, unsalted].map((other) => decide(other, first, now + 1).decision)).toEqual([
      'ended',
      'ended',
      'ended',
    ]);
  });

  it('is a reuse at once when its successor was used as well', () => {
    const { session: later } = used(session, tokenIn(text), now + 1);
    expect(decide(later, first, now + 2)).toEqual({ decision: 'reused' });
  });
});

describe('no token of a family that is over gets anything', () => {
  const { session, next } = used(begun, first, now);
  const over: [string, Session | undefined, string | undefined, number][] = [
    ['logged out', undefined, stamp, now],
    ['without an account', session, undefined, now],
    ['of an account with another stamp', session, 'stamp-2', now],
    ['unused for 30 days', session, stamp, now + 30 * DAY],
  ];

  it.each(over)(
    '%s: neither the good one nor an old one, and an old one is no event',
    (_, family, accountStamp, at) => {
      const decisions = [next, first].map(
        (token) =>
          decideRefresh({ session: family, stamp: accountStamp }, { token, ring, salt: SALT, now: at }).decision,
      );
      expect(decisions).toEqual(['ended', 'ended']);
    },
  );

  it('by reuse: each says so, also the one that was good', () => {
    const ended = { ...session, endedAt: now, endedBy: 'event' };
    expect([decide(ended, next), decide(ended, first)]).toEqual([
      { decision: 'ended-by-reuse' },
      { decision: 'ended-by-reuse' },
    ]);
    expect(isAlive(ended, stamp, now)).toBe(false);
  });
});

describe('the event of an end by reuse', () => {
  const ended = { ...begun, endedAt: now, endedBy: 'event' };

  it('is left to who ended the family for as long as a function lives, and told again for an hour', () => {
    const times = [now, now + 10_000, now + 10_001, now + 3_600_000, now + 3_600_001];
    expect(times.map((at) => untoldEvent(ended, at))).toEqual([undefined, undefined, 'event', 'event', undefined]);
  });

  it('is none where no family ended so', () => {
    expect([untoldEvent(begun, now + 10_001), untoldEvent(undefined, now)]).toEqual([undefined, undefined]);
  });
});
