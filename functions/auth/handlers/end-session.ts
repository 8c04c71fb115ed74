// DELETE /api/v1/me/sessions/{sessionId}: ends one session, on whatever device it is.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract-sessions.ts';
import { createSessionStore } from '../store-sessions.ts';
import { endSession } from '../use-cases-sessions.ts';

const sessions = createSessionStore({ db: createDb(), ...readEnv({ AUTH_TABLE: 'string' }) });

export const handler = http(routes.endSession, async ({ buyer, params, now }) => {
  await endSession({ sessions }, { userId: buyer.userId, sessionId: params.sessionId, now });
  return {};
});
