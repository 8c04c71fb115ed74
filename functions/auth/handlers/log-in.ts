// POST /api/v1/auth/login: begins a session, for who knows the password.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { addressReader } from '../../shared/viewer.ts';
import { DEVICE_COOKIE, routes } from '../contract-sessions.ts';
import { attemptRules } from '../domain-attempts.ts';
import { createAccountStore } from '../store.ts';
import { createAttemptsStore } from '../store-attempts.ts';
import { createSessionStore } from '../store-sessions.ts';
import { createGuard } from '../use-cases-attempts.ts';
import { logIn } from '../use-cases-login.ts';
import { sessionAnswer } from '../use-cases-transport.ts';
import { createTokenSigner } from '../writes.ts';

const env = readEnv({ AUTH_TABLE: 'string', PASSWORD_ROUNDS: 'number' });
const secrets = readEnv({ EDGE_SECRET: 'string', SIGNING_SECRET: 'string', TOKEN_SECRET: 'string' });
const limits = readEnv({ LOGIN_FAILURES_PER_ACCOUNT: 'number', LOGIN_FAILURES_PER_ADDRESS: 'number' });
const table = { db: createDb(), ...env };
const tools = {
  accounts: createAccountStore(table),
  sessions: createSessionStore(table),
  guard: createGuard({ store: createAttemptsStore(table), rules: attemptRules(limits) }),
  ring: createRingReader(secretReader(secrets.TOKEN_SECRET)),
  signer: createTokenSigner({ ...table, readSecret: secretReader(secrets.SIGNING_SECRET) }),
  passwordRounds: env.PASSWORD_ROUNDS,
};
const addressOf = addressReader(secrets.EDGE_SECRET);

export const handler = http(routes.logIn, async ({ body, caller, now }) => {
  const deviceTokens = [caller.cookies[DEVICE_COOKIE], caller.deviceToken].flatMap((token) => token ?? []);
  const address = await addressOf(caller);
  const opened = await logIn(tools, { ...body, address, userAgent: caller.userAgent, deviceTokens, now });
  return sessionAnswer(opened, body.transport, now);
});
