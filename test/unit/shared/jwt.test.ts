// Signed tokens: one algorithm, our own keys, each kind for its own use (RFC 8725).
import { describe, expect, it, vi } from 'vitest';
import { deriveSigningKey, linesOf, signToken, verifyToken } from '../../../functions/shared/jwt.ts';
import { FORGERIES } from '../../support/forged-tokens.ts';
import { misused, misuses } from '../../support/misused-tokens.ts';

const SECRET = 'a secret of this deployment, made for a test';
const key = await deriveSigningKey(SECRET);
const now = 1_700_000_000_000;
const token = { typ: 'x+jwt', audience: 'a', claims: { sub: 'u1', n: 7 }, issuedAt: now, expiresAt: now + 60_000 };
const genuine = await signToken(key, token);
const expected = {
  typ: 'x+jwt',
  audience: 'a',
  now,
  findKey: async (kid: string) => (kid === key.kid ? key.publicJwk : undefined),
};
const verify = (text: string, change: Partial<typeof expected> = {}) => verifyToken(text, { ...expected, ...change });

describe('a signing key', () => {
  it('is the same for the same secret, in every instance', async () => {
    expect((await deriveSigningKey(SECRET)).publicJwk).toEqual(key.publicJwk);
  });

  it('is another one for another secret', async () => {
    expect((await deriveSigningKey(`${SECRET}.`)).kid).not.toBe(key.kid);
  });

  it('is made of no secret that could be guessed', async () => {
    await expect(deriveSigningKey('')).rejects.toThrow('32 characters or more');
  });

  it('tells the world its public part only', () => {
    expect(key.publicJwk).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.stringMatching(/^[\w-]{43}$/),
      kid: key.kid,
      alg: 'EdDSA',
      use: 'sig',
    });
  });
});

describe('the lines of a secret', () => {
  it.each([
    ['a b c', ['a b c']],
    ['a\nb', ['a', 'b']],
    [' a \r\n\n b\n', ['a', 'b']],
    ['', ['']],
  ])('of %j are %j', (secret, lines) => {
    expect(linesOf(secret)).toEqual(lines);
  });
});

describe('a token', () => {
  it('gives its claims back while it is good', async () => {
    const iat = now / 1000;
    expect(await verify(genuine)).toEqual({ sub: 'u1', n: 7, iss: 'onsale', aud: 'a', iat, exp: iat + 60 });
  });

  it('ends at its second', async () => {
    expect(await verify(genuine, { now: now + 59_999 })).toMatchObject({ sub: 'u1' });
    expect(await verify(genuine, { now: now + 60_000 })).toBeUndefined();
  });

  it('may be of a signer whose clock is ahead: nobody else can say when it was issued', async () => {
    expect(await verify(genuine, { now: now - 3_600_000 })).toMatchObject({ sub: 'u1' });
  });

  it.each([
    ['of another kind', { typ: 'y+jwt' }],
    ['for another audience', { audience: 'b' }],
    ['of a key that is not ours', { findKey: async () => undefined }],
  ])('%s is none', async (_, change) => {
    expect(await verify(genuine, change)).toBeUndefined();
  });

  it.each(['', 'abc', 'a.b.c', '...', 'e30.e30.e30', '한.글.!'])('is not the text "%s"', async (text) => {
    expect(await verify(text)).toBeUndefined();
  });

  it('altered in any of its characters is none', async () => {
    for (let at = 0; at < genuine.length; at++) {
      const other = genuine[at] === 'Q' ? 'A' : 'Q';
      expect(await verify(`${genuine.slice(0, at)}${other}${genuine.slice(at + 1)}`)).toBeUndefined();
    }
  });

  it('is not called bad when the keys could not be read', async () => {
    const findKey = () => Promise.reject(new Error('throttled'));
    await expect(verify(genuine, { findKey })).rejects.toThrow('throttled');
  });
});

describe('a forged token', () => {
  const aim = { token: genuine, publicJwk: key.publicJwk };

  it.each(FORGERIES)('is none: %s', async (_, forge) => {
    const forged = forge(aim);
    expect(forged).not.toBe(genuine);
    expect(await verify(forged)).toBeUndefined();
  });

  it.each([' ', '\t', '\n'])('is none: %j after its end', async (tail) => {
    expect(await verify(`${genuine}${tail}`)).toBeUndefined();
  });

  it('asks for no key but by the thumbprint of one', async () => {
    const findKey = vi.fn(expected.findKey);
    for (const [, forge] of FORGERIES) await verify(forge(aim), { findKey });
    expect(findKey.mock.calls.filter(([kid]) => !/^[\w-]{43}$/.test(kid))).toEqual([]);
  });
});

describe('a token under our own signature', () => {
  it('passes as it is', async () => {
    expect(await verify(misused(genuine, key, ['nothing changed', {}, {}]))).toMatchObject({ sub: 'u1' });
  });

  it.each(misuses('y+jwt', now))('is none with %s', async (...misuse) => {
    expect(await verify(misused(genuine, key, misuse))).toBeUndefined();
  });
});
