// People who guess passwords, and those whose passwords are guessed, on a real table, in virtual time.
import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { newAccount } from '../../../functions/auth/domain.ts';
import { attemptRules, type Counter, counterOf } from '../../../functions/auth/domain-attempts.ts';
import { accountKey, emailKey } from '../../../functions/auth/keys.ts';
import { createAccountStore } from '../../../functions/auth/store.ts';
import { createAttemptsStore } from '../../../functions/auth/store-attempts.ts';
import { createSessionStore } from '../../../functions/auth/store-sessions.ts';
import { createGuard } from '../../../functions/auth/use-cases-attempts.ts';
import { type Login, logIn } from '../../../functions/auth/use-cases-login.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { hashPassword } from '../../../functions/shared/password.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import type { TestTable } from '../../support/table.ts';

const LIMITS = { LOGIN_FAILURES_PER_ACCOUNT: 5, LOGIN_FAILURES_PER_ADDRESS: 100 };
const BURST = 200;

export const MINUTE = 60_000;
export const start = 1_700_000_000_000;
export const PASSWORD = 'correct horse battery';

/** What a client would be answered: `told` is that the password is wrong, a number is `Retry-After`. */
export type Answer = 'told' | 'in' | number;

export async function answer(work: Promise<unknown>): Promise<Answer> {
  try {
    return (await work) === undefined ? 'told' : 'in';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.kind.code === 'BAD_CREDENTIALS') return 'told';
    if (error.kind.code === 'TOO_MANY_ATTEMPTS') return error.retryAfterSeconds ?? 0;
    throw error;
  }
}

export const told = (answers: readonly Answer[]) => answers.filter((given) => given === 'told').length;

export const FIVE = Array.from({ length: 5 }, () => 'told');

/** The counters of a stranger who guesses at an account, both nobody else's. */
export const stranger = (email: string = randomUUID()): Counter[] => [
  counterOf('ACCOUNT', email),
  counterOf('ADDRESS', randomUUID()),
];

export function createGuessers(table: TestTable) {
  const given = { db: table.db, AUTH_TABLE: table.name };
  const ring = parseKeyRing('the_only_key_of_a_ring_that_was_made_for_a_test');
  const attempts = createAttemptsStore(given);
  const guard = createGuard({ store: attempts, rules: attemptRules(LIMITS) });
  const tools = {
    accounts: createAccountStore(given),
    sessions: createSessionStore(given),
    guard,
    ring: async () => ring,
    signer: { sign: async () => 'signed' },
    passwordRounds: 1,
  };

  const tryIt = (login: Login, now = start) => answer(logIn(tools, { ...login, now }));

  return {
    ring,
    attempts,
    guard,
    tools,
    tryIt,

    /** Wrong guesses of one millisecond, past the first look already: their hashes took equally long. */
    burst: (counters: readonly Counter[], now: number) =>
      Promise.all(Array.from({ length: BURST }, () => answer(guard.failed(counters, now)))),

    /** The answers to so many tries, one after the other. */
    async inTurn(times: number, login: Login, now = start): Promise<Answer[]> {
      const answers: Answer[] = [];
      for (let i = 0; i < times; i++) answers.push(await tryIt(login, now));
      return answers;
    },

    /** An account of its own for each test, and one who tries to sign in to it. */
    async newOwner(): Promise<{ userId: string; right: Login; wrong: Login }> {
      const userId = randomUUID();
      const email = `${userId}@example.com`;
      const rest = { personId: userId, name: 'Kim', securityStamp: 's', persons: [], termsVersion: '1', at: start };
      const account = { ...newAccount({ userId, email, ...rest }), passwordHash: await hashPassword(PASSWORD, 1) };
      for (const Item of [
        { ...emailKey(email), userId },
        { ...accountKey(userId), ...account },
      ]) {
        await table.db.send(new PutCommand({ TableName: table.name, Item }));
      }
      const browser = { address: randomUUID(), deviceTokens: [], userAgent: 'test', now: start };
      const right = { email, password: PASSWORD, ...browser };
      return { userId, right, wrong: { ...right, password: 'incorrect horse battery' } };
    },
  };
}
