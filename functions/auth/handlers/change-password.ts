// POST /api/v1/me/password: a new password for who knows the current one; all other sessions end.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract-sessions.ts';
import { attemptRules } from '../domain-attempts.ts';
import { createAccountStore } from '../store.ts';
import { createAttemptsStore } from '../store-attempts.ts';
import { createSessionStore } from '../store-sessions.ts';
import { createGuard } from '../use-cases-attempts.ts';
import { changePassword } from '../use-cases-password.ts';

const env = readEnv({
  AUTH_TABLE: 'string',
  PASSWORD_ROUNDS: 'number',
  LOGIN_FAILURES_PER_ACCOUNT: 'number',
  LOGIN_FAILURES_PER_ADDRESS: 'number',
});
const table = { db: createDb(), ...env };
const tools = {
  accounts: createAccountStore(table),
  sessions: createSessionStore(table),
  guard: createGuard({ store: createAttemptsStore(table), rules: attemptRules(env) }),
  passwordRounds: env.PASSWORD_ROUNDS,
};

export const handler = http(routes.changePassword, async ({ buyer: { userId, sessionId }, body, now }) => {
  await changePassword(tools, { userId, sessionId, current: body.current, next: body.new, now });
  return {};
});
