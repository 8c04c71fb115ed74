// Identity verifications as PortOne has them: requested, then verified or failed. Pure.
import { createHash } from 'node:crypto';
import type {
  FailedIdentityVerification,
  ReadyIdentityVerification,
  VerifiedIdentityVerification,
} from '@portone/server-sdk/identityVerification';
import { STORE_ID } from './account.ts';
import type { KnownVerification } from './state.ts';

/** Who somebody claims to be. */
export interface PlayedPerson {
  readonly name: string;
  /** yyyy-MM-dd */
  readonly birthDate: string;
  readonly gender: 'MALE' | 'FEMALE' | 'OTHER';
  readonly phoneNumber?: string | undefined;
  /** Not every provider gives both. */
  readonly withCi: boolean;
  readonly withDi: boolean;
}

const iso = (at: number) => new Date(at).toISOString();

const hash = (algorithm: 'sha256' | 'sha384' | 'sha512', ...parts: string[]) =>
  createHash(algorithm).update(JSON.stringify(parts));

/** The same person everywhere: 64 bytes in 88 characters. */
export function ciOf(name: string, birthDate: string): string {
  return hash('sha512', 'CI', name, birthDate).digest('base64');
}

/** The same person at one store: 64 characters. */
export function diOf(name: string, birthDate: string): string {
  return hash('sha384', 'DI', STORE_ID, name, birthDate).digest('base64');
}

/** The window of the provider was opened. */
export function requested(id: string, channelKey: string, at: number): ReadyIdentityVerification {
  return {
    status: 'READY',
    id,
    channel: {
      type: 'TEST',
      id: 'channel-id-onsale-local-identity',
      key: channelKey,
      name: '본인인증 (local stand-in)',
      pgProvider: 'DANAL',
      pgMerchantId: 'onsale-local',
    },
    requestedCustomer: {},
    requestedAt: iso(at),
    updatedAt: iso(at),
    statusChangedAt: iso(at),
    version: 'V2',
  };
}

/** What every state of a verification has. */
function commonOf({ id, channel, requestedAt }: KnownVerification, at: number) {
  const before = Date.parse(requestedAt) <= at ? requestedAt : iso(at);
  return { id, ...(channel ? { channel } : {}), requestedAt: before, updatedAt: iso(at), statusChangedAt: iso(at) };
}

const pgTxIdOf = (id: string, at: number) => `stand-in-${hash('sha256', id, iso(at)).digest('hex').slice(0, 20)}`;

/** @param at epoch milliseconds of the verification, for which a person may have been early or late in a test */
export function verified(before: KnownVerification, person: PlayedPerson, at: number): VerifiedIdentityVerification {
  const { birthDate, gender, phoneNumber, withCi, withDi } = person;
  // Two spellings of one name in Unicode are one name.
  const name = person.name.normalize('NFC').trim();
  const keys = {
    ...(withCi ? { ci: ciOf(name, birthDate) } : {}),
    ...(withDi ? { di: diOf(name, birthDate) } : {}),
  };
  const pgTxId = pgTxIdOf(before.id, at);
  return {
    status: 'VERIFIED',
    ...commonOf(before, at),
    verifiedCustomer: {
      name,
      ...(phoneNumber ? { phoneNumber } : {}),
      birthDate,
      gender,
      isForeigner: false,
      ...keys,
    },
    verifiedAt: iso(at),
    pgTxId,
    pgRawResponse: JSON.stringify({ RETURNCODE: '0000', RETURNMSG: 'OK', TID: pgTxId, NAME: name, ...keys }),
    version: 'V2',
  };
}

export const FAILURES = {
  fail: { reason: '본인인증에 실패했습니다', pgCode: 'STAND_IN_FAILED', pgMessage: 'failed, as asked for' },
  cancel: {
    reason: '사용자가 본인인증을 취소했습니다',
    pgCode: 'STAND_IN_CANCELLED',
    pgMessage: 'cancelled by the user',
  },
} as const;

export function failed(before: KnownVerification, how: keyof typeof FAILURES, at: number): FailedIdentityVerification {
  return {
    status: 'FAILED',
    ...commonOf(before, at),
    requestedCustomer: {},
    failure: FAILURES[how],
    version: 'V2',
    pgTxId: pgTxIdOf(before.id, at),
  };
}

/** The id of this attempt, which the browser is told beside the shop's own id. */
export function attemptIdOf({ id, statusChangedAt }: KnownVerification): string {
  return `stand-in-attempt-${hash('sha256', id, statusChangedAt).digest('hex').slice(0, 20)}`;
}

/** `requestIdentityVerification` of the browser's SDK, and what a phone's browser comes back with. */
export interface IdentityAnswer {
  readonly transactionType: 'IDENTITY_VERIFICATION';
  readonly identityVerificationId: string;
  readonly identityVerificationTxId: string;
  /** Why nobody is verified. */
  readonly code?: string;
  readonly message?: string;
  readonly pgCode?: string;
  readonly pgMessage?: string;
}

export function answerOf(verification: KnownVerification): IdentityAnswer {
  const { id: identityVerificationId, status } = verification;
  const identityVerificationTxId = attemptIdOf(verification);
  const common = {
    transactionType: 'IDENTITY_VERIFICATION',
    identityVerificationId,
    identityVerificationTxId,
  } as const;
  if (status !== 'FAILED') return common;
  const { reason: message = '', pgCode = '', pgMessage = '' } = verification.failure;
  return { ...common, code: 'FAILURE_TYPE_PG', message, pgCode, pgMessage };
}
