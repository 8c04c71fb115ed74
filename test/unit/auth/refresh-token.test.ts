// Refresh tokens: one text for one token, known as ours without a look at any table.
import { describe, expect, it } from 'vitest';
import {
  hashOf,
  isGenuine,
  parseRefreshToken,
  refreshTokenText,
  successorOf,
} from '../../../functions/auth/domain-refresh-token.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';

const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)];
const ring = parseKeyRing(FIRST);
const token = {
  userId: '0b5a8d1e-7c3f-4a2b-9d6e-1f2a3b4c5d6e',
  sessionId: 'ses_0aB1cD2eF3gH',
  secret: `${'S'.repeat(42)}A`,
};
const text = refreshTokenText(token, ring.newest);

/** Every text that differs in one character of the alphabet that tokens are written in. */
const altered = [...text].map((character, at) => {
  const other = character === 'b' ? 'c' : 'b';
  return text.slice(0, at) + other + text.slice(at + 1);
});

describe('a refresh token', () => {
  it('says whose it is, of which session, and which key vouches for it', () => {
    const written = parseRefreshToken(text);
    expect(written).toMatchObject({ ...token, kid: ring.newest.kid });
    expect(written && isGenuine(written, ring)).toBe(true);
  });

  it('has one width and one alphabet, which cookies and headers take as they are', () => {
    expect(text).toMatch(/^ort_[\w-]{111}$/);
  });

  it('is genuine after the ring got another key, until its own is taken away', () => {
    const written = parseRefreshToken(text);
    const rings = [parseKeyRing(`${FIRST}\n${SECOND}`), parseKeyRing(SECOND)];
    expect(rings.map((later) => written && isGenuine(written, later))).toEqual([true, false]);
  });
});

describe('a made-up token', () => {
  it('is told by any character that was altered', () => {
    const passed = altered.filter((other) => {
      const written = parseRefreshToken(other);
      return written !== undefined && isGenuine(written, ring);
    });
    expect([altered.length, passed]).toEqual([115, []]);
  });

  it('cannot spell the same bits in another way: the last character of a secret counts whole', () => {
    const other = parseRefreshToken(text.replace('SSSA', 'SSSB'));
    expect(Buffer.from(other?.secret ?? '', 'base64url')).toEqual(Buffer.from(token.secret, 'base64url'));
    expect(other && isGenuine(other, ring)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['another kind', text.replace('ort_', 'odt_')],
    ['one character less', text.slice(0, -1)],
    ['one more', `${text}a`],
    ['a line after it', `${text}\n`],
    ['blanks around it', ` ${text} `],
    ['letters of another script', text.replace('S', 'Ｓ')],
    ['a user in capitals', text.replace('0b5a', '0B5A')],
  ])('that is %s has not even the form', (_, other) => {
    expect(parseRefreshToken(other)).toBeUndefined();
  });
});

describe('the successor', () => {
  const salt = 's'.repeat(22);
  const successor = successorOf(token, ring.newest, salt);

  it('is the same each time, of the same session', () => {
    expect(successorOf(token, ring.newest, salt)).toEqual(successor);
    expect(successor).toMatchObject({ userId: token.userId, sessionId: token.sessionId });
  });

  it('is as long as a random one, and another for another secret, session, user, key or salt', () => {
    const others = [
      token,
      { ...token, secret: 'T'.repeat(43) },
      { ...token, sessionId: 'ses_0aB1cD2eF3gI' },
      { ...token, userId: token.userId.replace('0b5a', '0b5b') },
    ].map((each) => successorOf(each, ring.newest, salt).secret);
    const byOtherKey = successorOf(token, parseKeyRing(SECOND).newest, salt).secret;
    const byOtherSalt = successorOf(token, ring.newest, 't'.repeat(22)).secret;
    expect(new Set([...others, byOtherKey, byOtherSalt]).size).toBe(6);
    expect(successor.secret).toMatch(/^[\w-]{43}$/);
  });

  it('is not told by the tag beside its predecessor, though one key makes both', () => {
    const tag = text.slice(-16);
    expect(successor.secret).not.toContain(tag);
  });
});

it('what is kept of a token is a hash of its secret', () => {
  expect(hashOf(token)).toMatch(/^[\w-]{43}$/);
  expect([hashOf(token) === token.secret, hashOf(token) === hashOf({ ...token, secret: 'T'.repeat(43) })]).toEqual([
    false,
    false,
  ]);
});
