// DELETE /api/v1/me: removes the account and all that names its owner.
import { createDb } from '../../shared/aws.ts';
import { endedCookie } from '../../shared/cookie.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { Reply } from '../../shared/reply.ts';
import { routes } from '../contract.ts';
import { DEVICE_COOKIE, REFRESH_COOKIE } from '../contract-sessions.ts';
import { createAccountStore } from '../store.ts';
import { createIdentityStore } from '../store-identity.ts';
import { createSessionStore } from '../store-sessions.ts';
import { deleteMe } from '../use-cases.ts';

const env = readEnv({ AUTH_TABLE: 'string', REJOIN_DAYS: 'number', RECORD_YEARS: 'number' });
const stores = { ...env, db: createDb() };
const tools = {
  accounts: createAccountStore(stores),
  identities: createIdentityStore(stores),
  sessions: createSessionStore(stores),
  rejoinDays: env.REJOIN_DAYS,
  recordYears: env.RECORD_YEARS,
};

export const handler = http(routes.deleteMe, async ({ buyer, now }) => {
  await deleteMe(tools, { userId: buyer.userId, sessionId: buyer.sessionId, now });
  return new Reply({}, { cookies: [endedCookie(REFRESH_COOKIE), endedCookie(DEVICE_COOKIE)] });
});
