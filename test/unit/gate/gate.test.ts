// The gate: who passes, and what the others are told (docs/openapi.json).
import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN } from '../../../functions/auth/domain.ts';
import { admitted, signedIn } from '../../../functions/gate/use-cases.ts';
import { leaseFrom, type PlaceState } from '../../../functions/queue/domain-places.ts';
import { QUEUE_TOKEN } from '../../../functions/queue/reads.ts';
import { deriveSigningKey, signToken } from '../../../functions/shared/jwt.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';

const now = Date.parse('2025-07-13T19:00:00+09:00');
const key = await deriveSigningKey('a secret of the deployment, long enough');
const foreign = await deriveSigningKey('a secret of somebody else, also long enough');
const findKey = async (kid: string) => (kid === key.kid ? key.publicJwk : undefined);

interface Made {
  by?: typeof key;
  typ?: string;
  audience?: string;
  expiresAt?: number;
}
const accessToken = (claims: object = {}, made: Made = {}) =>
  signToken(made.by ?? key, {
    ...ACCESS_TOKEN,
    claims: { sub: 'user-1', personId: 'person-1', role: 'buyer', ...claims },
    issuedAt: now,
    expiresAt: now + 60_000,
    ...made,
  });
const queueToken = (claims: object = {}, made: Made = {}) =>
  signToken(made.by ?? key, {
    ...QUEUE_TOKEN,
    claims: { sub: 'user-1', personId: 'person-1', concertId: 'con_a', seq: 7, ...claims },
    issuedAt: now,
    expiresAt: now + 60_000,
    ...made,
  });

const refusal = (context: { refusal?: string }) => {
  const { kind, fields } = JSON.parse(context.refusal ?? '{"kind":{}}');
  return { status: kind.status, code: kind.code, ...fields };
};

