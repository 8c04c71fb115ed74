// What the outside may know of accounts: becoming a member, who one is, and the keys of our tokens.
import * as z from 'zod/mini';
import { anyId } from '../shared/ids.ts';
import { defineRefusals } from '../shared/refusal.ts';
import { anyText, characters, defineRoute, isoTime, text } from '../shared/route.ts';

export const refusals = defineRefusals({
  EMAIL_TAKEN: [409, '이미 가입된 이메일입니다', 'That e-mail address already has an account'],
  ALREADY_A_MEMBER: [409, '이미 가입된 회원입니다', 'You already have an account'],
  LEFT_RECENTLY: [
    409,
    '탈퇴한 지 얼마 되지 않았습니다. 안내된 시각부터 다시 가입할 수 있습니다',
    'You left not long ago, and may come back from the time given',
  ],
  IDENTITY_NOT_VERIFIED: [
    400,
    '본인인증을 확인할 수 없습니다. 다시 인증해 주세요',
    'Your identity could not be confirmed: please verify it again',
  ],
  IDENTITY_MISMATCH: [
    400,
    '본인인증 정보와 일치하는 계정이 없습니다',
    'No account with this address belongs to the verified person',
  ],
  TOO_MANY_ATTEMPTS: [
    429,
    '시도 횟수가 너무 많습니다. 잠시 후 다시 시도해 주세요',
    'Too many attempts: please wait before you try again',
  ],
  UNDER_AGE: [403, '가입할 수 있는 나이가 아닙니다', 'You are too young for an account'],
  TERMS_CHANGED: [
    409,
    '약관이 변경되었습니다. 다시 동의해 주세요',
    'The terms have changed: please accept the current ones',
  ],
  IDENTITY_PROVIDER_UNAVAILABLE: [
    503,
    '본인인증 기관에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요',
    'Identities cannot be verified just now: please try again in a moment',
  ],
});

/** Why a verification cannot be used. */
export const IDENTITY_REASONS = [
  'NOT_FOUND',
  'NOT_COMPLETED',
  'FAILED',
  'TOO_OLD',
  'USED',
  'NOT_OURS',
  'NO_KEY',
] as const;
export type IdentityReason = (typeof IDENTITY_REASONS)[number];

/** Compared, and kept, in one form (NFKC, lower case). */
export const email = z
  .string()
  .check(
    z.normalize('NFKC'),
    z.toLowerCase(),
    z.minLength(6, { abort: true }),
    z.maxLength(254, { abort: true }),
    z.email(),
  );

/** Any characters; which ones are too easy is for the use case to say. */
export const newPassword = characters(10, 128);

export const routes = {
  signUp: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/signup',
    who: 'open',
    summary: 'Makes the account of a person whose identity was verified in the last ten minutes',
    body: z.strictObject({
      email,
      password: newPassword,
      /** Made up at random by the client (`crypto.randomUUID()`): whoever has it can use the verification, once. */
      identityVerificationId: anyId,
      /** As `GET /config` names them. */
      termsVersion: text(32),
      /** Taken from the verified identity; what is sent here is not believed, and not kept. */
      name: z.optional(anyText(100)),
    }),
    status: 201,
    answer: z.object({ userId: z.uuid() }),
    refusals: [
      refusals.EMAIL_TAKEN,
      refusals.ALREADY_A_MEMBER,
      refusals.LEFT_RECENTLY,
      refusals.IDENTITY_NOT_VERIFIED,
      refusals.UNDER_AGE,
      refusals.TERMS_CHANGED,
      refusals.TOO_MANY_ATTEMPTS,
      refusals.IDENTITY_PROVIDER_UNAVAILABLE,
    ],
  }),
  resetPassword: defineRoute({
    method: 'POST',
    path: '/api/v1/auth/password/reset',
    who: 'open',
    summary: 'Sets a new password for the verified person, and ends every session',
    body: z.strictObject({ email, identityVerificationId: anyId, new: newPassword }),
    status: 204,
    refusals: [
      refusals.IDENTITY_NOT_VERIFIED,
      refusals.IDENTITY_MISMATCH,
      refusals.TOO_MANY_ATTEMPTS,
      refusals.IDENTITY_PROVIDER_UNAVAILABLE,
    ],
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
      termsVersion: z.string(),
      createdAt: isoTime,
      updatedAt: isoTime,
    }),
  }),
  deleteMe: defineRoute({
    method: 'DELETE',
    path: '/api/v1/me',
    who: 'user',
    summary: 'Removes the account and all that names its owner; records of money stay, without a name',
    status: 204,
    setsCookies: ['onsale_refresh', 'onsale_device'],
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
