// A world for the use cases of identity: what PortOne and the table say, and what was written.
import { type IDENTITY_REASONS, refusals } from '../../../functions/auth/contract.ts';
import type { Account } from '../../../functions/auth/domain.ts';
import { type Attempts, type Counter, counterOf } from '../../../functions/auth/domain-attempts.ts';
import type { PersonRecord, UsedVerification, Verification } from '../../../functions/auth/domain-identity.ts';
import type { IdentityStore, NewMember, PasswordReset } from '../../../functions/auth/store-identity.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { CHANNEL, NOW, ringA, verification } from './identity-samples.ts';

export const DAY = 86_400_000;
export const PASSWORD = 'correct horse battery';

/** What the client asks for, unless a test says otherwise. */
export const asked = {
  email: 'haneul@example.com',
  password: PASSWORD,
  identityVerificationId: 'v1',
  address: '203.0.113.7',
  termsVersion: '1',
  now: NOW,
};

export interface World {
  /** What PortOne has under `v1`. */
  readonly found?: Verification | undefined;
  readonly used?: UsedVerification;
  readonly persons?: readonly PersonRecord[];
  readonly accounts?: readonly { account: Account; passwordHash: string }[];
  /** Of the transactions, in turn; the last one repeats. */
  readonly outcomes?: readonly string[];
  readonly attempts?: Attempts;
  /** The step of the guard that says there were too many guesses. */
  readonly tooManyAt?: 'check' | 'failed' | 'succeeded';
  /** The same about ids of verifications that there are not. */
  readonly tooManyIdsAt?: 'check' | 'failed';
}

/** What the guard is asked about a password that comes again. */
export const guarded = (...steps: readonly string[]) => {
  const { kind, hash } = counterOf('ACCOUNT', asked.email);
  return steps.map((step) => `${step} ${kind} ${hash} ${NOW}`);
};

/** The tools of a use case in that world, and what they were told to write. */
export function world({
  found = verification('v1'),
  used,
  persons = [],
  accounts = [],
  outcomes = [],
  attempts,
  tooManyAt,
  tooManyIdsAt,
}: World) {
  const left = [...outcomes];
  const next = (otherwise: string) => (left.length > 1 ? left.shift() : left[0]) ?? otherwise;
  const did = {
    seen: 0,
    asked: 0,
    members: [] as NewMember[],
    resets: [] as PasswordReset[],
    forgotten: [] as string[],
    guarded: [] as string[],
  };
  /** What the guard was asked about the ids of verifications. */
  const ids: string[] = [];
  const guard = (step: string) => async (counters: readonly Counter[], now: number) => {
    if (counters.some(({ kind }) => kind === 'IDENTITY')) {
      ids.push(step);
      if (step === tooManyIdsAt) throw new Refusal(refusals.TOO_MANY_ATTEMPTS, {}, 60);
      return;
    }
    did.guarded.push(...counters.map(({ kind, hash }) => `${step} ${kind} ${hash} ${now}`));
    if (step === tooManyAt) throw new Refusal(refusals.TOO_MANY_ATTEMPTS, {}, 60);
  };
  const identities = {
    async seen() {
      did.seen += 1;
      return { used, persons };
    },
    async signUp(member: NewMember) {
      did.members.push(member);
      return next('signed-up');
    },
    async resetPassword(reset: PasswordReset) {
      did.resets.push(reset);
      return next('reset');
    },
  } as unknown as IdentityStore;
  const tools = {
    gateway: {
      async read() {
        did.asked += 1;
        return found;
      },
    },
    channelKey: CHANNEL,
    ring: async () => ringA,
    identities,
    accounts: { credentialOf: async (userId: string) => accounts.find((one) => one.account.userId === userId) },
    attempts: {
      read: async (counters: readonly unknown[]) => counters.map(() => attempts),
      forget: async ({ kind }: { kind: string }) => void did.forgotten.push(kind),
    },
    guard: { check: guard('check'), failed: guard('failed'), succeeded: guard('succeeded') },
    passwordRounds: 1,
    termsVersion: '1',
    minimumAge: 14,
  };
  return { tools, did, ids };
}

export const nothing = { members: [], resets: [], forgotten: [], guarded: [] };
export const notVerified = (reason: (typeof IDENTITY_REASONS)[number]) => ({
  kind: refusals.IDENTITY_NOT_VERIFIED,
  fields: { reason },
});

export const FAULTY_VERIFICATIONS: [string, Verification | undefined, (typeof IDENTITY_REASONS)[number]][] = [
  ['failed', { status: 'FAILED' }, 'FAILED'],
  ['not gone through with', { status: 'NOT_COMPLETED' }, 'NOT_COMPLETED'],
  ['of an hour ago', verification('v1', { verifiedAt: NOW - 3_600_000 }), 'TOO_OLD'],
  ['of tomorrow', verification('v1', { verifiedAt: NOW + DAY }), 'NOT_COMPLETED'],
  ["of another shop's channel", verification('v1', { channelKey: 'channel-key-2' }), 'NOT_OURS'],
  ['of somebody without a key', verification('v1', { ci: undefined, di: '' }), 'NO_KEY'],
];
