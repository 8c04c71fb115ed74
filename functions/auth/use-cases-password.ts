// Changing one's password, for who knows it and is signed in.
import { jitter } from '../shared/aws.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { hashPassword, verifyPassword } from '../shared/password.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { fault } from '../shared/request.ts';
import { refusals } from './contract-sessions.ts';
import { counterOf } from './domain-attempts.ts';
import { refusePassword } from './domain-password.ts';
import type { AccountStore } from './store.ts';
import type { SessionStore } from './store-sessions.ts';
import type { Guard } from './use-cases-attempts.ts';
import { livingSession } from './use-cases-sessions.ts';

/** How often it is tried while others are at the account or the session. */
const TRIES = 5;

/** Who asks, as the gate found them: the session may have ended since. */
export interface PasswordChange {
  readonly userId: string;
  readonly sessionId: string | undefined;
  readonly current: string;
  readonly next: string;
  readonly now: number;
}

export interface PasswordTools {
  readonly accounts: Pick<AccountStore, 'account' | 'credentialOf'>;
  readonly sessions: Pick<SessionStore, 'session' | 'changePassword'>;
  readonly guard: Guard;
  readonly passwordRounds: number;
}

/**
 * Sets a new password, and ends all sessions but the one that asks. A stolen access token is not enough: its session
 * must live, and wrong current passwords count as guesses.
 * @throws Refusal TOKEN_EXPIRED, INVALID_REQUEST naming `new`, WRONG_PASSWORD, TOO_MANY_ATTEMPTS, TRY_AGAIN
 */
export async function changePassword(tools: PasswordTools, asked: PasswordChange): Promise<void> {
  const { accounts, sessions } = tools;
  const { userId, next, now } = asked;
  let proved: string | undefined;
  let passwordHash: string | undefined;
  for (let tries = 1; tries <= TRIES; tries++) {
    const [living, credential] = await Promise.all([livingSession(tools, asked), accounts.credentialOf(userId)]);
    if (!living || !credential) throw new Refusal(refusals.TOKEN_EXPIRED);
    const refused = refusePassword(next, credential.account.email);
    if (refused) throw fault('new', refused);
    if (proved !== credential.passwordHash) await prove(tools, asked, credential.passwordHash);
    proved = credential.passwordHash;
    passwordHash ??= await hashPassword(next, tools.passwordRounds);
    const outcome = await sessions.changePassword({
      userId,
      sessionId: living.session.sessionId,
      seenStamp: credential.account.securityStamp,
      stamp: randomChars(),
      passwordHash,
      at: now,
    });
    switch (outcome) {
      case 'changed':
        return;
      case 'moved':
        break;
      case 'conflict':
        await jitter(tries);
        break;
      default:
        outcome satisfies never;
    }
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** @throws Refusal WRONG_PASSWORD, TOO_MANY_ATTEMPTS */
async function prove({ guard }: PasswordTools, { userId, current, now }: PasswordChange, hash: string): Promise<void> {
  const counters = [counterOf('PASSWORD', userId)];
  await guard.check(counters, now);
  if (await verifyPassword(current, hash)) return guard.succeeded(counters, now);
  await guard.failed(counters, now);
  throw new Refusal(refusals.WRONG_PASSWORD);
}
