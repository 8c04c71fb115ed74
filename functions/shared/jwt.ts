// Signed tokens: one algorithm, `kid` from our own set only, distinct `typ` per use (RFC 8725).
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, errors, exportJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

export const ALGORITHM = 'EdDSA';
export const ISSUER = 'onsale';

/** A key that signs, and what the world may know of it. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** A shorter secret, or none at all, could be guessed; the deployment makes one of 64 characters. */
const LEAST_SECRET = 32;

/** A token as we write it: the alphabet of base64url, and the one spelling that 64 bytes of signature have. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]{85}[AQgw]$/;

/** Key ids are thumbprints (RFC 7638): nothing else is worth looking for. */
const KID = /^[\w-]{43}$/;

/** DER of a PKCS #8 Ed25519 key up to its 32 bytes of seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The lines of a secret that keys are derived from, the oldest first. */
export function linesOf(secret: string): string[] {
  return secret.trim().split(/\s*\n\s*/);
}

/**
 * The Ed25519 key that a random line of the secret stands for: the first line is made by Secrets Manager at deployment,
 * the key is derived from it with HKDF (RFC 5869), so no key is ever written anywhere.
 * @throws for a line that is too short
 */
export async function deriveSigningKey(secret: string): Promise<SigningKey> {
  if (secret.length < LEAST_SECRET) throw new Error(`a signing secret needs ${LEAST_SECRET} characters or more`);
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'onsale token signing key', 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicJwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(publicJwk);
  return { kid, privateKey, publicJwk: { ...publicJwk, kid, alg: ALGORITHM, use: 'sig' } };
}

/** A token before it is signed. */
export interface TokenToSign {
  /** E.g. `at+jwt`; a token of one kind is never taken for another. */
  readonly typ: string;
  readonly audience: string;
  readonly claims: JWTPayload;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export function signToken(key: SigningKey, token: TokenToSign): Promise<string> {
  return new SignJWT(token.claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: token.typ, kid: key.kid })
    .setIssuer(ISSUER)
    .setAudience(token.audience)
    .setIssuedAt(Math.floor(token.issuedAt / 1000))
    .setExpirationTime(Math.floor(token.expiresAt / 1000))
    .sign(key.privateKey);
}

/** Finds a public key by its id; undefined for one that is not ours. */
export type FindKey = (kid: string) => Promise<JWK | undefined>;

/**
 * The claims of a genuine token, or undefined for any other: altered, expired, another kind, not ours. What its header
 * says of keys but `kid` is ignored; a start in the future (`nbf`) is respected. `iat` is not compared with the clock:
 * only our own signers can set it, and theirs may be ahead.
 */
export async function verifyToken(
  token: string,
  expected: { typ: string; audience: string; findKey: FindKey; now: number },
): Promise<JWTPayload | undefined> {
  if (!TOKEN.test(token)) return undefined;
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const jwk = typeof kid === 'string' && KID.test(kid) ? await expected.findKey(kid) : undefined;
        if (!jwk) throw new errors.JWKSNoMatchingKey();
        // As it is: jose keeps what it imports beside the object, so that a known key is imported once.
        return jwk;
      },
      {
        algorithms: [ALGORITHM],
        typ: expected.typ,
        issuer: ISSUER,
        audience: expected.audience,
        currentDate: new Date(expected.now),
        requiredClaims: ['exp', 'iat', 'sub'],
      },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
