// POST /api/v1/auth/signup: makes the account of a person whose identity was verified.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createRingReader } from '../../shared/key-ring.ts';
import { routes } from '../contract.ts';
import { attemptRules } from '../domain-attempts.ts';
import { createIdentityGateway } from '../gateway-identity.ts';
import { createAccountStore } from '../store.ts';
import { createAttemptsStore } from '../store-attempts.ts';
import { createIdentityStore } from '../store-identity.ts';
import { createGuard } from '../use-cases-attempts.ts';
import { signUp } from '../use-cases-identity.ts';

const env = readEnv({
  AUTH_TABLE: 'string',
  PASSWORD_ROUNDS: 'number',
  LOGIN_FAILURES_PER_ACCOUNT: 'number',
  LOGIN_FAILURES_PER_ADDRESS: 'number',
  PERSON_SECRET: 'string',
  PORTONE_SECRET: 'string',
  PORTONE_URL: 'string',
  PORTONE_STORE_ID: 'string',
  PORTONE_IDENTITY_CHANNEL: 'string',
  TERMS_VERSION: 'string',
  MINIMUM_AGE: 'number',
});
const stores = { ...env, db: createDb() };
const tools = {
  gateway: createIdentityGateway({ ...env, readSecret: secretReader(env.PORTONE_SECRET) }),
  channelKey: env.PORTONE_IDENTITY_CHANNEL,
  ring: createRingReader(secretReader(env.PERSON_SECRET)),
  identities: createIdentityStore(stores),
  accounts: createAccountStore(stores),
  guard: createGuard({ store: createAttemptsStore(stores), rules: attemptRules(env) }),
  passwordRounds: env.PASSWORD_ROUNDS,
  termsVersion: env.TERMS_VERSION,
  minimumAge: env.MINIMUM_AGE,
};

export const handler = http(routes.signUp, ({ body, caller, now }) =>
  signUp(tools, { ...body, address: caller.address, now }),
);
