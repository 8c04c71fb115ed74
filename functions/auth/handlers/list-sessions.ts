// GET /api/v1/me/sessions: where the account is signed in.
import { createDb } from '../../shared/aws.ts';
import { toIso } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract-sessions.ts';
import { createAccountStore } from '../store.ts';
import { createSessionStore } from '../store-sessions.ts';
import { listSessions } from '../use-cases-sessions.ts';

const table = { db: createDb(), ...readEnv({ AUTH_TABLE: 'string' }) };
const tools = { accounts: createAccountStore(table), sessions: createSessionStore(table) };

export const handler = http(routes.listSessions, async ({ buyer, now }) => {
  const sessions = await listSessions(tools, { userId: buyer.userId, now });
  return {
    sessions: sessions.map(({ sessionId, device, createdAt, lastUsedAt, expiresAt }) => ({
      sessionId,
      device,
      current: sessionId === buyer.sessionId,
      createdAt: toIso(createdAt),
      updatedAt: toIso(lastUsedAt),
      lastUsedAt: toIso(lastUsedAt),
      expiresAt: toIso(expiresAt),
    })),
  };
});
