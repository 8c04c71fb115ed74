// Sessions as clients meet them: tokens in the body or in cookies, the list of devices, three ways to sign out.
import { describe, expect, it } from 'vitest';
import { routes } from '../../../functions/auth/contract-sessions.ts';
import { fromIso } from '../../../functions/shared/clock.ts';
import { ask, maxAge, newPerson, PASSWORD, pair, shape, signIn } from './sessions-client.ts';

const DAY_SECONDS = 86_400;
const REST = 'Path=/api/v1/auth; Max-Age=<seconds>; HttpOnly; Secure; SameSite=Strict';

describe('tokens in the body', () => {
  it('go round: each refresh gives the next ones, sets no cookie, and says until when', async () => {
    const { refreshToken, cookies } = await signIn(await newPerson());
    const next = await ask(routes.refresh, { body: { refreshToken } });
    expect(next).toMatchObject({ status: 200, body: { expiresIn: 900 }, cookies: [] });
    expect(cookies).toEqual([]);
    expect(fromIso(String(next.body.refreshExpiresAt))).toBeGreaterThan(Date.now() + 29 * DAY_SECONDS * 1000);
    const again = await ask(routes.refresh, { body: { refreshToken: next.body.refreshToken } });
    expect([again.status, again.body.refreshToken === next.body.refreshToken]).toEqual([200, false]);
  });

  it('are believed by the other routes: the new access token opens what the first one did', async () => {
    const { refreshToken } = await signIn(await newPerson());
    const { body } = await ask(routes.refresh, { body: { refreshToken } });
    expect(await ask(routes.listSessions, { accessToken: String(body.accessToken) })).toMatchObject({ status: 200 });
  });

  it('end by reuse, and say so', async () => {
    const { refreshToken: first } = await signIn(await newPerson());
    const { body: second } = await ask(routes.refresh, { body: { refreshToken: first } });
    const { body: third } = await ask(routes.refresh, { body: { refreshToken: second.refreshToken } });
    for (const refreshToken of [first, third.refreshToken]) {
      expect(await ask(routes.refresh, { body: { refreshToken } })).toMatchObject({
        status: 401,
        code: 'TOKEN_REUSED',
      });
    }
  });

  it('that are made up, or not there at all, are refused', async () => {
    const made = await ask(routes.refresh, { body: { refreshToken: 'ort_made-up' } });
    expect(made).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
    expect(await ask(routes.refresh)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask(routes.refresh, { body: {} })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('tokens in cookies', () => {
  it('are out of reach for scripts, other sites and other routes, and not in the body', async () => {
    const { cookies, body } = await signIn(await newPerson(), 'cookie');
    expect(cookies.map(shape).sort()).toEqual([`onsale_device=<token>; ${REST}`, `onsale_refresh=<token>; ${REST}`]);
    expect(Object.keys(body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshExpiresAt']);
    const [device, refresh] = cookies.toSorted();
    expect([maxAge(device), maxAge(refresh)]).toEqual([365 * DAY_SECONDS, 30 * DAY_SECONDS]);
  });

  it('go round: each refresh sets the next cookie', async () => {
    const { cookies } = await signIn(await newPerson(), 'cookie');
    const first = pair(cookies.find((cookie) => cookie.startsWith('onsale_refresh=')));
    const next = await ask(routes.refresh, { cookie: first });
    expect(next.status).toBe(200);
    expect(next.cookies.map(shape)).toEqual([`onsale_refresh=<token>; ${REST}`]);
    expect([pair(next.cookies[0]) === first, next.body.refreshToken]).toEqual([false, undefined]);
    expect(await ask(routes.refresh, { cookie: pair(next.cookies[0]) })).toMatchObject({ status: 200 });
  });

  it('count only without a token in the body, and the answer comes the way that token came', async () => {
    const email = await newPerson();
    const { cookies } = await signIn(email, 'cookie');
    const cookie = cookies.map(pair).join('; ');
    const { refreshToken } = await signIn(email);
    const answer = await ask(routes.refresh, { body: { refreshToken }, cookie });
    expect(answer).toMatchObject({ status: 200, cookies: [], body: { refreshToken: expect.stringMatching(/^ort_/) } });
    expect(await ask(routes.refresh, { body: { refreshToken: 'ort_made-up' }, cookie })).toMatchObject({ status: 401 });
    expect(await ask(routes.refresh, { cookie })).toMatchObject({ status: 200 });
  });
});

describe('the list of sessions', () => {
  it('shows each device, the last used first, and which one asks', async () => {
    const email = await newPerson();
    const phone = await signIn(email, 'body', 'Phone/1.0');
    await signIn(email, 'cookie', 'Browser/2.0');
    await ask(routes.refresh, { body: { refreshToken: phone.refreshToken } });
    const { body } = await ask(routes.listSessions, { accessToken: phone.accessToken });
    const sessions = body.sessions as Record<string, unknown>[];
    expect(sessions.map(({ device, current }) => [device, current])).toEqual([
      ['Phone/1.0', true],
      ['Browser/2.0', false],
    ]);
    expect(Object.keys(sessions[0] ?? {}).sort()).toEqual([
      'createdAt',
      'current',
      'device',
      'expiresAt',
      'lastUsedAt',
      'sessionId',
      'updatedAt',
    ]);
  });

  it('ends one of them: its refresh token is over, the others go on, and it cannot be ended twice', async () => {
    const email = await newPerson();
    const phone = await signIn(email);
    const lost = await signIn(email, 'body', 'Lost');
    const { body } = await ask(routes.listSessions, { accessToken: phone.accessToken });
    const sessions = body.sessions as { sessionId: string; device: string }[];
    const params = { sessionId: sessions.find(({ device }) => device === 'Lost')?.sessionId ?? '' };
    const sent = { accessToken: phone.accessToken, params };
    expect(await ask(routes.endSession, sent)).toMatchObject({ status: 204 });
    expect(await ask(routes.endSession, sent)).toMatchObject({ status: 404, code: 'SESSION_NOT_FOUND' });
    const { refreshToken } = lost;
    expect(await ask(routes.refresh, { body: { refreshToken } })).toMatchObject({ code: 'TOKEN_EXPIRED' });
    const goesOn = await ask(routes.refresh, { body: { refreshToken: phone.refreshToken } });
    expect(goesOn.status).toBe(200);
    // Known, and chosen: an access token lives out its 15 minutes.
    expect(await ask(routes.listSessions, { accessToken: lost.accessToken })).toMatchObject({ status: 200 });
  });

  it('cannot end somebody else’s', async () => {
    const [mine, theirs] = [await signIn(await newPerson()), await signIn(await newPerson())];
    const { body } = await ask(routes.listSessions, { accessToken: theirs.accessToken });
    const [session] = body.sessions as { sessionId: string }[];
    const params = { sessionId: session?.sessionId ?? '' };
    expect(await ask(routes.endSession, { accessToken: mine.accessToken, params })).toMatchObject({ status: 404 });
    expect(await ask(routes.refresh, { body: { refreshToken: theirs.refreshToken } })).toMatchObject({ status: 200 });
  });
});

describe('signing out', () => {
  it.each(['refresh token in the body', 'cookie', 'access token'])(
    'by %s ends the session, again and again',
    async (way) => {
      const email = await newPerson();
      const { refreshToken, accessToken } = await signIn(email);
      const inCookie = `onsale_refresh=${refreshToken}`;
      const sent =
        way === 'cookie' ? { cookie: inCookie } : way === 'access token' ? { accessToken } : { body: { refreshToken } };
      for (let i = 0; i < 2; i++) {
        const answer = await ask(routes.logOut, sent);
        expect(answer).toMatchObject({
          status: 204,
          cookies: ['onsale_refresh=; Path=/api/v1/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict'],
        });
      }
      expect(await ask(routes.refresh, { body: { refreshToken } })).toMatchObject({
        status: 401,
        code: 'TOKEN_EXPIRED',
      });
    },
  );

  it('by the tokens of two sessions, in the body and in the cookie, ends both', async () => {
    const email = await newPerson();
    const { refreshToken } = await signIn(email);
    const { cookies } = await signIn(email, 'cookie');
    const cookie = cookies.map(pair).join('; ');
    expect(await ask(routes.logOut, { body: { refreshToken }, cookie })).toMatchObject({ status: 204 });
    for (const sent of [{ body: { refreshToken } }, { cookie }]) {
      expect(await ask(routes.refresh, sent)).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
    }
  });

  it('by a token that was used long since hides no theft: whoever has a newer one hears of it', async () => {
    const { refreshToken: first } = await signIn(await newPerson());
    const { body: second } = await ask(routes.refresh, { body: { refreshToken: first } });
    const { body: third } = await ask(routes.refresh, { body: { refreshToken: second.refreshToken } });
    const left = await ask(routes.logOut, { body: { refreshToken: first } });
    expect([left.status, left.cookies.map(maxAge)]).toEqual([204, [0]]);
    const refused = await ask(routes.refresh, { body: { refreshToken: third.refreshToken } });
    expect(refused).toMatchObject({ status: 401, code: 'TOKEN_REUSED' });
  });

  it('needs one of them', async () => {
    expect(await ask(routes.logOut)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    const made = { body: { refreshToken: 'ort_made-up' }, accessToken: 'made-up' };
    expect(await ask(routes.logOut, made)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it('everywhere ends every session', async () => {
    const email = await newPerson();
    const [phone, browser] = [await signIn(email), await signIn(email)];
    expect(await ask(routes.logOutAll, { accessToken: phone.accessToken })).toMatchObject({ status: 204 });
    for (const { refreshToken } of [phone, browser]) {
      expect(await ask(routes.refresh, { body: { refreshToken } })).toMatchObject({ code: 'TOKEN_EXPIRED' });
    }
  });
});

describe('a new password', () => {
  const next = 'the password of tomorrow';

  it('ends all other sessions, and opens the next one', async () => {
    const email = await newPerson();
    const [mine, other] = [await signIn(email), await signIn(email)];
    const sent = { accessToken: mine.accessToken, body: { current: PASSWORD, new: next } };
    expect(await ask(routes.changePassword, sent)).toMatchObject({ status: 204 });
    const refreshed = (refreshToken: string) => ask(routes.refresh, { body: { refreshToken } });
    expect(await refreshed(mine.refreshToken)).toMatchObject({ status: 200 });
    expect(await refreshed(other.refreshToken)).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
    const logIn = (password: string) => ask(routes.logIn, { body: { email, password } });
    expect(await logIn(PASSWORD)).toMatchObject({ status: 401, code: 'BAD_CREDENTIALS' });
    expect(await logIn(next)).toMatchObject({ status: 200 });
  });

  it('is refused when the current one is wrong, when it is too easy, and to a session that is over', async () => {
    const email = await newPerson();
    const { accessToken, refreshToken } = await signIn(email);
    const change = (body: object) => ask(routes.changePassword, { accessToken, body });
    expect(await change({ current: 'a guess', new: next })).toMatchObject({ status: 400, code: 'WRONG_PASSWORD' });
    const easy = await change({ current: PASSWORD, new: email });
    expect(easy).toMatchObject({ status: 400, code: 'INVALID_REQUEST', body: { errors: [{ field: 'new' }] } });
    await ask(routes.logOut, { body: { refreshToken } });
    expect(await change({ current: PASSWORD, new: next })).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
  });
});
