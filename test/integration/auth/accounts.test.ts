// Accounts over HTTP: becoming a member by a verified identity, a forgotten password, leaving.
import { describe, expect, inject, it } from 'vitest';
import { routes } from '../../../functions/auth/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { createPeople, newEmail, newIdentity } from '../../support/people.ts';

const cloud = inject('cloud');
const people = createPeople(cloud);
const { client } = people;

/** What a call was refused with: status, code, and what the problem says beside. */
async function refusal(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, code, retryAfterSeconds } = error;
    const { reason, from, minimumAge, termsVersion } = error.problem;
    return { status, code, retryAfterSeconds, reason, from, minimumAge, termsVersion };
  }
  throw new Error('it was not refused');
}

/** What PortOne's stand-in does with the next request about that verification. */
async function fault(path: string, kind: string): Promise<void> {
  const body = JSON.stringify({ kind, path, times: 1 });
  const headers = { 'content-type': 'application/json' };
  const { status } = await fetch(`${cloud.portoneUrl}/play/faults`, { method: 'POST', headers, body });
  expect(status).toBe(201);
}

describe('signing up', () => {
  it('makes the account of the person who verified their identity, under the name they have', async () => {
    const identity = newIdentity();
    const login = await people.signUp({ identityVerificationId: await people.verify(identity) });
    const { accessToken } = await people.logIn(login);
    const me = await client.call(routes.me, { accessToken });
    expect(me).toMatchObject({ userId: login.userId, name: identity.name, email: login.email });
    expect(me.termsVersion).not.toBe('');
  });

  it('twice at once with one CI: one has an account, one is told that there is one', async () => {
    const identity = newIdentity();
    const verifications = await Promise.all([people.verify(identity), people.verify(identity)]);
    const told = await Promise.allSettled(
      verifications.map((identityVerificationId) => people.signUp({ identityVerificationId })),
    );
    expect(told.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const reason = told.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))[0];
    expect(await refusal(Promise.reject(reason))).toMatchObject({ status: 409, code: 'ALREADY_A_MEMBER' });
  });

  it('again with the same request is told the same', async () => {
    const identityVerificationId = await people.verify();
    const first = await people.signUp({ identityVerificationId });
    expect(await people.signUp({ identityVerificationId, email: first.email })).toEqual(first);
    const other = people.signUp({ identityVerificationId });
    expect(await refusal(other)).toMatchObject({ status: 400, code: 'IDENTITY_NOT_VERIFIED', reason: 'USED' });
  });

  it.each([
    ['cancelled', { action: 'cancel' }, 'FAILED'],
    ["on another shop's channel", { channelKey: 'channel-key-of-another-shop' }, 'NOT_OURS'],
    ['an hour ago', { verifiedAt: new Date(Date.now() - 3_600_000).toISOString() }, 'TOO_OLD'],
    ['by a provider that gives neither CI nor DI', { withCi: false, withDi: false }, 'NO_KEY'],
  ] as const)('is refused with a verification %s', async (_, how, reason) => {
    const identityVerificationId = await people.verify(how);
    const refused = { status: 400, code: 'IDENTITY_NOT_VERIFIED', reason };
    expect(await refusal(people.signUp({ identityVerificationId }))).toMatchObject(refused);
  });

  it('is refused with a verification that was never made', async () => {
    const refused = { status: 400, code: 'IDENTITY_NOT_VERIFIED', reason: 'NOT_FOUND' };
    expect(await refusal(people.signUp({ identityVerificationId: 'made-up' }))).toMatchObject(refused);
  });

  it('is refused to children, to who accepts old terms, and for an address that is taken', async () => {
    const birthDate = `${new Date().getUTCFullYear() - 10}-01-01`;
    const child = people.signUp({ identityVerificationId: await people.verify({ birthDate }) });
    expect(await refusal(child)).toMatchObject({ status: 403, code: 'UNDER_AGE', minimumAge: 14 });
    const old = people.signUp({ termsVersion: 'of last year' });
    expect(await refusal(old)).toMatchObject({ status: 409, code: 'TERMS_CHANGED' });
    const { email } = await people.signUp();
    expect(await refusal(people.signUp({ email }))).toMatchObject({ status: 409, code: 'EMAIL_TAKEN' });
  });

  it.each(['status', 'malformed', 'drop', 'hang'])(
    'is put off while the provider is not itself (%s), and uses nothing up',
    async (kind) => {
      const wish = { identityVerificationId: await people.verify(), email: newEmail() };
      await fault(wish.identityVerificationId, kind);
      const refused = { status: 503, code: 'IDENTITY_PROVIDER_UNAVAILABLE', retryAfterSeconds: 5 };
      expect(await refusal(people.signUp(wish))).toMatchObject(refused);
      expect(await people.signUp(wish)).toMatchObject({ email: wish.email });
    },
  );
});

describe('a forgotten password', () => {
  it('is replaced by a fresh verification of the same person, and of nobody else', async () => {
    const identity = newIdentity();
    const login = await people.signUp({ identityVerificationId: await people.verify(identity) });
    const reset = async (as: typeof identity) =>
      client.call(routes.resetPassword, {
        body: {
          email: login.email,
          identityVerificationId: await people.verify(as),
          new: 'the password of tomorrow',
        },
      });
    expect(await refusal(reset(newIdentity()))).toMatchObject({ status: 400, code: 'IDENTITY_MISMATCH' });
    await reset(identity);
    expect(await refusal(people.logIn(login))).toMatchObject({ status: 401, code: 'BAD_CREDENTIALS' });
    const again = await people.logIn({ ...login, password: 'the password of tomorrow' });
    expect(again.userId).toBe(login.userId);
  });
});

describe('leaving', () => {
  it('removes the account, clears the cookies, frees the address, and keeps the person away for a while', async () => {
    const identity = newIdentity();
    const login = await people.signUp({ identityVerificationId: await people.verify(identity) });
    const { accessToken } = await people.logIn(login);
    const leave = () =>
      fetch(`${cloud.apiUrl}${routes.deleteMe.path}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${accessToken}` },
      });
    const left = await leave();
    expect(left.status).toBe(204);
    expect(left.headers.getSetCookie()).toEqual([
      'onsale_refresh=; Path=/api/v1/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict',
      'onsale_device=; Path=/api/v1/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict',
    ]);
    expect((await leave()).status).toBe(204);
    expect(await refusal(client.call(routes.me, { accessToken }))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refusal(people.logIn(login))).toMatchObject({ status: 401, code: 'BAD_CREDENTIALS' });
    const back = await refusal(people.signUp({ identityVerificationId: await people.verify(identity) }));
    expect(back).toMatchObject({ status: 409, code: 'LEFT_RECENTLY' });
    expect(Date.parse(String(back.from))).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    expect(await people.signUp({ email: login.email })).toMatchObject({ email: login.email });
  });
});
