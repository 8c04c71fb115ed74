// What a person can ask of accounts.
import { randomUUID } from 'node:crypto';
import { jitter } from '../shared/aws.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { hashPassword, nobodysHash, verifyPassword } from '../shared/password.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { refusals } from './contract.ts';
import { ACCESS_TOKEN, ACCESS_TOKEN_SECONDS, type Account, accessClaims, newAccount } from './domain.ts';
import type { AccountStore } from './store.ts';
import type { TokenSigner } from './writes.ts';

/** How often signing up is tried while others sign up with the same address. */
const TRIES = 5;

/**
 * Makes an account; of several at once with one address, one is made.
 * @throws Refusal EMAIL_TAKEN, TRY_AGAIN
 */
export async function signUp(
  { store, passwordRounds }: { store: AccountStore; passwordRounds: number },
  asked: { email: string; password: string; name: string; now: number },
): Promise<{ userId: string }> {
  const { email, password, name, now } = asked;
  const account = newAccount({ userId: randomUUID(), email, name, at: now });
  const passwordHash = await hashPassword(password, passwordRounds);
  for (let tries = 1; tries <= TRIES; tries++) {
    const outcome = await store.add(account, passwordHash);
    switch (outcome) {
      case 'added':
        return { userId: account.userId };
      case 'EMAIL_TAKEN':
        throw new Refusal(refusals.EMAIL_TAKEN);
      case 'conflict':
        await jitter(tries);
        break;
      default:
        outcome satisfies never;
    }
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/**
 * Gives an access token. An unknown address and a wrong password take the same work and get the same answer, so that
 * nobody learns who has an account.
 * @throws Refusal BAD_CREDENTIALS
 */
export async function logIn(
  tools: { store: Pick<AccountStore, 'credential' | 'account'>; signer: TokenSigner; passwordRounds: number },
  asked: { email: string; password: string; now: number },
): Promise<{ accessToken: string; expiresIn: number }> {
  const { store, signer, passwordRounds } = tools;
  const credential = await store.credential(asked.email);
  const right = await verifyPassword(asked.password, credential?.passwordHash ?? nobodysHash(passwordRounds));
  const account = credential && right ? await store.account(credential.userId) : undefined;
  if (!account) throw new Refusal(refusals.BAD_CREDENTIALS);
  const accessToken = await signer.sign({
    ...ACCESS_TOKEN,
    claims: accessClaims(account, randomChars()),
    issuedAt: asked.now,
    expiresAt: asked.now + ACCESS_TOKEN_SECONDS * 1000,
  });
  return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
}

/**
 * The signed-in account.
 * @throws Refusal UNAUTHENTICATED when the token has outlived its account
 */
export async function getMe({ store }: { store: Pick<AccountStore, 'account'> }, userId: string): Promise<Account> {
  const account = await store.account(userId);
  if (!account) throw new Refusal(common.UNAUTHENTICATED);
  return account;
}
