// POST /api/v1/auth/logout: ends the sessions of the tokens that are shown.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { routes } from '../contract-sessions.ts';
import { createKeyReads } from '../reads.ts';
import { createAccountStore } from '../store.ts';
import { createSessionStore } from '../store-sessions.ts';
import { logOut } from '../use-cases-log-out.ts';
import { shownTokens, signedOut } from '../use-cases-transport.ts';

const env = readEnv({ AUTH_TABLE: 'string', TOKEN_SECRET: 'string' });
const table = { db: createDb(), ...env };
const { findKey } = createKeyReads(table);
const tools = {
  accounts: createAccountStore(table),
  sessions: createSessionStore(table),
  ring: createRingReader(secretReader(env.TOKEN_SECRET)),
  findKey,
};

export const handler = http(routes.logOut, async ({ body, caller, now }) => {
  const refreshTokens = shownTokens(body, caller).map(({ text }) => text);
  await logOut(tools, { refreshTokens, authorization: caller.authorization, now });
  return signedOut();
});
