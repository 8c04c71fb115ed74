// POST /api/v1/auth/logout: ends the session of the token that is shown.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { routes } from '../contract-sessions.ts';
import { createKeyReads } from '../reads.ts';
import { createSessionStore } from '../store-sessions.ts';
import { logOut } from '../use-cases-sessions.ts';
import { shownTokens, signedOut } from '../use-cases-transport.ts';

const env = readEnv({ AUTH_TABLE: 'string', TOKEN_SECRET: 'string' });
const table = { db: createDb(), ...env };
const { findKey } = createKeyReads(table);
const tools = {
  sessions: createSessionStore(table),
  ring: createRingReader(secretReader(env.TOKEN_SECRET)),
  findKey,
};

export const handler = http(routes.logOut, async ({ body, caller, now }) => {
  const refreshTokens = shownTokens(body, caller).map(({ text }) => text);
  await logOut(tools, { refreshTokens, authorization: caller.authorization, now });
  return signedOut();
});
