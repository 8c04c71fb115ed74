// POST /api/v1/auth/signup: makes an account.
import { createDb } from '../../shared/aws.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { routes } from '../contract.ts';
import { createAccountStore } from '../store.ts';
import { signUp } from '../use-cases.ts';

const { AUTH_TABLE, PASSWORD_ROUNDS } = readEnv({ AUTH_TABLE: 'string', PASSWORD_ROUNDS: 'number' });
const store = createAccountStore({ db: createDb(), AUTH_TABLE });

export const handler = http(routes.signUp, ({ body, now }) =>
  signUp({ store, passwordRounds: PASSWORD_ROUNDS }, { ...body, now }),
);
