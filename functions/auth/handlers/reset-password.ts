// POST /api/v1/auth/password/reset: a new password for the person whose identity was verified.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { addressReader } from '../../shared/viewer.ts';
import { routes } from '../contract.ts';
import { attemptRules } from '../domain-attempts.ts';
import { createIdentityGateway } from '../gateway-identity.ts';
import { createIdentityStores } from '../store-identity.ts';
import { createGuard } from '../use-cases-attempts.ts';
import { resetPassword } from '../use-cases-identity.ts';

const env = readEnv({
  AUTH_TABLE: 'string',
  EDGE_SECRET: 'string',
  PASSWORD_ROUNDS: 'number',
  LOGIN_FAILURES_PER_ACCOUNT: 'number',
  LOGIN_FAILURES_PER_ADDRESS: 'number',
  PERSON_SECRET: 'string',
  PORTONE_SECRET: 'string',
  PORTONE_URL: 'string',
  PORTONE_STORE_ID: 'string',
  PORTONE_IDENTITY_CHANNEL: 'string',
});
const stores = createIdentityStores({ ...env, db: createDb() });
const tools = {
  ...stores,
  gateway: createIdentityGateway({ ...env, readSecret: secretReader(env.PORTONE_SECRET) }),
  channelKey: env.PORTONE_IDENTITY_CHANNEL,
  ring: createRingReader(secretReader(env.PERSON_SECRET)),
  guard: createGuard({ store: stores.attempts, rules: attemptRules(env) }),
  passwordRounds: env.PASSWORD_ROUNDS,
};
const addressOf = addressReader(env.EDGE_SECRET);

export const handler = http(routes.resetPassword, async ({ body, caller, now }) => {
  await resetPassword(tools, { ...body, password: body.new, address: await addressOf(caller), now });
  return {};
});
