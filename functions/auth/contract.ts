// What the outside may know of accounts: routes and refusals.
import * as z from 'zod/mini';
import { defineRefusals } from '../shared/refusal.ts';
import { anyText, defineRoute, isoTime, text } from '../shared/route.ts';

export const refusals = defineRefusals({
  EMAIL_TAKEN: [409, '이미 가입된 이메일입니다', 'That e-mail address already has an account'],
  BAD_CREDENTIALS: [401, '이메일 또는 비밀번호가 올바르지 않습니다', 'The e-mail address or the password is wrong'],
});

const email = z.string().check(z.maxLength(254), z.email());

export const routes = {
  signUp: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/signup',
    who: 'open',
    summary: 'Makes an account',
    body: z.strictObject({ email, password: anyText(128).check(z.minLength(8)), name: text(100) }),
    status: 201,
    answer: z.object({ userId: z.uuid() }),
    refusals: [refusals.EMAIL_TAKEN],
  }),
  logIn: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/login',
    who: 'open',
    summary: 'Gives an access token, good for `expiresIn` seconds',
    body: z.strictObject({ email, password: text(128) }),
    answer: z.object({ accessToken: z.string(), expiresIn: z.int() }),
    refusals: [refusals.BAD_CREDENTIALS],
  }),
  me: defineRoute({
    method: 'GET',
    path: '/api/v1/me',
    who: 'user',
    summary: 'The signed-in account',
    answer: z.object({
      userId: z.uuid(),
      name: z.string(),
      email: z.string(),
      createdAt: isoTime,
      updatedAt: isoTime,
    }),
  }),
  keys: defineRoute({
    method: 'GET',
    path: '/api/v1/.well-known/jwks.json',
    who: 'open',
    summary: 'The public keys that tokens are signed with (RFC 7517)',
    answer: z.object({ keys: z.array(z.looseObject({ kid: z.string() })) }),
    cacheControl: 'public, max-age=60',
  }),
};
