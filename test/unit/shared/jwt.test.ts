// Signed tokens: one algorithm, our own keys, each kind for its own use (RFC 8725).
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { deriveSigningKey, signToken, verifyToken } from '../../../functions/shared/jwt.ts';

const SECRET = 'a secret of this deployment, made for a test';
const key = await deriveSigningKey(SECRET);
const now = 1_700_000_000_000;
const token = { typ: 'x+jwt', audience: 'a', claims: { sub: 'u1', n: 7 }, issuedAt: now, expiresAt: now + 60_000 };
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

describe('a token', () => {
  it('gives its claims back while it is good', async () => {
    const iat = now / 1000;
    expect(await verify(await signToken(key, token))).toEqual({
      sub: 'u1',
      n: 7,
      iss: 'onsale',
      aud: 'a',
      iat,
      exp: iat + 60,
    });
  });

  it('ends at its second', async () => {
    const text = await signToken(key, token);
    expect(await verify(text, { now: now + 59_999 })).toMatchObject({ sub: 'u1' });
    expect(await verify(text, { now: now + 60_000 })).toBeUndefined();
  });

  it.each([
    ['of another kind', { typ: 'y+jwt' }],
    ['for another audience', { audience: 'b' }],
    ['of a key that is not ours', { findKey: async () => undefined }],
  ])('%s is none', async (_, change) => {
    expect(await verify(await signToken(key, token), change)).toBeUndefined();
  });

  it.each(['', 'abc', 'a.b.c', '...', 'e30.e30.e30', '한.글.!'])('is not the text "%s"', async (text) => {
    expect(await verify(text)).toBeUndefined();
  });

  it('altered in any of its parts is none', async () => {
    const parts = (await signToken(key, token)).split('.');
    for (const [i, part] of parts.entries()) {
      const middle = Math.floor(part.length / 2);
      const other = part[middle] === 'A' ? 'B' : 'A';
      const altered = parts.with(i, `${part.slice(0, middle)}${other}${part.slice(middle + 1)}`);
      expect(await verify(altered.join('.'))).toBeUndefined();
    }
  });

  it('under "alg: none" is none', async () => {
    const [, claims] = (await signToken(key, token)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'x+jwt', kid: key.kid })).toString('base64url');
    expect(await verify(`${header}.${claims}.`)).toBeUndefined();
  });

  it('signed with our public key as if it were a shared secret is none', async () => {
    const forged = await new SignJWT({ sub: 'u1' })
      .setProtectedHeader({ alg: 'HS256', typ: 'x+jwt', kid: key.kid })
      .setIssuer('onsale')
      .setAudience('a')
      .setIssuedAt(now / 1000)
      .setExpirationTime(now / 1000 + 60)
      .sign(new TextEncoder().encode(key.publicJwk.x));
    expect(await verify(forged)).toBeUndefined();
  });

  it('that brings its own key along is checked with ours', async () => {
    const other = await deriveSigningKey('a secret of somebody else, also long enough');
    const forged = await new SignJWT({ sub: 'u1' })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'x+jwt', kid: key.kid, jwk: other.publicJwk })
      .setIssuer('onsale')
      .setAudience('a')
      .setIssuedAt(now / 1000)
      .setExpirationTime(now / 1000 + 60)
      .sign(other.privateKey);
    expect(await verify(forged)).toBeUndefined();
  });

  it.each(['iss', 'sub', 'iat', 'exp'])('without "%s" is none', async (claim) => {
    const all = { iss: 'onsale', aud: 'a', sub: 'u1', iat: now / 1000, exp: now / 1000 + 60 };
    const text = await new SignJWT({ ...all, [claim]: undefined })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'x+jwt', kid: key.kid })
      .sign(key.privateKey);
    expect(await verify(text)).toBeUndefined();
  });

  it('is not called bad when the keys could not be read', async () => {
    const text = await signToken(key, token);
    const findKey = () => Promise.reject(new Error('throttled'));
    await expect(verify(text, { findKey })).rejects.toThrow('throttled');
  });
});
