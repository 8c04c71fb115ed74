// POST /api/v1/auth/signup: makes the account of a person whose identity was verified.
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
import { signUp } from '../use-cases-identity.ts';

const env = readEnv({
  AUTH_TABLE: 'string',
  PASSWORD_ROUNDS: 'number',
  TERMS_VERSION: 'string',
  MINIMUM_AGE: 'number',
});
const secrets = readEnv({ EDGE_SECRET: 'string', PERSON_SECRET: 'string', PORTONE_SECRET: 'string' });
const limits = readEnv({ LOGIN_FAILURES_PER_ACCOUNT: 'number', LOGIN_FAILURES_PER_ADDRESS: 'number' });
const portone = readEnv({ PORTONE_URL: 'string', PORTONE_STORE_ID: 'string', PORTONE_IDENTITY_CHANNEL: 'string' });
const stores = createIdentityStores({ ...env, db: createDb() });
const tools = {
  ...stores,
  gateway: createIdentityGateway({ ...portone, readSecret: secretReader(secrets.PORTONE_SECRET) }),
  channelKey: portone.PORTONE_IDENTITY_CHANNEL,
  ring: createRingReader(secretReader(secrets.PERSON_SECRET)),
  guard: createGuard({ store: stores.attempts, rules: attemptRules(limits) }),
  passwordRounds: env.PASSWORD_ROUNDS,
  termsVersion: env.TERMS_VERSION,
  minimumAge: env.MINIMUM_AGE,
};
const addressOf = addressReader(secrets.EDGE_SECRET);

export const handler = http(routes.signUp, async ({ body, caller, now }) =>
  signUp(tools, { ...body, address: await addressOf(caller), now }),
);
