// Tokens that must not pass: the attacks of RFC 8725 §2 and their kin, each by its name.
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { JWK } from 'jose';
import { deriveSigningKey, type SigningKey } from '../../functions/shared/jwt.ts';

/** A genuine token, and what its attacker knows of our key. */
export interface Aim {
  readonly token: string;
  readonly publicJwk: JWK;
}

export type Json = Readonly<Record<string, unknown>>;

export const base64url = (text: string) => Buffer.from(text).toString('base64url');
const flipped = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

const stranger = await deriveSigningKey('a secret of another deployment, also long enough');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A token taken apart: header as JSON, the other parts as they are. */
export function partsOf(token: string) {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return { header: JSON.parse(Buffer.from(header, 'base64url').toString()) as Json, claims, signature };
}

/** A token from its parts as texts, with the signature of `signer` over them. */
export function made(header: string, claims: string, signer: (input: Buffer) => Buffer): string {
  const input = `${base64url(header)}.${claims}`;
  return `${input}.${signer(Buffer.from(input)).toString('base64url')}`;
}

export const ed25519 =
  ({ privateKey }: SigningKey) =>
  (input: Buffer) =>
    sign(null, input, privateKey);
const byStranger = ed25519(stranger);

/** The genuine token with another header, signed by a stranger. */
function reheaded({ token }: Aim, change: Json, signer = byStranger): string {
  const { header, claims } = partsOf(token);
  return made(JSON.stringify({ ...header, ...change }), claims, signer);
}

const withoutAlgorithm = ['none', 'None', 'NONE', 'nOnE', '', null, undefined].flatMap((alg) => {
  const head = ({ token }: Aim) => {
    const { header, claims, signature } = partsOf(token);
    return { signed: `${base64url(JSON.stringify({ ...header, alg }))}.${claims}`, signature };
  };
  return [
    [`alg ${JSON.stringify(alg)} without a signature`, (aim: Aim) => `${head(aim).signed}.`] as const,
    [`alg ${JSON.stringify(alg)} under the old signature`, (aim: Aim) => `${head(aim).signed}.${head(aim).signature}`],
  ] as const;
});

const sharedSecrets: readonly (readonly [string, (jwk: JWK) => string | Buffer])[] = [
  ['its bytes', ({ x = '' }) => Buffer.from(x, 'base64url')],
  ['its x', ({ x = '' }) => x],
  ['its JWK', (jwk) => JSON.stringify(jwk)],
  ['its PEM', (jwk) => createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'pem', type: 'spki' })],
  ['its DER', (jwk) => createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'der', type: 'spki' })],
  ['nothing', () => ''],
];

const asSharedSecret = sharedSecrets.flatMap(([what, secretOf]) =>
  ['HS256', 'EdDSA'].map(
    (alg) =>
      [
        `our public key (${what}) as the secret of an HMAC, called ${alg}`,
        (aim: Aim) =>
          reheaded(aim, { alg }, (input) => createHmac('sha256', secretOf(aim.publicJwk)).update(input).digest()),
      ] as const,
  ),
);

const otherAlgorithms = [
  ['RS256 by a stranger', (aim) => reheaded(aim, { alg: 'RS256' }, (input) => sign('sha256', input, rsa.privateKey))],
  ['RS256 under the old signature', (aim) => withHeader(aim, { alg: 'RS256' })],
  [
    'ES256 by a stranger',
    (aim) =>
      reheaded(aim, { alg: 'ES256' }, (input) =>
        sign('sha256', input, { key: p256.privateKey, dsaEncoding: 'ieee-p1363' }),
      ),
  ],
  ['alg Ed25519 under the old signature', (aim) => withHeader(aim, { alg: 'Ed25519' })],
  ['alg eddsa under the old signature', (aim) => withHeader(aim, { alg: 'eddsa' })],
] satisfies Attack[];

const keyIds: readonly unknown[] = [
  '../../../../dev/null',
  '/proc/self/environ',
  "x' UNION SELECT 'key",
  'x"; drop table keys; --',
  'http://example.com/key.json',
  'ACCOUNT',
  'KEY#',
  'USER#1/ACCOUNT',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'A'.repeat(43),
  'A'.repeat(2_000),
  '',
  ' ',
  '\u0000',
  0,
  1,
  true,
  null,
  undefined,
  [],
  ['a'],
  {},
  { S: 'a' },
];

const injectedKeyIds: Attack[] = [
  ...keyIds.map((kid): Attack => [`kid ${JSON.stringify(kid)?.slice(0, 60)}`, (aim) => reheaded(aim, { kid })]),
  ['kid of a stranger', (aim) => reheaded(aim, { kid: stranger.kid })],
  ['our kid in a list', (aim) => reheaded(aim, { kid: [aim.publicJwk.kid] })],
  ['our kid and a zero byte', (aim) => reheaded(aim, { kid: `${aim.publicJwk.kid}\u0000` })],
  ['our kid, signed by a stranger', (aim) => reheaded(aim, {})],
];

