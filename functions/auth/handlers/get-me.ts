// GET /api/v1/me: the signed-in account.
import { createDb } from '../../shared/aws.ts';
import { toIso } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createAccountStore } from '../store.ts';
import { getMe } from '../use-cases.ts';

const store = createAccountStore({ db: createDb(), ...readEnv({ AUTH_TABLE: 'string' }) });

export const handler = http(routes.me, async ({ buyer }) => {
  const { userId, name, email, termsVersion, createdAt, updatedAt } = await getMe({ store }, buyer.userId);
  return { userId, name, email, termsVersion, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
});
