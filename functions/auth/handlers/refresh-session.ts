// POST /api/v1/auth/refresh: the next tokens, the way the refresh token came.
import { createDb, secretReader } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { common, Refusal } from '../../shared/refusal.ts';
import { routes } from '../contract-sessions.ts';
import { createAccountStore } from '../store.ts';
import { createSessionStore } from '../store-sessions.ts';
import { refreshSession } from '../use-cases-sessions.ts';
import { sessionAnswer, shownTokens } from '../use-cases-transport.ts';
import { createTokenSigner } from '../writes.ts';

const env = readEnv({ AUTH_TABLE: 'string', SIGNING_SECRET: 'string', TOKEN_SECRET: 'string' });
const table = { db: createDb(), ...env };
const tools = {
  accounts: createAccountStore(table),
  sessions: createSessionStore(table),
  ring: createRingReader(secretReader(env.TOKEN_SECRET)),
  signer: createTokenSigner({ ...table, readSecret: secretReader(env.SIGNING_SECRET) }),
  clock: systemClock,
};

export const handler = http(routes.refresh, async ({ body, caller, now }) => {
  const [shown] = shownTokens(body, caller);
  if (!shown) throw new Refusal(common.UNAUTHENTICATED);
  // A refusal leaves the cookie: it may come after the answer to a new login, whose cookie it would take away.
  return sessionAnswer(await refreshSession(tools, { refreshToken: shown.text, now }), shown.transport, now);
});
