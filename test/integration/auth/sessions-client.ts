// A client of the routes of sessions, and what it reads off their cookies.
import { expect, inject } from 'vitest';
import { routes } from '../../../functions/auth/contract-sessions.ts';
import type { Route } from '../../../functions/shared/route.ts';
import { signUp } from '../../support/journey.ts';

export const PASSWORD = 'the password of today';

interface Sent {
  readonly body?: object;
  readonly accessToken?: string;
  readonly cookie?: string;
  readonly device?: string;
  readonly params?: Record<string, string>;
}

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Record<string, unknown>;
  readonly cookies: string[];
}

export async function ask(
  route: Route,
  { body, accessToken, cookie, device, params = {} }: Sent = {},
): Promise<Answer> {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const answer = await fetch(`${inject('cloud').apiUrl}${path}`, {
    method: route.method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      ...(cookie ? { cookie } : {}),
      ...(device ? { 'user-agent': device } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  const read = text === '' ? {} : JSON.parse(text);
  return { status: answer.status, code: read.code, body: read, cookies: answer.headers.getSetCookie() };
}

/** @returns the address of somebody who has just become a member */
export async function newPerson(): Promise<string> {
  return (await signUp({ password: PASSWORD })).email;
}

/** Signs in, and gives the tokens and cookies as a client keeps them. */
export async function signIn(email: string, transport: 'body' | 'cookie' = 'body', device = 'Phone') {
  const { status, body, cookies } = await ask(routes.logIn, { body: { email, password: PASSWORD, transport }, device });
  expect(status).toBe(200);
  return { accessToken: String(body.accessToken), refreshToken: String(body.refreshToken), cookies, body };
}

/** `name=value` of a `Set-Cookie`, as a browser sends it back. */
export const pair = (cookie = '') => cookie.split(';')[0] ?? '';
export const shape = (cookie = '') =>
  cookie.replace(/=[^;]+;/, '=<token>;').replace(/Max-Age=\d+/, 'Max-Age=<seconds>');
export const maxAge = (cookie = '') => Number(/Max-Age=(\d+)/.exec(cookie)?.[1]);
