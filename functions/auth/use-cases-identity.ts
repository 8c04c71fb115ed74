// What a verified identity opens: becoming a member, and a new password for who forgot theirs.
import { randomUUID } from 'node:crypto';
import { jitter } from '../shared/aws.ts';
import { toIso } from '../shared/clock.ts';
import type { KeyRing, ReadRing } from '../shared/key-ring.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { hashPassword, verifyPassword } from '../shared/password.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { fault } from '../shared/request.ts';
import { refusals } from './contract.ts';
import { newAccount } from './domain.ts';
import { counterOf } from './domain-attempts.ts';
import {
  ageAt,
  decideIdentity,
  decideMember,
  type Identity,
  type Owner,
  personIdOf,
  personNames,
  type UsedVerification,
} from './domain-identity.ts';
import { refusePassword } from './domain-password.ts';
import type { IdentityGateway } from './gateway-identity.ts';
import type { AccountStore, Credential } from './store.ts';
import type { AttemptsStore } from './store-attempts.ts';
import type { IdentityStore, NewMember, Seen } from './store-identity.ts';
import type { Guard } from './use-cases-attempts.ts';

/** How often a transaction is tried while others are at its items. */
const TRIES = 6;

export interface IdentityTools {
  readonly gateway: IdentityGateway;
  /** The channel of the provider that verifies identities for us. */
  readonly channelKey: string;
  /** What persons are known by, in place of their identifiers. */
  readonly ring: ReadRing;
  readonly identities: IdentityStore;
  readonly accounts: Pick<AccountStore, 'credentialOf'>;
  readonly guard: Guard;
  readonly passwordRounds: number;
}

export interface SignUpTools extends IdentityTools {
  /** The terms that are in force. */
  readonly termsVersion: string;
  /** In full years. */
  readonly minimumAge: number;
}

