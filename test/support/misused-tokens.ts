// Tokens that must not pass even under our own signature: made for another use, or saying what ours never say.
import type { SigningKey } from '../../functions/shared/jwt.ts';
import { base64url, ed25519, type Json, made, partsOf } from './forged-tokens.ts';

type Misuse = readonly [name: string, header: Json, claims: Json];

const SECOND = 1_000;

/**
 * What must not pass even under our own signature: other uses, other claims. `undefined` takes a member away.
 * @param otherTyp of our tokens of another use; `now` in epoch milliseconds
 */
export const misuses = (otherTyp: string, now: number): readonly Misuse[] => [
  ['the typ of our other tokens', { typ: otherTyp }, {}],
  ['typ JWT', { typ: 'JWT' }, {}],
  ['no typ', { typ: undefined }, {}],
  ['a typ that is no text', { typ: 7 }, {}],
  ['another audience', {}, { aud: 'elsewhere' }],
  ['no audience', {}, { aud: undefined }],
  ['an audience that is no text', {}, { aud: { onsale: true } }],
  ['another issuer', {}, { iss: 'https://example.com' }],
  ['no issuer', {}, { iss: undefined }],
  ['no exp', {}, { exp: undefined }],
  ['no iat', {}, { iat: undefined }],
  ['no sub', {}, { sub: undefined }],
  ['an exp that is text', {}, { exp: '4000000000' }],
  ['an exp that is past', {}, { exp: Math.floor(now / SECOND) - 1 }],
  ['an nbf that is to come', {}, { nbf: Math.floor(now / SECOND) + 600 }],
  ['an iat that is text', {}, { iat: 'now' }],
  ['an unknown extension that must be understood', { crit: ['x'], x: 1 }, {}],
  ['a known extension that must be understood, and is not there', { crit: ['b64'] }, {}],
  ['b64 false', { crit: ['b64'], b64: false }, {}],
  ['no kid', { kid: undefined }, {}],
];

/** The token again with such a header and such claims, signed by `key`. */
export function misused(token: string, key: SigningKey, [, header, claims]: Misuse): string {
  const genuine = partsOf(token);
  const all = { ...(JSON.parse(Buffer.from(genuine.claims, 'base64url').toString()) as Json), ...claims };
  return made(JSON.stringify({ ...genuine.header, ...header }), base64url(JSON.stringify(all)), ed25519(key));
}
