// POST /api/v1/auth/login: gives an access token.
import { createDb, secretReader } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createAccountStore } from '../store.ts';
import { logIn } from '../use-cases.ts';
import { createTokenSigner } from '../writes.ts';

const env = readEnv({ AUTH_TABLE: 'string', SIGNING_SECRET: 'string', PASSWORD_ROUNDS: 'number' });
const db = createDb();
const store = createAccountStore({ db, ...env });
const signer = createTokenSigner({ db, ...env, readSecret: secretReader(env.SIGNING_SECRET) });

export const handler = http(routes.logIn, ({ body, now }) =>
  logIn({ store, signer, passwordRounds: env.PASSWORD_ROUNDS }, { ...body, now }),
);
