// POST /api/v1/auth/logout-all: ends every session of the account.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract-sessions.ts';
import { createSessionStore } from '../store-sessions.ts';
import { logOutAll } from '../use-cases-sessions.ts';
import { signedOut } from '../use-cases-transport.ts';

const sessions = createSessionStore({ db: createDb(), ...readEnv({ AUTH_TABLE: 'string' }) });

export const handler = http(routes.logOutAll, async ({ buyer, now }) => {
  await logOutAll({ sessions }, { userId: buyer.userId, now });
  return signedOut();
});
