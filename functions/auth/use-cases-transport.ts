// How a session's tokens travel: in the body, or for browsers in cookies that scripts cannot read.
import { toIso } from '../shared/clock.ts';
import { endedCookie, strictCookie } from '../shared/cookie.ts';
import type { Caller } from '../shared/http.ts';
import { Reply } from '../shared/reply.ts';
import { DEVICE_COOKIE, REFRESH_COOKIE } from './contract-sessions.ts';
import type { Opened } from './use-cases-sessions.ts';

export type Transport = 'body' | 'cookie';

/** A device is known for a year after its last login. */
const DEVICE_SECONDS = 365 * 86_400;

interface Answer {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken?: string;
  readonly refreshExpiresAt: string;
  readonly deviceToken?: string;
}

/** @param opened with a `deviceToken` when the device shall be known from now on. @param now epoch milliseconds */
export function sessionAnswer(
  opened: Opened & { readonly deviceToken?: string },
  transport: Transport,
  now: number,
): Reply<Answer> {
  const { accessToken, expiresIn, refreshToken, deviceToken } = opened;
  const open = { accessToken, expiresIn, refreshExpiresAt: toIso(opened.refreshExpiresAt) };
  if (transport === 'body') {
    return new Reply({ ...open, refreshToken, ...(deviceToken === undefined ? {} : { deviceToken }) });
  }
  const refreshSeconds = Math.floor((opened.refreshExpiresAt - now) / 1000);
  const refresh = strictCookie(REFRESH_COOKIE, refreshToken, refreshSeconds);
  const device = deviceToken === undefined ? [] : [strictCookie(DEVICE_COOKIE, deviceToken, DEVICE_SECONDS)];
  return new Reply(open, { cookies: [refresh, ...device] });
}

/** The refresh tokens that a request shows, and where: the body's comes before the cookie's. */
export function shownTokens(
  body: { readonly refreshToken?: string | undefined } | undefined,
  { cookies }: Pick<Caller, 'cookies'>,
): { readonly text: string; readonly transport: Transport }[] {
  const shown = [
    { text: body?.refreshToken, transport: 'body' },
    { text: cookies[REFRESH_COOKIE], transport: 'cookie' },
  ] as const;
  return shown.flatMap(({ text, transport }) => (text ? [{ text, transport }] : []));
}

/** Nothing to say, and the session's cookie taken away; the device stays known. */
export function signedOut(): Reply<Record<string, never>> {
  return new Reply({}, { cookies: [endedCookie(REFRESH_COOKIE)] });
}
