// A verified person for the tests of accounts, and the keys that persons are known by.
import { randomUUID } from 'node:crypto';
import { newAccount } from '../../../functions/auth/domain.ts';
import type { Identity, Verification } from '../../../functions/auth/domain-identity.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';

/** Noon in Seoul. */
export const NOW = Date.parse('2026-11-21T12:00:00+09:00');

export const CHANNEL = 'channel-key-1';

export const KEY_A = 'a'.repeat(64);
export const KEY_B = 'b'.repeat(64);
export const ringA = parseKeyRing(KEY_A);
export const ringAB = parseKeyRing(`${KEY_A}\n${KEY_B}`);

type Verified = Extract<Verification, { status: 'VERIFIED' }>;

/** Two of them are the same person unless `change` says otherwise. */
export function verification(id: string, change: Partial<Verified> = {}): Verified {
  return {
    status: 'VERIFIED',
    id,
    channelKey: CHANNEL,
    verifiedAt: NOW - 60_000,
    name: '김하늘',
    birthDate: '2001-02-03',
    ci: 'ci-of-haneul',
    di: 'di-of-haneul',
    ...change,
  };
}

export const identity: Identity = {
  name: '김하늘',
  birthDate: '2001-02-03',
  identifiers: [
    { kind: 'CI', value: 'ci-of-haneul' },
    { kind: 'DI', value: 'di-of-haneul' },
  ],
};

export function account(change: Partial<Parameters<typeof newAccount>[0]> = {}) {
  return newAccount({
    userId: 'u1',
    personId: 'p1',
    email: 'haneul@example.com',
    name: '김하늘',
    securityStamp: 's1',
    persons: ['h1'],
    termsVersion: '1',
    at: NOW,
    ...change,
  });
}

/** An address of its own. */
export const anyAddress = () => `${randomUUID()}@example.com`;
