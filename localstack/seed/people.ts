// Signs up the people of the demo, each as the same verified person every time, and signs the operator in.
import { routes as auth } from '../../functions/auth/contract.ts';
import { routes as sessions } from '../../functions/auth/contract-sessions.ts';
import { routes as catalog } from '../../functions/catalog/contract.ts';
import { ApiError, type Client } from '../../functions/shared/client.ts';
import { Failure } from '../../scripts/progress.mjs';
import { type VerifiedAs, verifyIdentity } from '../portone/client.ts';
import type { Login } from '../stack-file.ts';

/** Who is there already, under this address or another one, needs no second account. */
const IS_THERE = ['EMAIL_TAKEN', 'ALREADY_A_MEMBER', 'LEFT_RECENTLY'];

/** Makes the accounts that are missing. @throws Failure with what to do about a refusal */
export async function signUpDemo(
  client: Client,
  portoneUrl: string,
  people: readonly (Login & VerifiedAs)[],
): Promise<void> {
  const { terms } = await client.call(catalog.config, {});
  for (const { email, password, name, birthDate } of people) {
    const identityVerificationId = await verifyIdentity(portoneUrl, { name, birthDate });
    const body = { email, password, identityVerificationId, termsVersion: terms.version };
    await client.call(auth.signUp, { body }).catch((error: unknown) => {
      if (!(error instanceof ApiError) || !IS_THERE.includes(error.code)) throw explained(error);
    });
  }
}

/** @throws Failure with what to do about a refusal @returns the access token */
export async function signInDemo(client: Client, { email, password }: Login): Promise<string> {
  try {
    return (await client.call(sessions.logIn, { body: { email, password } })).accessToken;
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.code === 'BAD_CREDENTIALS') {
    return new Failure('The data of this folder is of an older version: begin anew with npm start -- --reset.');
  }
  if (error.status === 429) {
    const { retryAfterSeconds = 60 } = error;
    return new Failure(`There were too many attempts to sign in: run npm start again in ${retryAfterSeconds} seconds.`);
  }
  if (error.code === 'IDENTITY_PROVIDER_UNAVAILABLE') {
    return new Failure(
      'The functions do not reach the stand-in for PortOne: where they run in containers, set ONSALE_PORTONE_URL ' +
        'to its address as they see it, such as http://host.docker.internal:4580.',
    );
  }
  return error;
}
