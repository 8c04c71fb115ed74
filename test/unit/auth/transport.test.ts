// How tokens travel: what is in the body, what is in cookies, and which token counts.
import { describe, expect, it } from 'vitest';
import { sessionAnswer, shownTokens, signedOut } from '../../../functions/auth/use-cases-transport.ts';

const now = 1_700_000_000_000;
const opened = {
  accessToken: 'access',
  expiresIn: 900,
  refreshToken: 'ort_1',
  refreshExpiresAt: now + 2_592_000_000,
  deviceToken: 'odt_1',
};
const refreshExpiresAt = '2023-12-15T07:13:20.000+09:00';

describe('an answer', () => {
  it('in the body has every token, and sets no cookie', () => {
    const { body, cookies } = sessionAnswer(opened, 'body', now);
    expect(body).toEqual({ ...opened, refreshExpiresAt });
    expect(cookies).toEqual([]);
  });

  it('in cookies keeps the long-lived tokens from scripts', () => {
    const { body, cookies } = sessionAnswer(opened, 'cookie', now);
    expect(body).toEqual({ accessToken: 'access', expiresIn: 900, refreshExpiresAt });
    const rest = 'HttpOnly; Secure; SameSite=Strict';
    expect(cookies).toEqual([
      `onsale_refresh=ort_1; Path=/api/v1/auth; Max-Age=2592000; ${rest}`,
      `onsale_device=odt_1; Path=/api/v1/auth; Max-Age=31536000; ${rest}`,
    ]);
  });

  it('of a refresh says nothing of the device', () => {
    const { deviceToken, ...refreshed } = opened;
    expect(sessionAnswer(refreshed, 'body', now).body).not.toHaveProperty('deviceToken');
    expect(sessionAnswer(refreshed, 'cookie', now).cookies).toHaveLength(1);
  });

  it('to who signed out takes the session’s cookie away, and leaves the device known', () => {
    expect(signedOut().cookies).toEqual([
      'onsale_refresh=; Path=/api/v1/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict',
    ]);
  });
});

describe('the tokens that a request shows', () => {
  it('are the body’s before the cookie’s', () => {
    expect(shownTokens({ refreshToken: 'ort_1' }, { cookies: { onsale_refresh: 'ort_2', other: 'x' } })).toEqual([
      { text: 'ort_1', transport: 'body' },
      { text: 'ort_2', transport: 'cookie' },
    ]);
  });

  it('are the cookie’s alone without a body, and none when both are empty', () => {
    expect(shownTokens(undefined, { cookies: { onsale_refresh: 'ort_2' } })).toEqual([
      { text: 'ort_2', transport: 'cookie' },
    ]);
    expect(shownTokens({ refreshToken: '' }, { cookies: { onsale_refresh: '' } })).toEqual([]);
  });
});
