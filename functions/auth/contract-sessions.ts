// What the outside may know of sessions: signing in and out, staying signed in, and on which devices.
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { common, defineRefusals } from '../shared/refusal.ts';
import { anyText, characters, defineRoute, isoTime } from '../shared/route.ts';
import { refusals as accounts, newPassword } from './contract.ts';

export const refusals = defineRefusals({
  BAD_CREDENTIALS: [401, '이메일 또는 비밀번호가 올바르지 않습니다', 'The e-mail address or the password is wrong'],
  WRONG_PASSWORD: [400, '현재 비밀번호가 올바르지 않습니다', 'The current password is wrong'],
  TOKEN_EXPIRED: [401, '로그인이 만료되었습니다. 다시 로그인해 주세요', 'Your session has ended: please sign in again'],
  TOKEN_REUSED: [
    401,
    '이미 사용된 토큰이어서 안전을 위해 로그아웃되었습니다. 다시 로그인해 주세요',
    'This token was used before, so its session was ended for safety: please sign in again',
  ],
  SESSION_NOT_FOUND: [404, '로그인 기록을 찾을 수 없습니다', 'There is no such session'],
});

/** The cookies of browsers, sent to `/api/v1/auth` alone. */
export const REFRESH_COOKIE = 'onsale_refresh';
export const DEVICE_COOKIE = 'onsale_device';

const refreshCookie = { [REFRESH_COOKIE]: 'The refresh token of a browser, in place of the body.' };
const deviceCookie = { [DEVICE_COOKIE]: 'The device token of a browser, in place of `X-Device-Token`.' };

/** With `transport: cookie` a refresh token is in a cookie that scripts cannot read; else it is in the body. */
const refreshTokenIfNoCookie = z.optional(z.strictObject({ refreshToken: z.optional(anyText(512)) }));

const tokens = {
  accessToken: z.string(),
  expiresIn: z.int().check(z.describe('Seconds.')),
  refreshToken: z.optional(z.string().check(z.describe('Absent with `transport: cookie`: it is in the cookie.'))),
  refreshExpiresAt: isoTime.check(z.describe('When the refresh token ends unless it is used before.')),
};

export const routes = {
  logIn: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/login',
    who: 'open',
    summary: 'Begins a session: an access token for `expiresIn` seconds, and a refresh token for the next one',
    body: z.strictObject({
      // Whatever it is, the answer is that it does not fit the password. One character can become eighteen, and a key of
      // the table takes no text of any length.
      email: anyText(254).check(z.normalize('NFKC'), z.toLowerCase(), z.minLength(1), z.maxLength(254)),
      password: characters(1, 128),
      transport: z
        ._default(z.enum(['body', 'cookie']), 'body')
        .check(z.describe('Where refresh and device token are put: browsers ask for cookies that no script reads.')),
    }),
    answer: z.object({
      ...tokens,
      deviceToken: z.optional(z.string().check(z.describe('For `X-Device-Token` at the next login of this device.'))),
    }),
    headers: { 'X-Device-Token': 'As an earlier login gave it: guesses of others then do not shut this device out.' },
    cookies: deviceCookie,
    setsCookies: [REFRESH_COOKIE, DEVICE_COOKIE],
    refusals: [refusals.BAD_CREDENTIALS, accounts.TOO_MANY_ATTEMPTS],
  }),
  refresh: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/refresh',
    who: 'open',
    summary:
      'Gives the next access and refresh token for the refresh token in the body or the cookie, which is used up',
    body: refreshTokenIfNoCookie,
    answer: z.object(tokens),
    cookies: refreshCookie,
    setsCookies: [REFRESH_COOKIE],
    refusals: [common.UNAUTHENTICATED, refusals.TOKEN_EXPIRED, refusals.TOKEN_REUSED],
  }),
  logOut: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/logout',
    who: 'open',
    summary:
      'Ends the sessions of the refresh tokens in the body and the cookie; without one, that of the access token',
    body: refreshTokenIfNoCookie,
    status: 204,
    accessToken: true,
    cookies: refreshCookie,
    setsCookies: [REFRESH_COOKIE],
    refusals: [common.UNAUTHENTICATED],
  }),
  logOutAll: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/logout-all',
    who: 'user',
    summary: 'Ends every session of the account; access tokens live out their 15 minutes',
    status: 204,
    setsCookies: [REFRESH_COOKIE],
  }),
  listSessions: defineRoute({
    method: 'GET',
    path: '/api/v1/me/sessions',
    who: 'user',
    summary: 'Where the account is signed in, the last used first',
    answer: z.object({
      sessions: z.array(
        z.object({
          sessionId: z.string(),
          /** The `User-Agent` of its login; empty where there was none. */
          device: z.string(),
          current: z.boolean(),
          createdAt: isoTime,
          updatedAt: isoTime,
          lastUsedAt: isoTime,
          expiresAt: isoTime,
        }),
      ),
    }),
  }),
  endSession: defineRoute({
    method: 'DELETE',
    path: '/api/v1/me/sessions/{sessionId}',
    who: 'user',
    summary: 'Ends one session; its access token lives out its 15 minutes',
    params: z.object({ sessionId: anyId }),
    status: 204,
    refusals: [refusals.SESSION_NOT_FOUND],
  }),
  changePassword: defineRoute({
    method: 'POST',
    path: '/api/v1/me/password',
    who: 'user',
    summary: 'Sets a new password, and ends all other sessions',
    body: z.strictObject({ current: characters(1, 128), new: newPassword }),
    status: 204,
    refusals: [refusals.TOKEN_EXPIRED, refusals.WRONG_PASSWORD, accounts.TOO_MANY_ATTEMPTS],
  }),
};
