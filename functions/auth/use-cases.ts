// What the owner of an account can ask of it: to see it, and to leave.
import { jitter } from '../shared/aws.ts';
import { common, Refusal } from '../shared/refusal.ts';
import type { Account } from './domain.ts';
import { leaving, type Retention } from './domain-identity.ts';
import type { AccountStore } from './store.ts';
import type { IdentityStore } from './store-identity.ts';
import type { SessionStore } from './store-sessions.ts';
import { livingSession } from './use-cases-sessions.ts';

/** How often leaving is tried while somebody else is at the account. */
const TRIES = 6;

/**
 * The signed-in account.
 * @throws Refusal UNAUTHENTICATED when the token has outlived it
 */
export async function getMe({ store }: { store: Pick<AccountStore, 'account'> }, userId: string): Promise<Account> {
  const account = await store.account(userId);
  if (!account) throw new Refusal(common.UNAUTHENTICATED);
  return account;
}

export interface LeaveTools extends Retention {
  readonly accounts: Pick<AccountStore, 'account'>;
  readonly identities: Pick<IdentityStore, 'remove'>;
  readonly sessions: Pick<SessionStore, 'session' | 'deleteAll'>;
}

/**
 * Removes the account and all that names its owner. Who has left already has left: a repeated request finishes what the
 * first one may not have.
 * @param asked the access token's account and session, which has to be alive: this cannot be taken back
 * @throws Refusal UNAUTHENTICATED, TRY_AGAIN
 */
export async function deleteMe(
  tools: LeaveTools,
  asked: { readonly userId: string; readonly sessionId: string | undefined; readonly now: number },
): Promise<void> {
  const { accounts, identities, sessions } = tools;
  const { userId, sessionId, now } = asked;
  for (let tries = 1; tries <= TRIES; tries++) {
    const living = await livingSession(tools, { userId, sessionId, now });
    if (!living) {
      if (await accounts.account(userId)) throw new Refusal(common.UNAUTHENTICATED);
      return sessions.deleteAll(userId);
    }
    const outcome = await identities.remove(living.account, leaving(now, tools));
    // Without the account no session is alive; their items go last.
    if (outcome === 'removed') return sessions.deleteAll(userId);
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}