const certificate = base64url('a certificate of a stranger');
const broughtAlong = (
  [
    ['jwk', stranger.publicJwk],
    ['jku', 'https://example.com/jwks.json'],
    ['x5u', 'https://example.com/chain.pem'],
    ['x5c', [certificate]],
    ['x5t#S256', certificate],
  ] as const
).flatMap(([name, value]): Attack[] => [
  [`a key brought along as ${name}, under our kid`, (aim) => reheaded(aim, { [name]: value })],
  [`a key brought along as ${name}, without a kid`, (aim) => reheaded(aim, { [name]: value, kid: undefined })],
  [`a key brought along as ${name}, under its own kid`, (aim) => reheaded(aim, { [name]: value, kid: stranger.kid })],
]);

const otherShapes: Attack[] = [
  ['five parts, as an encrypted token has', ({ token }) => `${token}.AAAA.AAAA`],
  [
    'a header that says it is encrypted',
    ({ token }) => {
      const { claims, signature } = partsOf(token);
      const header = base64url('{"alg":"ECDH-ES","enc":"A256GCM","zip":"DEF"}');
      return `${header}..${claims}.${claims}.${signature}`;
    },
  ],
  [
    'a genuine token inside a token of a stranger',
    (aim) => made(JSON.stringify({ ...partsOf(aim.token).header, cty: 'JWT' }), base64url(aim.token), byStranger),
  ],
  [
    'the JSON serialization',
    ({ token }) => {
      const [header, payload, signature] = token.split('.');
      return JSON.stringify({ payload, protected: header, signature });
    },
  ],
  ['two algorithms in one header, the harmless one last', (aim) => doubled(aim, '"alg":"none","alg":"EdDSA"')],
  ['two algorithms in one header, the harmless one first', (aim) => doubled(aim, '"alg":"EdDSA","alg":"none"')],
  ['two kids in one header', (aim) => doubled(aim, `"alg":"EdDSA","kid":"${stranger.kid}"`)],
  [
    'claims twice, under the old signature',
    ({ token }) => withClaims(token, (text) => `${text.slice(0, -1)},${text.slice(1)}`),
  ],
  [
    'another subject added, under the old signature',
    ({ token }) => withClaims(token, (text) => `${text.slice(0, -1)},"sub":"somebody else"}`),
  ],
  ['an unknown extension that must be understood', (aim) => reheaded(aim, { crit: ['exp'], exp: 1 })],
  ['b64 false', (aim) => reheaded(aim, { b64: false, crit: ['b64'] })],
  ['b64 false under the old signature', (aim) => withHeader(aim, { b64: false, crit: ['b64'] })],
];

const alterations: Attack[] = [
  ['its first half', ({ token }) => token.slice(0, token.length / 2)],
  ['no signature', ({ token }) => token.replace(/[^.]+$/, '')],
  ['half a signature', ({ token }) => token.slice(0, -43)],
  ['its first bit of signature changed', ({ token }) => changed(token, 2, 0)],
  ['its last bit of signature changed', ({ token }) => token.replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A'))],
  [
    'bits after the end of its signature',
    ({ token }) => token.replace(/.$/, (c) => String.fromCharCode(c.charCodeAt(0) + 1)),
  ],
  ['a changed claim', ({ token }) => changed(token, 1, 20)],
  ['a changed header', ({ token }) => changed(token, 0, 20)],
  ['a signature of zeros', ({ token }) => token.replace(/[^.]+$/, 'A'.repeat(86))],
  ...['x', '=', '==', '.', '%00', '+', '/', '!', ',', ';a'].map(
    (tail): Attack => [`${JSON.stringify(tail)} after its end`, ({ token }) => `${token}${tail}`],
  ),
  ...['=', '!', '.'].map((head): Attack => [`${JSON.stringify(head)} before it`, ({ token }) => `${head}${token}`]),
];

export type Attack = readonly [name: string, forge: (aim: Aim) => string];

/** What somebody can make who has a genuine token and our public key. */
export const FORGERIES: readonly Attack[] = [
  ...withoutAlgorithm,
  ...asSharedSecret,
  ...otherAlgorithms,
  ...injectedKeyIds,
  ...broughtAlong,
  ...otherShapes,
  ...alterations,
];

/** The genuine token with another header, under the old signature. */
function withHeader({ token }: Aim, change: Json): string {
  const { header, claims, signature } = partsOf(token);
  return `${base64url(JSON.stringify({ ...header, ...change }))}.${claims}.${signature}`;
}

function withClaims(token: string, change: (text: string) => string): string {
  const [header, claims = '', signature] = token.split('.');
  return [header, base64url(change(Buffer.from(claims, 'base64url').toString())), signature].join('.');
}

function doubled({ token }: Aim, members: string): string {
  const { header, claims } = partsOf(token);
  const { alg, ...rest } = header;
  return made(`{${members},${JSON.stringify(rest).slice(1)}`, claims, byStranger);
}

function changed(token: string, part: number, at: number): string {
  const parts = token.split('.');
  const text = parts[part] ?? '';
  return parts.with(part, `${text.slice(0, at)}${flipped(text.slice(at))}`).join('.');
}