/** A verification and the address and password that it is to be used for. */
interface Asked {
  readonly email: string;
  readonly password: string;
  readonly identityVerificationId: string;
  /** The caller's, as the gateway saw it. */
  readonly address: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Makes a person's one account. The same request again gets the same answer; who left gets their old user id back.
 * @throws Refusal TERMS_CHANGED, INVALID_REQUEST, IDENTITY_PROVIDER_UNAVAILABLE, IDENTITY_NOT_VERIFIED, UNDER_AGE,
 * ALREADY_A_MEMBER, LEFT_RECENTLY, EMAIL_TAKEN, TOO_MANY_ATTEMPTS, TRY_AGAIN
 */
export async function signUp(
  tools: SignUpTools,
  asked: Asked & { readonly termsVersion: string },
): Promise<{ userId: string }> {
  const { termsVersion, minimumAge, identities } = tools;
  const { email, password, identityVerificationId, now } = asked;
  if (asked.termsVersion !== termsVersion) throw new Refusal(refusals.TERMS_CHANGED, { termsVersion });
  refuseEasy('password', password, email);
  const { identity, ring } = await verifiedIdentity(tools, asked);
  if (ageAt(identity.birthDate, now) < minimumAge) throw new Refusal(refusals.UNDER_AGE, { minimumAge });
  const names = personNames(identity, ring);
  const newcomer = { userId: randomUUID(), personId: personIdOf(identity, ring) };
  let passwordHash: string | undefined;
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await identities.seen(identityVerificationId, names);
    const owner = await memberToBe(tools, asked, seen, newcomer);
    if ('again' in owner) return { userId: owner.again };
    passwordHash ??= await hashPassword(password, tools.passwordRounds);
    const account = newAccount({
      ...owner,
      email,
      name: identity.name,
      securityStamp: randomChars(),
      persons: names.map(({ hash }) => hash),
      termsVersion,
      at: now,
    });
    const member: NewMember = { account, passwordHash, identityVerificationId, names, seen: seen.persons };
    const outcome = await identities.signUp(member);
    switch (outcome) {
      case 'signed-up':
        return { userId: account.userId };
      case 'ALREADY_A_MEMBER':
      case 'EMAIL_TAKEN':
        throw new Refusal(refusals[outcome]);
      case 'moved':
      case 'conflict':
        await jitter(tries);
        break;
      default:
        outcome satisfies never;
    }
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** Whose account it will be, or the user id of the account that this same request made before. */
async function memberToBe(
  tools: IdentityTools,
  asked: Asked,
  seen: Seen,
  newcomer: Owner,
): Promise<Owner | { readonly again: string }> {
  const decided = decideMember(seen, newcomer, asked.now);
  switch (decided.decision) {
    case 'used':
      await repeatedOnly(tools, decided.used, 'SIGN_UP', asked);
      return { again: decided.used.userId };
    case 'ALREADY_A_MEMBER':
      throw new Refusal(refusals.ALREADY_A_MEMBER);
    case 'LEFT_RECENTLY':
      throw new Refusal(refusals.LEFT_RECENTLY, { from: toIso(decided.from) });
    case 'member':
      return decided.owner;
    default:
      return decided satisfies never;
  }
}

/**
 * Sets a new password for the person's account at that address, ends every session, and takes failed guesses back. The
 * same request again gets the same answer.
 * @throws Refusal INVALID_REQUEST, IDENTITY_PROVIDER_UNAVAILABLE, IDENTITY_NOT_VERIFIED, IDENTITY_MISMATCH,
 * TOO_MANY_ATTEMPTS, TRY_AGAIN
 */
export async function resetPassword(
  tools: IdentityTools & { readonly attempts: Pick<AttemptsStore, 'read' | 'forget'> },
  asked: Asked,
): Promise<void> {
  const { identities } = tools;
  const { email, password, identityVerificationId, now } = asked;
  refuseEasy('new', password, email);
  const { identity, ring } = await verifiedIdentity(tools, asked);
  const names = personNames(identity, ring);
  let passwordHash: string | undefined;
  for (let tries = 1; tries <= TRIES; tries++) {
    const seen = await identities.seen(identityVerificationId, names);
    if (seen.used) {
      await repeatedOnly(tools, seen.used, 'RESET', asked);
      return forgetGuesses(tools.attempts, seen.used.userId, email);
    }
    const { userId } = (await ownAccount(tools, seen, email)).account;
    passwordHash ??= await hashPassword(password, tools.passwordRounds);
    const reset = { userId, email, identityVerificationId, passwordHash, securityStamp: randomChars(), at: now };
    const outcome = await identities.resetPassword(reset);
    if (outcome === 'reset') return forgetGuesses(tools.attempts, userId, email);
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** The person's account at that address. Nothing tells whether another's is there: that address is never looked up. */
async function ownAccount({ accounts }: IdentityTools, { persons }: Seen, email: string): Promise<Credential> {
  const userIds = [...new Set(persons.map(({ userId }) => userId))];
  const found = await Promise.all(userIds.map((userId) => accounts.credentialOf(userId)));
  const own = found.find((credential) => credential?.account.email === email);
  if (!own) throw new Refusal(refusals.IDENTITY_MISMATCH);
  return own;
}

/** Who proved who they are need not wait for those who guessed. */
async function forgetGuesses(
  attempts: Pick<AttemptsStore, 'read' | 'forget'>,
  userId: string,
  email: string,
): Promise<void> {
  const counters = [counterOf('ACCOUNT', email), counterOf('DEVICES', userId), counterOf('PASSWORD', userId)];
  const seen = await attempts.read(counters);
  await Promise.all(
    counters.map(async (counter, i) => {
      const failures = seen[i];
      if (failures) await attempts.forget(counter, failures);
    }),
  );
}

/**
 * Whom the verification names. Who has its id can use it, so ids that there are not are counted like wrong passwords.
 * @throws Refusal IDENTITY_PROVIDER_UNAVAILABLE, IDENTITY_NOT_VERIFIED, TOO_MANY_ATTEMPTS
 */
async function verifiedIdentity(
  { gateway, guard, channelKey, ring }: IdentityTools,
  { identityVerificationId, address, now }: Asked,
): Promise<{ identity: Identity; ring: KeyRing }> {
  const guesses = [counterOf('IDENTITY', address)];
  await guard.check(guesses, now);
  const found = await gateway.read(identityVerificationId);
  if (!found) await guard.failed(guesses, now);
  const decided = decideIdentity(found, { identityVerificationId, channelKey, now });
  if (decided.decision === 'refused') throw new Refusal(refusals.IDENTITY_NOT_VERIFIED, { reason: decided.reason });
  return { identity: decided.identity, ring: await ring() };
}

/**
 * A used verification is good for what it was used for, by who knows the password that came with it. Another password is
 * a guess like one at the login, and counts with those.
 * @throws Refusal IDENTITY_NOT_VERIFIED, TOO_MANY_ATTEMPTS
 */
async function repeatedOnly(
  { accounts, guard }: IdentityTools,
  used: UsedVerification,
  use: UsedVerification['use'],
  { email, password, now }: Asked,
): Promise<void> {
  const known = used.use === use ? await accounts.credentialOf(used.userId) : undefined;
  if (known?.account.email === email) {
    const counters = [counterOf('ACCOUNT', email)];
    await guard.check(counters, now);
    if (await verifyPassword(password, known.passwordHash)) return guard.succeeded(counters, now);
    await guard.failed(counters, now);
  }
  throw new Refusal(refusals.IDENTITY_NOT_VERIFIED, { reason: 'USED' });
}

function refuseEasy(field: string, password: string, email: string): void {
  const sentence = refusePassword(password, email);
  if (sentence) throw fault(field, sentence);
}