describe('a signed-in route', () => {
  const pass = (authorization: string | undefined) => signedIn({ findKey, now }, authorization);

  it('hands on whom the token names, and until when', async () => {
    const context = await pass(`Bearer ${await accessToken({ sid: 'session-1' })}`);
    expect(context).toEqual({
      userId: 'user-1',
      personId: 'person-1',
      role: 'buyer',
      sessionId: 'session-1',
      exp: now / 1000 + 60,
    });
  });

  it('lets a token of an older version pass, which names no session', async () => {
    const context = await pass(`Bearer ${await accessToken()}`);
    expect(context).toEqual({ userId: 'user-1', personId: 'person-1', role: 'buyer', exp: now / 1000 + 60 });
  });

  it('is no stranger to anybody while the keys cannot be read: an answer would be kept for a minute', async () => {
    const busy = { findKey: () => Promise.reject(new Refusal(common.TRY_AGAIN, {}, 1)), now };
    await expect(signedIn(busy, `Bearer ${await accessToken()}`)).rejects.toMatchObject({ kind: common.TRY_AGAIN });
  });

  it.each([
    ['nothing', async () => undefined],
    ['another scheme', async () => 'Basic dXNlcjpwYXNz'],
    ['no token', async () => 'Bearer '],
    ['not a token', async () => 'Bearer a.b.c'],
    ['an altered token', async () => `Bearer ${(await accessToken()).replace(/.{4}$/, 'AAAA')}`],
    ['an expired token', async () => `Bearer ${await accessToken({}, { expiresAt: now - 1_000 })}`],
    ["somebody else's key", async () => `Bearer ${await accessToken({}, { by: foreign })}`],
    ['a queue token', async () => `Bearer ${await queueToken()}`],
    ['another audience', async () => `Bearer ${await accessToken({}, { audience: 'elsewhere' })}`],
    ['no algorithm', async () => `Bearer ${unsigned(await accessToken())}`],
  ])('refuses %s with 401', async (_, authorization) => {
    expect(refusal(await pass(await authorization()))).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('an admitted route', () => {
  const seats = 'GET /api/v1/concerts/{concertId}/seats';
  const payments = 'POST /api/v1/payments';
  const lease = (seconds: number) => leaseFrom(now, seconds);
  const pass = async (
    place: Partial<PlaceState>,
    given: { queueToken?: string; accessToken?: string; routeKey?: string } = {},
  ) =>
    admitted(
      { findKey, now, places: { place: async () => ({ value: undefined, closedThrough: 0, ...place }) } },
      {
        authorization: `Bearer ${given.accessToken ?? (await accessToken())}`,
        queueToken: given.queueToken ?? (await queueToken()),
        routeKey: given.routeKey ?? seats,
      },
    );

  it('hands on the place while its lease runs', async () => {
    expect(await pass({ value: lease(10) })).toMatchObject({ personId: 'person-1', concertId: 'con_a', seq: 7 });
  });

  it('hands on the session, too', async () => {
    const given = { accessToken: await accessToken({ sid: 'session-1' }) };
    expect(await pass({ value: lease(10) }, given)).toMatchObject({ sessionId: 'session-1', seq: 7 });
  });

  it.each([
    ['waiting', {}, 'WAITING'],
    ['whose turn was not taken', { closedThrough: 7 }, 'NOT_CLAIMED'],
    ['whose lease is over', { value: lease(0) }, 'LEASE_ENDED'],
    ['who left', { value: '0' }, 'LEFT'],
    ['who bought', { value: '1' }, 'BOUGHT'],
  ])('refuses someone %s with the reason', async (_, place, reason) => {
    expect(refusal(await pass(place))).toEqual({ status: 403, code: 'NOT_ADMITTED', reason });
  });

  it('says when to come again while the table is busy', async () => {
    const busy = new Refusal(common.TRY_AGAIN, {}, 1);
    const places = { place: () => Promise.reject(busy) };
    const asked = {
      authorization: `Bearer ${await accessToken()}`,
      queueToken: await queueToken(),
      routeKey: seats,
    };
    const { refusal: text = '' } = await admitted({ findKey, now, places }, asked);
    expect(JSON.parse(text)).toMatchObject({ kind: common.TRY_AGAIN, retryAfterSeconds: 1 });
  });

  it('speaks to the wrapper in ASCII, as contexts travel in headers of all kinds', async () => {
    const { refusal: text = '' } = await pass({ value: '0' });
    expect(text).toMatch(/^[ -~]+$/);
    expect(JSON.parse(text).kind.ko).toBe('지금은 입장할 수 없는 대기 순번입니다');
  });

  it("refuses another person's place", async () => {
    const answer = await pass({ value: lease(10) }, { queueToken: await queueToken({ personId: 'person-2' }) });
    expect(refusal(answer)).toEqual({ status: 403, code: 'NOT_ADMITTED', reason: 'OTHER_PERSON' });
  });

  it.each([
    ['altered', async () => (await queueToken()).replace(/.{4}$/, 'AAAA')],
    ['expired', async () => await queueToken({}, { expiresAt: now - 1_000 })],
    ['unsigned', async () => unsigned(await queueToken())],
    ["an access token in the queue token's place", async () => await accessToken()],
  ])('answers 401 to a queue token that is %s', async (_, token) => {
    const answer = await pass({ value: lease(10) }, { queueToken: await token() });
    expect(refusal(answer)).toEqual({ status: 401, code: 'QUEUE_TOKEN_INVALID' });
  });

  it('asks for the access token first', async () => {
    const answer = await pass({ value: lease(10) }, { accessToken: await accessToken({}, { by: foreign }) });
    expect(refusal(answer)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it.each([
    ['runs', { value: lease(10) }],
    ['is over', { value: lease(-10) }],
    ['was given up', { value: '0' }],
  ])('lets a payment through when the lease %s: the hold keeps its own time', async (_, place) => {
    expect(await pass(place, { routeKey: payments })).toMatchObject({ concertId: 'con_a', seq: 7 });
  });

  it.each([
    ['was never admitted', {}, 'WAITING'],
    ['did not take its turn', { closedThrough: 7 }, 'NOT_CLAIMED'],
  ])('refuses a payment of a place that %s', async (_, place, reason) => {
    expect(refusal(await pass(place, { routeKey: payments }))).toMatchObject({ status: 403, reason });
  });
});

/** The same claims under `alg: none`, as an attacker would send them. */
function unsigned(token: string): string {
  const [header = '', claims = ''] = token.split('.');
  const { typ, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ, kid })).toString('base64url')}.${claims}.`;
}
